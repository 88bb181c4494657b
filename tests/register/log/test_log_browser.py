"""The page of the log's proof in a browser: narrow and wide, both directions; nothing that axe finds."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parent.parent / "review"))  # for ``review_browsing``
from review_browsing import HOST, browsing

pytestmark = pytest.mark.browser


def test_the_page_fits_and_is_accessible(
    chromium: str, client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from log_world import write_events

    from sojourn.register.log.sequencing import close_day, sequence_all

    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    overseer = client("oversight")
    write_events(3)
    sequence_all()
    close_day()
    with browsing(chromium, overseer) as page:
        assert page.goto(f"{HOST}/log/proof/").status == 200
        for width, direction in ((1280, "ltr"), (360, "ltr"), (360, "rtl")):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("direction => { document.documentElement.dir = direction }", direction)
            if folder := os.environ.get("SOJOURN_PICTURES"):
                page.screenshot(path=Path(folder) / f"log-{width}-{direction}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
