"""The one clock of the register; tests set it.

INVARIANT: the time that it gives in one process never runs backwards. A machine's clock can: it is put right, a virtual
machine is moved, somebody mistypes a date. A record that reached us "at nine" after one that reached us "at ten" would
be put in the wrong order, and left out of answers given with what was known at nine. So where the machine's clock
stands behind a moment that was given before, time goes on from that moment at half its pace, until the machine's clock
has caught up. ``store.moments.catch_up`` holds the clock to the moments on file, those of other processes and of starts
before this one.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

#: A file with seconds that are added to the machine's clock: for trials of a register in training, heeded in no other.
SKEW_FILE = "SOJOURN_TRAINING_CLOCK_SKEW"
#: How fast time goes on while the machine's clock is behind; it stays below 1, so that the clock is caught up with.
_PACE = 0.5

_SET: ContextVar[datetime | None] = ContextVar("clock", default=None)


class _Reached:
    """The latest moment that this process gave or was told of, and how far its own count of seconds was then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._moment = datetime.min.replace(tzinfo=UTC)
        self._counted = 0.0

    def go_on(self, machine: datetime) -> datetime:
        """Give the moment now, where the machine's clock shows this."""
        with self._lock:
            counted = time.monotonic()
            passed = timedelta(seconds=_PACE * (counted - self._counted)) if machine < self._moment else timedelta(0)
            self._moment, self._counted = max(machine, self._moment + passed), counted
            return self._moment

    def raise_to(self, moment: datetime) -> None:
        """Go on from a moment that was given elsewhere, where it is later."""
        with self._lock:
            if moment > self._moment:
                self._moment, self._counted = moment, time.monotonic()


_REACHED = _Reached()


def now() -> datetime:
    """Give the time, in UTC; never earlier than what this process gave before."""
    return _SET.get() or _REACHED.go_on(_machine())


def today() -> date:
    """Give the day in the country's zone (``SOJOURN_ZONE``; UTC where none is set): the day that answers are about."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """Give the day of a moment in the country's zone."""
    return moment.astimezone(_zone()).date()


def start_of(day: date) -> datetime:
    """Give the first moment of a day in the country's zone."""
    return datetime(day.year, day.month, day.day, tzinfo=_zone()).astimezone(UTC)


def never_before(moment: datetime) -> None:
    """Let the clock of this process give no time earlier than ``moment`` from now on (``store.moments`` calls it)."""
    _REACHED.raise_to(moment)


def ahead() -> timedelta:
    """Say by how much the register's time is ahead of this machine's clock; nothing, where that was never put back."""
    machine = _machine()
    return max(timedelta(0), _REACHED.go_on(machine) - machine)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let the clock stand at ``moment`` inside the block; for tests and for loading past records."""
    token = _SET.set(moment)
    try:
        yield
    finally:
        _SET.reset(token)


def _zone() -> tzinfo:
    from django.conf import settings

    return ZoneInfo(settings.CONFIGURATION.zone) if settings.configured else UTC


def _machine() -> datetime:
    moment, file = datetime.now(UTC), _skew_file()
    return moment if file is None else moment + timedelta(seconds=_read_skew(file))


@cache
def _skew_file() -> Path | None:
    """Find the file by which a trial puts the clock wrong; only a register in training has one."""
    named = os.environ.get(SKEW_FILE)
    return Path(named) if named and os.environ.get("SOJOURN_MODE", "training") == "training" else None


def _read_skew(file: Path) -> float:
    try:
        return float(file.read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return 0.0  # not written yet, or being written just now
