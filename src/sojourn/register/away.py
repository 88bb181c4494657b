"""What is said while the database is away, or its disk full: a status that means "later", when, and a plain sentence.

A record counts as taken in when its outcome was told; whoever got this answer instead sends the same again, which does
no harm: what was on file already is a `duplicate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from django.db import InterfaceError, OperationalError

#: What the driver, and Django around it, raise where the database is away, starting, stopping, or out of room.
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)


@dataclass(frozen=True)
class Away:
    """What is told.

    Attributes:
        status: of HTTP, 503 or 507.
        code: an anchor in docs/errors.md.
        message: in words, with the next step.
        retry_after: seconds.
    """

    status: int
    code: str
    message: str
    retry_after: int


_NO_DATABASE = Away(
    503,
    "database-away",
    "the register cannot reach its database just now; it goes on by itself. Nothing that was acknowledged is lost. "
    "Next: send the same again a little later; what was kept already is a `duplicate`.",
    5,
)
_NO_ROOM = Away(
    507,
    "disk-full",
    "the disk of the register's database is full. Nothing that was acknowledged is lost; everything goes on by itself "
    "when the operator has made room. Next: send the same again later; what was kept already is a `duplicate`.",
    30,
)


def find_away(error: BaseException | None) -> Away | None:
    """Find what to tell after an error; nothing, where it is not about the database being away."""
    if not isinstance(error, AWAY):
        return None
    full = any(isinstance(each, psycopg.errors.DiskFull) for each in _causes(error))
    return _NO_ROOM if full else _NO_DATABASE


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give an error and those that it came from."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__
