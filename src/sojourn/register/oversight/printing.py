"""From counts to what is kept: a small count is withheld, and with it what would give it away."""

from __future__ import annotations

from collections.abc import Mapping

from sojourn.register.oversight.counting import TABLES, Lines
from sojourn.register.oversight.withholding import TOTAL, Cell, Counts, Pattern, counts_of, protect

Printed = dict[str, object]


def print_tables(counted: Mapping[str, Lines]) -> dict[str, Printed]:
    """Print every table of a span; a count that is withheld is none."""
    return {key: print_table(counted[key]) for key in TABLES}


def print_table(lines: Lines, told: Pattern | None = None) -> Printed:
    """Print one table with its totals.

    Args:
        lines: the counts of each line by column.
        told: what cannot be withheld, because it is told elsewhere; nothing, unless given.
    """
    table = counts_of(lines)
    withheld = protect(table, told or Pattern(withheld=_columns(table)))
    closed = set(table.cells()) if withheld is None else withheld
    rows = [_row(table, row, name, closed) for row, name in enumerate(table.rows)]
    if len(rows) == 1 and told is None:  # its column totals are its counts
        return {"columns": list(table.columns), "rows": rows, "totals": None}
    return {"columns": list(table.columns), "rows": rows, "totals": _row(table, TOTAL, "", closed)}


def _row(table: Counts, row: int, name: str, closed: set[Cell]) -> Printed:
    counts = {column: _open(table, (row, place), closed) for place, column in enumerate(table.columns)}
    return {"code": name, "counts": counts, "total": _open(table, (row, TOTAL), closed)}


def _columns(table: Counts) -> set[Cell]:
    """Give the totals that a table of one line does not print beside it."""
    return {(TOTAL, place) for place in (*range(len(table.columns)), TOTAL)} if len(table.rows) == 1 else set()


def _open(table: Counts, cell: Cell, closed: set[Cell]) -> int | None:
    return None if cell in closed else table.value(cell)
