"""Erasing a person: the personal values go for good, the proofs stay (ids, digests, answers, events)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from sojourn.register import clock
from sojourn.register.store.blind import connecting_keys, searching_keys
from sojourn.register.store.persons import members_of, subjects_of
from sojourn.register.store.row_shape import join_row
from sojourn.register.store.sealing import new_key
from sojourn.register.store.statements import copy_rows, run, select
from sojourn.register.store.subjects import Subject, open_subjects, store_blind_keys, store_subjects


@dataclass(frozen=True)
class Erased:
    """What was erased, in numbers.

    Attributes:
        subjects: keys that are gone.
        records: records whose personal values are gone.
        messages: original messages that named the person and are gone, with all that they said of others.
        quarantined: rows in quarantine that came in those messages and are gone.
    """

    subjects: int
    records: int
    messages: int
    quarantined: int


@dataclass(frozen=True)
class _Kept:
    """A record of somebody else under the same subject."""

    record_id: int
    name: str
    values: dict[str, object]
    grained: bytes


def erase_person(person_id: str) -> Erased:
    """Erase the personal values of a person: sealed values, their keys, blind keys, and the messages that hold them.

    Where another person's records lie under the same subject (two people with one document number), those are sealed
    anew under a new key, and the old key goes.

    Raises:
        RegisterError: ``sealed-unreadable``.
    """
    with transaction.atomic():
        subjects = sorted(subjects_of(person_id))
        members = members_of(subjects)
        others = {name for name, whose in members.items() if whose != person_id and whose in _persons(subjects)}
        return _erase(subjects, others, *_erase_messages(subjects, _digests_of(subjects)))


def erase_records(subjects: Sequence[UUID], names: Collection[str], keeps: Callable[[set[str]], bool]) -> Erased:
    """Erase the personal values of some records; whatever else lies under their subjects is sealed anew.

    A message goes with the first of its records, with all that it says of others; unless somebody else in it is kept.

    Args:
        subjects: all that hold these records. names: the records.
        keeps: says of persons whether any of them is kept beyond their time.

    Raises:
        RegisterError: ``sealed-unreadable``.
    """
    with transaction.atomic():
        listed = [list(subjects)]
        held = select("SELECT DISTINCT name FROM store_history WHERE subject_id = ANY(%s)", listed)
        others = {name for (name,) in held} - set(names)
        came = "SELECT DISTINCT message_digest FROM store_record WHERE name = ANY(%s) AND message_digest IS NOT NULL"
        digests = {bytes(digest) for (digest,) in select(came, [list(names)])}
        digests |= set() if others else set(_digests_of(subjects))
        free = [digest for digest in sorted(digests) if not keeps(_others_in(digest, subjects))]
        return _erase(sorted(subjects), others, *_erase_messages(subjects, free))


def _erase(subjects: Sequence[UUID], others: Collection[str], messages: int, quarantined: int) -> Erased:
    """Erase what lies under subjects, but for the records of these names."""
    opened = open_subjects(subjects)
    kept = {subject_id: _list_kept(subject, others) for subject_id, subject in opened.items()}
    listed = [list(subjects)]
    records = run("DELETE FROM store_personal WHERE subject_id = ANY(%s)", listed)
    for table in ("store_blind", "store_subject"):
        run(f"DELETE FROM {table} WHERE subject_id = ANY(%s)", listed)
    for subject_id, rows in kept.items():
        _seal_anew(opened[subject_id], rows)
    return Erased(len(opened), records - sum(map(len, kept.values())), messages, quarantined)


def _persons(subjects: Sequence[UUID]) -> set[str]:
    rows = select("SELECT DISTINCT person_id FROM store_current_person WHERE subject_id = ANY(%s)", [list(subjects)])
    return {person_id for (person_id,) in rows}


def _list_kept(subject: Subject, others: Iterable[str]) -> list[_Kept]:
    """List the records under a subject that are somebody else's; what is nobody's goes with the person."""
    rows = select(
        "SELECT h.record_id, h.source, h.name, h.body, p.sealed FROM store_history h "
        "JOIN store_personal p USING (subject_id, record_id) WHERE h.subject_id = %s AND h.name = ANY(%s)",
        [subject.subject_id, list(others)],
    )
    kept = []
    for record_id, source, name, body, sealed in rows:
        personal = subject.read_values(record_id, bytes(sealed))
        grained = subject.open_values(record_id, bytes(sealed))
        kept.append(_Kept(record_id, name, join_row(source, name, body, personal), grained))
    return kept


def _seal_anew(subject: Subject, rows: Sequence[_Kept]) -> None:
    if not rows:
        return
    anew = Subject(subject.subject_id, new_key(), subject.salt)
    store_subjects([anew], clock.now())
    copy_rows(
        "store_personal",
        ("subject_id", "record_id", "sealed"),
        ((anew.subject_id, row.record_id, anew.seal_again(row.record_id, row.grained)) for row in rows),
    )
    store_blind_keys(
        [
            (key, anew.subject_id)
            for row in rows
            for key in (*connecting_keys(row.name, row.values), *searching_keys(row.values))
        ]
    )


def _digests_of(subjects: Sequence[UUID]) -> list[bytes]:
    rows = select("SELECT DISTINCT digest FROM store_message_subject WHERE subject_id = ANY(%s)", [list(subjects)])
    return [bytes(digest) for (digest,) in rows]


def _others_in(digest: bytes, subjects: Sequence[UUID]) -> set[str]:
    """Give the other persons of whom a message tells."""
    rows = select(
        "SELECT DISTINCT p.person_id FROM store_message_subject m JOIN store_current_person p USING (subject_id) "
        "WHERE m.digest = %s AND m.subject_id <> ALL(%s)",
        [digest, list(subjects)],
    )
    return {person_id for (person_id,) in rows}


def _erase_messages(subjects: Sequence[UUID], digests: Sequence[bytes]) -> tuple[int, int]:
    """Erase messages that tell of these subjects, and what was set apart from them."""
    listed = list(digests)
    run("DELETE FROM store_message_subject WHERE subject_id = ANY(%s) AND digest = ANY(%s)", [list(subjects), listed])
    messages = run("DELETE FROM store_message_body WHERE digest = ANY(%s)", [listed])
    quarantined = run(
        "DELETE FROM store_quarantined_body b USING store_quarantined q "
        "WHERE b.quarantined_id = q.quarantined_id AND q.message_digest = ANY(%s)",
        [listed],
    )
    return messages, quarantined
