"""Rows that are too small to stand alone are put together, and which groups are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sojourn.errors import RunError
from sojourn.statistics.coverage import Cell
from sojourn.statistics.published.shapes import ESTIMATED_FROM, OTHER_COUNTRIES, OTHER_GROUPS, PARTS, Cells, Leaf

#: A row or a group stands alone from this many expected departures on.
LEAST = 100

Groups = dict[str, list[Leaf]]


def pool(leaves: Iterable[Leaf], least: int = LEAST) -> Groups:
    """Put small countries of a group into one row, and small groups into one group.

    Args:
        leaves: one for each group and country.
        least: the fewest expected departures of a row.

    Returns:
        The rows of each group; every row has at least ``least`` expected departures. No rows at all where all of them
        together have fewer.
    """
    groups: Groups = {}
    for leaf in leaves:
        if leaf.expected:
            groups.setdefault(leaf.group, []).append(leaf)
    return {key: _pool_rows(rows, least) for key, rows in _pool_groups(groups, least).items()}


def pool_row(rows: list[Leaf], label: str) -> list[Leaf] | None:
    """Put one row of a group together with the row of small countries, or with the smallest other row.

    Gives nothing where the group has no other row.
    """
    given = [row for row in rows if row.label == label or row.pooled]
    rest = _by_size(row for row in rows if row not in given)
    if len(given) < 2:
        if not rest:
            return None
        given.append(rest.pop(0))
    return [*rest, _together(given, given[0].group, OTHER_COUNTRIES)]


def pool_group(groups: Groups, key: str) -> Groups:
    """Put one group together with the group of small groups, or with the smallest other group."""
    rest = {other: rows for other, rows in groups.items() if other not in (key, OTHER_GROUPS)}
    given = [key, *([OTHER_GROUPS] if OTHER_GROUPS in groups and key != OTHER_GROUPS else [])]
    if len(given) < 2 and rest:
        given.append(min(rest, key=lambda other: (_size(rest[other]), other)))
        del rest[given[-1]]
    rows = [row for each in given for row in groups[each]]
    number = sum(_groups_in(groups, each) for each in given)
    return {**rest, OTHER_GROUPS: [_together(rows, OTHER_GROUPS, OTHER_GROUPS, number)]}


def refuse_too_few() -> RunError:
    """Say that nothing can be published."""
    return RunError(
        "too-few-to-publish",
        f"fewer than {LEAST} departures were expected in this period: whatever is printed could tell of single people. "
        "Allowed are periods with more. Next: name a longer `--period`.",
    )


def _pool_groups(groups: Groups, least: int) -> Groups:
    small = sorted((key for key in groups if _size(groups[key]) < least), key=lambda key: (_size(groups[key]), key))
    for key in small:
        groups = pool_group(groups, key) if key in groups else groups
    while OTHER_GROUPS in groups and _size(groups[OTHER_GROUPS]) < least and len(groups) > 1:
        groups = pool_group(groups, OTHER_GROUPS)
    return {} if sum(_size(rows) for rows in groups.values()) < least else groups


def _pool_rows(rows: list[Leaf], least: int) -> list[Leaf]:
    rows = _by_size(rows)
    small = [row for row in rows if row.expected < least]
    if not small:
        return rows
    rest = rows[len(small) :]
    while rest and (sum(row.expected for row in small) < least or len(small) < 2):
        small.append(rest.pop(0))
    return [*rest, _together(small, small[0].group, OTHER_COUNTRIES)]


def _together(rows: list[Leaf], group: str, label: str, number: int | None = None) -> Leaf:
    pooled = sum(row.pooled or 1 for row in rows) if number is None else number
    return Leaf(
        group=group,
        label=label,
        parts={part: sum(row.parts.get(part, 0) for row in rows) for part in PARTS},
        cells=add_cells(row.cells for row in rows),
        pooled=pooled,
    )


def add_cells(given: Iterable[Cells]) -> dict[str, dict[Cell, int]]:
    """Add up the counts by cell of several rows."""
    found: dict[str, Counter[Cell]] = {part: Counter() for part in ESTIMATED_FROM}
    for each in given:
        for part, counts in each.items():
            found[part].update(counts)
    return {part: dict(counts) for part, counts in found.items()}


def _by_size(rows: Iterable[Leaf]) -> list[Leaf]:
    return sorted(rows, key=lambda row: (row.expected, row.label))


def _size(rows: list[Leaf]) -> int:
    return sum(row.expected for row in rows)


def _groups_in(groups: Groups, key: str) -> int:
    return groups[key][0].pooled if key == OTHER_GROUPS else 1
