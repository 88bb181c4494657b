"""Tables of a bundle as CSV: text that no spreadsheet takes for a formula, and times that nobody can misread."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

#: With these a spreadsheet begins a formula; the wide ones are read as the narrow ones by some.
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
#: Control characters are no text, and a tab or a carriage return begins a formula too.
_CONTROL = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {0x0A}, " ")


@dataclass(frozen=True)
class Table:
    """One table of a bundle: a CSV file, and a table on paper.

    Attributes:
        id: the name of the file without its ending. title, says: what it is.
        columns: each with its name and what it holds; ``columns.csv`` repeats them.
        rows: cells as ``cell`` writes them.
        shown: the columns that stand on paper; all are in the file.
    """

    id: str
    title: str
    says: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]
    shown: tuple[str, ...]

    @property
    def head(self) -> tuple[str, ...]:
        """Give the names of the columns."""
        return tuple(name for name, _says in self.columns)

    def on_paper(self) -> list[list[str]]:
        """Give the rows with the columns that stand on paper."""
        places = [self.head.index(name) for name in self.shown]
        return [[row[place] for place in places] for row in self.rows]


def make_table(
    table_id: str,
    title: str,
    says: str,
    columns: Iterable[tuple[str, str]],
    rows: Iterable[Iterable[object]],
    shown: Iterable[str],
) -> Table:
    """Make a table of values; each becomes a cell."""
    written = tuple(tuple(cell(value) for value in row) for row in rows)
    return Table(table_id, title, says, tuple(columns), written, tuple(shown))


def cell(value: object) -> str:
    """Write a value: days as ISO, times in UTC to the second, lists with ``; `` between, nothing as an empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(
            cell(part) for part in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)
        )
    return str(value)


def csv_of(table: Table) -> bytes:
    """Write a table as CSV (RFC 4180, UTF-8)."""
    return csv_rows([table.head, *table.rows])


def columns_csv(tables: Iterable[Table]) -> bytes:
    """Write what each column of each table holds."""
    told = [(f"{table.id}.csv", name, says) for table in tables for name, says in table.columns]
    return csv_rows([("file", "column", "what it holds"), *told])


def csv_rows(rows: Iterable[Iterable[str]]) -> bytes:
    """Write rows as CSV, every cell guarded."""
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\r\n")
    for row in rows:
        out.writerow([guarded(each) for each in row])
    return written.getvalue().encode()


def guarded(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; plain numbers stay as they are."""
    plain = text.translate(_CONTROL)
    if plain.lstrip().startswith(_FORMULA) and not _NUMBER.fullmatch(plain):
        return f"'{plain}"
    return plain
