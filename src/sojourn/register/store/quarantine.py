"""Rows that could not be used: why, for good; what they said, sealed, as long as it is needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from django.db import transaction

from sojourn.errors import RegisterError
from sojourn.register.store.logged import COVERED, note_rows
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key
from sojourn.register.store.statements import copy_rows, run, select

Outcome = Literal["repaired", "discarded"]


@dataclass(frozen=True)
class NewQuarantined:
    """A row about to be set apart.

    Attributes:
        line: its number in what was sent.
        source: ``movement`` or ``fact``.
        codes: what is wrong, as codes.
        reason: the same in words; never a value of the row.
        raw: the row as it was sent.
    """

    feed: str
    batch_id: UUID
    line: int
    source: str
    codes: tuple[str, ...]
    reason: str
    raw: str
    received_at: datetime
    message_digest: bytes | None = None


def set_apart(rows: Sequence[NewQuarantined]) -> list[int]:
    """Set rows apart, each line of a message once, however often the message is sent; gives their numbers, in order.

    Whoever did not get a reply sends the same message again: its lines have the numbers that they were given first.
    """
    with transaction.atomic():
        numbers = _apart_already(rows)
        fresh = list({_place(row): row for row in rows if _place(row) not in numbers}.values())
        ids = [i for (i,) in select("SELECT nextval('store_quarantined_id') FROM generate_series(1, %s)", [len(fresh)])]
        numbered = list(zip(fresh, ids, strict=True))
        written = COVERED["quarantined"].columns
        told = [
            (i, r.received_at, r.feed, r.batch_id, r.line, r.source, list(r.codes), r.reason, r.message_digest)
            for r, i in numbered
        ]
        copy_rows("store_quarantined", written, told)
        note_rows("quarantined", (dict(zip(written, row, strict=True)) for row in told))
        copy_rows(
            "store_quarantined_body",
            ("quarantined_id", "key", "sealed"),
            ((number, *_sealed(row.raw, number)) for row, number in numbered),
        )
    numbers |= {_place(row): number for row, number in numbered}
    return [numbers[_place(row)] for row in rows]


_Place = tuple[bytes | UUID, str, str, int]


def _place(row: NewQuarantined) -> _Place:
    """Say where a row stood: in its message, or, where that is not kept, in its batch."""
    return row.message_digest or row.batch_id, row.feed, row.source, row.line


def _apart_already(rows: Sequence[NewQuarantined]) -> dict[_Place, int]:
    """Give the numbers of those lines of these messages that were set apart before, by their place."""
    digests = sorted({row.message_digest for row in rows if row.message_digest is not None})
    if not digests:
        return {}
    found = select(
        "SELECT message_digest, feed, source, line, quarantined_id FROM store_quarantined"
        " WHERE message_digest = ANY(%s) ORDER BY quarantined_id DESC",
        [digests],
    )
    return {(bytes(digest), feed, source, line): number for digest, feed, source, line, number in found}


def read_row(quarantined_id: int) -> str:
    """Read a row as it was sent.

    Raises:
        RegisterError: ``quarantined-row-missing``, ``sealed-unreadable``.
    """
    rows = select("SELECT key, sealed FROM store_quarantined_body WHERE quarantined_id = %s", [quarantined_id])
    if not rows:
        raise _missing(quarantined_id)
    key, sealed = rows[0]
    about = _about(quarantined_id)
    return unseal(unseal_key(bytes(key), about), bytes(sealed), about).decode()


def record_outcome(
    quarantined_id: int, outcome: Outcome, actor: str, reason: str, decided_at: datetime, record_id: int | None = None
) -> None:
    """Record what became of a row, once.

    Raises:
        RegisterError: ``quarantined-row-missing``, ``quarantined-row-settled``.
    """
    if not select("SELECT 1 FROM store_quarantined WHERE quarantined_id = %s", [quarantined_id]):
        raise _missing(quarantined_id)
    recorded = run(
        "INSERT INTO store_quarantine_outcome (quarantined_id, outcome, record_id, actor, reason, decided_at) "
        "VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [quarantined_id, outcome, record_id, actor, reason, decided_at],
    )
    if not recorded:
        raise RegisterError(
            "quarantined-row-settled",
            f"row {quarantined_id} in quarantine was repaired or discarded already. Next: open the list anew.",
        )
    row = (quarantined_id, outcome, record_id, actor, reason, decided_at)
    note_rows("quarantine_outcome", [dict(zip(COVERED["quarantine_outcome"].columns, row, strict=True))])


def _sealed(raw: str, quarantined_id: int) -> tuple[bytes, bytes]:
    key, about = new_key(), _about(quarantined_id)
    return seal_key(key, about), seal(key, raw.encode(), about)


def _about(quarantined_id: int) -> bytes:
    return b"quarantined" + quarantined_id.to_bytes(8)


def _missing(quarantined_id: int) -> RegisterError:
    return RegisterError(
        "quarantined-row-missing",
        f"there is no row {quarantined_id} in quarantine, or what it said was erased. Next: open the list anew.",
    )
