"""The person's door in a browser, served as it is in earnest: narrow and wide, from both sides, for everybody."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from portal_door import given, shown_of
from register_serving import START_SECONDS, in_thread

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("", "days/", "enter/", "check/", "mine/", "mine/file/", "mine/looks/", "mine/rights/", "mine/take/")
#: Where pictures are put, if somebody wants to look at them.
PICTURES = os.environ.get("SOJOURN_PICTURES")


@pytest.fixture(scope="module")
def door(django_ready: object) -> Iterator[str]:
    """Serve the door in a process of its own, as ``sojourn serve`` does; give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sojourn.register.portal.serving", str(port)]
    serving = subprocess.Popen(command, env={**os.environ, "SOJOURN_LOG_LEVEL": "error"})
    address, limit = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
    while not answers(f"{address}/health"):
        assert serving.poll() is None, "the door ended at once"
        assert time.monotonic() < limit, "the door did not start"
        time.sleep(0.2)
    yield address
    serving.terminate()
    serving.wait(START_SECONDS)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


@pytest.fixture(scope="module")
def secrets(small_country: Any) -> tuple[str, str, str]:
    """Commit a code for somebody about whom records leave a question; give it with what has to be typed."""

    def make() -> tuple[str, str, str]:
        from sojourn.register.accounts.make_user import make_user
        from sojourn.register.accounts.roles import acting_of

        person = small_country.persons["unexplained"]
        user = make_user("browser-door", None, roles=("caseworker",), name="A. Officer", office="jfk")
        return (given(acting_of(user), person), *shown_of(person))

    return in_thread(make)


def come_in(page: Page, door: str, told: tuple[str, str, str], language: str) -> None:
    """Come in by keyboard and pointer alone, in a language."""
    code, number, born = told
    page.goto(f"{door}/enter/")
    if language != "en":
        page.click(f"button[value={language}]")
    page.fill("#id_code", code)
    page.fill("#id_document", number)
    for part, value in enumerate(reversed(born.split("-"))):
        page.fill(f"#id_born_{part}", value)
    page.press("#id_born_2", "Enter")
    assert page.url == f"{door}/mine/"


@pytest.mark.parametrize(("language", "width"), [("en", 360), ("ar", 360), ("en", 1240), ("ar", 1240)])
def test_the_door_can_be_used_by_everybody_without_a_script(
    open_browser: Browser, door: str, secrets: tuple[str, str, str], language: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    plain = open_browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=False)
    page = plain.new_page()
    come_in(page, door, secrets, language)
    cookies = plain.cookies()
    plain.close()
    looked_at = open_browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)  # axe is a script
    looked_at.add_cookies(cookies)
    page = looked_at.new_page()
    for path in PAGES:
        answer = page.goto(f"{door}/{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        if PICTURES:
            name = path.strip("/").replace("/", "-") or "start"
            page.screenshot(path=str(Path(PICTURES) / f"door-{name}-{language}-{width}.png"), full_page=True)
    looked_at.close()


def test_the_quick_exit_is_one_press_away_and_leaves_nothing(
    open_browser: Browser, door: str, secrets: tuple[str, str, str]
) -> None:
    context = open_browser.new_context(java_script_enabled=False)
    page = context.new_page()
    come_in(page, door, secrets, "en")
    page.click(".p-exit")
    assert page.url == f"{door}/away/"
    assert "stay" not in page.content().lower()
    page.go_back()
    assert "My record" not in page.content()
    assert not [cookie for cookie in context.cookies() if cookie["name"] == "sojourn_portal"]
    context.close()
