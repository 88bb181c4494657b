"""What is withheld: no small count can be read in a table, or worked out by subtraction within it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.register.oversight.withholding import TOTAL, Cell, Counts, Pattern, counts_of, list_narrow, protect
from sojourn.statistics.published.disclosure import SMALL, SPAN

COUNT = st.sampled_from([0, 0, 1, 2, 5, 10, 11, 12, 17, 30, 400])


@st.composite
def tables(draw: st.DrawFn, most: int = 5) -> Counts:
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    counts = draw(st.lists(st.lists(COUNT, min_size=columns, max_size=columns), min_size=rows, max_size=rows))
    return Counts(tuple(map(str, range(rows))), tuple(map(str, range(columns))), tuple(map(tuple, counts)))


def derived(table: Counts, withheld: set[Cell]) -> dict[Cell, int]:
    """Work out whatever subtraction alone gives: a line with one number missing tells it; again, until nothing does."""
    known = {cell: table.value(cell) for cell in table.cells() if cell not in withheld}
    rows, columns = [*range(len(table.rows)), TOTAL], [*range(len(table.columns)), TOTAL]
    lines = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    while True:
        found = {}
        for line in lines:
            missing = [cell for cell in line if cell not in known]
            if len(missing) == 1:
                (cell,) = missing
                parts = sum(known[each] for each in line[:-1] if each in known)
                found[cell] = parts if cell == line[-1] else known[line[-1]] - parts
        if not found:
            return {cell: value for cell, value in known.items() if cell in withheld}
        known |= found


@settings(max_examples=60, deadline=None)
@given(tables())
def test_no_small_count_is_printed_or_derived(table: Counts) -> None:
    withheld = protect(table)
    if withheld is None:
        return
    printed = [table.value(cell) for cell in table.cells() if cell not in withheld]
    assert not [value for value in printed if 1 <= value <= SMALL]
    assert not [value for value in derived(table, withheld).values() if 1 <= value <= SMALL]
    assert list_narrow(table, withheld) == []


@pytest.mark.parametrize("counts", [((3, 12), (14, 9)), ((5, 16), (13, 0)), ((1, 12), (12, 5))])
def test_every_small_count_could_be_one_of_more_than_ten(counts: tuple[tuple[int, int], ...]) -> None:
    """Try every table that prints the same, and see how far a withheld count ranges."""
    table = Counts(("a", "b"), ("x", "y"), counts)
    withheld = protect(table)
    assert withheld is not None
    others = [Counts(table.rows, table.columns, (cells[:2], cells[2:])) for cells in product(range(20), repeat=4)]
    printed = [(cell, table.value(cell)) for cell in table.cells() if cell not in withheld]
    same = [other for other in others if all(other.value(cell) == value for cell, value in printed)]
    small = [cell for cell in withheld if 1 <= table.value(cell) <= SMALL]
    ranges = {cell: {other.value(cell) for other in same} for cell in small}
    assert all(max(values) - min(values) >= SPAN for values in ranges.values())


def test_what_is_told_elsewhere_is_taken_as_known() -> None:
    table = counts_of({"a": {"x": 3, "y": 400}, "b": {"x": 300, "y": 500}, "c": {"x": 20, "y": 600}})
    settled = {(TOTAL, 0), (TOTAL, 1), (TOTAL, TOTAL)}
    withheld = protect(table, Pattern(settled=settled))
    assert withheld is not None
    assert not withheld & settled
    assert (0, 0) in withheld
    assert not [value for value in derived(table, withheld).values() if 1 <= value <= SMALL]


def test_a_table_that_cannot_be_protected_is_not_printed() -> None:
    table = counts_of({"a": {"x": 3}, "b": {"x": 5}})
    assert protect(table, Pattern(settled={(TOTAL, 0), (TOTAL, TOTAL)})) is None
