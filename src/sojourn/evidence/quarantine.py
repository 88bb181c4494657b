"""The quarantine: rows that cannot be used, each with its place, its raw line and the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from sojourn.evidence.problems import Problem
from sojourn.evidence.validate import Fault

_FIELDS: dict[str, pa.DataType] = {
    "file": pa.string(),
    "line": pa.int64(),
    "name": pa.string(),
    "reasons": pa.list_(pa.string()),
    "raw": pa.string(),
}
_BAD_FIELDS: dict[str, pa.DataType] = {
    "line": pa.int64(),
    "name": pa.string(),
    "failed": pa.list_(pa.int16()),
    "raw": pa.string(),
}
SCHEMA = pa.schema(_FIELDS)
"""``line`` is the first line of the row in a text file, or the number of the row (from 1) in a Parquet file. ``name``
is ``feed/id`` where both can be read. ``raw`` is the line as it stands; for Parquet the row as JSON."""

BAD_ROWS = pa.schema(_BAD_FIELDS)
"""Rows before their reasons are spelled out: ``failed`` holds positions in a list of tests."""


class Quarantine:
    """Collects bad rows in a file beside the run, so that memory stays bounded, and counts the problems.

    Use it as ``with Quarantine(path) as quarantine``, then ``add`` rows, then ``finish``.
    """

    def __init__(self, path: Path) -> None:
        """Open the file."""
        self._path = path
        self._writer = pa.ipc.new_file(str(path), SCHEMA)
        self._problems: dict[tuple[str, str, str], Problem] = {}

    def add(self, file: str, rows: pa.Table, faults: Sequence[Fault]) -> None:
        """Add the bad rows of one file (shape ``BAD_ROWS``), whose ``failed`` points into ``faults``."""
        reasons = []
        for row in rows.select(["line", "failed"]).to_pylist():
            found = one_a_column([faults[at] for at in row["failed"]])
            reasons.append([fault.reason for fault in found])
            for fault in found:
                self._count(file, fault, row["line"])
        table = rows.drop_columns(["failed"])
        table = table.append_column("file", pa.array([file] * len(rows), pa.string()))
        table = table.append_column("reasons", pa.array(reasons, pa.list_(pa.string())))
        self._writer.write_table(table.select(SCHEMA.names))

    def remark(self, problem: Problem) -> None:
        """Tell a problem whose rows are kept."""
        self._problems[problem.file, problem.code, f"{problem.column} {problem.found}"] = problem

    def finish(self) -> tuple[pa.Table, list[Problem]]:
        """Give the bad rows, read from the file as needed, and the problems in order of file, line and column."""
        self._writer.close()
        table = pa.ipc.open_file(pa.memory_map(str(self._path))).read_all()
        ordered = sorted(self._problems.values(), key=lambda each: (each.file, each.line or 0, each.column or ""))
        return table, ordered

    def _count(self, file: str, fault: Fault, line: int) -> None:
        key = (file, fault.code, f"{fault.column} {fault.found}")
        seen = self._problems.get(key)
        first = line if seen is None or seen.line is None else min(line, seen.line)
        rows = 1 if seen is None else seen.rows + 1
        self._problems[key] = Problem(file, fault.code, fault.column, fault.found, fault.allowed, first, rows)


def one_a_column(faults: Sequence[Fault]) -> list[Fault]:
    """Keep the first test of each column: an unreadable time is not also a missing one."""
    first: dict[str | None, Fault] = {}
    for fault in faults:
        first.setdefault(fault.column, fault)
    return list(first.values())
