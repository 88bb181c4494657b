"""Short ways to write movements and facts in force for tests of identity; everything in them is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from sojourn.engine import Engine
from sojourn.identity import People, find_people
from sojourn.tables import FACTS, MOVEMENTS, Column, arrow_schema

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
KNOWN_AT = datetime(2027, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


def moment(day: int) -> datetime:
    """Give noon of the n-th day of the tests' time."""
    return START + timedelta(days=day)


def day_of(day: int) -> date:
    """Give the n-th day of the tests' time."""
    return moment(day).date()


def movement(name: str, day: int = 0, **columns: Any) -> Row:
    """A movement recorded on the day that it happened."""
    times = {"recorded_at": moment(day), "local_date": day_of(day)}
    return {"kind": "movement", "name": f"post:AAA/{name}", **times, **columns}


def fact(name: str, day: int = 0, kind: str = "application", **columns: Any) -> Row:
    """A fact recorded on a day."""
    return {"kind": kind, "name": f"agency:BBB/{name}", "recorded_at": moment(day), **columns}


def passport(number: str | None, birth_date: str | None = "1980-05-17", issuer: str | None = "UTO") -> Row:
    """The columns of a passport."""
    return {"document_type": "P", "document_number": number, "document_issuer": issuer, "birth_date": birth_date}


def is_movement(row: Row) -> bool:
    """Tell movements from facts."""
    return row["kind"] == "movement"


def in_force(columns: tuple[Column, ...], rows: list[Row]) -> pa.Table:
    """Give rows all columns of their table and the three that only lines in force have."""
    schema = arrow_schema(columns).append(pa.field("name", pa.string())).append(pa.field("line", pa.string()))
    schema = schema.append(pa.field("line_recorded_at", pa.timestamp("us", tz="UTC")))
    given = [{"line": row["name"], "line_recorded_at": row["recorded_at"], **row} for row in rows]
    return pa.Table.from_pylist([{name: row.get(name) for name in schema.names} for row in given], schema=schema)


def people_of(engine: Engine, rows: list[Row]) -> People:
    """Find the people among rows; the statements compiled for others serve again, and the tables of others are gone."""
    engine.restart()
    movements = in_force(MOVEMENTS, [row for row in rows if is_movement(row)])
    facts = in_force(FACTS, [row for row in rows if not is_movement(row)])
    return find_people(engine, engine.load(movements, "movements"), engine.load(facts, "facts"), KNOWN_AT)


def rows_of(engine: Engine, table: Any) -> list[Row]:
    """Bring a table into memory, sorted, so that equal tables are equal lists."""
    return sorted(engine.arrow(table).to_pylist(), key=str)


def persons(engine: Engine, rows: list[Row]) -> dict[str, str]:
    """Give the person of each record."""
    members = rows_of(engine, people_of(engine, rows).members)
    return {row["record_id"].split("/")[1]: row["person_id"] for row in members}


def reviews(engine: Engine, rows: list[Row]) -> set[tuple[str, ...]]:
    """Give the pairs in review: their kind and their two records."""
    found = rows_of(engine, people_of(engine, rows).review)
    return {(row["kind"], *sorted(name.split("/")[1] for name in row["record_ids"])) for row in found}
