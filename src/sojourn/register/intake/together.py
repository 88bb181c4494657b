"""Messages of one feed that come at the same time go onto the file together: that costs hardly more than one alone.

Nobody waits for others to come: whoever comes first begins at once, and those who come meanwhile go together next.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import Future

from django.db import DatabaseError, DataError, IntegrityError

from sojourn.errors import SojournError
from sojourn.register.door.acting import Acting
from sojourn.register.intake.take_in import Message, Taken, append_messages

#: Rows that go together at most; a message is never parted.
MOST_ROWS = 1_000
#: What the content of a message can cause, so that each one is tried by itself.
_OF_CONTENT = (SojournError, DataError, IntegrityError, LookupError, TypeError, ValueError)

_Key = tuple[Acting, str, str]
_Waiting = tuple[Message, "Future[Taken]"]


class Together:
    """Puts messages on file for the threads of a process, those of one feed and one table together."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._guard = threading.Lock()
        self._turns: dict[_Key, threading.Lock] = defaultdict(threading.Lock)
        self._waiting: dict[_Key, list[_Waiting]] = defaultdict(list)

    def append(self, acting: Acting, message: Message) -> Taken:
        """Put a message on file, with those that wait beside it; gives what became of this one.

        Raises:
            SojournError: what hinders this message; those beside it are on file.
            DatabaseError: the database is away; nothing of this message is kept.
        """
        key, mine = (acting, message.feed, message.source), Future[Taken]()
        with self._guard:
            self._waiting[key].append((message, mine))
            turn = self._turns[key]
        with turn:
            while not mine.done():
                _append(acting, self._take(key))
        return mine.result()

    def _take(self, key: _Key) -> list[_Waiting]:
        """Take the first messages that wait, up to about ``MOST_ROWS`` rows."""
        with self._guard:
            waiting, rows = self._waiting[key], 0
            for number, (message, _) in enumerate(waiting):
                rows += len(message.good) + len(message.bad)
                if number and rows > MOST_ROWS:
                    break
            else:
                number = len(waiting)
            taken = waiting[:number]
            del waiting[:number]
            return taken


def _append(acting: Acting, some: Sequence[_Waiting]) -> None:
    """Put messages on file in one transaction; where that fails by their content, each by itself."""
    try:
        taken = append_messages(acting, [message for message, _ in some])
    except (*_OF_CONTENT, DatabaseError) as error:
        if len(some) > 1 and isinstance(error, _OF_CONTENT):
            for each in some:
                _append(acting, [each])
            return
        for _, told in some:
            told.set_exception(error)
        return
    for (_, told), outcomes in zip(some, taken.outcomes, strict=True):
        told.set_result(Taken([outcomes], taken.pending))
