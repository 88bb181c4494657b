"""The pages for what went wrong: plain words and the next step. They show nothing of the request."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from sojourn.register.away import find_away


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be understood."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is not allowed."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request for a page that is not there."""
    return render(request, "404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours; nothing of the request is used, because it may be what failed.

    Where the database is away, that is told, with a time to come back.
    """
    away = find_away(sys.exc_info()[1])
    if away is not None:
        page = loader.get_template("503.html").render()
        return HttpResponse(page, status=away.status, headers={"Retry-After": str(away.retry_after)})
    return HttpResponse(loader.get_template("500.html").render(), status=500)
