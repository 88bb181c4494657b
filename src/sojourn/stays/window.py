"""Counting days in a moving window: at most so many days of presence in the period of so many days ending each day.

The days of presence stand as runs (first day, last day), never day by day, so the cost follows the number of stays.
Windows, runs and limits are calendar days at the border; both ends of a run count (Regulation (EU) 2016/399, Article
6(1) and (2)).

Why ``allowed_days`` needs no day by day search. A stay begins on day a, the window is w days long and n days are
allowed. Let R(d) be the earlier days of presence on d or after. Day a+k is the stay's day k+1, so the window that ends
on it holds k + 1 + R(a+k-(w-1)) days; from one day to the next this grows by 1 or, where an earlier day leaves the
window, by 0. So the first day over is the first with k + R(d) >= n, where d = a+k-(w-1) is the window's first day: the
first d with d + R(d) >= n + a-(w-1). Within an earlier run d + R(d) stands still, before and after it grows by 1 a day.
So it is reached before the first run j (first day s_j, R_j days from it on) with s_j + R_j >= n + a-(w-1), and there
k = n - R_j; without such a run k = n. This k is the number of lawful days. Of several such runs the first gives the
least k, and where even the window of the first day is full, k is below 0: no day is lawful.
"""

from __future__ import annotations

from typing import TypeAlias

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.stays.dated import days_after

#: A number of days that holds for every row, or a column of the table in question (a dated value of a rule).
Days: TypeAlias = "int | ir.IntegerValue"

_DAY = ibis.interval(days=1)


def merged_runs(engine: Engine, runs: ir.Table) -> ir.Table:
    """Lay runs of days together: those that overlap, touch or follow on the next day become one.

    Args:
        engine: where the tables live.
        runs: ``traveller``, ``from_on``, ``to_on`` (both days count); a run that ends before it begins has no day and
            falls out, so do runs without a first or last day.

    Returns:
        ``traveller``, ``from_on``, ``to_on``: for each traveller runs with at least one day between them.
    """
    some = runs.filter(runs.from_on <= runs.to_on).select("traveller", "from_on", "to_on")
    before = ibis.window(group_by="traveller", order_by=["from_on", "to_on"], preceding=(None, 1))
    marked = some.mutate(reached_on=some.to_on.max().over(before), last_on=some.to_on.max().over(group_by="traveller"))
    first = marked.filter(marked.reached_on.isnull() | (marked.from_on > (marked.reached_on + _DAY).cast("date")))
    order = ibis.window(group_by="traveller", order_by="from_on")
    return engine.once(
        first.select(
            "traveller",
            "from_on",
            to_on=ibis.coalesce(first.reached_on.lead().over(order), first.last_on),
        ),
        "runs",
    )


def allowed_days(engine: Engine, segments: ir.Table, counted: ir.Table, days: Days, within: Days) -> ir.Table:
    """Tell how many days a stay may last that begins on a day and goes on without a break.

    That is the largest number n such that on each of the n days the days of presence in the window of ``within`` days
    that ends on it, that day included, are at most ``days``.

    Args:
        engine: where the tables live.
        segments: ``segment_id``, ``traveller``, ``starts_on``: the stays asked about, any number for a traveller.
        counted: ``traveller``, ``from_on``, ``to_on``: the runs of days that count, disjoint (``merged_runs``). Days on
            or after ``starts_on`` are left out, because the stay asked about counts them. So the runs may hold the
            stay itself, and where a person left and came back on one day, pass that day as ``starts_on`` and the runs
            as they are: it counts once. (The first day of the unbroken run may be passed as well. The last lawful day
            is the same, or it lies before the return, where this gives no day.)
        days: how many days are allowed: a number, or a column of ``segments``.
        within: the length of the window in days: a number, or a column of ``segments``.

    Returns:
        ``segment_id``, ``allowed_days`` (int64), ``last_on`` (the last lawful day; the day before ``starts_on`` where
        no day is). Both are null where the window is no longer than the days allowed: then nothing ends the stay.
    """
    asked = _with_window(segments.mutate(on_day=segments.starts_on), days, within)
    held = _held(asked, counted, asked.starts_on > counted.from_on, (asked.starts_on - _DAY).cast("date"))
    # for each run the earlier days from it on (R), and how many days after the window's first day it begins (s)
    later = ibis.window(group_by="segment_id", order_by=held.begins_on.desc(), preceding=None, following=0)
    counts = held.mutate(left=held.allowed - _narrow(held.held_days.sum().over(later)))
    met = counts.filter(counts.begins_on.delta(counts.opens_on, unit="day") >= counts.left)
    least = met.group_by("segment_id").agg(least=met.left.min())
    limits = asked.left_join(least, "segment_id")
    lasting = ibis.greatest(limits.least.fill_null(limits.allowed), 0)
    limits = limits.select(
        "segment_id",
        "starts_on",
        allowed_days=ibis.ifelse(limits.allowed < limits.width, lasting, ibis.null("int64")).cast("int64"),
    )
    last = days_after(limits.starts_on, limits.allowed_days - 1).cast("date")
    return engine.once(limits.select("segment_id", "allowed_days", last_on=last), "allowed_days")


