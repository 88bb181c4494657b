"""The headers of every response, static files too: what a browser may load, and what it may not do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

#: Nothing is allowed but what is named; no inline script and no inline style.
CONTENT_SECURITY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "script-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
#: What the pages never use; passkeys stay allowed to ourselves.
SWITCHED_OFF = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)


class HeadersMiddleware:
    """Write the headers on every response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep what answers the request."""
        self.get_response = get_response
        self.security = "; ".join(f"{name} {value}" for name, value in CONTENT_SECURITY.items())
        self.permissions = ", ".join(f"{name}=()" for name in SWITCHED_OFF)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, with the headers."""
        response = self.get_response(request)
        sandbox = "; sandbox" if getattr(response, "sandboxed", False) else ""  # somebody else's file
        response.headers["Content-Security-Policy"] = self.security + sandbox
        response.headers["Permissions-Policy"] = self.permissions
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        return response
