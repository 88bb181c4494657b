"""The rows of a CSV file, each with its line and its raw text, so that a bad one can be set apart as it stood."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts.own_spec import TableSpec

_RAW_SHOWN = 10_000


@dataclass(frozen=True)
class Line:
    """One row: the line it starts on, its cells (null where they cannot be told apart), its raw text, and a problem."""

    number: int
    cells: tuple[str, ...]
    raw: str
    problem: str | None = None


def read_header(file: Path, table: TableSpec) -> tuple[str, ...]:
    """Give the names of a file's columns.

    Raises:
        EvidenceError: ``unreadable-file``, the encoding does not fit.
    """
    with file.open(encoding=table.encoding, errors="surrogateescape", newline="") as stream:
        return _read_header(_Taken(stream), table, file)


def iter_lines(file: Path, table: TableSpec) -> Iterator[Line]:
    """Give the rows after the header; blank lines are left out.

    Raises:
        EvidenceError: ``unreadable-file``, the encoding does not fit.
    """
    with file.open(encoding=table.encoding, errors="surrogateescape", newline="") as stream:
        taken = _Taken(stream)
        header = _read_header(taken, table, file)
        taken.take()
        reader = csv.reader(taken, delimiter=table.delimiter, quotechar=table.quote)
        while True:
            problem = None
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                cells, problem = ["?"], "the cells of the row cannot be told apart"
            except UnicodeError as error:
                raise _unreadable(file, table) from error
            number, raw = taken.take()
            if not cells:
                continue
            if not problem and len(cells) != len(header):
                problem = f"{len(cells)} cells, and the header has {len(header)}"
            if not problem and not _is_clean(raw):
                problem = f"bytes that are not `{table.encoding}`"
            yield Line(number, tuple(cells), _show(raw), problem)


@dataclass
class _Taken:
    """An iterator over lines that remembers those taken since the last row."""

    stream: IO[str]
    number: int = 0
    lines: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self.stream)
        self.number += 1
        self.lines.append(line)
        return line

    def take(self) -> tuple[int, str]:
        """Give the number of the first line taken and the raw text, and start anew."""
        first, raw = self.number - len(self.lines) + 1, "".join(self.lines)
        self.lines.clear()
        return first, raw


def _read_header(taken: _Taken, table: TableSpec, file: Path) -> tuple[str, ...]:
    try:
        for _ in range(table.skip_lines):
            next(taken, None)
        if table.header:
            return table.header
        cells = next(csv.reader(taken, delimiter=table.delimiter, quotechar=table.quote), [])
    except (UnicodeError, csv.Error) as error:
        raise _unreadable(file, table) from error
    return tuple(name.strip() for name in cells)


def _unreadable(file: Path, table: TableSpec) -> EvidenceError:
    return EvidenceError(
        "unreadable-file",
        f"the file `{file.name}` cannot be read as CSV in `{table.encoding}`. Allowed is a text file in "
        "the encoding of the layout. Next: mend `encoding` in the layout, or the file.",
    )


def _is_clean(raw: str) -> bool:
    try:
        raw.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _show(raw: str) -> str:
    shown = raw.rstrip("\r\n")[:_RAW_SHOWN]
    return shown.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
