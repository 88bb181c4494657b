"""Invented people whose pages the tests open: each with the records that make one state."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from django.test import Client

from sojourn.register import clock
from sojourn.register.store.records import NewRecord, append_records

if TYPE_CHECKING:
    from sojourn.register.store.models import Event

#: The time at which the tests stand.
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
FEED = "records-"
RAW = b'{"movement_id": "amina-1", "surname": "Tesfaye"}\n{"movement_id": "bruno-1", "surname": "Keller"}\n'

Row = dict[str, object]


@dataclass(frozen=True)
class People:
    """The persons by a word for what they show, with their stays and subjects."""

    persons: dict[str, str]
    stays: dict[str, str]


def person_id(name: str) -> str:
    """Give the id of the person who hangs on a record."""
    return "p" + hashlib.sha256(name.encode()).hexdigest()[:20]


def stay_id(name: str) -> str:
    """Give the id of the stay that hangs on an arrival."""
    return "s" + hashlib.sha256(name.encode()).hexdigest()[:20]


def crossing(who: str, number: int, day: str, direction: str = "arrival", **values: object) -> NewRecord:
    """Make a movement, seen by an officer at the border and learned twelve minutes later."""
    at = datetime.fromisoformat(f"{day}T15:50:00+00:00")
    base: Row = {
        "movement_id": f"{who}-{number}",
        "feed": "post:JFK",
        "kind": "inspection",
        "direction": direction,
        "outcome": "admitted" if direction == "arrival" else None,
        "occurred_at": at,
        "local_date": at.date(),
        "port": "IATA:JFK",
        "mode": "air",
        "recorded_at": at + timedelta(minutes=12),
        **particulars(who),
    }
    return NewRecord("movement", {**base, **values})


def fact(who: str, number: int, kind: str, day: str, **values: object) -> NewRecord:
    """Make a fact, learned two days later."""
    at = datetime.fromisoformat(f"{day}T09:00:00+00:00")
    base: Row = {
        "fact_id": f"{who}-{number}",
        "feed": "agency:BEN",
        "kind": kind,
        "recorded_at": at + timedelta(days=2),
        **particulars(who),
    }
    return NewRecord("fact", {**base, **values})


def particulars(who: str) -> Row:
    """Give the particulars of a person, different for each."""
    number = int(hashlib.sha256(who.encode()).hexdigest()[:6], 16)
    surname, given = _NAMES.get(who, (who.title(), "Alex"))
    return {
        "surname": surname,
        "given_names": given,
        "birth_date": f"19{60 + number % 30}-03-{1 + number % 28:02d}",
        "nationality": "ETH",
        "document_type": "passport",
        "document_number": f"RP{number:07d}",
        "document_issuer": "ETH",
    }


_NAMES = {"amina": ("Tesfaye", "Amina"), "bruno": ("Keller", "Bruno"), "dana": ("Osei", "Dana")}

UNTIL = date(2027, 2, 1)
ROWS: dict[str, list[NewRecord]] = {
    "amina": [
        crossing("amina", 1, "2025-03-05", admitted_class="B-2", admitted_until=date(2025, 9, 4)),
        crossing("amina", 2, "2025-03-24", "departure"),
        crossing("amina", 3, "2026-04-11", admitted_class="B-2", admitted_until=date(2026, 10, 10)),
        fact("amina", 4, "application", "2026-09-02", benefit="extension", reference="W2288",
             filed_at=datetime(2026, 9, 2, 9, tzinfo=UTC)),
    ],
    "bruno": [crossing("bruno", 1, "2026-01-10", admitted_class="B-2", admitted_until=date(2026, 7, 9))],
    "carla": [crossing("carla", 1, "2026-05-01", "departure")],
    "dana": [
        crossing("dana", 1, "2026-08-01", admitted_class="B-2", admitted_until=UNTIL),
        fact("dana", 2, "protection", "2026-08-05", type="withholding", valid_from=date(2026, 8, 5), restricted=True),
    ],
    "ewa": [
        crossing("ewa", 1, "2026-01-10", admitted_class="B-2", admitted_until=date(2026, 7, 9)),
        crossing("ewa", 2, "2026-06-20", "departure", recorded_at=datetime(2026, 9, 20, 8, tzinfo=UTC)),
    ],
    "fikru": [crossing("fikru", 1, "2026-08-02", admitted_class="B-2", admitted_until=UNTIL)],
    "fikru-new": [crossing("fikru-new", 1, "2026-08-20", "departure")],
}  # fmt: skip


def commit_people() -> People:
    """Write the people into the database, and answer for them."""
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.messages import keep_message

    with clock.set_to(NOW):
        digest = keep_message(RAW, "post:JFK", "application/x-ndjson", NOW)
        rows = [_with_message(row, digest) for rows in ROWS.values() for row in rows]
        appended = append_records(rows, batch_id=uuid4(), actor="feed:test", received_at=NOW)
        answer_subjects({each.subject_id for each in appended}, "records", [each.name for each in appended])
    names = {who: _name(rows[0]) for who, rows in ROWS.items()}
    stays = {who: stay_id(name) for who, name in names.items()}
    stays["amina"] = stay_id("post:JFK/amina-3")
    stays["amina before"] = stay_id("post:JFK/amina-1")
    return People({who: person_id(name) for who, name in names.items()}, stays)


def is_in_message(name: str) -> bool:
    """Say whether a record came in the message that is kept."""
    return any(json.loads(line)["movement_id"] == name.partition("/")[2] for line in RAW.splitlines())


def _with_message(row: NewRecord, digest: bytes) -> NewRecord:
    return NewRecord(row.source, row.values, digest) if is_in_message(_name(row)) else row


def _name(row: NewRecord) -> str:
    return f"{row.values['feed']}/{row.values.get('movement_id') or row.values.get('fact_id')}"


def last_event(verb: str) -> Event:
    """Give the last event of a verb."""
    from sojourn.register.store.models import Event

    return Event.objects.filter(verb=verb).latest("event_id")


def text_of(client: Client, address: str) -> str:
    """Open a page and give its text on one line."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return " ".join(response.content.decode().split())
