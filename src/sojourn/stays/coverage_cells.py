"""Where so few departures are recorded that silence says nothing: measured inside a run, from people who came back.

A stay that ended with a return shows whether its departure was recorded. Counted by where and when people arrived, and
never by who they are, that measures how far the silence of the records may be trusted. It is no number about a person:
it can only take a question back, at one threshold that the law pack publishes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.coverage_rates import DEPTH, Cell, Key, Returns
from sojourn.stays.dated import dated

#: Fewer people who came back than this, and a group of stays is neither published nor moves anything.
LEAST_RETURNS = 100
#: Kinds of record that reach us when people leave. The others are found later, by asking or by chance.
RECORDED = ("inspection", "manifest", "neighbour")
#: Stands for a mode or a port that is not on record.
NOT_ON_RECORD = "unknown"
_Z95 = 1.959963984540054
_LEVELS = ("all arrivals", "mode", "mode and quarter", "mode, quarter and port")


@dataclass(frozen=True)
class Measured:
    """How well departures are recorded: people who came back, by group and by whether the departure is on record.

    Groups of fewer than ``LEAST_RETURNS`` are counted in the group above them only.

    While statements are kept for other rows, nobody may look at these: then ``counted`` holds them in the engine, as
    (``mode``, ``port``, ``quarter``, ``on_record``, ``returns``), and ``groups`` is empty.
    """

    groups: Mapping[Key, Returns]
    counted: ir.Table | None = None

    def group_of(self, cell: Cell) -> Key | None:
        """Find the smallest group of a cell that is large enough to be believed; null where none is."""
        keys = (cell.group(depth) for depth in range(DEPTH, -1, -1))
        return next((key for key in keys if key in self.groups), None)

    def at_most(self, key: Key) -> float:
        """Give the upper end of the 95 % interval of the per cent of departures that are recorded in a group."""
        own = self.groups[key]
        return 100 * _wilson(own.recorded, own.recorded + own.unrecorded)[1]

    def published(self) -> dict[str, Any]:
        """Give the groups as ``run.json`` holds them: counts and per cent recorded, with its 95 % interval."""
        rows = [self._row(key, own) for key, own in sorted(self.groups.items())]
        return {"least_returns": LEAST_RETURNS, "groups": rows}

    def _row(self, key: Key, own: Returns) -> dict[str, Any]:
        returned = own.recorded + own.unrecorded
        low, high = _wilson(own.recorded, returned)
        mode, quarter, port = (*key, None, None, None)[:3]
        shares = {"recorded": own.recorded / returned, "low": low, "high": high}
        return {
            "level": _LEVELS[len(key)],
            "mode": mode,
            "quarter": quarter,
            "port": port,
            "returned": returned,
            **{name: round(100 * share, 2) for name, share in shares.items()},
        }


def measure_coverage(engine: Engine, stays: ir.Table) -> Measured:
    """Measure how well departures are recorded, from the people who came back; ``stays`` are those of everybody."""
    return coverage_of(engine, engine.once(counted_returns(stays), "came_back"))


def counted_returns(stays: ir.Table) -> ir.Table:
    """Count the people who came back, by cell of the stay before and by whether its departure is on record.

    Left out: stays that no limit applies to, and returns within one admission (the same last day, or the same
    programme): a short trip is another journey than a departure for good, and is recorded otherwise.

    Args:
        stays: the output of ``with_entry``.

    Returns:
        Table(``mode``, ``port``, ``quarter``, ``on_record``, ``returns``): counts of different persons add up.
    """
    several = stays.filter(stays.place > 1).select("person_id").distinct()
    some = stays.semi_join(several, "person_id")
    person = ibis.window(group_by="person_id", order_by="place")
    some = some.mutate(
        back_on=some.arrived_on.lead().over(person),
        back_until=some.entry_to.lead().over(person),
        back_by_programme=some.by_programme.lead().over(person),
    )
    same = (some.back_until == some.entry_to).fill_null(False)
    same = same | (some.entry_to.isnull() & some.back_until.isnull() & some.by_programme & some.back_by_programme)
    back = some.filter(some.back_on.notnull(), some.excluded_by.isnull(), ~same.fill_null(False))
    back = back.filter(back.departure_basis != "none")
    back = back.select(**cell_columns(back), on_record=back.departure_basis.isin(RECORDED))
    counted: ir.Table = back.group_by(*Cell._fields, "on_record").agg(returns=back.count())
    return counted


def coverage_of(engine: Engine, counted: ir.Table) -> Measured:
    """Measure how well departures are recorded from what ``counted_returns`` gave, kept."""
    if engine.keeps:
        return Measured({}, counted)
    total = counted.agg(returns=counted.returns.sum())
    if not engine.has_rows(total.filter(total.returns >= LEAST_RETURNS)):
        return Measured({})
    return _grouped(engine.arrow(counted).to_pylist())


def cell_columns(stays: ir.Table) -> dict[str, ir.Value]:
    """Give the columns of a stay's ``Cell``: ``mode``, ``port`` and ``quarter`` of the arrival."""
    return {
        "mode": stays["mode"].fill_null(NOT_ON_RECORD),
        "port": stays.port.fill_null(NOT_ON_RECORD),
        "quarter": stays.arrived_on.year().cast("string") + "-Q" + stays.arrived_on.quarter().cast("string"),
    }


