"""The server of the pages: it lets open streams end before it stops, and so waits for none of them."""

from __future__ import annotations

from types import FrameType

import uvicorn

from sojourn.register.live.streams import end_streams


class PageServer(uvicorn.Server):
    """A server whose graceful stop ends the streams of live departures; their pages ask again by themselves."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, on SIGTERM and SIGINT."""
        end_streams()
        super().handle_exit(sig, frame)
