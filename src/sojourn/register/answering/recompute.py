"""Work answers out anew for whom new records, decisions or days could change."""

from __future__ import annotations

import itertools
import time
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

import pyarrow as pa
from django.db import connection, transaction

from sojourn.register import clock
from sojourn.register.answering.engine import answer_records
from sojourn.register.answering.found import Cause, Changed, write_found
from sojourn.register.answering.memberships import persons_of, subjects_of_persons
from sojourn.register.door.acting import SERVICE, Acting
from sojourn.register.live.batch import Batch
from sojourn.register.live.hooks import after_batch
from sojourn.register.store.connected import connected_subjects, principal_subjects
from sojourn.register.store.links import standing_decisions
from sojourn.register.store.moments import catch_up
from sojourn.register.store.records import History, read_history
from sojourn.stays.in_memory import MemoryAnswers

#: The lock in the database under which answers are worked out.
_LOCK_KEY = 0x50_4A_41
#: Subjects answered in one go where there are many (the change of day).
_AT_ONCE = 2_000


def answer_subjects(
    subject_ids: Collection[UUID], why: str, names: Iterable[str] = (), acting: Acting = SERVICE
) -> Batch:
    """Answer anew for subjects and all who hang together with them, in one transaction.

    Args:
        subject_ids: whose records are new or otherwise touched.
        why: ``records``, ``day``, ``decision``, ``feed`` or ``first``.
        names: the records or decisions that caused it.
        acting: who caused it.
    """
    told = tuple(names)
    if not subject_ids:
        return Batch(clock.now(), 0, told, (), why=why)
    with transaction.atomic():
        wait_in_line()
        known_at = catch_up()
        times = [time.perf_counter()]
        history = history_of(together(subject_ids))
        decisions = standing_decisions(list(history.subject_of))
        times.append(time.perf_counter())
        found = answer_records(history.movements, history.facts, clock.day_of(known_at), known_at, decisions)
        times.append(time.perf_counter())
        restricted = restricted_persons(found, history.facts)
        changed = write_found(found, history.subject_of, Cause(why, told), restricted, acting)
        times.append(time.perf_counter())
    parts = zip(("reading", "answering", "writing"), itertools.pairwise(times), strict=True)
    seconds = {name: to - begun for name, (begun, to) in parts}
    return Batch(known_at, len(set(history.subject_of.values())), told, changed, seconds, why)


def answer_and_follow(
    subject_ids: Collection[UUID], why: str, names: Iterable[str] = (), acting: Acting = SERVICE
) -> Batch:
    """Answer anew as ``answer_subjects`` does, and do what follows from it at once: questions, notices, counts."""
    with transaction.atomic():
        batch = answer_subjects(subject_ids, why, names, acting)
        begun = time.perf_counter()
        after_batch(batch)
        batch.seconds["following"] = time.perf_counter() - begun
        return batch


def answer_due(day: date) -> tuple[Changed, ...]:
    """Answer anew where an answer changes with the day alone, up to and including ``day``; gives what changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT p.subject_id FROM store_current_answer a JOIN store_current_person p USING (person_id)"
            " WHERE a.next_change_on <= %s ORDER BY p.subject_id",
            [day],
        )
        due = [subject for (subject,) in cursor.fetchall()]
    parts = [answer_subjects(due[at : at + _AT_ONCE], "day") for at in range(0, len(due), _AT_ONCE)]
    return tuple(change for part in parts for change in part.changed)


def together(subject_ids: Collection[UUID]) -> set[UUID]:
    """Give all subjects that hang together: by keys, corrections and decisions, and as parts of one person."""
    found: set[UUID] = set()
    wider = set(subject_ids)
    while wider != found:
        found = connected_subjects(wider)
        wider = found | subjects_of_persons(persons_of(found))
    return found


def history_of(subjects: set[UUID]) -> History:
    """Read the records of subjects; a dependant's answer rests on the principal's facts too, one step, no further."""
    history = read_history(subjects)
    named = {reference for reference in history.facts["principal_reference"].to_pylist() if reference is not None}
    principals = principal_subjects(named) - subjects if named else set()
    return read_history(subjects | together(principals)) if principals else history


def restricted_persons(found: MemoryAnswers, facts: pa.Table) -> set[str]:
    """Give the persons about whom a fact in force says that their records are restricted."""
    rows = facts.select(["feed", "fact_id", "restricted"]).to_pylist()
    marked = {f"{row['feed']}/{row['fact_id']}" for row in rows if row["restricted"]}
    if not marked:
        return set()
    return {row["person_id"] for row in found.people.to_pylist() if row["record_id"] in marked}


def wait_in_line() -> None:
    """Let recomputations follow one another, so that each sees the records of those before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])
