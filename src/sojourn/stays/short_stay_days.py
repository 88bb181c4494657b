"""The days that each short stay uses up, one row for each stay: how many, how many are left, until when it may last."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.by_version import number_of
from sojourn.stays.dated import dated, days_after, forever
from sojourn.stays.short_stay_parts import Counted
from sojourn.stays.window import used_days

_DAY = ibis.interval(days=1)


def days_rows(engine: Engine, stays: ir.Table, counted: Counted, law: Law, as_of: ir.Value) -> ir.Table:
    """Give the days of every stay that the window limits.

    Args:
        engine: where the tables live.
        stays: the stays that ``with_short_stays`` gave, with all that is known of each (``stays_with_extras``).
        counted: the days that count.
        law: the law as known.
        as_of: the day asked about.

    Returns:
        ``tables.DAYS`` and ``person_id``. ``on_day`` is the last day of the stay, the day by which the person was out
        where only that is known, or the day asked about. An open stay counts to that day while presence is authorised.
        Past its last authorised day ``presumed`` is true: that the person is still here rests on no record of an exit
        alone, so the days are those proven, and the most is not known.
    """
    rule = law.one("entry_window")
    rows = _with_limits(stays.filter(stays.excluded_by.isnull()), rule, as_of)
    several = rows.semi_join(counted.people, "person_id")
    rows = rows.left_join(_counts(engine, several, counted, rule), ["person_id", "on_day"])
    rows = rows.drop("person_id_right", "on_day_right")
    return _shape(_with_days(rows), law, rule)


def _with_limits(stays: ir.Table, rule: Rule, as_of: ir.Value) -> ir.Table:
    """Add the day counted to, the last authorised day, and whether the stay is past it with no exit on file."""
    rows = stays.mutate(
        on_day=stays.departed_on.fill_null(stays.out_by).fill_null(as_of),
        open=stays.departure_basis == "none",
        last_day=ibis.ifelse(stays.has_more.fill_null(False), stays.until, stays.entry_to),
    )
    rows = rows.mutate(allowed=number_of(rule, rows.on_day, "days"), width=number_of(rule, rows.on_day, "within"))
    return rows.mutate(
        presumed=rows.open & (rows.last_day < rows.on_day).fill_null(False),
        window_from=days_after(rows.on_day, 1 - rows.width).cast("date"),
    )


def _counts(engine: Engine, rows: ir.Table, counted: Counted, rule: Rule) -> ir.Table:
    """Count the days of the persons whose stays touch each other's windows, on the last day of each stay."""
    asked = rows.select("on_day", traveller="person_id").distinct()
    days, within = (number_of(rule, asked.on_day, name) for name in ("days", "within"))
    least = used_days(engine, _proven(rows, counted.least), asked, days, within)
    most = used_days(engine, counted.most, asked, days, within)
    found = least.select("traveller", "on_day", used_least="days_used").left_join(
        most.select("traveller", "on_day", used_most="days_used"), ["traveller", "on_day"]
    )
    return found.select("on_day", "used_least", "used_most", person_id="traveller")


def _proven(rows: ir.Table, least: ir.Table) -> ir.Table:
    """Of an open stay past its limit leave the day of arrival alone; no later day of that person is on record."""
    seen = rows.filter(rows.presumed)
    at_border = seen.area_from == seen.arrived_on
    seen = seen.select(
        traveller="person_id", proven_to=ibis.ifelse(at_border, seen.arrived_on, (seen.area_from - _DAY).cast("date"))
    )
    runs = least.left_join(seen, "traveller").drop("traveller_right")
    runs = runs.mutate(to_on=ibis.least(runs.to_on, runs.proven_to.fill_null(runs.to_on)))
    return runs.filter(runs.from_on <= runs.to_on).drop("proven_to")


def _with_days(rows: ir.Table) -> ir.Table:
    """The days used: counted where stays touch; else the stay's own, as far as they lie in the window."""
    first = ibis.greatest(rows.arrived_on, rows.window_from)
    own = (rows.on_day.delta(first, unit="day") + 1).cast("int64")
    arrival = (rows.arrived_on >= rows.window_from).cast("int64")
    alone = ibis.ifelse(rows.presumed, arrival, own)
    return rows.mutate(
        days_used_min=ibis.coalesce(rows.used_least, alone),
        days_used_max=ibis.ifelse(rows.presumed, ibis.null("int64"), ibis.coalesce(rows.used_most, own)),
    )


def _shape(rows: ir.Table, law: Law, rule: Rule) -> ir.Table:
    nothing = ibis.null("date")
    known = (rows.days_used_min == rows.days_used_max).fill_null(False) & rows.last_day.notnull()
    ends = ~rows.days_unsure & (rows.last_day < forever()).fill_null(False)
    reached = ends & (rows.open | (rows.departed_on > rows.last_day).fill_null(False))
    left = ibis.greatest(rows.allowed - rows.days_used_max, 0)
    records = ibis.ifelse(rows.departure_ids.notnull(), rows.arrival_ids.concat(rows.departure_ids), rows.arrival_ids)
    return rows.select(
        "stay_id",
        "person_id",
        "on_day",
        "window_from",
        days_used_min=rows.days_used_min.cast("int32"),
        days_used_max=rows.days_used_max.cast("int32"),
        days_left=ibis.ifelse(known, left, ibis.null("int64")).cast("int32"),
        first_day_over=ibis.ifelse(reached, (rows.last_day + _DAY).cast("date"), nothing),
        may_stay_until=ibis.ifelse(ends, rows.last_day, nothing),
        presumed=rows.presumed,
        erase_on=_erase_on(rows, law),
        rule_id=ibis.literal(rule.id),
        record_ids=records,
    )


def _erase_on(rows: ir.Table, law: Law) -> ir.Value:
    """The day on which the record of the stay is erased: by its exit, or by its end where no exit is on file."""
    nothing = ibis.null("date")
    rule = law.find("retention")
    if rule is None:
        return nothing
    end = ibis.ifelse((rows.last_day < rows.on_day).fill_null(False), rows.last_day, nothing)

    def kept(day: ir.Value, name: str) -> ir.Value:
        return dated(rule, rows.on_day, lambda values: (day + ibis.interval(years=values[name])).cast("date"), "date")

    return ibis.ifelse(
        rows.departed_on.notnull(), kept(rows.departed_on, "years_after_exit"), kept(end, "years_without_exit")
    )
