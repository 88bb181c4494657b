"""A person's reports in order: (local_date, occurred_at, direction, strength, name), with ties that alternate.

Where an arrival and a departure share an instant, or only a day, the one that alternates with the crossing before comes
first. Such ties are rare, so the common person is ordered once and only persons with a tie are ordered again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir

MICROS_PER_HOUR = 3_600_000_000
#: More than there are kinds of movement, so that (turn, strength) sort as one number.
_KINDS = 100


def in_turn(reports: ir.Table) -> ir.Table:
    """Give ``day_turn``, ``instant_turn`` and ``at`` for reports without ties; see ``alternate_ties``."""
    zero = ibis.literal(0, "int64")
    return reports.mutate(at=reports.moment, day_turn=zero, instant_turn=_direction_rank(reports.direction))


def alternate_ties(reports: ir.Table) -> ir.Table:
    """Give ``day_turn`` and ``instant_turn``, the order of arrivals and departures that share a day or an instant.

    A report without a time takes the first time of its own direction on that day (``at``), so that it lies beside the
    report it repeats; only where there is none does it share "only a day" with the other direction.
    """
    own = ibis.window(group_by=["person_id", "local_date", "direction"])
    timed = reports.mutate(at=reports.moment.fill_null(reports.moment.min().over(own)))
    day = ibis.window(group_by=["person_id", "local_date"])
    timed = timed.mutate(both=timed.direction.min().over(day) != timed.direction.max().over(day))
    timed = timed.mutate(day_tied=timed.both & timed["at"].isnull().max().over(day))
    instant = ibis.window(group_by=["person_id", "local_date", "at"])
    timed = timed.mutate(
        instant_tied=~timed.day_tied & (timed.direction.min().over(instant) != timed.direction.max().over(instant))
    )
    return _turns(timed).drop("both")


def _turns(timed: ir.Table) -> ir.Table:
    loose = ~(timed.day_tied | timed.instant_tied)
    numbered = timed.mutate(
        number=ibis.row_number().over(ibis.window(group_by="person_id", order_by=_by_time(timed))) + 1, loose=loose
    )
    running = ibis.window(group_by="person_id", order_by="number", preceding=None, following=0)
    last_in = ibis.ifelse(numbered.loose & (numbered.direction == "arrival"), numbered.number, 0).max().over(running)
    last_out = ibis.ifelse(numbered.loose & (numbered.direction == "departure"), numbered.number, 0).max().over(running)
    numbered = numbered.mutate(was_in=last_in > last_out)
    turn = ibis.ifelse(
        numbered.was_in, 1 - _direction_rank(numbered.direction), _direction_rank(numbered.direction)
    ).cast("int64")
    zero = ibis.literal(0, "int64")
    return numbered.mutate(
        day_turn=ibis.ifelse(numbered.day_tied, turn, zero),
        instant_turn=ibis.ifelse(numbered.instant_tied, turn, _direction_rank(numbered.direction)),
    ).drop("number", "loose", "was_in", "day_tied", "instant_tied")


def _direction_rank(direction: ir.Value) -> ir.Value:
    return ibis.ifelse(direction == "arrival", 0, 1).cast("int64")


def _by_time(table: ir.Table) -> list[Any]:
    return [table.local_date, ibis.asc(table["at"], nulls_first=True), table.direction, table.strength, table.name]


def neighbours(turns: ir.Table, merge_hours: int, ahead: Sequence[str] = ()) -> ir.Table:
    """Order each person's reports and mark where crossings start and end.

    Args:
        turns: reports with ``day_turn``, ``instant_turn`` and ``at``, of ``in_turn`` or ``alternate_ties``.
        merge_hours: how far apart two reports of one crossing may be.
        ahead: columns of the next report of the person to lay beside each one, as ``ahead_*``.

    Returns:
        The reports with ``position`` (1.. within the person), ``starts`` and ``ends`` (first and last report of one
        crossing), ``pair`` (the crossing is this report and the next one), ``tied`` (an arrival and a departure share
        an instant or a day, so that the order is for ``alternate_ties`` to find; only where a crossing starts).
        Reports that differ in nothing but their name belong to one crossing; their order does not matter.
    """
    keys = [
        turns.local_date,
        turns.day_turn,
        ibis.asc(turns["at"], nulls_first=True),
        turns.instant_turn * _KINDS + turns.strength,
    ]
    window = ibis.window(group_by="person_id", order_by=keys)
    own = {name: turns[name] for name in ("direction", "local_date", "at")}
    before = {name: value.lag().over(window) for name, value in own.items()}
    after = {name: value.lead().over(window) for name, value in own.items()}
    second = {name: value.lead(2).over(window) for name, value in own.items()}
    before["moment"] = turns.moment.lag().over(window)
    joins_after = _merges(own, after, merge_hours)
    tied = (
        (before["direction"] != turns.direction)
        & (before["local_date"] == turns.local_date)
        & ((before["moment"] == turns.moment).fill_null(False) | before["moment"].isnull() | turns.moment.isnull())
    ) | _hides_midnight(turns, before)
    marked = turns.mutate(
        position=(ibis.row_number().over(window) + 1).cast("int64"),
        starts=~_merges(own, before, merge_hours),
        ends=~joins_after,
        pair=joins_after & ~_merges(after, second, merge_hours),
        tied=tied.fill_null(False),
        **{f"ahead_{name}": turns[name].lead().over(window) for name in ahead},
    )
    return marked.drop("day_turn", "instant_turn", "at")


def _merges(report: dict[str, ir.Value], other: dict[str, ir.Value], hours: int) -> ir.Value:
    apart = report["at"] - other["at"]
    near = apart.between(-hours * MICROS_PER_HOUR, hours * MICROS_PER_HOUR)
    same_day = report["local_date"] == other["local_date"]
    return ((report["direction"] == other["direction"]) & (same_day | near.fill_null(False))).fill_null(False)


def _hides_midnight(table: ir.Table, before: dict[str, ir.Value]) -> ir.Value:
    """Tell a report without a time after one of its direction days before; a time of its day may join them."""
    last = before["local_date"] + ibis.interval(days=3)
    follows = (before["direction"] == table.direction) & (before["local_date"] < table.local_date)
    return follows & (table.local_date <= last) & before["moment"].notnull() & table.moment.isnull()
