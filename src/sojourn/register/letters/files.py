"""Handing a file out so that nothing in it can act: always to be saved, never shown as a page of ours."""

from __future__ import annotations

from django.http import HttpResponse


def download(content: bytes, media: str, name: str) -> HttpResponse:
    """Answer with a file under a name of ours.

    The browser saves it instead of opening it here, takes it for what we say it is, and keeps no copy of its own.
    Should it be opened here all the same, it opens in a sandbox of its own.
    """
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    response = HttpResponse(
        content, content_type=f"{media}; charset=utf-8" if media == "text/plain" else media, headers=headers
    )
    response.sandboxed = True  # type: ignore[attr-defined]  # read where the headers of every response are written
    return response
