"""The one clock of the register; tests set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

_SET: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """Give the time, in UTC."""
    return _SET.get() or datetime.now(UTC)


def today() -> date:
    """Give the day, in UTC."""
    return now().date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let the clock stand at ``moment`` inside the block; for tests and for loading past records."""
    token = _SET.set(moment)
    try:
        yield
    finally:
        _SET.reset(token)
