"""The base page and the pages for what went wrong, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page without JavaScript."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800}, locale="en-GB")
    yield context.new_page()
    context.close()


def test_every_page_says_that_its_people_are_invented(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/gallery/")
    assert page.get_by_role("note").inner_text() == "Training Every person here is invented."


def test_the_language_is_chosen_without_javascript(page: Page, gallery: str) -> None:
    page.goto(f"{gallery}/gallery/tag/")
    page.get_by_role("button", name="français").click()
    assert page.url == f"{gallery}/gallery/tag/"
    assert page.locator("html").get_attribute("lang") == "fr"


def test_a_page_that_does_not_exist_says_what_to_do_next(page: Page, gallery: str) -> None:
    answer = page.goto(f"{gallery}/gallery/no_such_thing/")
    assert answer is not None
    assert answer.status == 404
    assert page.get_by_role("heading", level=1).inner_text() == "This page does not exist"
    assert "Next: check the address" in page.inner_text("main")


def test_printing_leaves_the_matter_and_unfolds_what_is_folded(browser: Browser, gallery: str) -> None:
    opened = browser.new_page()
    opened.goto(f"{gallery}/gallery/stay_strip/")
    opened.emulate_media(media="print")
    assert not opened.locator("footer").is_visible()
    assert opened.locator(".sj-strip table").first.is_visible()
    opened.close()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_matter(browser: Browser, gallery: str) -> None:
    opened = browser.new_page()
    opened.goto(f"{gallery}/gallery/")
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "main"
    opened.close()
