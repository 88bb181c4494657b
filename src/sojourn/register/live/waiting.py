"""Waiting for answers: told by the database as the worker commits them.

Where no worker runs (a command, a test, the first seconds of a service), who waits answers by themselves.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Collection

import psycopg
from django.db import connection, transaction

from sojourn.register.live.beat import is_worker_away
from sojourn.register.live.queue import ANSWERED, answer_waiting, still_waiting

#: Seconds that a caller waits for answers at most; the records are on file and in the queue by then.
LONGEST = 10.0
#: Seconds after which the queue itself is looked at, in case nobody could tell.
_LOOK = 1.0
#: Numbers of answered rows that are remembered, for callers who begin to wait after they were told.
_REMEMBERED = 50_000


def wait_answered(pending_ids: Collection[int], longest: float = LONGEST) -> bool:
    """Wait until these rows of the queue are answered; false where that takes longer.

    Raises:
        DatabaseError: the database is away; what was committed stays.
    """
    if not pending_ids:
        return True
    if _answer_where_nobody_works(pending_ids):
        return True
    _LISTENER.begin()
    left, until = set(pending_ids), time.monotonic() + longest
    while left:
        left = _LISTENER.wait(left, min(_LOOK, until - time.monotonic()))
        if left:
            left = still_waiting(left)
        if left and time.monotonic() >= until:
            return False
    return True


def _answer_where_nobody_works(pending_ids: Collection[int]) -> bool:
    with transaction.atomic():
        if not is_worker_away():
            return False
        answer_waiting(only=pending_ids)
        return True


class _Listener:
    """One session for the process that hears which rows were answered; begins with the first who waits."""

    def __init__(self) -> None:
        self._told = threading.Condition()
        self._recent: deque[int] = deque(maxlen=_REMEMBERED)
        self._known: set[int] = set()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Begin to listen, where nobody does (also where the thread broke off)."""
        with self._told:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._listen, name="sojourn-answered", daemon=True)
                self._thread.start()

    def wait(self, pending_ids: set[int], longest: float) -> set[int]:
        """Give those of the rows of which nothing was heard within the time."""
        with self._told:
            self._told.wait_for(lambda: pending_ids <= self._known, max(0.0, longest))
            return pending_ids - self._known

    def _listen(self) -> None:
        """Listen until the session breaks; the next who waits begins anew, and until then the queue is looked at."""
        try:
            with psycopg.connect(**connection.get_connection_params(), autocommit=True) as session:
                session.execute(f"LISTEN {ANSWERED}")
                for told in session.notifies():
                    self._hear(int(told.payload))
        except psycopg.OperationalError:
            return

    def _hear(self, pending_id: int) -> None:
        with self._told:
            if len(self._recent) == self._recent.maxlen:
                self._known.discard(self._recent[0])
            self._recent.append(pending_id)
            self._known.add(pending_id)
            self._told.notify_all()


_LISTENER = _Listener()
