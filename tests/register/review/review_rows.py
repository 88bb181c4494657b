"""The arrival with which the invented records of review begin."""

from __future__ import annotations

from datetime import UTC, date, datetime

ARRIVAL: dict[str, object] = {
    "movement_id": "a1",
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
    "document_number": "A00412345",
    "document_issuer": "NGA",
    "admitted_class": "B-2",
    "admitted_until": date(2026, 3, 31),
    "recorded_at": datetime(2026, 1, 10, 18, tzinfo=UTC),
}