def used_days(engine: Engine, counted: ir.Table, asked: ir.Table, days: Days, within: Days) -> ir.Table:
    """Count the days of presence in the window that ends on a day, that day included.

    Args:
        engine: where the tables live.
        counted: ``traveller``, ``from_on``, ``to_on``: the runs of days that count, disjoint (``merged_runs``).
        asked: ``traveller``, ``on_day``: the days asked about.
        days: how many days are allowed: a number, or a column of ``asked``.
        within: the length of the window in days: a number, or a column of ``asked``.

    Returns:
        ``traveller``, ``on_day``, ``days_used`` (int64), ``days_left`` (int64, never below 0), ``window_from`` (the
        window's first day), one row for each different row asked about.
    """
    wanted = _with_window(asked, days, within).select("traveller", "on_day", "opens_on", "allowed").distinct()
    held = _held(wanted, counted, wanted.on_day >= counted.from_on, wanted.on_day)
    total = held.group_by(*wanted.columns).agg(days_used=_narrow(held.held_days.sum()))
    counts = wanted.left_join(total, wanted.columns)
    counts = counts.select(*wanted.columns, days_used=counts.days_used.fill_null(0).cast("int64"))
    left = ibis.greatest(counts.allowed - counts.days_used, 0).cast("int64")
    return engine.once(
        counts.select("traveller", "on_day", "days_used", days_left=left, window_from="opens_on"), "used_days"
    )


def _with_window(asked: ir.Table, days: Days, within: Days) -> ir.Table:
    """Give each row the days allowed, the width of its window and the window's first day (``opens_on``)."""
    rows = asked.mutate(allowed=_column(days), width=_column(within))
    return rows.mutate(opens_on=days_after(rows.on_day, 1 - rows.width).cast("date"))


def _column(number: Days) -> ir.IntegerValue:
    column = ibis.literal(number) if isinstance(number, int) else number
    return column.cast("int64")


def _narrow(total: ir.IntegerValue) -> ir.IntegerValue:
    """Give a sum of days a type: DuckDB's sums are wider than Ibis says, and it takes no such number as days."""
    return total.cast("int32")


def _held(asked: ir.Table, counted: ir.Table, begun: ir.BooleanValue, until: ir.DateValue) -> ir.Table:
    """Lay the runs beside the windows they reach into: ``begins_on``, ``held_days`` are of the part in the window.

    A traveller without such a run has no row here, so most of a country's travellers cost nothing.
    """
    reached = asked.inner_join(counted, [asked.traveller == counted.traveller, begun, counted.to_on >= asked.opens_on])
    begins = ibis.greatest(counted.from_on, asked.opens_on)
    cut = reached.select(*asked.columns, begins_on=begins, ends_on=ibis.least(counted.to_on, until))
    return cut.mutate(held_days=cut.ends_on.delta(cut.begins_on, unit="day") + 1)
