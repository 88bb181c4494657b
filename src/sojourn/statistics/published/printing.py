"""From counts to printed lines: totals, rates and estimates beside what is withheld."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from sojourn.statistics.coverage import Estimate
from sojourn.statistics.published.disclosure import SMALL, Withheld, withhold_in_line
from sojourn.statistics.published.pooling import LEAST, Groups, add_cells
from sojourn.statistics.published.rates import LEAST_BASE, rate
from sojourn.statistics.published.shapes import (
    OTHER_COUNTRIES,
    OTHER_GROUPS,
    PARTS,
    Cells,
    Leaf,
    Line,
    Table,
)

#: Gives the estimated number of true overstays from the counts by cell, or nothing where it is refused.
Estimator = Callable[[Cells], Estimate | None]


def print_leaf(leaf: Leaf, withheld: Iterable[str], estimate: Estimator) -> Line:
    """Print one row: what is withheld is empty, and so is whatever could be worked out of it."""
    hidden = set(withheld)
    shown = {part: None if part in hidden else leaf.parts[part] for part in PARTS}
    late, silent = shown["after_end"], shown["unexplained"]
    total = None if late is None or silent is None else late + silent
    # What is asked about is the unexplained and some of the unknown: with either withheld, the estimate is.
    tells = silent is None or shown["unknown"] is None or leaf.expected < LEAST_BASE
    return Line(
        label=leaf.label,
        expected=leaf.expected,
        parts=shown,
        total=total,
        total_rate=None if total is None else rate(total, leaf.expected),
        unexplained_rate=None if silent is None else rate(silent, leaf.expected),
        estimate=None if tells else estimate(leaf.cells),
        pooled=leaf.pooled,
    )


def add_up(rows: Iterable[Leaf], label: str) -> Leaf:
    """Put rows together as their total."""
    given = list(rows)
    parts = {part: sum(row.parts[part] for row in given) for part in PARTS}
    return Leaf("", label, parts, add_cells(row.cells for row in given))


def country_table(groups: Groups, key: str, number: str, title: str, withheld: Withheld, estimate: Estimator) -> Table:
    """Print the rows of one group by country, in the order of the alphabet, the small ones together at the end."""
    rows = sorted(groups[key], key=lambda row: (row.label == OTHER_COUNTRIES, _alphabet(row.label)))
    return Table(
        key=key,
        number=number,
        title=title,
        rows=tuple(print_leaf(row, withheld.row(row), estimate) for row in rows),
        total=print_leaf(add_up(rows, "Total"), withheld.group(key), estimate),
    )


def summary_table(groups: Groups, labels: Mapping[str, str], withheld: Withheld, estimate: Estimator) -> Table:
    """Print the totals of the groups in the order of ``labels``; groups without a label follow by their key."""
    order = [*(key for key in labels if key in groups), *sorted(key for key in groups if key not in labels)]
    order = [*(key for key in order if key != OTHER_GROUPS), *(key for key in order if key == OTHER_GROUPS)]
    rows = []
    for key in order:
        own = groups[key]
        leaf = add_up(own, labels.get(key, key or "No class on file"))
        pooled = own[0].pooled if key == OTHER_GROUPS else 0
        printed = print_leaf(leaf, withheld.group(key), estimate)
        rows.append(replace(printed, pooled=pooled))
    total = print_leaf(add_up((row for key in order for row in groups[key]), "Total"), withheld.grand, estimate)
    return Table("summary", "1", "Summary by admission group", tuple(rows), total, of="group")


def apart_table(found: Mapping[str, Mapping[str, int]], labels: Mapping[str, str]) -> Table | None:
    """Print the entries that the tables leave out: each line for itself, with no total."""
    rows = []
    for key in (key for key in labels if key in found):
        parts = found[key]
        expected = sum(parts.values())
        hidden = withhold_in_line(parts) if expected >= LEAST else set(PARTS)
        leaf = Leaf("", labels[key], parts)
        line = print_leaf(leaf, hidden, lambda _: None)
        rows.append(line if expected > SMALL else replace(line, expected=None))
    return Table("apart", "7", "Shown apart: not counted above", tuple(rows), None, of="entries") if rows else None


def _alphabet(label: str) -> str:
    """Give a key by which accented letters stand with the plain ones."""
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", label.casefold()) if not unicodedata.combining(letter)
    )
