"""The pages of the person's door that need no code, and the ways in and out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.register.door.answers import safe_next
from sojourn.register.portal.context import find_address
from sojourn.register.portal.sessions import let_out

#: Where the quick exit leads in the same site: a page that says nothing of what was read.
AWAY = "portal_away"


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """Show what can be done here."""
    return render(request, "portal/start.html", {"checking": find_address("portal_check")})


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep a language for this browser, and go back to the page."""
    language = request.POST.get("language", "")
    response = redirect(safe_next(request, request.POST.get("next", "")))
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Leave at once: the session ends, the browser forgets this site, and a page without a trace of it follows."""
    let_out(request)
    response = redirect(AWAY)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


@require_GET
def away(request: HttpRequest) -> HttpResponse:
    """Show a page that says nothing."""
    return render(request, "portal/away.html")
