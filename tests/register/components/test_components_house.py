"""What every component, style sheet and vendored file keeps to; and the navigation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sojourn.register import components
from sojourn.register.components.gallery.views import COMPONENTS
from sojourn.register.components.vendoring import adapt

HERE = Path(components.__file__).parent
TEMPLATES = sorted((HERE / "templates" / "components").glob("*.html"))
VENDORED = HERE / "static" / "sojourn" / "vendor"
#: Parts of others, or of every page: the gallery shows them there.
PARTS = {
    "back_link",
    "base",
    "cell",
    "date_parts",
    "field_notes",
    "language_choice",
    "messages",
    "mode_band",
    "quiet",
    "restricted",
}


def test_the_gallery_has_every_component() -> None:
    assert {path.stem for path in TEMPLATES} - PARTS == set(COMPONENTS)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_component_says_what_it_takes(path: Path) -> None:
    assert path.read_text("utf-8").startswith("{% comment %}")


@pytest.mark.parametrize("path", sorted((HERE / "templates").rglob("*.html")), ids=lambda path: path.stem)
def test_no_template_has_a_style_or_a_script_of_its_own(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"<style|\sstyle=|<script(?! src)|\son\w+=|javascript:", text) == []


@pytest.mark.parametrize("sheet", sorted(HERE.rglob("*.css")), ids=lambda path: path.name)
def test_a_style_sheet_fetches_nothing_and_knows_no_left_or_right(sheet: Path) -> None:
    text = sheet.read_text("utf-8")
    assert re.findall(r"url\(|@import|@font-face|GDS Transport|crest", text) == []
    assert (
        re.findall(
            r"[{;\s](?:margin-|padding-|border-)?(?:left|right)\s*:|(?:float|text-align):\s*(?:left|right)", text
        )
        == []
    )


@pytest.mark.parametrize("folder", sorted(VENDORED.iterdir()), ids=lambda path: path.name)
def test_what_is_not_ours_has_its_version_and_licence_beside(folder: Path) -> None:
    assert {"VERSION", "LICENSE.txt"} <= {path.name for path in folder.iterdir()}


def test_taking_in_a_style_sheet_drops_fonts_and_crown_and_turns_sides() -> None:
    css = (
        "@font-face{font-family:GDS Transport;src:url(/a.woff2)}"
        "@media print{.govuk-footer__copyright-logo{background:url(/assets/images/govuk-crest.svg)}}"
        ".a{margin-left:1px;float:right;margin:1px 2px 3px 4px;left:0;font-family:GDS Transport,arial,sans-serif}"
    )
    assert adapt(css) == (
        ".a{margin-inline-start:1px;float:inline-end;margin-block:1px 3px;margin-inline:4px 2px;"
        "inset-inline-start:0;font-family:var(--sojourn-font,system-ui,sans-serif)}"
    )


@pytest.mark.usefixtures("django_ready")
def test_the_navigation_shows_only_what_one_may_open() -> None:
    from sojourn.register.components.navigation import list_shown

    shown = list_shown("/desk/", lambda permission: permission == "ask_desk")
    assert [(entry.text, entry.current) for entry in shown] == [("My work", False), ("Desk", True)]


@pytest.mark.usefixtures("django_ready")
def test_the_navigation_asks_only_for_permissions_that_exist() -> None:
    from sojourn.register.components.navigation import NAVIGATION
    from sojourn.register.door.policy import permissions

    assert {permission for entry in NAVIGATION for permission in entry.permissions} <= set(permissions())


@pytest.mark.usefixtures("django_ready")
def test_an_entry_whose_page_is_not_there_is_skipped() -> None:
    from sojourn.register.components.navigation import find_url

    assert find_url("no_such_page") is None


@pytest.mark.usefixtures("django_ready")
def test_before_signing_in_there_is_only_the_way_in() -> None:
    from django.test import RequestFactory

    from sojourn.register.components.context import page

    found = page(RequestFactory().get("/"))
    assert (found["navigation"], found["sign_in_url"]) == ([], "/account/login/")
