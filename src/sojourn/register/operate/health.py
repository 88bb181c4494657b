"""What a register says about itself to those who run it: whether it lives, and whether it can work."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import Error

from sojourn.register import clock
from sojourn.register.live.beat import last_beat
from sojourn.register.operate.pressure import is_full
from sojourn.register.store.statements import select

#: Seconds after which a worker that tells nothing counts as gone; it tells each second.
STALE = 10.0


@dataclass(frozen=True)
class Check:
    """One thing that must be so before the register can work: its name, whether it is so, and that in words."""

    name: str
    good: bool
    words: str


def check_all() -> list[Check]:
    """Look at all that must be so; after a database that cannot be reached nothing else of it is asked."""
    disk = check_disk()
    try:
        return [_reached(), *(check() for check in _OF_DATABASE), disk]
    except Error:
        return [Check("database", False, "cannot be reached"), disk]


def check_disk() -> Check:
    """Look at the room on the disk of the register's folder, where this process knows it."""
    free = disk_free()
    floor: int = settings.CONFIGURATION.disk_floor
    if free is None:
        return Check("disk", True, "not looked at: the folder of the register is not known here")
    good = free >= floor
    return Check("disk", good, "room enough" if good else "little room is left")


def disk_free() -> int | None:
    """Give the free bytes on the disk of the register's folder; None where the folder is not known."""
    home = settings.CONFIGURATION.home
    return shutil.disk_usage(home).free if home is not None and home.is_dir() else None


def _reached() -> Check:
    select("SELECT 1")
    return Check("database", True, "reached")


def _check_tables() -> Check:
    applied = set(select("SELECT app, name FROM django_migrations"))
    good = _wanted() <= applied
    return Check("tables", good, "up to date" if good else "not up to date: the register is being upgraded")


@cache
def _wanted() -> frozenset[tuple[str, str]]:
    from django.db.migrations.loader import MigrationLoader

    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _check_worker() -> Check:
    beat = last_beat()
    if beat is None or (clock.now() - beat.at).total_seconds() > STALE:
        return Check("worker", False, "has not been heard of for a while")
    return Check("worker", beat.ready, "ready" if beat.ready else "warming up")


def _check_queue() -> Check:
    full = is_full()
    return Check("queue", not full, "full: senders are asked to come back later" if full else "not full")


_OF_DATABASE: tuple[Callable[[], Check], ...] = (_check_tables, _check_worker, _check_queue)
