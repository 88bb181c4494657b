"""The pages in a browser: narrow and wide, in both directions, open to everyone, and without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from records_people import People

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Opener = Callable[..., "Page"]
VIEWS = [(1240, "ltr"), (360, "ltr"), (1240, "rtl"), (360, "rtl")]
#: Whose page it is, its address, and a word for it.
PAGES = [
    ("amina", "/person/{person}/", "person"),
    ("bruno", "/person/{person}/", "unexplained"),
    ("carla", "/person/{person}/", "orphan"),
    ("amina", "/stay/{stay}/", "stay"),
    ("bruno", "/stay/{stay}/", "stay-unexplained"),
    ("ewa", "/stay/{stay}/?as_of_0=15&as_of_1=9&as_of_2=2026&known_on_0=15&known_on_1=9&known_on_2=2026", "past"),
    ("bruno", "/stay/{stay}/?print=1", "print"),
    ("amina", "/record/post:JFK/amina-1/", "record"),
    ("amina", "/as-received/post:JFK/amina-1/", "raw"),
    ("amina", "/person/{person}/looks/", "looks"),
]
ALL = [(width, direction) for width, direction in VIEWS]


def open_with_reason(page: Page, people: People, who: str, address: str) -> None:
    """Open an address; where the door asks why, say so and go on."""
    target = address.format(person=people.persons[who], stay=people.stays.get(who, ""))
    page.goto(target, wait_until="load")
    if "/why/" in page.url:
        page.get_by_label("An application or request of the person").check()
        page.locator("textarea, input[type=text]").first.fill("An application of the person.")
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(f"**{target}", wait_until="load")
    assert page.url.endswith(target), page.url


def look(page: Page, name: str) -> None:
    """Take a picture where somebody wants to look."""
    folder = os.environ.get("SOJOURN_PICTURES")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("who", "address", "name"), PAGES, ids=[name for _, _, name in PAGES])
def test_a_page_is_open_to_everyone_at_every_width_in_both_directions(
    page: Opener, people: People, who: str, address: str, name: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    opened = page("caseworker")
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    open_with_reason(opened, people, who, address)
    wrong = {}
    for width, direction in VIEWS:
        opened.set_viewport_size({"width": width, "height": 900})
        opened.wait_for_load_state()
        opened.evaluate("direction => { document.documentElement.dir = direction }", direction)
        look(opened, f"{name}-{width}-{direction}")
        if not opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
            wrong[width, direction] = "scrolls sideways"
    found = axe.Axe().run(opened)
    assert found.violations_count == 0, found.generate_report()
    assert wrong == {}
    assert said == []


def test_everything_works_without_javascript(page: Opener, people: People) -> None:
    opened = page("caseworker", width=360, javascript=False)
    open_with_reason(opened, people, "ewa", "/person/{person}/")
    opened.get_by_role("link", name="Why? Read the answer step by step").click()
    for place, part in enumerate(("15", "9", "2026")):
        opened.locator(f"#id_as_of_{place}").fill(part)
        opened.locator(f"#id_known_on_{place}").fill(part)
    opened.get_by_role("button", name="Ask", exact=True).click()
    assert opened.locator("h1").inner_text() == "A question about records: no departure is on file after 9 July 2026"
    opened.get_by_role("link", name="Show the answer that holds now").click()
    assert opened.locator("h1").inner_text() == "Left in time, on 20 June 2026"
    opened.get_by_role("link", name="open record").first.click()
    opened.get_by_role("link", name="Open the record as it was received").click()
    assert opened.locator("h1").inner_text() == "As it was received"
