"""Live departures: what came in the last minute, hour or day, whole without JavaScript, and by itself with it."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable
from typing import cast

from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from sojourn.register.door.acting import Acting, RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.live import streams
from sojourn.register.live.page import figures_context
from sojourn.register.live.reading import HOUR, WINDOWS, Window, last_counted, read_figures
from sojourn.register.live.words import WINDOW_LINKS

#: Who may look: whoever looks after feeds, supervises or oversees.
PERMISSION = "see_live"


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    """Show a window: the last hour, unless another one is asked for."""
    _acting_of(request)
    window = _window_of(request)
    here = reverse("live")
    context = {
        **figures_context(read_figures(window), last_counted()),
        "links": [
            {"url": f"{here}?window={code}", "text": text, "current": code == window.code}
            for code, text in WINDOW_LINKS.items()
        ],
        "refresh_url": f"{here}?window={window.code}",
        "events_url": f"{reverse('live_events')}?window={window.code}",
    }
    return render(request, "live/live.html", context)


@require_GET
def live_events(request: HttpRequest) -> HttpResponseBase:
    """Stream the figures of a window anew whenever they change, as server-sent events."""
    acting = _acting_of(request)
    window = _window_of(request)
    if not isinstance(
        request, ASGIRequest
    ):  # a server that cannot hold a stream open: the figures once, and again later
        return _stream([streams.event("figures", draw(window))])
    assert acting.user_id is not None
    if streams.is_full(acting.user_id):
        return HttpResponse(status=503, headers={"Retry-After": "60"})
    listener = streams.Listener(
        acting.user_id, request.session.session_key or "", window, get_language() or "en", draw_first=draw(window)
    )
    connections.close_all()  # the stream may last for hours, and asks the database nothing itself
    return _stream(streams.stream(listener))


def draw(window: Window) -> str:
    """Draw the figures of a window, as they stand now, in the language in force."""
    return render_to_string("live/figures.html", figures_context(read_figures(window), last_counted()))


def _stream(parts: Iterable[bytes] | AsyncIterable[bytes]) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(parts, content_type="text/event-stream; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def _acting_of(request: HttpRequest) -> Acting:
    acting = cast(RegisterRequest, request).acting
    if not acting.may(PERMISSION):
        refuse(acting, PERMISSION)
    return acting


def _window_of(request: HttpRequest) -> Window:
    return WINDOWS.get(request.GET.get("window", ""), HOUR)
