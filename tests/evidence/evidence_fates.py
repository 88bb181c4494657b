"""Run the fates on rows and bring the result into plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from invented_rows import END, table_of

from sojourn.engine import Engine
from sojourn.evidence.fates import decide_fates
from sojourn.tables import MOVEMENTS, Column

Rights = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Found:
    """The lines in force by the name of their standing record, all other rows with fate and reason, and the counts."""

    lines: dict[str, tuple[str, datetime]]
    exceptions: Counter[tuple[str, str, str | None]]
    counts: dict[str, int]
    rows: list[dict[str, Any]]

    def fates(self) -> dict[str, str]:
        """Give the fate by name, for names with one row."""
        return {name: fate for name, fate, _ in self.exceptions} | dict.fromkeys(self.lines, "accepted")

    def standing(self) -> dict[str, str]:
        """Give the standing record's name by the name of its line."""
        return {line: name for name, (line, _) in self.lines.items()}


def find_fates(
    engine: Engine,
    rows: Sequence[dict[str, Any]],
    known_at: datetime = END,
    rights: Rights | None = None,
    columns: Sequence[Column] = MOVEMENTS,
    names_taken: Any = None,
) -> Found:
    """Decide the fates of rows; the statements compiled for others serve again."""
    if names_taken is None:  # a table that was made before is not written over
        engine.restart()
    table = engine.load(table_of(rows, columns), "rows")
    fated = decide_fates(engine, table, columns[0].name, known_at, rights or {}, names_taken)
    lines = engine.arrow(fated.lines).to_pylist()
    others = engine.arrow(fated.exceptions).to_pylist()
    return Found(
        {row["name"]: (row["line"], row["line_recorded_at"]) for row in lines},
        Counter((row["name"], row["fate"], row["reason"]) for row in others),
        fated.counts,
        lines,
    )
