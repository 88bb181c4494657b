"""The worker: one process that answers those in the queue, micro-batch after micro-batch, and does the chores.

``python -m sojourn.register.live.worker`` in the environment of the service; ``sojourn serve`` starts and watches it.
SIGTERM: the batch in hand is finished. Killed at any point it leaves nothing half done; the next one goes on.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

import psycopg
from django.db import InterfaceError, OperationalError, close_old_connections, connection

_LOG = logging.getLogger("sojourn.worker")
#: Seconds between two signs of life, and the longest pause before the queue is looked at unasked.
_BEAT, _PAUSE = 1.0, 1.0
#: Seconds before the database is tried again.
_AWAY = 0.5


class Worker:
    """Answers until it is told to stop."""

    def __init__(self) -> None:
        """Nothing runs yet."""
        self._stopping = threading.Event()
        self._beaten = 0.0
        self._parent = os.getppid()

    def stop(self) -> None:
        """Let the batch in hand be the last."""
        self._stopping.set()

    def run(self) -> None:
        """Warm up, then answer until stopped; a database that is away is waited for."""
        # where the service was killed, the worker ends too: the next service starts one of its own
        while not self._stopping.is_set() and os.getppid() == self._parent:
            try:
                self._work()
            except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
                _LOG.warning("the database is away: %s", type(error).__name__)
                connection.close()
                self._stopping.wait(_AWAY)

    def _work(self) -> None:
        from sojourn.register.answering.engine import warm_up
        from sojourn.register.live.beat import become_worker
        from sojourn.register.live.queue import answer_waiting
        from sojourn.register.operate.metrics import count_batch

        become_worker()
        self._beat(ready=False)
        warm_up()
        with _listening() as session:
            while not self._stopping.is_set() and os.getppid() == self._parent:
                if self._is_time():
                    self._beat(ready=True)
                    self._do_chore()
                batch = answer_waiting()
                if batch is not None:
                    count_batch(batch, batch.why)
                else:
                    next(session.notifies(timeout=_PAUSE, stop_after=1), None)

    def _is_time(self) -> bool:
        """Say, once a second, that it is time for a sign of life and a piece of what time brings."""
        now = time.monotonic()
        if now - self._beaten < _BEAT:
            return False
        self._beaten = now
        return True

    def _beat(self, *, ready: bool) -> None:
        from sojourn.register.live.beat import beat

        beat(os.getpid(), ready=ready)

    def _do_chore(self) -> None:
        """Put those into the queue whom time touches, a part of them at a time."""
        from sojourn.errors import SojournError
        from sojourn.register import chores

        try:
            chores.tick()
        except SojournError as error:
            _LOG.warning("a chore failed and is tried again: %s", error.code)


def _listening() -> psycopg.Connection[tuple[object, ...]]:
    """Open a session of its own that hears of new rows in the queue."""
    from sojourn.register.live.queue import NEW

    session: psycopg.Connection[tuple[object, ...]] = psycopg.connect(
        **connection.get_connection_params(), autocommit=True
    )
    session.execute(f"LISTEN {NEW}")
    return session


def main() -> None:
    """Work until SIGTERM or SIGINT."""
    import django

    django.setup()
    from sojourn.register.operate.log_lines import watch_process

    watch_process()
    worker = Worker()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()
    close_old_connections()


if __name__ == "__main__":
    main()
