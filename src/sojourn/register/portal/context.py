"""What every page of the person's door shows around its matter."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from sojourn.register.components.context import mode
from sojourn.register.portal.sessions import visitor_of


def page(request: HttpRequest) -> dict[str, object]:
    """Give the context of ``portal/base.html``: mode, languages, and whether a code let somebody in."""
    return {"mode": mode(), "languages": settings.LANGUAGES, "inside": visitor_of(request) is not None}


def find_address(name: str, *arguments: object) -> str:
    """Give the address of a page by its name; empty where there is no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
