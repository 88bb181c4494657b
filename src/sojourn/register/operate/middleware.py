"""Counts each request and writes one line about it: by the pattern of its route, never by its path."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sojourn.register.operate.log_lines import tell
from sojourn.register.operate.metrics import count_request

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
#: Asked for every few seconds by machines: counted, and not written into the log.
_QUIET = frozenset({"health", "ready", "metrics", "static"})


class CountingMiddleware:
    """Stands before all others, so that it sees what each of them answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and count it."""
        begun = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - begun
        route, method = _route(request), request.method if request.method in _METHODS else "other"
        count_request(route, method, response.status_code, seconds)
        if route not in _QUIET:
            tell("request", route=route, method=method, status=response.status_code, seconds=round(seconds, 4))
        return response


def _route(request: HttpRequest) -> str:
    """Give the pattern that the address fits, with the names of its parameters in the place of their values."""
    match = request.resolver_match
    if match is not None:
        return match.route or "start"
    return "static" if request.path.startswith(settings.STATIC_URL) else "unmatched"
