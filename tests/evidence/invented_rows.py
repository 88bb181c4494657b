"""Invented rows of the two input tables, and the files that hold them."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn.tables import FACTS, MOVEMENTS, Column, arrow_schema

Row = dict[str, Any]
NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
END = datetime(2030, 1, 1, tzinfo=UTC)


def movement(movement_id: str = "m1", **given: Any) -> Row:
    """Give a row of movements that is as it should be, but for what is given."""
    row: Row = dict.fromkeys(column.name for column in MOVEMENTS)
    right = {
        "movement_id": movement_id,
        "feed": "carrier:KL",
        "kind": "manifest",
        "direction": "arrival",
        "local_date": date(2024, 3, 1),
        "occurred_at": datetime(2024, 3, 1, 10, 30, tzinfo=UTC),
        "recorded_at": NOON,
    }
    return row | right | given


def fact(fact_id: str = "f1", kind: str = "extension", **given: Any) -> Row:
    """Give a row of facts that is as it should be (an extension), but for what is given."""
    row: Row = dict.fromkeys(column.name for column in FACTS)
    right = {
        "fact_id": fact_id,
        "feed": "agency:benefits",
        "kind": kind,
        "recorded_at": NOON,
        "document_number": "X1234567",
        "document_issuer": "UTO",
        "valid_to": date(2024, 9, 1),
    }
    return row | right | given


def table_of(rows: Sequence[Row], columns: Sequence[Column] = MOVEMENTS) -> pa.Table:
    """Give rows as a typed table."""
    return pa.Table.from_pylist(list(rows), arrow_schema(tuple(columns)))


def write_parquet(path: Path, rows: Sequence[Row], columns: Sequence[Column] = MOVEMENTS) -> None:
    """Write rows as typed Parquet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table_of(rows, columns), path)


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """Write rows as CSV; lists with ``;``."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({name: _csv_text(value) for name, value in row.items()} for row in rows)


def write_ndjson(path: Path, rows: Sequence[Row]) -> None:
    """Write rows as NDJSON; nulls are left out."""
    given = ({name: _json_value(value) for name, value in row.items() if value is not None} for row in rows)
    path.write_text("".join(json.dumps(row) + "\n" for row in given), encoding="utf-8")


def _csv_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return str(_json_value(value))


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
