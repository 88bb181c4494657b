"""The page of live departures: who may see it, its windows, and what it says when there is little or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from live_figures import fill
from live_rows import left, take

NOW = datetime(2026, 11, 20, 15, 9, 33, tzinfo=UTC)
Make = Callable[..., Client]


@pytest.fixture
def at_work(db: None) -> Iterator[None]:
    """Let the clock of the register stand."""
    from sojourn.register import clock

    with clock.set_to(NOW):
        yield


def test_an_empty_register_says_that_nothing_was_counted(at_work: None, client: Make) -> None:
    page = client("supervisor").get("/live/").content.decode()
    assert "No departures in the last hour" in page
    assert "None has been counted yet" in page


def test_a_window_without_departures_says_when_the_last_one_was(at_work: None, client: Make) -> None:
    take([left(1, NOW.date())], NOW - timedelta(hours=2))
    page = client("supervisor").get("/live/").content.decode()
    assert "The last one was counted on 20 November 2026, 13:09 UTC." in page
    assert "1 departure in the last 24 hours" in client("supervisor").get("/live/?window=day").content.decode()


def test_the_words_come_first_and_questions_withdrawn_first_of_them(at_work: None, client: Make) -> None:
    fill(NOW, 200)
    page = client("oversight").get("/live/?window=day").content.decode()
    heading, withdrawn, in_time = (page.index(text) for text in ("<h1", "Questions withdrawn", "Left in time"))
    assert heading < withdrawn < in_time
    assert "questions were withdrawn by them." in page
    assert "Half were answered within 0.3\N{NO-BREAK SPACE}s of reaching us" in page


def test_every_window_has_its_own_address(at_work: None, client: Make) -> None:
    fill(NOW, 200)
    visitor = client("feed_operator")
    for window, words in (("minute", "in each 5 seconds"), ("hour", "in each minute"), ("day", "quarter of an hour")):
        page = visitor.get(f"/live/?window={window}").content.decode()
        assert f'<a href="/live/?window={window}" aria-current="true">' in page
        assert words in page
        assert page.count("<details") == 2, "a table with each chart"
    assert "last hour" in visitor.get("/live/?window=century").content.decode()


def test_the_page_is_in_french_for_those_who_read_it(at_work: None, client: Make) -> None:
    fill(NOW, 200)
    page = client("supervisor").get("/live/", headers={"accept-language": "fr"}).content.decode()
    assert "départs dans la dernière heure" in page
    assert "Questions retirées" in page


def test_many_ports_are_put_together(at_work: None, client: Make) -> None:
    from sojourn.register.live.page import MOST

    take([left(number, NOW.date(), port=f"X{number:02d}") for number in range(MOST + 4)], NOW)
    page = client("supervisor").get("/live/").content.decode()
    assert "4 other ports" in page


def test_live_departures_are_closed_to_whoever_has_no_need_of_them(at_work: None, client: Make) -> None:
    for role in ("analyst", "caseworker", "post_officer", "administrator"):
        assert client(role).get("/live/").status_code == 403
        assert client(role).get("/live/events").status_code == 403


def test_a_server_that_holds_no_stream_gives_the_figures_once(at_work: None, client: Make) -> None:
    answer = client("supervisor").get("/live/events?window=minute")
    body = b"".join(answer).decode()
    assert answer["Content-Type"].startswith("text/event-stream")
    assert (answer["X-Accel-Buffering"], "no-store" in answer["Cache-Control"]) == ("no", True)
    assert body.startswith("event: figures\ndata: ")
    assert "No departures in the last minute" in body
