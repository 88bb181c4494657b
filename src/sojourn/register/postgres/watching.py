"""Watching over the register's own PostgreSQL: where it dies, it is started again, and everything goes on by itself.

``serve`` runs the database with `watched_server` in the place of ``running_server``; nothing else changes for it. The
server comes back under the same socket and with the same secrets, so the URLs that web process and worker hold stay
good: their next connection finds it. Meanwhile pages answer 503 (``register.away``). A server that another account or
machine runs (``DATABASE_URL``) is not watched: whoever runs it does that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.register.postgres.server import Running, running_server

#: Seconds between two looks; a look is one system call.
LOOK = 0.1
#: Seconds before the next try where the server could not be started; twice as long after each, up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0


class Watch(threading.Thread):
    """Looks whether the server lives, and brings it back, until it is told to end."""

    def __init__(self, running: Running, say: Callable[[str], None]) -> None:
        """Nothing is watched yet."""
        super().__init__(name="sojourn-postgres-watch", daemon=True)
        self._running, self._say, self._ended = running, say, threading.Event()
        #: How often the server was brought back.
        self.brought_back = 0

    def run(self) -> None:
        """Watch."""
        pause = FIRST_PAUSE
        while not self._ended.wait(LOOK):
            if self._running.is_alive:
                continue
            if self._bring_back():
                pause = FIRST_PAUSE
            elif not self._ended.wait(pause):
                pause = min(pause * 2, LONGEST_PAUSE)

    def end(self) -> None:
        """End the watch and wait until it has ended; the server stays as it is."""
        self._ended.set()
        self.join()

    def _bring_back(self) -> bool:
        """Try once; what hinders the start is told, and tried again later."""
        self._say("PostgreSQL has ended: starting it again")
        try:
            self._running.bring_back()
        except (RegisterError, OSError) as error:
            what = str(error).splitlines()[0].rstrip(":")
            self._say(f"PostgreSQL could not be started, and is tried again: {what}")
            return False
        self.brought_back += 1
        self._say("PostgreSQL runs again; what was committed is there")
        return True


@contextmanager
def watched_server(folder: Path, say: Callable[[str], None], *, durable: bool = True) -> Iterator[Running]:
    """Run the server of a cluster's folder inside the block, and start it again whenever it dies.

    Args:
        folder: the cluster's folder; see ``start_server``.
        say: takes what happens, line by line; called from the thread that watches.
        durable: False only in tests.

    Raises:
        RegisterError: what hinders the first start. What hinders a later one is told to ``say``.
    """
    with running_server(folder, durable=durable) as running:
        watch = Watch(running, say)
        watch.start()
        try:
            yield running
        finally:
            watch.end()
