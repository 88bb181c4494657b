"""Open pages that are told of new figures: one look at the database each second for all of them together.

A process has one board for each of its event loops. The board looks only while somebody listens; it draws a window once
for all who see it in one language; and it ends the stream of whoever signed out or lost the permission.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from django.db import Error, connections

from sojourn.register.live.looking import Asked, Look, Seen
from sojourn.register.live.reading import Window

_LOG = logging.getLogger("sojourn.live")
#: Streams of one process, and of one user in it, at most.
MOST, MOST_OF_ONE = 200, 8
#: Seconds between two looks, and between two words on a stream where nothing is new.
PAUSE, SILENCE = 1.0, 15.0
#: Milliseconds after which a browser asks again when a stream broke off.
_AGAIN = 3000
#: Told instead of figures: the user may see no more, or this process stops and the browser asks the next one.
ENDED, BROKEN_OFF = "ended", "broken off"


@dataclass(eq=False)
class Listener:
    """One open page: whose, of which session, and what it shows.

    Attributes:
        draw_first: the figures as they stood when the page asked.
    """

    user_id: int
    session_key: str
    window: Window
    language: str
    draw_first: str
    news: asyncio.Queue[str] = field(default_factory=lambda: asyncio.Queue(maxsize=1))
    shown: str = ""

    def tell(self, news: str) -> None:
        """Tell of figures, or of the end; of several that were not sent yet the last one is, and an end stays."""
        if self.news.empty():
            self.news.put_nowait(news)
            return
        before = self.news.get_nowait()
        self.news.put_nowait(before if before in (ENDED, BROKEN_OFF) else news)


class Board:
    """The listeners of one event loop, and the task that looks for them."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self.listeners: set[Listener] = set()
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._look = Look()

    def add(self, listener: Listener) -> None:
        """Take a listener in, and look as long as there is one."""
        self.listeners.add(listener)
        if self._task is None or self._task.done():
            self._task = self._loop.create_task(self._run())

    def remove(self, listener: Listener) -> None:
        """Forget a listener."""
        self.listeners.discard(listener)

    def end_all(self) -> None:
        """End every stream; safe to call from any thread and from the handler of a signal."""
        self._loop.call_soon_threadsafe(self._end)

    def _end(self) -> None:
        for listener in self.listeners:
            listener.tell(BROKEN_OFF)

    async def _run(self) -> None:
        while self.listeners:
            begun = time.monotonic()
            asked = [Asked(each.user_id, each.session_key, each.window, each.language) for each in self.listeners]
            try:
                self._tell(await self._loop.run_in_executor(_POOL, _look, self._look, asked))
            except Error as error:
                _LOG.warning("live departures: the database is away: %s", type(error).__name__)
            await asyncio.sleep(max(0.0, PAUSE - (time.monotonic() - begun)))

    def _tell(self, seen: Seen) -> None:
        for listener in list(self.listeners):
            if (listener.user_id, listener.session_key) in seen.gone:
                listener.tell(ENDED)
                continue
            figures = seen.drawn.get((listener.window.code, listener.language))
            if figures is not None and figures != listener.shown:
                listener.shown = figures
                listener.tell(figures)


def _look(look: Look, asked: list[Asked]) -> Seen:
    try:
        return look(asked)
    finally:
        connections.close_all()  # goes back to those that share it


#: One thread, so that one connection to the database at most serves all who listen.
_POOL = ThreadPoolExecutor(1, thread_name_prefix="sojourn-live")
_BOARDS: WeakKeyDictionary[asyncio.AbstractEventLoop, Board] = WeakKeyDictionary()


def is_full(user_id: int) -> bool:
    """Say whether there are as many streams as there may be, of all or of this user."""
    listening = [each for board in list(_BOARDS.values()) for each in list(board.listeners)]
    return len(listening) >= MOST or sum(each.user_id == user_id for each in listening) >= MOST_OF_ONE


def end_streams() -> None:
    """End every stream of this process, so that a graceful stop waits for none; for the handler of SIGTERM."""
    for board in list(_BOARDS.values()):
        board.end_all()


def event(name: str, data: str) -> bytes:
    """Write one server-sent event."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines())
    return f"event: {name}\n{lines}\n".encode()


async def stream(listener: Listener) -> AsyncIterator[bytes]:
    """Give the events of one page until it is closed, or its user may not see it any more."""
    board = _BOARDS.setdefault(asyncio.get_running_loop(), Board())
    board.add(listener)
    try:
        yield f"retry: {_AGAIN}\n\n".encode() + event("figures", listener.draw_first)
        while True:
            try:
                news = await asyncio.wait_for(listener.news.get(), SILENCE)
            except TimeoutError:
                yield b": nothing new\n\n"
                continue
            if news == BROKEN_OFF:
                return
            if news == ENDED:
                yield event(ENDED, "-")
                return
            yield event("figures", news)
    finally:
        board.remove(listener)
