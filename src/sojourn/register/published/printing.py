"""From counts to what is printed: small rows put together, small numbers withheld, as ``sojourn statistics`` does."""

from __future__ import annotations

from sojourn.statistics.coverage import Estimate
from sojourn.statistics.published.disclosure import withhold
from sojourn.statistics.published.pooling import pool
from sojourn.statistics.published.printing import country_table, summary_table
from sojourn.statistics.published.shapes import OTHER_GROUPS, PARTS, Cells, Leaf, Line, Share, Table

Printed = dict[str, object]


def print_tables(leaves: list[Leaf]) -> list[Printed]:
    """Print the summary and one table for each group; nothing where there are too few departures in all."""
    groups = pool(leaves)
    if not groups:
        return []
    groups, withheld = withhold(groups)
    labels = {key: key for key in groups if key != OTHER_GROUPS}
    tables = [summary_table(groups, labels, withheld, _no_estimate)]
    ordered = sorted(groups, key=lambda key: (key == OTHER_GROUPS, key))
    for place, key in enumerate(ordered, 2):
        tables.append(country_table(groups, key, str(place), key, withheld, _no_estimate))
    return [_table(table) for table in tables]


def _no_estimate(cells: Cells) -> Estimate | None:
    """Give none: the register prints counts; estimates of coverage are made by ``sojourn statistics`` on a run."""
    return None


def _table(table: Table) -> Printed:
    total = [] if table.total is None else [_line(table.total)]
    return {"key": table.key, "number": table.number, "rows": [_line(line) for line in table.rows], "total": total}


def _line(line: Line) -> Printed:
    return {
        "label": line.label,
        "expected": line.expected,
        **{part: line.parts[part] for part in PARTS},
        "unexplained_rate": _rate(line.unexplained_rate),
        "pooled": line.pooled,
    }


def _rate(share: Share | None) -> list[float] | None:
    return None if share is None else [share.value, share.low, share.high]
