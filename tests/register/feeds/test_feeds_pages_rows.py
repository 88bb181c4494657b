"""Rows that could not be used: listed without values, opened with a trace, repaired or discarded."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

FEED = "carrier:ZZ"
RAW = {
    "movement_id": "z1",
    "kind": "manifest",
    "direction": "out",
    "local_date": "2026-07-01",
    "port": "EWR",
    "surname": "Achterberg",
}
REASON = "unknown-value: `direction` holds a value that is not on the list; allowed: one of `arrival`, `departure`"
SetApart = Callable[..., int]
Make = Callable[..., Client]


def test_rows_are_listed_without_a_value_of_theirs(set_row_apart: SetApart, client: Make) -> None:
    number = set_row_apart(json.dumps(RAW), ("unknown-value",), REASON)
    page = client("feed_operator").get(f"/feeds/of/{FEED}/rows/").content.decode()
    assert f"Row {number}" in page
    assert "unknown-value" in page
    assert "Achterberg" not in page


def test_opening_a_row_is_written_down_and_shows_what_is_wrong(set_row_apart: SetApart, client: Make) -> None:
    from sojourn.register.store.models import Event

    number = set_row_apart(json.dumps(RAW), ("unknown-value",), REASON)
    page = client("feed_operator").get(f"/feeds/rows/{number}/").content.decode()
    assert "Achterberg" in page
    assert "Problem" in page
    assert "a value that is not on the list" in page
    event = Event.objects.get(verb="row_opened", subject=FEED)
    assert event.about == {"row": number}


def test_a_repaired_row_becomes_a_record_of_its_feed(set_row_apart: SetApart, client: Make) -> None:
    from sojourn.register.store.models import QuarantineOutcome
    from sojourn.register.store.records import get_record

    number = set_row_apart(json.dumps(RAW), ("unknown-value",), REASON)
    operator = client("feed_operator")
    still = operator.post(
        f"/feeds/rows/{number}/", {**RAW, "local_date": "soon", "direction": "departure", "why": "raw_shows"}
    )
    assert "the row cannot be taken in yet" in still.content.decode()
    assert not QuarantineOutcome.objects.filter(quarantined_id=number).exists()

    answer = operator.post(f"/feeds/rows/{number}/", {**RAW, "direction": "departure", "why": "raw_shows"})
    assert answer.headers["Location"] == f"/feeds/of/{FEED}/rows/"
    outcome = QuarantineOutcome.objects.get(quarantined_id=number)
    record = get_record(f"{FEED}/z1")
    assert (outcome.outcome, outcome.record_id) == ("repaired", record.record_id)
    assert record.values["direction"] == "departure"


def test_a_discarded_row_leaves_the_list_with_a_reason(set_row_apart: SetApart, client: Make) -> None:
    from sojourn.register.store.models import QuarantineOutcome

    number = set_row_apart("not a row at all", ("no-json",), "no-json: the row holds no JSON; allowed: an object")
    operator = client("feed_operator")
    operator.post(f"/feeds/rows/{number}/discard/", {"why": "nothing_usable"})
    assert QuarantineOutcome.objects.get(quarantined_id=number).reason == "nothing_usable"
    assert f"Row {number}" not in operator.get(f"/feeds/of/{FEED}/rows/").content.decode()


def test_rows_are_closed_to_those_who_do_not_repair(set_row_apart: SetApart, client: Make) -> None:
    number = set_row_apart(json.dumps(RAW), ("unknown-value",), REASON)
    answer = client("supervisor").get(f"/feeds/rows/{number}/")
    assert answer.status_code == 403
    assert "Achterberg" not in answer.content.decode()


def test_the_reason_of_a_row_is_parted_into_its_problems() -> None:
    from sojourn.register.feeds.rows import problems_of

    both = f"{REASON}; required-null: `local_date` holds nothing; allowed: a value, the column is required"
    found = problems_of(["unknown-value", "required-null"], both)
    assert [(each.code, each.column) for each in found] == [
        ("unknown-value", "direction"),
        ("required-null", "local_date"),
    ]


@pytest.mark.browser
def test_every_page_of_feeds_fits_and_is_accessible(
    chromium: str,
    days: list[object],
    set_row_apart: SetApart,
    client: Make,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from review_browsing import browsing, check_page

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    number = set_row_apart(json.dumps(RAW), ("unknown-value",), REASON)
    operator = client("feed_operator", "supervisor")
    given = {"status": "quarantined", "reason": "The link was down."}
    dates = {f"{end}_{place}": part for end in ("first", "last") for place, part in enumerate(("3", "6", "2026"))}
    operator.post(f"/feeds/of/{FEED}/propose/", {**given, **dates})
    from sojourn.register.feeds.models import FeedOverride

    proposal = FeedOverride.objects.get(feed=FEED)
    with browsing(chromium, operator) as page:
        check_page(page, "/feeds/", "feeds")
        check_page(page, f"/feeds/of/{FEED}/", "feed")
        check_page(page, f"/feeds/of/{FEED}/propose/?status=released&first=2026-06-28&last=2026-06-30", "propose")
        check_page(page, f"/feeds/proposals/{proposal.pk}/", "proposal")
        check_page(page, f"/feeds/of/{FEED}/rows/", "rows")
        check_page(page, f"/feeds/rows/{number}/", "row")
        check_page(page, f"/feeds/rows/{number}/discard/", "discard")
