"""Problems of evidence: what is wrong, where, and what is allowed. They never quote a value, which may be personal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sojourn.errors import EvidenceError

SHOWN = 50


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a file, in one column.

    Attributes:
        file: the file's name within the evidence folder.
        code: stable name of the kind of problem (``unknown-column``, ``partial-date``, ...).
        column: the column, or null where the whole row or file is meant.
        found: the kind of value found, never the value (``a time without zone``).
        allowed: what is allowed.
        line: first line (text) or row (Parquet, from 1) where it was seen; null for the file as a whole.
        rows: how many rows have it; 0 for the file as a whole.
        kept: the rows are kept, the problem is only told.
    """

    file: str
    code: str
    column: str | None
    found: str
    allowed: str
    line: int | None = None
    rows: int = 0
    kept: bool = False

    def __str__(self) -> str:
        """Say it in one line."""
        where = self.file if self.line is None else f"{self.file}, line {self.line}"
        column = "" if self.column is None else f" column `{self.column}`:"
        times = f" ({self.rows} rows)" if self.rows > 1 else ""
        return f"{where}:{column} {self.found}{times}; allowed: {self.allowed}"


def refuse(problems: Sequence[Problem], code: str, next_step: str) -> None:
    """Raise one error that lists all problems of the files, if there are any.

    Raises:
        EvidenceError: with ``code``.
    """
    if not problems:
        return
    lines = [f"  {problem}" for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(f"  and {len(problems) - SHOWN} more")
    raise EvidenceError(code, "the evidence cannot be used:\n" + "\n".join(lines) + f"\nNext: {next_step}")
