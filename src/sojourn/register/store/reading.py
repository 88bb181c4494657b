"""Records come out again: the history of subjects for the engine, one record for a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyarrow as pa

from sojourn.errors import RegisterError
from sojourn.register.store.row_shape import COLUMNS, Source, join_row, told_row, typed_rows
from sojourn.register.store.statements import array_of, select
from sojourn.register.store.subjects import open_subjects, opened


@dataclass(frozen=True)
class History:
    """All records of some subjects, as the engine reads them.

    Attributes:
        movements: a table with the columns of ``tables.MOVEMENTS``, in the order in which they were taken in.
        facts: the same for ``tables.FACTS``.
        subject_of: the subject of each record, by its name.
    """

    movements: pa.Table
    facts: pa.Table
    subject_of: dict[str, UUID]


@dataclass(frozen=True)
class StoredRecord:
    """A record on file.

    Attributes:
        values: the full row; personal columns are null when they were erased.
        recorded_at: when we learned it.
        received_at: when it was taken in here.
        erased: whether the personal values were erased.
    """

    values: dict[str, object]
    source: Source
    name: str
    feed: str
    recorded_at: datetime
    received_at: datetime
    record_id: int
    subject_id: UUID
    message_digest: bytes | None
    erased: bool


@dataclass(frozen=True)
class _Kept:
    """A row of the history, its personal values open."""

    source: str
    name: str
    subject_id: UUID
    values: dict[str, object]


HISTORY = "SELECT subject_id, record_id, source, name, body FROM store_history WHERE subject_id = ANY(%s::uuid[])"
PERSONAL = "SELECT record_id, sealed FROM store_personal WHERE subject_id = ANY(%s::uuid[])"
_ONE = """
SELECT r.source, r.feed, r.recorded_at, r.received_at, r.record_id, r.subject_id, r.message_digest, r.body,
  p.sealed, s.key, s.salt
FROM (SELECT * FROM store_record WHERE name = %s ORDER BY recorded_at, record_id LIMIT 1) AS r
LEFT JOIN store_personal p ON p.subject_id = r.subject_id AND p.record_id = r.record_id
LEFT JOIN store_subject s ON s.subject_id = r.subject_id
"""


def read_history(subject_ids: Iterable[UUID]) -> History:
    """Read all records of subjects, with their personal values; records whose values were erased are left out.

    Raises:
        RegisterError: ``sealed-unreadable``.
    """
    rows = list(_kept_rows(list(subject_ids)))
    tables = {source: typed_rows(source, [row.values for row in rows if row.source == source]) for source in COLUMNS}
    return History(tables["movement"], tables["fact"], {row.name: row.subject_id for row in rows})


def get_record(name: str) -> StoredRecord:
    """Get a record by its name; where several rows have it, the one that stands.

    Raises:
        RegisterError: ``record-missing``, ``sealed-unreadable``.
    """
    found = find_record(name)
    if found is None:
        raise RegisterError(
            "record-missing",
            f"there is no record `{name}`. Names are written `feed/id`, such as `carrier:KL/8a12`. "
            "Next: check the name.",
        )
    return found


def find_record(name: str) -> StoredRecord | None:
    """Find a record by its name; of several rows the first that we learned of.

    Raises:
        RegisterError: ``sealed-unreadable``.
    """
    rows = select(_ONE, [name])
    if not rows:
        return None
    source, feed, recorded_at, received_at, record_id, subject_id, message_digest, body, sealed, key, salt = rows[0]
    readable = sealed is not None and key is not None
    personal = opened(subject_id, key, salt).read_values(record_id, bytes(sealed)) if readable else None
    return StoredRecord(
        values=join_row(source, name, body, personal),
        source=source,
        name=name,
        feed=feed,
        recorded_at=recorded_at,
        received_at=received_at,
        record_id=record_id,
        subject_id=subject_id,
        message_digest=None if message_digest is None else bytes(message_digest),
        erased=personal is None,
    )


def _kept_rows(subject_ids: list[UUID]) -> Iterator[_Kept]:
    wanted = [array_of(subject_ids)]
    subjects = open_subjects(subject_ids)
    sealed = {record_id: bytes(values) for record_id, values in select(PERSONAL, wanted)}
    for subject_id, record_id, source, name, body in sorted(select(HISTORY, wanted), key=lambda row: row[1]):
        if record_id in sealed and subject_id in subjects:
            personal = subjects[subject_id].read_values(record_id, sealed[record_id])
            yield _Kept(source, name, subject_id, told_row(source, name, body, personal))
