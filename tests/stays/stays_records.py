"""Invented persons: each has one passport, and records that are written in a line each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

import pyarrow as pa

from sojourn.tables import FACTS, MOVEMENTS, Column, arrow_schema

Row = dict[str, Any]

FEEDS = {
    "inspection": "post:JFK",
    "manifest": "carrier:XX",
    "neighbour": "neighbour:CAN",
    "consular": "consulate:LIS",
    "stamp": "post:LAND",
    "attested": "authority:review",
    "declared": "declared",
}


def moment(text: str) -> datetime:
    """Read ``2026-01-10`` (noon) or ``2026-01-10T08:00`` as a moment in UTC."""
    read = datetime.fromisoformat(text)
    return datetime.combine(read.date(), time(12) if len(text) == 10 else read.time(), UTC)


def movement(direction: str, when: str, kind: str = "inspection", **given: Any) -> Row:
    """Give a movement on a day (no time) or at a moment in UTC; it is learned an hour after noon of that day."""
    row: Row = dict.fromkeys(column.name for column in MOVEMENTS)
    right = {
        "feed": FEEDS[kind],
        "kind": kind,
        "direction": direction,
        "local_date": date.fromisoformat(when[:10]),
        "occurred_at": moment(when) if len(when) > 10 else None,
        "port": "IATA:JFK",
        "mode": "air",
        "nationality": "NLD",
        "recorded_at": moment(when[:10] + "T13:00"),
    }
    return row | right | _typed(given, MOVEMENTS)


def arrival(when: str, kind: str = "inspection", until: str | None = None, **given: Any) -> Row:
    """Give an arrival; ``until`` is the last day given at the border, to a visitor of class B2."""
    admitted = {"admitted_until": date.fromisoformat(until), "admitted_class": "B2"} if until else {}
    return movement("arrival", when, kind, **(admitted | given))


def departure(when: str, kind: str = "manifest", **given: Any) -> Row:
    """Give a departure, by a carrier's list if nothing else is said."""
    return movement("departure", when, kind, **given)


def fact(kind: str, **given: Any) -> Row:
    """Give a fact; it is learned at its last act, or on the first day that it names."""
    row: Row = dict.fromkeys(column.name for column in FACTS)
    values = _typed(given, FACTS)
    acts = [values[name] for name in ("notified_at", "decided_at", "received_at", "filed_at") if values.get(name)]
    days = [datetime.combine(values[name], time(13), UTC) for name in ("valid_from", "valid_to") if values.get(name)]
    learned = {"recorded_at": (acts + days)[0]} if acts + days else {}
    return row | {"feed": "agency:benefits", "kind": kind} | learned | values


@dataclass
class Book:
    """Persons by a name of ours, with their records; all are answered in one run."""

    movements: list[Row] = field(default_factory=list)
    facts: list[Row] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)

    def person(self, *records: Row, document: dict[str, str] | None = None) -> str:
        """Add a person with records; give the person's name, which begins the ids of the records (``k7-1``)."""
        name = f"k{len(self.persons) + 1}"
        self.persons.append(name)
        number_of = f"Q{len(self.persons):06}Z"
        held = document or {"document_type": "P", "document_number": number_of, "document_issuer": "UTO"}
        for number, record in enumerate(records, start=1):
            key = "movement_id" if "movement_id" in record else "fact_id"
            own = {column: record[column] or value for column, value in held.items()}
            row = record | own | {key: record[key] or f"{name}-{number}"}
            (self.movements if key == "movement_id" else self.facts).append(row)
            self.owners[name_of(row)] = name
        return name


def movements_of(rows: Iterable[Row]) -> pa.Table:
    """Give movements as a typed table."""
    return pa.Table.from_pylist(list(rows), arrow_schema(MOVEMENTS))


def facts_of(rows: Iterable[Row]) -> pa.Table:
    """Give facts as a typed table."""
    return pa.Table.from_pylist(list(rows), arrow_schema(FACTS))


def name_of(row: Row) -> str:
    """Give the name of a record, ``feed/id``."""
    return f"{row['feed']}/{row.get('movement_id') or row.get('fact_id')}"


def _typed(given: Row, columns: tuple[Column, ...]) -> Row:
    kinds = {column.name: column.kind for column in columns}
    given = {"class" if name == "class_" else name: value for name, value in given.items()}
    return {name: _value(kinds[name], value) for name, value in given.items()}


def _value(kind: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if kind == "date":
        return date.fromisoformat(value)
    return moment(value) if kind == "timestamp" else value
