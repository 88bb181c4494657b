"""The pages in a browser: readable by everyone, narrow and wide, in both directions, and silent on the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from published_world import write_world
from test_published_tables import WORLD

from sojourn.statistics import write_report
from sojourn.statistics.published import freeze, publish, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
VIEWS = [(360, "ltr"), (360, "rtl"), (1280, "ltr"), (1280, "rtl")]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


HEADINGS = {"report": "1,913 stays, on 14 March 2027", "statistics": "Entries that were to end in FY2026"}


@pytest.fixture(scope="module")
def pages(whole_run: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Write the report of a run, and its published tables."""
    folder = tmp_path_factory.mktemp("pages")
    report = folder / "report.html"
    write_report(whole_run, report, lambda stays: {stay: ["Arrived on 3 May 2026.", "So it stands."] for stay in stays})
    run, later = (write_world(folder / name, WORLD) for name in ("run", "later"))
    [tables] = freeze(render(publish(run, period="FY2026", later=[later]), "html"), folder / "statistics")
    return {"report": report.as_uri(), "statistics": tables.as_uri()}


@pytest.fixture(scope="module", params=list(HEADINGS))
def report(request: pytest.FixtureRequest, pages: dict[str, str]) -> str:
    """Give the address of one page after the other."""
    return pages[request.param]


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest, report: str) -> Iterator[Page]:
    width, direction = request.param
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.goto(report)
    opened.evaluate(f"document.documentElement.dir = '{direction}'")
    yield opened
    opened.close()


@pytest.mark.parametrize("page", VIEWS, indirect=True)
def test_nothing_hinders_a_reader(page: Page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("page", VIEWS, indirect=True)
def test_the_page_never_scrolls_sideways(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("page", VIEWS[:1], indirect=True)
def test_a_narrow_screen_shows_the_narrow_charts(page: Page) -> None:
    assert page.locator("figure .narrow svg").first.is_visible()
    assert not page.locator("figure .wide svg").first.is_visible()


@pytest.mark.parametrize("page", VIEWS[2:3], indirect=True)
def test_labels_of_a_chart_stay_inside_it(page: Page) -> None:
    inside = """() => [...document.querySelectorAll('figure .wide svg')].every(svg => {
        const box = svg.getBoundingClientRect();
        return [...svg.querySelectorAll('text')].every(text => {
            const at = text.getBoundingClientRect();
            return at.left >= box.left - 1 && at.right <= box.right + 1;
        });
    })"""
    assert page.evaluate(inside)


def test_the_page_asks_nothing_of_the_network_and_needs_no_script(browser: Browser, report: str) -> None:
    asked: list[str] = []
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(report)
    seen = opened.get_by_role("heading", level=1).inner_text()
    context.close()
    assert asked == [report]
    assert seen in HEADINGS.values()


def test_the_skip_link_is_the_first_stop_and_becomes_visible(browser: Browser, report: str) -> None:
    opened = browser.new_page()
    opened.goto(report)
    opened.keyboard.press("Tab")
    focused = opened.evaluate(
        "() => [document.activeElement.className, document.activeElement.getBoundingClientRect().top >= 0]"
    )
    opened.close()
    assert focused == ["skip", True]
