"""How long somebody stays signed in: half an hour without a page, eight hours whatever they do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sojourn.register import clock

#: Without any request, and in all.
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=8)
#: So often at most the last request is noted.
_GRAIN = timedelta(minutes=1)
_BEGUN, _SEEN = "session_begun", "session_seen"


class SessionLimitsMiddleware:
    """End the session of whoever stayed too long, before anything is shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers the request."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, as nobody where the session is over."""
        if request.user.is_authenticated:
            _look(request)
        return self.get_response(request)


def _look(request: HttpRequest) -> None:
    now = clock.now().timestamp()
    begun, seen = request.session.get(_BEGUN, now), request.session.get(_SEEN, now)
    if now - seen > IDLE.total_seconds() or now - begun > LONGEST.total_seconds():
        logout(request)
    elif _SEEN not in request.session or now - seen > _GRAIN.total_seconds():
        request.session[_BEGUN], request.session[_SEEN] = begun, now
