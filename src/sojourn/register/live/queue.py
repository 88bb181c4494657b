"""The queue of those to be answered, and one micro-batch of it.

INVARIANT: a row of the queue is written with its records and goes with their answers, each time in one transaction.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import duckdb
import pyarrow as pa
from django.db import DataError, IntegrityError, InternalError, transaction

from sojourn.errors import SojournError
from sojourn.register import clock
from sojourn.register.answering.recompute import answer_and_follow, wait_in_line
from sojourn.register.live.batch import Batch
from sojourn.register.store.statements import copy_rows, run, select

#: Records of one row of the queue at most.
MOST_TOGETHER = 250
#: Records of one micro-batch, about; a row of the queue is taken whole.
MOST_AT_ONCE = 1_000
#: The channel on which the numbers of answered rows are told.
ANSWERED, NEW = "sojourn_answered", "sojourn_pending"
#: What can be wrong with what a row holds, rather than with the database: it must not keep the other rows waiting.
FAULTS = (
    SojournError,
    duckdb.Error,
    pa.ArrowException,
    DataError,
    IntegrityError,
    InternalError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
)
#: Seconds that a row waits after its first failure; twice as long after each further one, an hour at most.
FIRST_PAUSE, LONGEST_PAUSE = 5, 3600

_TAKE = "SELECT pending_id, why, subject_ids, names, attempts FROM live_pending WHERE {} ORDER BY pending_id"
_NEXT = _TAKE.format("not_before IS NULL OR not_before <= %s") + " LIMIT %s"
_ONLY = _TAKE.format("pending_id = ANY(%s)")


@dataclass(frozen=True)
class Waiting:
    """A record, or what else touched a subject, that waits for its answer."""

    subject_id: UUID
    name: str


@dataclass(frozen=True)
class QueueState:
    """How full the queue is: records that wait, and for how long the first of them has waited."""

    waiting: int
    oldest_seconds: float


@dataclass(frozen=True)
class _Row:
    """A row of the queue."""

    pending_id: int
    why: str
    subject_ids: list[UUID]
    names: list[str]
    attempts: int


def enqueue(rows: Sequence[Waiting], why: str = "records") -> list[int]:
    """Put subjects into the queue, inside the transaction of what touched them; gives the numbers of the queue's rows.

    Args:
        rows: whom, and which record or feed's day it was.
        why: ``records``, ``decision`` or ``feed``: what the new version of an answer tells as its cause.
    """
    if not rows:
        return []
    parts = [rows[at : at + MOST_TOGETHER] for at in range(0, len(rows), MOST_TOGETHER)]
    ids = [i for (i,) in select(_NUMBERS, [len(parts)])]
    since = clock.now()
    copy_rows(
        "live_pending",
        ("pending_id", "why", "subject_ids", "names", "since", "attempts", "code"),
        (
            (number, why, [each.subject_id for each in part], [each.name for each in part], since, 0, "")
            for number, part in zip(ids, parts, strict=True)
        ),
    )
    run(f"NOTIFY {NEW}")
    return ids


_NUMBERS = "SELECT nextval(pg_get_serial_sequence('live_pending', 'pending_id')) FROM generate_series(1, %s)"


def answer_waiting(most: int = MOST_AT_ONCE, only: Collection[int] | None = None) -> Batch | None:
    """Answer one micro-batch of those who waited longest, in one transaction; none where nobody waits.

    A row that cannot be answered is parted until the one subject is found with whom it fails; that one is tried again
    later, and the others are answered.

    Args:
        most: records at most, but for the last row taken.
        only: only these rows of the queue.

    Raises:
        DatabaseError: the database is away; nothing was done.
    """
    taken: list[_Row] = []
    try:
        with transaction.atomic():
            wait_in_line()
            taken = _take(most, only)
            return _answer(taken) if taken else None
    except FAULTS:
        for row in taken:
            _answer_alone(row)
        return _nobody(taken)


def queue_state() -> QueueState:
    """Say how full the queue is."""
    ((waiting, since),) = select("SELECT coalesce(sum(cardinality(names)), 0), min(since) FROM live_pending")
    return QueueState(int(waiting), 0.0 if since is None else max(0.0, (clock.now() - since).total_seconds()))


def still_waiting(pending_ids: Collection[int]) -> set[int]:
    """Give those of these rows of the queue that are not answered yet."""
    return {i for (i,) in select("SELECT pending_id FROM live_pending WHERE pending_id = ANY(%s)", [list(pending_ids)])}


def _take(most: int, only: Collection[int] | None) -> list[_Row]:
    """Take rows of one cause, from the first on."""
    rows = select(_NEXT, [clock.now(), most]) if only is None else select(_ONLY, [list(only)])
    found = [_Row(*row) for row in rows]
    taken: list[_Row] = []
    for row in found:
        if row.why != found[0].why:
            break
        taken.append(row)
        most -= len(row.names)
        if most <= 0 and only is None:
            break
    return taken


def _answer(taken: Sequence[_Row]) -> Batch:
    """Answer rows of the queue, take them out of it, and tell those who wait."""
    begun = time.perf_counter()
    subjects = {subject for row in taken for subject in row.subject_ids}
    names = tuple(dict.fromkeys(name for row in taken for name in row.names))
    batch = answer_and_follow(subjects, taken[0].why, names)
    ids = [row.pending_id for row in taken]
    run("DELETE FROM live_pending WHERE pending_id = ANY(%s)", [ids])
    select("SELECT pg_notify(%s, told::text) FROM unnest(%s::bigint[]) AS told", [ANSWERED, ids])
    batch.seconds["all"] = time.perf_counter() - begun
    return batch


def _answer_alone(row: _Row) -> None:
    """Answer one row of the queue by itself; where it fails too, part it, or let it wait."""
    try:
        with transaction.atomic():
            wait_in_line()
            _answer([row])
    except FAULTS as error:
        with transaction.atomic():
            if len(set(row.subject_ids)) > 1:
                _part(row)
            else:
                _put_off(row, error.code if isinstance(error, SojournError) else type(error).__name__)


def _part(row: _Row) -> None:
    """Put two halves in the place of a row."""
    subjects = sorted(set(row.subject_ids))
    half = set(subjects[: len(subjects) // 2])
    pairs = [Waiting(*pair) for pair in zip(row.subject_ids, row.names, strict=True)]
    run("DELETE FROM live_pending WHERE pending_id = %s", [row.pending_id])
    enqueue([pair for pair in pairs if pair.subject_id in half], row.why)
    enqueue([pair for pair in pairs if pair.subject_id not in half], row.why)


def _put_off(row: _Row, code: str) -> None:
    """Let a row that fails wait before it is tried again; nothing of it is lost."""
    pause = min(FIRST_PAUSE * 2**row.attempts, LONGEST_PAUSE)
    run(
        "UPDATE live_pending SET attempts = attempts + 1, not_before = %s, code = %s WHERE pending_id = %s",
        [clock.now() + timedelta(seconds=pause), code, row.pending_id],
    )


def _nobody(taken: Sequence[_Row]) -> Batch:
    return Batch(clock.now(), 0, tuple(name for row in taken for name in row.names), ())
