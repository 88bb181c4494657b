"""Messages of a stream onto the file: those of one look together, in one transaction, or each by itself.

INVARIANT: when ``Taker.take`` returns, all that it was given is committed: as records, as rows in quarantine, or as a
message that was put aside. A message may be given again at any time; that changes nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import uuid4

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, transaction

from sojourn.errors import RegisterError, SojournError
from sojourn.register import clock
from sojourn.register.door.acting import SERVICE, Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.intake.keys import feed_acting, prove_key
from sojourn.register.intake.messages import JSON, Body, read_message_bodies
from sojourn.register.intake.models import FeedKey
from sojourn.register.intake.take_in import append_messages
from sojourn.register.live.queue import queue_state
from sojourn.register.operate.log_lines import tell
from sojourn.register.operate.metrics import count_stream
from sojourn.register.operate.pressure import QueueFull
from sojourn.register.store.messages import is_kept, keep_message
from sojourn.register.store.quarantine import NewQuarantined, set_apart
from sojourn.register.stream.plan import Route

#: Records that wait for their answers, above which no message is fetched: the stream keeps them better than a queue.
MOST_WAITING = 2_000
#: What can go wrong with what a message says; everything that is not the message's fault is tried again.
_FAULTS = (
    SojournError,
    DataError,
    IntegrityError,
    duckdb.Error,
    pa.ArrowException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
)
#: What passes: the database is away or without room, memory is short, the queue is full.
PASSING = (
    DatabaseError,
    InterfaceError,
    OSError,
    MemoryError,
    QueueFull,
    duckdb.IOException,
    duckdb.OutOfMemoryException,
)
#: Classes of the database's errors that come from a value: of the wrong form, refused, longer than an index can hold.
_OF_VALUES = ("22", "23", "54")
_COUNTRY = re.compile("[A-Z]{3}")


class Fate(StrEnum):
    """What became of a message: taken in, on file already (nothing changed), or put aside with a reason."""

    TAKEN = "acknowledged"
    AGAIN = "repeated"
    SET_ASIDE = "poison"


@dataclass(frozen=True)
class Arrived:
    """A message as it came.

    Attributes:
        subject: where it was published.
        body: its bytes.
        media: its media type; empty: JSON.
        country: for PAXLST, whose border it is about (alpha-3); None: the recipient's.
        again: the server delivered it before.
    """

    subject: str
    body: bytes
    media: str = ""
    country: str | None = None
    again: bool = False


def is_passing(error: BaseException) -> bool:
    """Say whether an error is no fault of a message, so that the same will work later."""
    if isinstance(error, DataError | IntegrityError):
        return False
    state = getattr(error.__cause__, "sqlstate", None) or ""
    return isinstance(error, PASSING) and state[:2] not in _OF_VALUES


class Taker:
    """Takes messages in, each as the feed of its subject."""

    def __init__(self, routes: Sequence[Route]) -> None:
        """Find the feeds of the subjects.

        Raises:
            RegisterError: ``stream-key-unknown``, when a secret is no key of this register, not even a revoked one.
        """
        self._feeds = [(route, self._prove(route)) for route in routes]

    def feeds(self) -> list[tuple[str, str, bool]]:
        """Give subject and feed of each route, and whether its key is in force."""
        return [(route.subject, key.feed, key.revoked_at is None) for route, key in self._feeds]

    def take(self, messages: Sequence[Arrived]) -> list[Fate]:
        """Take messages in; gives what became of each, in their order.

        Raises:
            PASSING: what ``is_passing`` knows: nothing, or a part, is on file, and the same can be given again.
        """
        try:
            with transaction.atomic():
                fates = self._take_all(messages)
        except (*_FAULTS, *PASSING) as error:
            if is_passing(error):
                raise
            fates = [self._take_alone(message) for message in messages]
        for fate, number in Counter(fates).items():
            count_stream(fate, number)
        return fates

    def _take_all(self, messages: Sequence[Arrived]) -> list[Fate]:
        """Take messages in, inside one transaction; those of a subject are checked together."""
        self._feeds = [(route, self._prove(route)) for route, _ in self._feeds]  # keys are revoked at any time
        fates: dict[int, Fate] = {}
        for route, key in self._feeds:
            own = [at for at, each in enumerate(messages) if at not in fates and route.holds(each.subject)]
            found = self._take_own(route, key, [messages[at] for at in own])
            fates.update(zip(own, found, strict=True))
        return [fates[at] for at in range(len(messages))]

    def _take_own(self, route: Route, key: FeedKey, messages: Sequence[Arrived]) -> list[Fate]:
        """Take messages of one feed in; the faults of each come before its rows."""
        known = [message.again and is_kept(message.body, key.feed) for message in messages]
        faults = [_fault(message, key) for message in messages]
        bodies = [
            Body(message.media or JSON, message.body, message.country)
            for message, is_known, fault in zip(messages, known, faults, strict=True)
            if not is_known and fault is None
        ]
        read = iter(read_message_bodies(route.source, key.feed, bodies))
        fates, usable = [], []
        for message, is_known, fault in zip(messages, known, faults, strict=True):
            found = None if is_known else fault or next(read)
            if found is None:
                fates.append(Fate.AGAIN)
            elif isinstance(found, RegisterError):
                put_aside(SERVICE, route, key.feed, message, found)
                fates.append(Fate.SET_ASIDE)
            else:
                usable.append(found)
                fates.append(Fate.TAKEN)
        if usable:
            append_messages(feed_acting(key), usable)
        return fates

    def _take_alone(self, message: Arrived) -> Fate:
        """Take one message in by itself, or put it aside for what is wrong with it."""
        try:
            with transaction.atomic():
                return self._take_all([message])[0]
        except (*_FAULTS, *PASSING) as error:
            if is_passing(error):
                raise
            route, key = self._find(message)
            put_aside(SERVICE, route, key.feed, message, _told(error))
            return Fate.SET_ASIDE

    def _find(self, message: Arrived) -> tuple[Route, FeedKey]:
        """Find the route of a message; the server sends no others."""
        return next(each for each in self._feeds if each[0].holds(message.subject))

    def _prove(self, route: Route) -> FeedKey:
        key = prove_key(route.secret)
        if key is None:
            raise RegisterError(
                "stream-key-unknown",
                f"what is told for the subject `{route.subject}` is no key of this register. Allowed is the key of a "
                "feed, `sjk_...`. Next: make one on the page *Keys of feeds*, and set the variable to it.",
            )
        return key


def _fault(message: Arrived, key: FeedKey) -> RegisterError | None:
    """Find what is wrong with a message before it is read."""
    if key.revoked_at is not None:
        return _no_key()
    if message.country is not None and not _COUNTRY.fullmatch(message.country):
        return _bad_country()
    return None


def has_room() -> bool:
    """Say whether more may be fetched: few enough records wait for their answers."""
    limit: int = settings.CONFIGURATION.queue_limit
    return queue_state().waiting < min(MOST_WAITING, limit)


@action(Verb.RECORDS_TAKEN_IN, "take_in")
def put_aside(acting: Acting, route: Route, feed: str, message: Arrived, error: SojournError) -> Done[None]:
    """Put a message aside that cannot be used, with the reason: a row in quarantine of its feed, its text sealed."""
    at, batch = clock.now(), uuid4()
    raw = message.body.decode(errors="backslashreplace").replace("\x00", "\\x00")
    digest = keep_message(message.body, feed, message.media[:100] or JSON, at)
    row = NewQuarantined(feed, batch, 1, route.source, (error.code,), error.message, raw, at, digest)
    set_apart([row])
    transaction.on_commit(lambda: tell("stream_set_aside", feed=feed, code=error.code, stream_subject=route.subject))
    return Done(None, (feed,), {"batch": str(batch), "quarantined": 1, "code": error.code})


def _told(error: BaseException) -> SojournError:
    """Tell an error that is none of ours without what it says: that may quote the message."""
    if isinstance(error, SojournError):
        return error
    return RegisterError(
        "stream-unusable",
        f"the message cannot be used ({type(error).__name__}). Next: report it with this page's row number.",
    )


def _no_key() -> RegisterError:
    return RegisterError(
        "no-key", "the key of the feed was revoked before this message was read. Next: ask an administrator for a key."
    )


def _bad_country() -> RegisterError:
    return RegisterError(
        "bad-parameter", "the header `Country` has not the form that is allowed: three letters. Next: write it so."
    )
