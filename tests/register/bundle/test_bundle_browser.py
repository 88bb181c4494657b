"""The page of bundles in a browser: usable by keyboard and by those who hear it, wide and narrow."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from register_serving import in_thread

if TYPE_CHECKING:
    from playwright.sync_api import Page

PageMaker = Callable[..., "Page"]
#: Where pictures are put, if somebody wants to look at them.
PICTURES = os.environ.get("SOJOURN_PICTURES")


@pytest.fixture(scope="module")
def address(django_ready: object) -> str:
    """Commit somebody with a case and a document; give the address of its bundles."""

    def make() -> str:
        from bundle_people import keep
        from letter_people import Noticed

        from sojourn.register.accounts.make_user import make_user
        from sojourn.register.accounts.roles import acting_of

        made = {
            role: acting_of(make_user(f"browser-{role}", None, roles=(role,), name="A. Officer", office="jfk"))
            for role in ("officer", "caseworker")
        }
        noticed = Noticed.make(lambda role, **more: made[role], "bundled")
        keep(noticed, "evidence", b"A paper.")
        return f"/cases/{noticed.case.case_id}/bundle/"

    return in_thread(make)


def test_the_page_can_be_used_by_everybody(page: PageMaker, address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, Any] = {}
    for width in (360, 1280):
        opened = page("officer", width=width)
        opened.goto(address)
        opened.get_by_label("A court ordered it").check()
        opened.get_by_role("button", name="Make the bundle").click()
        opened.get_by_role("link", name="B-").first.wait_for()
        wide = opened.evaluate("document.documentElement.scrollWidth")
        found[f"{width}"] = (wide <= width, [each["id"] for each in Axe().run(opened).response["violations"]])
        if PICTURES:
            opened.screenshot(path=str(Path(PICTURES) / f"bundle-{width}.png"), full_page=True)
    assert found == {"360": (True, []), "1280": (True, [])}
