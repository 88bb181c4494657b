"""Invented records with which the tests of courts begin: one arrival, and facts that a court sends about the person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

#: The time at which these tests play: half past two in the night.
NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
NUMBER = "A00998811"
ARRIVAL: dict[str, Any] = {
    "movement_id": "court-a1",
    "feed": "post:EWR",
    "kind": "inspection",
    "direction": "arrival",
    "outcome": "admitted",
    "verified": "document",
    "local_date": date(2026, 1, 10),
    "port": "EWR",
    "mode": "air",
    "surname": "Okafor",
    "given_names": "Ngozi",
    "birth_date": "1988-02-17",
    "sex": "F",
    "nationality": "NGA",
    "document_type": "P",
    "document_number": NUMBER,
    "document_issuer": "NGA",
    "admitted_class": "B-2",
    "admitted_until": date(2026, 3, 31),
    "recorded_at": datetime(2026, 1, 10, 18, tzinfo=UTC),
}
OF_PERSON: dict[str, Any] = {"document_type": "P", "document_number": NUMBER, "document_issuer": "NGA"}


def fact(kind: str, number: str = "1", feed: str = "court:EOIR", **given: Any) -> dict[str, Any]:
    """Give a fact as a court sends it, with the least that its kind requires."""
    own: dict[str, Any] = {"fact_id": f"{kind}-{number}", "feed": feed, "kind": kind, "recorded_at": NOW}
    return {**own, **OF_PERSON, "decided_at": NOW, "filed_at": NOW, **given}


def take(rows: list[tuple[str, dict[str, Any]]], at: datetime) -> Any:
    """Take records in at a time and let everything follow, as the queue does; gives the batch."""
    from sojourn.register.answering.recompute import answer_and_follow
    from sojourn.register.court.following import follow
    from sojourn.register.store.months import ensure_months
    from sojourn.register.store.records import NewRecord, append_records

    ensure_months([at])
    new = [NewRecord(source, values) for source, values in rows]  # type: ignore[arg-type] # one of the two words
    taken = append_records(new, batch_id=uuid4(), actor="test", received_at=at)
    names = [each.name for each in taken]
    batch = answer_and_follow({each.subject_id for each in taken}, "records", names)
    follow(batch)
    return batch
