"""What an own layout says, once it is checked: tables of a ministry, and the records each row gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sojourn.evidence.layouts.date_formats import DateFormat

Other = Literal["error", "keep", "null"]


@dataclass(frozen=True)
class Codes:
    """A code list: ``known`` maps a code (casefolded) to a value, null where it is empty; ``other`` is for the rest.

    ``countries`` means ISO 3166 codes of two or three letters, made alpha-3.
    """

    known: dict[str, str | None]
    other: Other = "error"
    countries: bool = False


@dataclass(frozen=True)
class Value:
    """Where one value comes from: a constant, the row's name, or one or more columns joined; then codes and a format.

    ``zone`` gives the zone of a local time: a constant, or a column whose codes are zones.
    """

    line: int
    columns: tuple[str, ...] = ()
    constant: str | None = None
    row: bool = False
    join: str = " "
    prefix: str = ""
    suffix: str = ""
    codes: Codes | None = None
    formats: tuple[DateFormat, ...] = ()
    calendar: str = "gregorian"
    separator: str | None = None
    zone: Value | None = None


@dataclass(frozen=True)
class Crossing:
    """A direction that follows from two columns of countries, and the country that the reading is about."""

    line: int
    to_country: Value
    from_country: Value


@dataclass(frozen=True)
class Condition:
    """A record is made only where ``column`` is filled (or empty), or holds one of ``values`` (casefolded)."""

    column: str
    filled: bool | None = None
    values: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RecordSpec:
    """One record that a row gives: its table, when it is made, and its columns; ``lists`` are the list columns."""

    line: int
    into: Literal["movements", "facts"]
    when: tuple[Condition, ...]
    values: dict[str, Value | Crossing]
    lists: dict[str, tuple[Value, ...]]


@dataclass(frozen=True)
class TableSpec:
    """One of the ministry's tables: which files, how they are written, and the records of a row."""

    line: int
    files: str
    delimiter: str
    quote: str
    encoding: str
    skip_lines: int
    header: tuple[str, ...]
    nulls: frozenset[str]
    records: tuple[RecordSpec, ...]

    def list_columns(self) -> list[str]:
        """List the source columns that the records read, each once."""
        names: dict[str, None] = {}
        for record in self.records:
            for condition in record.when:
                names[condition.column] = None
            for value in _iter_values(record):
                names.update(dict.fromkeys(value.columns))
        return list(names)


@dataclass(frozen=True)
class OwnLayout:
    """A checked layout file."""

    name: str
    tables: tuple[TableSpec, ...]


def _iter_values(record: RecordSpec) -> list[Value]:
    found: list[Value] = [value for values in record.lists.values() for value in values]
    for value in record.values.values():
        found += [value.to_country, value.from_country] if isinstance(value, Crossing) else [value]
    return found + [value.zone for value in found if value.zone is not None]
