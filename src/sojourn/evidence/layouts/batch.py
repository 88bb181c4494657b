"""What every layout gives: batches of records, with remarks and with the rows that could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from sojourn.evidence.set_apart import Quarantined
from sojourn.tables import FACTS, MOVEMENTS, arrow_schema

MOVEMENT_SCHEMA = arrow_schema(MOVEMENTS)
FACT_SCHEMA = arrow_schema(FACTS)


@dataclass(frozen=True)
class Settings:
    """What a reading is told: the country whose border it is about (alpha-3) and when the records reached us."""

    country: str | None
    recorded_at: datetime


@dataclass(frozen=True)
class Remark:
    """Something about a file that a person should know; its records are kept. ``count`` is how many rows it is
    about.
    """

    position: str
    code: str
    text: str
    count: int = 1


@dataclass(frozen=True)
class RowCounts:
    """The fate of the rows of one file; the five add up to ``rows``.

    ``read``: all its records were taken. ``partly``: some were taken, some are in quarantine. ``kept_apart``:
    understood, but no record of a crossing (a reply, a leg inside the territory). ``no_record``: an own layout asks
    for none.
    """

    read: int = 0
    partly: int = 0
    quarantined: int = 0
    kept_apart: int = 0
    no_record: int = 0

    @property
    def rows(self) -> int:
        """Add up the rows of the file."""
        return self.read + self.partly + self.quarantined + self.kept_apart + self.no_record

    def __add__(self, other: RowCounts) -> RowCounts:
        """Add two counts, fate by fate."""
        return RowCounts(
            self.read + other.read,
            self.partly + other.partly,
            self.quarantined + other.quarantined,
            self.kept_apart + other.kept_apart,
            self.no_record + other.no_record,
        )


@dataclass(frozen=True)
class Batch:
    """A part of what one file gave."""

    file: Path
    counts: RowCounts = RowCounts()
    movements: pa.Table | None = None
    facts: pa.Table | None = None
    remarks: Sequence[Remark] = ()
    quarantined: Sequence[Quarantined] = ()


@dataclass
class Tally:
    """Remarks of one file that are counted, not repeated: by (position, code, text)."""

    _counts: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def count_remark(self, code: str, text: str, *, position: str = "", count: int = 1) -> None:
        """Count a remark."""
        if count:
            key = (position, code, text)
            self._counts[key] = self._counts.get(key, 0) + count

    def list_remarks(self) -> list[Remark]:
        """List each remark once, with its count."""
        return [Remark(*key, count) for key, count in self._counts.items()]


def to_table(rows: Sequence[dict[str, Any]], schema: pa.Schema) -> pa.Table | None:
    """Make an Arrow table with exactly the columns of an input table; nothing for no rows."""
    return pa.Table.from_pylist(list(rows), schema=schema) if rows else None


def conform(part: pa.Table, schema: pa.Schema) -> pa.Table:
    """Give a table the columns, order and types of ``schema``; absent columns are null."""
    columns = [
        part[field.name].cast(field.type)
        if field.name in part.column_names
        else pa.array([None] * len(part), field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def get_digest(path: Path) -> str:
    """Give ``sha256:`` and the digest of a file, which with a position makes ``raw``."""
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


def iter_slices(rows: Sequence[dict[str, Any]], size: int = 20_000) -> Iterator[Sequence[dict[str, Any]]]:
    """Cut rows into parts, so that no large table is built at once."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
