"""The pages of letters in a browser: usable by keyboard and by those who hear them, wide and narrow."""

from __future__ import annotations

import json
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
def addresses(django_ready: object) -> dict[str, str]:
    """Commit somebody with a case and a letter; give the addresses of the pages."""

    def make() -> dict[str, str]:
        from letter_people import Noticed

        from sojourn.register.accounts.make_user import make_user
        from sojourn.register.accounts.roles import acting_of
        from sojourn.register.letters.models import Letter

        made = {
            role: acting_of(make_user(f"browser-{role}", None, roles=(role,), name="A. Officer", office="jfk"))
            for role in ("officer", "caseworker")
        }
        noticed = Noticed.make(lambda role, **more: made[role], "letterseen")
        reference = Letter.objects.filter(case=noticed.case).values_list("reference", flat=True).first()
        reference = reference or noticed.notice().reference
        case = f"/cases/{noticed.case.case_id}"
        return {
            "letters": f"{case}/letters/",
            "new": f"{case}/letters/new/notice/",
            "letter": f"/letters/{reference}/",
            "documents": f"{case}/documents/",
            "mail": "/mail/",
        }

    return in_thread(make)


@pytest.mark.parametrize("name", ["letters", "new", "letter", "documents", "mail"])
def test_the_pages_can_be_used_by_everybody(page: PageMaker, addresses: dict[str, str], name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found: dict[str, Any] = {}
    for width in (360, 1280):
        opened = page("officer", width=width)
        opened.goto(addresses[name])
        if name == "new":
            opened.get_by_role("button", name="Look at it first").click()
            opened.get_by_role("heading", name="Preview, not sent").wait_for()
        assert opened.locator("h1").count() == 1
        wide = opened.evaluate("document.documentElement.scrollWidth")
        told = [each["id"] for each in Axe().run(opened).response["violations"]]
        found[f"{width}"] = (wide <= width, told)
        if PICTURES:
            opened.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)
    assert found == {"360": (True, []), "1280": (True, [])}, json.dumps(found)
