"""People whose records are old enough to go, and some whose are not; days counted back from the clock's day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class People:
    """Persons by a word of ours, and their stays."""

    persons: Mapping[str, str]
    stays: Mapping[str, list[str]]
    names: Mapping[str, list[str]]


def enter_people(rows: Mapping[str, list[tuple[str, Row]]]) -> People:
    """Take the records in, answer, and say who is who."""
    from uuid import uuid4

    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.messages import keep_message
    from sojourn.register.store.persons import list_record_names
    from sojourn.register.store.records import NewRecord, append_records
    from sojourn.register.store.statements import select

    digest = keep_message(b"one message with everybody", "post:OLD", "application/json", clock.now())
    records = [NewRecord(s, row, digest) for own in rows.values() for s, row in own]  # type: ignore[arg-type]
    taken = append_records(records, batch_id=uuid4(), actor="service", received_at=clock.now())
    answer_subjects({each.subject_id for each in taken}, "first")
    whose = dict(select("SELECT name, person_id FROM store_membership ORDER BY membership_id"))
    persons = {word: whose[_name(*own[0])] for word, own in rows.items()}
    stays: dict[str, list[str]] = {word: [] for word in rows}
    by_person = "SELECT stay_id FROM store_current_answer WHERE person_id = %s ORDER BY arrived_on"
    for word, person in persons.items():
        stays[word] = [stay for (stay,) in select(by_person, [person])]
    return People(persons, stays, {word: list_record_names(person) for word, person in persons.items()})


def came_and_left(word: str, came: date, left: date | None, until: date, number: str = "", turn: int = 1) -> list[Any]:
    """Give an arrival with its last authorised day, and the departure."""
    who = {
        "surname": word.upper(),
        "given_names": "TEST",
        "birth_date": "1980-01-01",
        "sex": "F",
        "nationality": "UTO",
        "document_type": "P",
        "document_number": number or f"R{sum(map(ord, word)):07}",
        "document_issuer": "UTO",
    }
    arrival = {"admitted_class": "B2", "admitted_until": until, "verified": "document"}
    rows = [_movement(f"{word}-{turn}a", "post:OLD", "inspection", "arrival", came, {**who, **arrival})]
    if left is not None:
        told = {"boarded": True, "transport": "ZZ1"}
        rows.append(_movement(f"{word}-{turn}d", "carrier:ZZ", "manifest", "departure", left, {**who, **told}))
    return rows


def fact(word: str, kind: str, day: date, **more: Any) -> tuple[str, Row]:
    """Give a fact about the person of a word."""
    own = {"surname": word.upper(), "document_type": "P", "document_issuer": "UTO", "kind": kind}
    number = {"document_number": f"R{sum(map(ord, word)):07}", "birth_date": "1980-01-01"}
    row = {"fact_id": f"{word}-{kind}", "feed": "agency:OLD", "recorded_at": _at(day, 17), **own, **number, **more}
    return "fact", row


def _movement(own: str, feed: str, kind: str, direction: str, day: date, more: Row) -> tuple[str, Row]:
    row = {"movement_id": own, "feed": feed, "kind": kind, "direction": direction, "local_date": day}
    place = {"port": "IATA:JFK", "mode": "air", "occurred_at": _at(day, 15), "recorded_at": _at(day, 16)}
    return "movement", {**row, **place, **more}


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def _name(source: str, row: Row) -> str:
    return f"{row['feed']}/{row['movement_id' if source == 'movement' else 'fact_id']}"


def years_ago(today: date, years: float) -> date:
    """Give the day some years before."""
    return today - timedelta(days=round(years * 365.25))
