"""Rows of invented travellers, and their way through the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from sojourn.register.live.batch import Batch

Row = dict[str, Any]


def came(number: int, day: date, until: date) -> Row:
    """Give the arrival of a traveller, with the last authorised day."""
    own = {"kind": "inspection", "direction": "arrival", "admitted_class": "B2", "admitted_until": until}
    return {**_movement(f"a{number}", "post:JFK", number, day), **own, "verified": "document"}


def left(number: int, day: date, **more: Any) -> Row:
    """Give the departure of a traveller as a carrier tells it."""
    own = {"kind": "manifest", "direction": "departure", "boarded": True, "transport": "KL642"}
    return {**_movement(f"d{number}", "carrier:KL", number, day), **own, **more}


def append(rows: Sequence[Row], at: datetime) -> list[Any]:
    """Put rows on file, as they came in at that time."""
    from sojourn.register.store.records import NewRecord, append_records

    records = [NewRecord("movement", {"recorded_at": at, **row}) for row in rows]
    return append_records(records, batch_id=uuid4(), actor="service", received_at=at)


def take(rows: Sequence[Row], at: datetime) -> Batch:
    """Put rows on file and through the queue in one micro-batch."""
    from sojourn.register import clock
    from sojourn.register.live.queue import Waiting, answer_waiting, enqueue

    with clock.set_to(at + timedelta(seconds=0.4)):
        pending = enqueue([Waiting(each.subject_id, each.name) for each in append(rows, at)])
        done = answer_waiting(only=pending)
    assert done is not None
    return done


def _movement(own: str, feed: str, number: int, day: date) -> Row:
    return {
        "movement_id": own,
        "feed": feed,
        "local_date": day,
        "occurred_at": datetime.fromisoformat(f"{day}T15:00:00+00:00"),
        "port": "IATA:JFK",
        "mode": "air",
        "surname": f"Traveller{number}",
        "given_names": "Ada",
        "birth_date": "1990-02-01",
        "sex": "F",
        "nationality": "NLD",
        "document_type": "P",
        "document_number": f"L{number:07d}",
        "document_issuer": "NLD",
    }
