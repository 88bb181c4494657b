"""Rows and calls that the tests of the store share."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sojourn.register.store.records import Appended, NewRecord, append_records

NUMBERS = itertools.count(1)
MARCH = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def movement(own_id: str | None = None, **values: object) -> NewRecord:
    """Make a movement of a feed of the tests; of nobody in particular unless told."""
    base: dict[str, object] = {
        "movement_id": own_id or f"m{next(NUMBERS)}",
        "feed": "carrier:ZZ",
        "kind": "manifest",
        "direction": "arrival",
        "local_date": date(2026, 3, 1),
        "recorded_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
    }
    return NewRecord("movement", {**base, **values})


def fact(own_id: str | None = None, **values: object) -> NewRecord:
    """Make a fact of a feed of the tests."""
    base: dict[str, object] = {
        "fact_id": own_id or f"f{next(NUMBERS)}",
        "feed": "agency:A",
        "kind": "application",
        "recorded_at": datetime(2026, 3, 1, 12, tzinfo=UTC),
    }
    return NewRecord("fact", {**base, **values})


def passport(number: str, issuer: str = "UTO") -> dict[str, object]:
    """Give the columns of a passport."""
    return {"document_type": "P", "document_number": number, "document_issuer": issuer}


def append(*rows: NewRecord, at: datetime = MARCH) -> list[Appended]:
    """Append rows as one batch."""
    return append_records(rows, batch_id=uuid4(), actor="feed:test", received_at=at)


def append_one(row: NewRecord, at: datetime = MARCH) -> UUID:
    """Append one row; gives its subject."""
    return append(row, at=at)[0].subject_id


def fates(told: Sequence[Appended]) -> list[str]:
    """Give the fates of rows."""
    return [each.fate for each in told]
