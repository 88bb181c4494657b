"""Every component in a browser: open to everyone, narrow and wide, in both directions, silent on the network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from sojourn.register.components.gallery.views import COMPONENTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = ["", "whole_page", *COMPONENTS]
VIEWS = [(1240, "ltr"), (360, "rtl")]
BOTH = [(name, *view) for name in PAGES for view in VIEWS]
WIDE = [(name, *VIEWS[0]) for name in PAGES]
WIDTHS = (1240, 760, 360, 320)

STOPS = """() => {
    const seen = new Set();
    return [...document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]'
    )].filter(each => each.checkVisibility()).filter(each => {
        if (each.type !== 'radio') return true;
        const group = (each.form ? [...document.forms].indexOf(each.form) : '') + each.name;
        if (seen.has(group)) return false;
        seen.add(group);
        return true;
    }).length;
}"""
CROWDED = """() => [...document.querySelectorAll('main svg')].filter(svg => svg.checkVisibility()).flatMap(svg => {
    const box = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
    const outside = texts.filter(([_, at]) => at.left < box.left - 2 || at.right > box.right + 2);
    const over = texts.filter(([_, at], place) => texts.some(([_, other], number) => number > place
        && at.left < other.right - 1 && other.left < at.right - 1
        && at.top < other.bottom - 4 && other.top < at.bottom - 4));
    return [...outside, ...over].map(([words]) => words);
})"""
FOCUS = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const all = [at, at.nextElementSibling].filter(Boolean);  // the box of a radio is drawn by its label
    const drawn = each => [null, '::before'].some(part => {
        const style = getComputedStyle(each, part);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    });
    window.stops = window.stops || [];
    if (!window.stops.includes(at)) window.stops.push(at);
    return [all.some(drawn), window.stops.length, at.outerHTML.slice(0, 120)];
}"""


@dataclass
class Seen:
    """A page with what it asked for and what the browser said about it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(browser: Browser, gallery: str, request: pytest.FixtureRequest) -> Iterator[Seen]:
    """Open one page of the gallery at a width and in a direction."""
    name, width, direction = request.param
    page = browser.new_page(viewport={"width": width, "height": 900})
    found = Seen(page)
    page.on("request", lambda asked: found.asked.append(asked.url))
    page.on("console", lambda message: found.said.append(message.text))
    page.on("pageerror", lambda problem: found.said.append(str(problem)))
    answer = page.goto(f"{gallery}/gallery/{name + '/' if name else ''}?dir={direction}")
    assert answer is not None
    assert answer.status == 200
    assert page.evaluate("document.documentElement.dir") == direction
    yield found
    page.close()


def at_width(page: Page, width: int, asked: str) -> object:
    """Make the window so wide, and ask the page something; then give it its width back."""
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": width, "height": 900})
    answer: object = page.evaluate(asked)
    page.set_viewport_size(before)
    return answer


@pytest.mark.parametrize("seen", BOTH, indirect=True)
def test_nothing_hinders_a_reader(seen: Seen) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(seen.page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("seen", BOTH, indirect=True)
def test_a_page_never_scrolls_sideways(seen: Seen) -> None:
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    assert [width for width in WIDTHS if not at_width(seen.page, width, fits)] == []


@pytest.mark.parametrize("seen", BOTH, indirect=True)
def test_a_page_asks_only_its_own_host_and_breaks_no_rule_of_the_door(seen: Seen, gallery: str) -> None:
    assert {urlsplit(url).netloc for url in seen.asked} == {urlsplit(gallery).netloc}
    assert seen.said == []


@pytest.mark.parametrize("seen", BOTH, indirect=True)
def test_words_in_pictures_stay_inside_and_apart(seen: Seen) -> None:
    assert [at_width(seen.page, width, CROWDED) for width in WIDTHS] == [[]] * len(WIDTHS)


@pytest.mark.parametrize("seen", WIDE, indirect=True)
def test_the_keyboard_reaches_everything_and_focus_is_seen(seen: Seen) -> None:
    expected = seen.page.evaluate(STOPS)
    found = []
    for _stop in range(expected):
        seen.page.keyboard.press("Tab")
        found.append(seen.page.evaluate(FOCUS))
    assert [stop[2] for stop in found if not stop[0]] == []
    assert found[-1][1] == expected
