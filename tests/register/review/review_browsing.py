"""Open pages of the register in a real Chromium; Django's test client answers, inside the transaction of the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

HOST = "http://localhost"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
#: Narrow and wide, in pixels.
WIDTHS = (360, 1240)
#: The folder for pictures, where somebody wants to look at them.
PICTURES = os.environ.get("SOJOURN_PICTURES", "")


@contextmanager
def browsing(chromium: str, client: Client) -> Iterator[Page]:
    """Open an empty page; whatever it asks for, the client answers."""
    from playwright.sync_api import sync_playwright

    # Playwright answers in a loop of its own, where Django would open another connection, outside the test's
    # transaction, and where the clock of the test is not set.
    here, own = copy_context(), connections["default"]
    own.inc_thread_sharing()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_context(locale="en-GB").new_page()
        page.route("**/*", lambda route: route.fulfill(**here.run(_ask, client, route.request, own)))
        yield page
        browser.close()
    own.dec_thread_sharing()


def _ask(client: Client, asked: Request, own: BaseDatabaseWrapper) -> dict[str, Any]:
    connections["default"] = own
    path = asked.url.removeprefix(HOST)
    given = {"content_type": asked.headers.get("content-type", "")} if asked.method == "POST" else {}
    answer = client.generic(asked.method, path, asked.post_data_buffer or b"", **given)
    headers = {name: value for name, value in answer.items() if name.lower() != "content-length"}
    body = b"".join(answer) if answer.streaming else answer.content
    return {"status": answer.status_code, "headers": headers, "body": body}


def check_page(page: Page, path: str, name: str) -> None:
    """Open a page: it answers, narrow and wide nothing goes past the window, and axe finds nothing."""
    from axe_playwright_python.sync_playwright import Axe

    answered = page.goto(f"{HOST}{path}")
    assert answered is not None
    assert answered.status == 200, f"{path} answered {answered.status}"
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
        assert int(page.evaluate("document.documentElement.scrollWidth")) <= width, f"{path} at {width}"
        found = Axe().run(page)
        assert not found.response["violations"], found.generate_report()
