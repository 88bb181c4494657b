"""What stands around every page of the person's door: headers, nothing kept by a browser, problems in plain words."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from sojourn.errors import RegisterError
from sojourn.register.door.acting import NOBODY, PERSON, Refused, RegisterRequest, Restricted
from sojourn.register.door.headers import CONTENT_SECURITY, HeadersMiddleware
from sojourn.register.portal.sessions import visitor_of

Answer = Callable[[HttpRequest], HttpResponseBase]
_MISSING = "-missing"


class PortalHeadersMiddleware(HeadersMiddleware):
    """The staff's headers, and no script at all."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers the request."""
        super().__init__(get_response)
        stricter = {**CONTENT_SECURITY, "script-src": "'none'", "connect-src": "'none'", "img-src": "'self'"}
        self.security = "; ".join(f"{name} {value}" for name, value in stricter.items())


class PortalMiddleware:
    """Say who acts, keep nothing in a browser, and turn problems into pages."""

    def __init__(self, get_response: Answer) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer; nothing of it is kept by a browser or a proxy."""
        cast(RegisterRequest, request).acting = NOBODY if visitor_of(request) is None else PERSON
        response = self.get_response(request)
        patch_cache_control(response, no_store=True)
        return response

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Give the page of a problem that the person can act on; a closed record and no session look the same."""
        if isinstance(problem, Refused | Restricted):
            return redirect("portal_enter")
        if isinstance(problem, RegisterError):
            status = 404 if problem.code.endswith(_MISSING) else 400
            return render(request, "portal/problem.html", {"problem": problem}, status=status)
        return None
