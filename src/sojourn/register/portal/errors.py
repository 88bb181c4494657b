"""The pages for what went wrong at the person's door; they show nothing of the request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return _page(request, 400, gettext("This request cannot be understood."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is not allowed."""
    return _page(request, 403, gettext("This page is not open to you."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from our own page, or whose page has grown old."""
    return _page(request, 403, gettext("This page has been open for too long. Go back, load it again, and send it."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for a page that is not there."""
    return _page(request, 404, gettext("There is no such page."))


def failed(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours; nothing of the request is used, because it may be what failed."""
    return HttpResponse(loader.get_template("portal/failed.html").render(), status=500)


def _page(request: HttpRequest, status: int, said: str) -> HttpResponse:
    return render(request, "portal/wrong.html", {"said": said}, status=status)
