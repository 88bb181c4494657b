"""The desk in a browser: narrow and wide, in both directions, open to everyone, and without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from register_serving import in_thread

from tests.register.desk.conftest import PASSPORT, arrival

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Opener = Callable[..., "Page"]
VIEWS = [(1240, "ltr"), (360, "ltr"), (360, "rtl")]
#: Passports of invented people who stay committed: one may stay, of the other the records leave the end open.
STAYS, OPEN = "BB0000001", "BB0000002"


@pytest.fixture(scope="module")
def _on_file(django_ready: object, site: str) -> None:
    """Commit two people."""
    in_thread(commit_people)


def commit_people() -> None:
    """Append two arrivals by the real clock, and answer."""
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.records import append_records

    now, today = clock.now(), clock.today()

    def came(number: str, back: int, until: int) -> dict[str, object]:
        days: dict[str, date] = {"local_date": today - timedelta(back), "admitted_until": today + timedelta(until)}
        return {"document_number": number, "recorded_at": now - timedelta(back), **days}

    rows = [arrival("b-1", **came(STAYS, 10, 60)), arrival("b-2", surname="Bekele", **came(OPEN, 400, -200))]
    done = append_records(rows, batch_id=uuid4(), actor="service", received_at=now)
    answer_subjects([each.subject_id for each in done], "records", [each.name for each in done])


@pytest.fixture
def desk(page: Opener, _on_file: None) -> Iterator[Page]:
    """Give the desk's first page, opened by a post officer."""
    opened = page("post_officer")
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    opened.goto("/desk/")
    yield opened
    # A form that is not complete is answered with 422, which the browser notes as a failed load; nothing else is.
    assert [text for text in said if "422" not in text] == []


def ask(page: Page, number: str) -> None:
    page.get_by_label("Document number, or its machine-readable zone").fill(number)
    page.get_by_role("button", name="Ask", exact=True).click()


def assert_open_to_everyone(page: Page, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    sideways = []
    for width, direction in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_load_state()
        page.evaluate("direction => { document.documentElement.dir = direction }", direction)
        look(page, f"{name}-{width}-{direction}")
        if not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            sideways.append((width, direction))
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert sideways == []


def look(page: Page, name: str) -> None:
    """Take a picture where somebody wants to look."""
    folder = os.environ.get("SOJOURN_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"desk-{name}.png", full_page=True)


def test_the_question_is_open_to_everyone(desk: Page) -> None:
    assert_open_to_everyone(desk, "ask")


def test_a_misread_zone_is_told_at_the_top_and_at_its_box(desk: Page) -> None:
    ask(desk, PASSPORT.replace("L898902C3", "L898902C4"))
    assert desk.get_by_role("alert").get_by_role("link").get_attribute("href") == "#id_document"
    assert_open_to_everyone(desk, "ask-wrong")


def test_a_document_that_is_not_on_file_begins_a_movement(desk: Page) -> None:
    ask(desk, PASSPORT)
    assert_open_to_everyone(desk, "nobody")
    desk.get_by_role("button", name="Key a movement with this document").click()
    assert desk.get_by_label("Family name, as given").input_value() == "ERIKSSON"


def test_the_answer_is_open_to_everyone(desk: Page) -> None:
    ask(desk, STAYS)
    assert desk.get_by_role("heading", level=1).inner_text().startswith("May stay until")
    assert_open_to_everyone(desk, "answer")


def test_the_person_is_heard_and_takes_a_receipt_along(desk: Page) -> None:
    ask(desk, OPEN)
    assert_open_to_everyone(desk, "answer-open")
    desk.get_by_role("link", name="Record what the person shows").click()
    assert_open_to_everyone(desk, "hear")
    desk.get_by_label("A stamp in a passport").check()
    desk.get_by_label("I examined what was shown, and I accept it").check()
    fill_day(desk, "On which day", date.today() - timedelta(250))  # noqa: DTZ011 - the day of the machine
    desk.get_by_label("At which place").fill("JFK")
    desk.get_by_role("button", name="Record it and show the new answer").click()
    assert desk.get_by_role("heading", level=1).inner_text().startswith("The last stay on file ended on")
    assert_open_to_everyone(desk, "heard")
    desk.get_by_role("link", name="Print a receipt for the person").click()
    assert_open_to_everyone(desk, "receipt")
    desk.emulate_media(media="print")
    assert not desk.get_by_role("navigation").is_visible()
    look(desk, "receipt-print")


def test_keying_a_movement_is_open_to_everyone(desk: Page) -> None:
    desk.get_by_role("link", name="Key a movement").click()
    assert_open_to_everyone(desk, "movement")
    desk.get_by_role("button", name="Record it and show the answer").click()
    assert_open_to_everyone(desk, "movement-wrong")


def test_the_search_is_open_to_everyone(desk: Page) -> None:
    desk.goto("/search/")
    assert_open_to_everyone(desk, "search")
    desk.get_by_role("button", name="Search").click()
    assert_open_to_everyone(desk, "search-wrong")
    desk.get_by_label("Why do you search?").select_option("border_check")
    desk.get_by_label("Document number").fill(STAYS)
    desk.get_by_role("button", name="Search").click()
    assert desk.get_by_role("link", name="Amina Tesfaye").is_visible()
    assert "Tesfaye" not in desk.url
    assert_open_to_everyone(desk, "search-found")


@pytest.mark.usefixtures("_on_file")
def test_the_desk_works_without_javascript(page: Opener) -> None:
    opened = page("post_officer", width=360, javascript=False)
    opened.goto("/desk/")
    ask(opened, STAYS)
    assert opened.get_by_role("heading", level=1).inner_text().startswith("May stay until")


def fill_day(page: Page, legend: str, day: date) -> None:
    group = page.get_by_role("group", name=legend)
    for label, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(number))
