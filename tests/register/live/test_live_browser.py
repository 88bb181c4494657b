"""Live departures in a browser: by themselves, and without JavaScript; wide and narrow, in both directions."""

from __future__ import annotations

import gc
import os
import re
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from live_figures import fill
from register_serving import in_thread

if TYPE_CHECKING:
    from country_rows import SmallCountry
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Opener = Callable[..., "Page"]
TABLES = ("live_departures", "live_delays", "live_settled", "live_held", "live_counted")
VIEWS = [(1240, "ltr"), (360, "ltr"), (1240, "rtl"), (360, "rtl")]
SOON = 10_000


@pytest.fixture(autouse=True)
def nothing_counted(site: str) -> Iterator[None]:
    """Find and leave the tables of counts empty: other tests of this database may have counted."""
    in_thread(empty)
    yield
    in_thread(empty)


def empty() -> None:
    from sojourn.register.store.statements import run

    for table in TABLES:
        run(f"DELETE FROM {table}")


def count_one(country: SmallCountry, who: str = "left_in_time") -> None:
    """Count a departure that is on file as if it had just been answered."""
    from sojourn.register import clock
    from sojourn.register.live.batch import Batch
    from sojourn.register.live.counting import count_batch

    names = tuple(name for name in country.records[who] if name.startswith("carrier:"))
    in_thread(lambda: count_batch(Batch(clock.now(), 1, names, ())))


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def see(page: Page, words: str) -> None:
    page.get_by_role("heading", level=1, name=re.compile(words)).wait_for(timeout=SOON)


def test_a_departure_appears_without_loading_the_page_anew(page: Opener, small_country: SmallCountry) -> None:
    opened = page("supervisor")
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.goto("/live/")
    opened.get_by_text("Updates by itself.").wait_for(timeout=SOON)
    opened.evaluate("window.same = true")
    opened.get_by_text("The same as a table").first.click()
    count_one(small_country)
    see(opened, "^1 departure in the last hour")
    assert opened.evaluate("window.same") is True
    assert opened.locator("details").first.get_attribute("open") is not None, "what was opened stays open"
    assert opened.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert said == []


def test_without_javascript_the_page_is_whole_and_refreshed_by_a_link(
    page: Opener, small_country: SmallCountry
) -> None:
    opened = page("supervisor", javascript=False, width=360)
    opened.goto("/live/?window=day")
    assert heading(opened) == "No departures in the last 24 hours"
    assert not opened.get_by_text("Updates by itself.").is_visible()
    count_one(small_country)
    opened.get_by_role("link", name="Refresh").click()
    assert heading(opened) == "1 departure in the last 24 hours"
    assert "carrier:KL" in opened.inner_text("main")


def test_updates_stop_and_go_on_when_the_reader_says_so(page: Opener, small_country: SmallCountry) -> None:
    opened = page("oversight")
    opened.goto("/live/")
    before = heading(opened)
    opened.get_by_role("button", name="Stop updates").click()
    opened.get_by_role("button", name="Go on").wait_for(timeout=SOON)
    count_one(small_country)
    opened.wait_for_timeout(2500)
    assert heading(opened) == before
    opened.get_by_role("button", name="Go on").click()
    see(opened, "^1 departure")


def test_the_stream_of_whoever_signs_out_ends(page: Opener, small_country: SmallCountry) -> None:
    from django.contrib.sessions.models import Session

    opened = page("feed_operator")
    opened.goto("/live/")
    opened.get_by_text("Updates by itself.").wait_for(timeout=SOON)
    key = next(each["value"] for each in opened.context.cookies() if each["name"] == "sessionid")
    in_thread(lambda: Session.objects.filter(session_key=key).delete())
    opened.get_by_text("Updates have ended.").wait_for(timeout=SOON)
    count_one(small_country)
    opened.wait_for_timeout(1500)
    assert heading(opened) == "No departures in the last hour"


def test_a_restart_of_the_service_is_got_over(page: Opener, small_country: SmallCountry) -> None:
    from sojourn.register.live.streams import end_streams

    opened = page("supervisor")
    opened.goto("/live/")
    opened.get_by_text("Updates by itself.").wait_for(timeout=SOON)
    end_streams()
    opened.get_by_text("The connection was lost; trying again.").wait_for(timeout=SOON)
    opened.get_by_text("Updates by itself.").wait_for(timeout=SOON)
    count_one(small_country)
    see(opened, "^1 departure")


def test_a_graceful_stop_waits_for_no_open_page(page: Opener) -> None:
    import uvicorn

    from sojourn.register.asgi import application
    from sojourn.register.live.serving import PageServer

    opened = page("supervisor")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = PageServer(uvicorn.Config(application, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        opened.goto(f"http://127.0.0.1:{listening.getsockname()[1]}/live/")
        opened.get_by_text("Updates by itself.").wait_for(timeout=SOON)
        server.handle_exit(signal.SIGTERM, None)
        thread.join(SOON / 1000)
    assert not thread.is_alive()


def test_open_pages_hold_no_connections_to_the_database(page: Opener) -> None:
    first = page("supervisor")
    opened = [first, *(first.context.new_page() for _ in range(3))]
    before = in_thread(count_connections)
    for each in opened:
        each.goto("/live/")
        each.get_by_text("Updates by itself.").wait_for(timeout=SOON)
    gc.collect()  # the threads of requests that are over
    assert in_thread(count_connections) <= before + 1, "the one that looks for all of them"


def count_connections() -> int:
    from sojourn.register.store.statements import select

    return int(select("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")[0][0])


def test_there_are_no_more_streams_than_may_be(page: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.live import streams

    monkeypatch.setattr(streams, "MOST", 0)
    opened = page("supervisor")
    assert opened.request.get("/live/events").status == 503
    opened.goto("/live/")
    opened.get_by_text("Updates have ended.").wait_for(timeout=SOON)
    assert opened.get_by_role("link", name="Refresh").is_visible()


@pytest.mark.parametrize("state", ["empty", "few", "many"])
def test_the_page_is_open_to_everyone_at_every_width_in_both_directions(
    page: Opener, small_country: SmallCountry, state: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    if state == "few":
        count_one(small_country)
        count_one(small_country, "orphan")
    if state == "many":
        from sojourn.register import clock

        in_thread(lambda: fill(clock.now() - timedelta(seconds=1), 900))
    opened = page("supervisor")
    opened.goto("/live/?window=day" if state == "many" else "/live/")
    opened.get_by_text("Updates by itself.").wait_for(timeout=SOON)
    wrong = {}
    for width, direction in VIEWS:
        opened.set_viewport_size({"width": width, "height": 900})
        opened.evaluate("direction => { document.documentElement.dir = direction }", direction)
        look(opened, f"live-{state}-{width}-{direction}")
        if not opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            wrong[width, direction] = "scrolls sideways"
    if state == "many":  # the picture of the docs
        opened.evaluate("document.documentElement.dir = 'ltr'")
        opened.set_viewport_size({"width": 1240, "height": 1010})
        look(opened, "live", whole=False)
    found = axe.Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    assert wrong == {}


def look(page: Page, name: str, *, whole: bool = True) -> None:
    """Take a picture where somebody wants to look."""
    folder = os.environ.get("SOJOURN_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)