def with_coverage(engine: Engine, rows: ir.Table, law: Law, measured: Measured) -> ir.Table:
    """Add ``thinly_recorded``: so few departures are recorded where this person arrived that silence says nothing.

    The smallest group of the stay's cell with enough people who came back decides, and only where even the upper end of
    its interval lies below the pack's ``least_recorded``.
    """
    rule = law.find("coverage")
    highest = max((_least(version.values) for version in rule.versions), default=0) if rule else 0
    thin = {key: most for key in measured.groups if (most := measured.at_most(key)) < highest}
    if rule is None or not highest or (measured.counted is None and not thin):
        return rows.mutate(thinly_recorded=ibis.literal(False))
    celled = rows.mutate(**{f"cell_{name}": column for name, column in cell_columns(rows).items()})
    if measured.counted is None:
        kept = engine.load(_thin_cells(engine, rows, measured, thin), "thin_cells")
    else:
        kept = engine.once(_thin_in_engine(rows, measured.counted, highest), "thin_cells")
    joined = celled.left_join(kept, [f"cell_{name}" for name in Cell._fields])
    least = _least_recorded(rule, joined.arrived_on)
    marked = joined.mutate(thinly_recorded=(joined.at_most < least).fill_null(False))
    return marked.select(*rows.columns, "thinly_recorded")


def _thin_in_engine(rows: ir.Table, counted: ir.Table, highest: int) -> ir.Table:
    """Do what ``_thin_cells`` does without looking at rows."""
    cells = rows.select(**{f"cell_{name}": column for name, column in cell_columns(rows).items()}).distinct()
    names = Cell("mode", "port", "quarter")
    for depth in range(DEPTH, -1, -1):
        by = names.group(depth)
        group = counted.group_by(*by) if by else counted
        large = group.agg(returned=counted.returns.sum(), recorded=counted.returns.sum(where=counted.on_record))
        most = 100 * _most_recorded(large.recorded.fill_null(0).cast("float64"), large.returned.cast("float64"))
        most = ibis.ifelse(large.returned >= LEAST_RETURNS, most, ibis.null("float64"))
        found = large.select(**{f"of_{name}": large[name] for name in by}, **{f"most_{depth}": most})
        if not by:
            cells = cells.cross_join(found)
            continue
        same = [cells[f"cell_{name}"] == found[f"of_{name}"] for name in by]
        cells = cells.left_join(found, same).drop(*(f"of_{name}" for name in by))
    at_most = ibis.coalesce(*(cells[f"most_{depth}"] for depth in range(DEPTH, -1, -1)))
    told = cells.select(*(f"cell_{name}" for name in Cell._fields), at_most=at_most)
    return told.filter(told.at_most < highest)


def _most_recorded(events: ir.Value, base: ir.Value) -> ir.Value:
    """Give the upper end of ``_wilson`` in the engine, by the same steps: the last digit may decide."""
    seen, square = events / base, ibis.literal(_Z95 * _Z95, "float64")
    widen = 1 + square / base
    half = ibis.literal(_Z95, "float64") * (seen * (1 - seen) / base + square / (4 * base * base)).sqrt()
    centre = seen + square / (2 * base)
    return ibis.least(1.0, (centre + half) / widen)


def _least(values: Mapping[str, Any]) -> int:
    return int(values.get("least_recorded") or 0)


def _least_recorded(rule: Rule, day: ir.Value) -> ir.Value:
    return dated(rule, day, lambda values: ibis.literal(_least(values)), "int64").fill_null(0)


def _thin_cells(engine: Engine, rows: ir.Table, measured: Measured, thin: Mapping[Key, float]) -> pa.Table:
    """List the cells of the stays whose deciding group is a thin one, with the upper end of its interval."""
    cells = rows.select(**cell_columns(rows)).distinct()
    found = []
    for row in engine.arrow(cells).to_pylist():
        key = measured.group_of(Cell(**row))
        if key is not None and key in thin:
            found.append({**{f"cell_{name}": value for name, value in row.items()}, "at_most": thin[key]})
    kinds: dict[str, pa.DataType] = {f"cell_{name}": pa.string() for name in Cell._fields}
    return pa.Table.from_pylist(found, schema=pa.schema({**kinds, "at_most": pa.float64()}))


def _grouped(rows: list[dict[str, Any]]) -> Measured:
    groups: dict[Key, Returns] = {}
    for row in rows:
        cell, number = Cell(row["mode"], row["port"], row["quarter"]), int(row["returns"])
        own = Returns(recorded=number) if row["on_record"] else Returns(unrecorded=number)
        for depth in range(DEPTH + 1):
            key = cell.group(depth)
            groups[key] = groups.get(key, Returns()) + own
    enough = {key: own for key, own in groups.items() if own.recorded + own.unrecorded >= LEAST_RETURNS}
    return Measured(enough)


def _wilson(events: int, base: int) -> tuple[float, float]:
    """Give Wilson's 95 % interval of a share (E. B. Wilson, 1927)."""
    seen, square = events / base, _Z95 * _Z95
    widen = 1 + square / base
    half = _Z95 * math.sqrt(seen * (1 - seen) / base + square / (4 * base * base))
    centre = seen + square / (2 * base)
    return max(0.0, (centre - half) / widen), min(1.0, (centre + half) / widen)
