"""The pages of cases in a browser: narrow and wide, both directions, by keyboard; nothing that axe finds."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from case_pages import now, on_file
from case_people import ask_all, begin, leave, make_person, put, see, tell

sys.path.append(str(Path(__file__).parent.parent / "review"))  # for ``review_browsing``
from review_browsing import HOST, browsing

pytestmark = pytest.mark.browser

Maker = Callable[..., Any]
VIEWS = [(1280, "ltr"), (360, "ltr"), (1280, "rtl"), (360, "rtl")]


def look(page: Any, path: str, name: str) -> None:
    """Open a page: it answers, nothing goes past the window at any width in either direction, axe finds nothing."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    answered = page.goto(f"{HOST}{path}")
    assert answered.status == 200, f"{path} answered {answered.status}"
    for width, direction in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("direction => { document.documentElement.dir = direction }", direction)
        if folder := os.environ.get("SOJOURN_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}-{direction}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{path} at {width} {direction}"
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_every_page_of_a_case_fits_and_is_accessible(
    chromium: str, client: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    officer, asker = client("officer", office="centre"), client("caseworker", office="centre")
    made = make_person("browsed", facts=on_file(now() - timedelta(days=200)))
    case = begin(officer.acting, made, "us.overstay")
    tell(made, "custody_start", feed="agency:DET", decided_at=now() - timedelta(hours=5), reference="C1")
    put(case, "removal_period", ("determine", "user:0", "user:1"), ("note_finality", "user:0", "user:1"))
    page_of = f"/cases/{case.case_id}/"
    blocked = begin(officer.acting, gone := make_person("blocked"), "us.overstay")
    leave(gone, now().date() - timedelta(days=2))
    with browsing(chromium, officer) as page:
        look(page, page_of, "case")
        look(page, f"/cases/{blocked.case_id}/", "case-left")
        look(page, f"/cases/{blocked.case_id}/receipt/", "receipt")
        look(page, f"{page_of}step/issue_warrant/", "step-blocked")
        look(page, f"{page_of}ask/B1/", "ask")
        look(page, f"/cases/begin/?stay={made.stay_id}", "begin")
    ask_all(case, asker.acting.user_id)
    see(officer.acting, made, made.arrival, "agency:TEST/order-1")
    with browsing(chromium, officer) as page:
        look(page, f"{page_of}step/issue_warrant/", "step")
        page.goto(f"{HOST}{page_of}step/issue_warrant/")
        for box in ("order_final", made.arrival, "agency:TEST/order-1"):
            page.locator(f'input[value="{box}"]').focus()
            page.keyboard.press("Space")
        page.get_by_label("Country of return").fill("NLD")
        page.get_by_label("What is to be said besides").fill("Read twice.")
        page.get_by_role("button", name="Propose this step").focus()
        with page.expect_request(lambda sent: sent.method == "POST"):
            page.keyboard.press("Enter")
    (proposal,) = case.proposals.all()
    with browsing(chromium, officer) as page:
        look(page, f"{page_of}proposed/{proposal.pk}/", "proposed")
    see((second := client("officer", office="centre")).acting, made)
    with browsing(chromium, second) as page:
        look(page, f"{page_of}proposed/{proposal.pk}/", "proposed-second")
    tell(made, "citizenship_claim", feed="agency:CIT")
    with browsing(chromium, officer) as page:
        look(page, "/cases/stops/", "stops")
