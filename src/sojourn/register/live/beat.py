"""The worker's sign of life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sojourn.register import clock
from sojourn.register.store.statements import run, select

#: The lock that the worker holds as long as its session lives; callers who find it free answer by themselves.
WORKER_LOCK = 0x50_4A_42


@dataclass(frozen=True)
class Beat:
    """When the worker last told that it lives, its process, and whether it is warm."""

    at: datetime
    pid: int
    ready: bool


def last_beat() -> Beat | None:
    """Find the last sign of life, whenever that was."""
    rows = select("SELECT at, pid, ready FROM live_worker")
    return Beat(*rows[0]) if rows else None


def beat(pid: int, *, ready: bool) -> None:
    """Tell that the worker lives."""
    run(
        'INSERT INTO live_worker ("only", at, pid, ready) VALUES (true, %s, %s, %s)'
        ' ON CONFLICT ("only") DO UPDATE SET at = excluded.at, pid = excluded.pid, ready = excluded.ready',
        [clock.now(), pid, ready],
    )


def is_worker_away() -> bool:
    """Say whether no worker holds the lock; keeps one from beginning until this transaction ends."""
    return bool(select("SELECT pg_try_advisory_xact_lock_shared(%s)", [WORKER_LOCK])[0][0])


def become_worker() -> None:
    """Take the worker's lock for this session; waits as long as another worker, or a caller, has it."""
    select("SELECT pg_advisory_lock(%s)", [WORKER_LOCK])
