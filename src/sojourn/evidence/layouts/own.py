"""Read a ministry's own CSV files by a layout file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts import batch
from sojourn.evidence.layouts.batch import Batch, RowCounts, Settings, Tally
from sojourn.evidence.layouts.own_cells import Row
from sojourn.evidence.layouts.own_lines import Line, iter_lines, read_header
from sojourn.evidence.layouts.own_rows import Outcome, RecordReader
from sojourn.evidence.layouts.own_spec import OwnLayout, TableSpec
from sojourn.evidence.problems import Problem, refuse
from sojourn.evidence.set_apart import Quarantined

_ROWS = 20_000


def iter_own(files: list[Path], layout: OwnLayout, settings: Settings) -> Iterator[Batch]:
    """Read files, each by the first table of the layout whose ``files`` pattern fits its name, in bounded memory.

    Raises:
        EvidenceError: ``layout-files``, no table of the layout is for a file; ``layout-columns``, columns that the
        layout
            names are missing; ``unreadable-file``; ``country-missing``; ``unknown-country``.
    """
    tables = [_find_table(layout, file) for file in files]
    strangers = [f"`{file.name}`" for file, table in zip(files, tables, strict=True) if table is None]
    if strangers:
        patterns = ", ".join(f"`{table.files}`" for table in layout.tables)
        raise EvidenceError(
            "layout-files",
            f"no table of the layout `{layout.name}` is for {', '.join(strangers)}. Allowed are names that fit "
            f"{patterns}. Next: mend `files` in the layout, or leave these files out.",
        )
    parts = [_File(file, table, settings) for file, table in zip(files, tables, strict=True) if table is not None]
    problems = [problem for part in parts for problem in part.find_problems()]
    refuse(problems, "layout-columns", "mend the names of the columns in the layout, or the files.")
    for part in parts:
        yield from part.iter_batches()


def _find_table(layout: OwnLayout, file: Path) -> TableSpec | None:
    return next((table for table in layout.tables if fnmatch(file.name.casefold(), table.files.casefold())), None)


@dataclass
class _Part:
    """What the rows since the last batch gave."""

    records: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"movements": [], "facts": []})
    quarantined: list[Quarantined] = field(default_factory=list)
    counts: RowCounts = field(default_factory=RowCounts)


class _File:
    """One file, read by one table of the layout."""

    def __init__(self, file: Path, table: TableSpec, settings: Settings) -> None:
        self.file = file
        self.table = table
        self.tally = Tally()
        self.readers = [RecordReader(record, settings, self.tally) for record in table.records]
        self.header = read_header(file, table)
        self.digest = ""

    def find_problems(self) -> list[Problem]:
        """Name the columns that the layout reads and the file does not have exactly once."""
        known = "one of " + ", ".join(f"`{name}`" for name in self.header)
        return [
            Problem(self.file.name, "layout-columns", name, "no such column", known, self.table.skip_lines + 1)
            if name not in self.header
            else Problem(
                self.file.name, "layout-columns", name, "a column twice", "each once", self.table.skip_lines + 1
            )
            for name in self.table.list_columns()
            if self.header.count(name) != 1
        ]

    def iter_batches(self) -> Iterator[Batch]:
        """Read the file, some thousand rows a batch; the remarks come last."""
        self.digest = batch.get_digest(self.file)
        part = _Part()
        for line in iter_lines(self.file, self.table):
            part.counts += self._read_line(line, part)
            if part.counts.rows >= _ROWS:
                yield self._close(part)
                part = _Part()
        yield self._close(part)
        yield Batch(self.file, remarks=self.tally.list_remarks())

    def _close(self, part: _Part) -> Batch:
        movements = batch.to_table(part.records["movements"], batch.MOVEMENT_SCHEMA)
        facts = batch.to_table(part.records["facts"], batch.FACT_SCHEMA)
        return Batch(self.file, part.counts, movements, facts, (), part.quarantined)

    def _read_line(self, line: Line, part: _Part) -> RowCounts:
        """Read all records of a row into ``part``, and say its fate."""
        if line.problem:
            part.quarantined.append(Quarantined(line.number, line.raw, line.problem))
            return RowCounts(quarantined=1)
        row = Row(self._cells(line), f"{self.file.stem}-{line.number}")
        raw = f"{self.digest}#{line.number}"
        wanted = [reader for reader in self.readers if reader.wants(row)]
        outcomes = [reader.read(row, raw) for reader in wanted]
        for reader, outcome in zip(wanted, outcomes, strict=True):
            if outcome.record is not None:
                part.records[reader.spec.into].append(outcome.record)
        reasons = [problem for outcome in outcomes for problem in outcome.problems]
        if reasons:
            part.quarantined.append(Quarantined(line.number, line.raw, "; ".join(dict.fromkeys(reasons))))
        return _get_fate(outcomes)

    def _cells(self, line: Line) -> dict[str, str | None]:
        cells = ((name, cell.strip()) for name, cell in zip(self.header, line.cells, strict=True))
        return {name: None if cell.casefold() in self.table.nulls else cell for name, cell in cells}


def _get_fate(outcomes: list[Outcome]) -> RowCounts:
    taken = any(outcome.record is not None for outcome in outcomes)
    if any(outcome.problems for outcome in outcomes):
        return RowCounts(partly=1) if taken else RowCounts(quarantined=1)
    if taken:
        return RowCounts(read=1)
    return RowCounts(kept_apart=1) if outcomes else RowCounts(no_record=1)
