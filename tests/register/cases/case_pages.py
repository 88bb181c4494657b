"""What the tests of the pages of cases share: opening a page, and what a warrant needs on file."""

from __future__ import annotations

from datetime import date, datetime
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from case_people import Made


def now() -> datetime:
    """Give the time of the test."""
    from sojourn.register import clock

    return clock.now()


def on_file(old: datetime) -> list[dict[str, object]]:
    """Give the facts that a warrant needs: the order, its service, an address, a travel document."""
    rows: dict[str, dict[str, object]] = {
        "order": {"type": "removal", "decided_at": old, "notified_at": old, "reference": "ORD-1"},
        "service": {"reference": "ORD-1", "type": "in_person", "outcome": "delivered", "notified_at": old},
        "contact": {"place": "1 Example Street"},
        "travel_document": {"outcome": "issued", "territory": "NLD", "valid_to": date(2030, 1, 1), "decided_at": old},
    }
    return [{"feed": "agency:TEST", "kind": kind, "fact_id": f"{kind}-1", **row} for kind, row in rows.items()]


def take_back(made: Made, name: str) -> None:
    """Let a feed take back a record of its own."""
    from uuid import uuid4

    from sojourn.register.answering.recompute import answer_and_follow
    from sojourn.register.store.records import NewRecord, append_records

    feed, _slash, own = name.partition("/")
    row = {
        **made.who, "fact_id": f"{own}-gone", "feed": feed, "kind": "service", "recorded_at": now(),
        "corrects": name, "retracted": True,
    }  # fmt: skip
    new = NewRecord("fact", row, b"\x01" * 32)
    (taken,) = append_records([new], batch_id=uuid4(), actor=f"feed:{feed}", received_at=now())
    answer_and_follow([taken.subject_id], "records", [taken.name])


def read(client: Any, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code, answer.content[:400])
    return unescape(" ".join(answer.content.decode().split()))
