"""Records come in: each once, with the subject that it is about, its personal values sealed."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from sojourn.register.store.blind import BlindKey, connecting_keys, content_digest, searching_keys
from sojourn.register.store.log_entry import told_json
from sojourn.register.store.logged import note_rows
from sojourn.register.store.months import ensure_months
from sojourn.register.store.row_shape import ShapedRow, Source, shape_row
from sojourn.register.store.statements import copy_rows, run, select
from sojourn.register.store.subjects import (
    Subject,
    find_by_keys,
    lock_keys,
    make_subject,
    open_subjects,
    store_blind_keys,
    store_subjects,
)

Fate = Literal["accepted", "duplicate", "corrected"]


@dataclass(frozen=True)
class NewRecord:
    """A record about to be taken in.

    Attributes:
        source: which of the two tables it belongs to.
        values: a full row of ``tables.MOVEMENTS`` or ``tables.FACTS``; columns that are missing are null.
        message_digest: of the message that it came in, where that is kept (``messages.keep_message``).
    """

    source: Source
    values: dict[str, object]
    message_digest: bytes | None = None

    @functools.cached_property
    def shaped(self) -> ShapedRow:
        """Give the row in its two parts.

        Raises:
            RegisterError: ``text-not-storable``.
        """
        return shape_row(self.source, self.values)

    @functools.cached_property
    def content(self) -> bytes:
        """Give the keyed digest of what the source said."""
        return content_digest(self.shaped.said)


@dataclass(frozen=True)
class Appended:
    """What became of a record: taken in, the same as one on file, or taken in as the correction of another."""

    fate: Fate
    record_id: int
    subject_id: UUID
    name: str


@dataclass(frozen=True)
class _Ready:
    """A record with all that is worked out before anything is written."""

    given: NewRecord
    shaped: ShapedRow
    digest: bytes
    keys: list[BlindKey]
    record_id: int


def append_records(rows: Sequence[NewRecord], *, batch_id: UUID, actor: str, received_at: datetime) -> list[Appended]:
    """Take records in, all or none; gives the fate of each, in their order.

    A row that says what a row of the same name on file says is a duplicate, whenever and in whatever message it came;
    also when that row's values were erased since, so what was forgotten does not come back. The subject is the one
    known by the strongest of the record's keys; where two are known, both stay as they are.

    Raises:
        RegisterError: ``text-not-storable``.
    """
    if not rows:
        return []
    with transaction.atomic():
        ensure_months([received_at])
        ready = _get_ready(rows)
        lock_keys(key for row in ready for key in row.keys)
        placed = _place(ready)
        on_file = _claim(ready, placed)
        fresh = [row for row in ready if on_file[_claim_of(row)][0] == row.record_id]
        _write(
            fresh, {row.record_id: on_file[_claim_of(row)][1] for row in fresh}, placed, batch_id, actor, received_at
        )
    return [_told(row, *on_file[_claim_of(row)]) for row in ready]


def _get_ready(rows: Sequence[NewRecord]) -> list[_Ready]:
    ids = select("SELECT nextval('store_record_id') FROM generate_series(1, %s)", [len(rows)])
    ready = []
    for row, (record_id,) in zip(rows, ids, strict=True):
        keys = connecting_keys(row.shaped.name, row.values)
        ready.append(_Ready(row, row.shaped, row.content, keys, record_id))
    return ready


@dataclass(frozen=True)
class _Placed:
    """Whose each record is, by record id, and the subjects made for it."""

    whose: dict[int, UUID]
    made: dict[UUID, Subject]


def _place(ready: Sequence[_Ready]) -> _Placed:
    """Find the subject of each record by its keys, the strongest first, or make one."""
    known = {key: whose[0] for key, whose in find_by_keys(key for row in ready for key in row.keys).items()}
    placed = _Placed({}, {})
    for row in ready:
        subject_id = next((known[key] for key in row.keys if key in known), None)
        if subject_id is None:
            subject = make_subject()
            subject_id = subject.subject_id
            placed.made[subject_id] = subject
        placed.whose[row.record_id] = subject_id
        for key in row.keys:
            known.setdefault(key, subject_id)
    return placed


def _claim_of(row: _Ready) -> tuple[str, str, bytes]:
    return row.shaped.feed, row.shaped.id, row.digest


def _claim(ready: Sequence[_Ready], placed: _Placed) -> dict[tuple[str, str, bytes], tuple[int, UUID]]:
    """Claim each content under its name; gives the record that holds it, be it one of these or one on file."""
    ordered = sorted(ready, key=_claim_of)
    lists = [
        [row.shaped.feed for row in ordered],
        [row.shaped.id for row in ordered],
        [row.digest for row in ordered],
    ]
    held = select(
        "INSERT INTO store_record_key (feed, id, content_digest, record_id, subject_id) "
        "SELECT * FROM unnest(%s::text[], %s::text[], %s::bytea[], %s::bigint[], %s::uuid[]) "
        "ON CONFLICT DO NOTHING RETURNING feed, id, content_digest, record_id, subject_id",
        [*lists, [row.record_id for row in ordered], [placed.whose[row.record_id] for row in ordered]],
    )
    if len(held) < len(ready):
        held += select(
            "SELECT feed, id, content_digest, k.record_id, k.subject_id FROM store_record_key k "
            "JOIN (SELECT DISTINCT * FROM unnest(%s::text[], %s::text[], %s::bytea[])) "
            "AS asked (feed, id, content_digest) USING (feed, id, content_digest)",
            lists,
        )
    return {(feed, own_id, bytes(digest)): (record_id, whose) for feed, own_id, digest, record_id, whose in held}


def _write(
    fresh: Sequence[_Ready],
    whose: dict[int, UUID],
    placed: _Placed,
    batch_id: UUID,
    actor: str,
    received_at: datetime,
) -> None:
    wanted = set(whose.values())
    made = {subject_id: placed.made[subject_id] for subject_id in wanted if subject_id in placed.made}
    store_subjects(made.values(), received_at)
    subjects = {**open_subjects(wanted - made.keys()), **made}
    sealed = {r.record_id: subjects[whose[r.record_id]].seal_values(r.record_id, r.shaped.personal) for r in fresh}
    rows = list(_record_rows(fresh, whose, sealed, (batch_id, actor, received_at)))
    copy_rows("store_record", _RECORD, rows)
    note_rows("record", (_noted(row, record) for row, record in zip(fresh, rows, strict=True)))
    copy_rows(
        "store_history",
        ("subject_id", "record_id", "source", "name", "body"),
        ((whose[r.record_id], r.record_id, r.given.source, r.shaped.name, r.shaped.body) for r in fresh),
    )
    copy_rows(
        "store_personal",
        ("subject_id", "record_id", "sealed"),
        ((whose[r.record_id], r.record_id, sealed[r.record_id][0]) for r in fresh),
    )
    store_blind_keys([(key, whose[r.record_id]) for r in fresh for key in (*r.keys, *searching_keys(r.given.values))])
    _link_messages(fresh, whose)


_RECORD = (
    "record_id",
    "received_at",
    "source",
    "name",
    "feed",
    "recorded_at",
    "subject_id",
    "personal_digest",
    "body",
    "message_digest",
    "batch_id",
    "actor",
)


def _record_rows(
    fresh: Sequence[_Ready],
    whose: dict[int, UUID],
    sealed: dict[int, tuple[bytes, bytes]],
    batch: tuple[UUID, str, datetime],
) -> Iterator[tuple[object, ...]]:
    batch_id, actor, received_at = batch
    for row in fresh:
        shaped, record_id = row.shaped, row.record_id
        yield (
            record_id,
            received_at,
            row.given.source,
            shaped.name,
            shaped.feed,
            shaped.recorded_at,
            whose[record_id],
            sealed[record_id][1],
            shaped.body,
            row.given.message_digest,
            batch_id,
            actor,
        )


def _noted(row: _Ready, record: Sequence[object]) -> dict[str, object]:
    """Give a record as the log takes it: its row, and the digest of what the source said."""
    told = dict(zip(_RECORD, record, strict=True))
    return {**told, "body": told_json(row.shaped.body), "content_digest": row.digest}


def _link_messages(fresh: Sequence[_Ready], whose: dict[int, UUID]) -> None:
    """Note which subjects a message tells of, so that it can be found when one of them is erased."""
    pairs = sorted({(r.given.message_digest, whose[r.record_id]) for r in fresh if r.given.message_digest is not None})
    if pairs:
        run(
            "INSERT INTO store_message_subject (digest, subject_id) SELECT * FROM unnest(%s::bytea[], %s::uuid[]) "
            "ON CONFLICT DO NOTHING",
            [[digest for digest, _ in pairs], [subject_id for _, subject_id in pairs]],
        )


def _told(row: _Ready, record_id: int, subject_id: UUID) -> Appended:
    fate: Fate = "duplicate"
    if record_id == row.record_id:
        fate = "accepted" if row.shaped.corrects is None else "corrected"
    return Appended(fate, record_id, subject_id, row.shaped.name)
