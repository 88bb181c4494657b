"""Short stays that a window of days limits: so many days in any period of so many, across all stays of a person.

Two counts are kept. The *least* has the days that are proven; of an earlier stay whose last day is not on record only
the day of arrival. The *most* has every day that the person may have been here: to the day by which they were out. No
record of an exit is no day of presence. The favourable count gives the last lawful day; where the other would change
the answer, the answer is ``unknown`` (``days_unknown``).

Most people have one stay in the window: for them the last day is a sum, and nothing here looks at them again.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.area import port_key, port_table
from sojourn.stays.by_version import number_of
from sojourn.stays.dated import days_after, forever
from sojourn.stays.entry import excluded_by
from sojourn.stays.short_stay_parts import Counted, counted_parts, later_parts
from sojourn.stays.visas import agreement_periods, limited_visa_periods, long_visa_periods, visa_limits

_DAY = ibis.interval(days=1)


@dataclass(frozen=True)
class ShortStays:
    """The stays with what the window says of them.

    Attributes:
        stays: the stays given, with ``area_from`` (the first day in the area), ``outside_area``, ``window_last`` (the
            last lawful day of a stay limited from its arrival on; the day before where none is), ``window_rule``,
            ``unsure_from`` (the first day that only the least count allows), ``visa_record``, ``visa_missing``
            (each visa on file for the arrival is used up) and ``days_unsure`` (the two counts differ for it).
        periods: further periods (``fact_rows.COLUMNS`` and ``person_id``): parts of a stay, visas, agreements.
        counted: the days that count.
    """

    stays: ir.Table
    periods: ir.Table | None = None
    counted: Counted | None = None


def with_short_stays(
    engine: Engine, stays: ir.Table, facts: ir.Table, movements: ir.Table, law: Law, as_of: ir.Value
) -> ShortStays:
    """Count the days of all stays and say how long each may last; a law without such a rule costs nothing.

    Args:
        engine: where the tables live.
        stays: the output of ``stays_of``.
        facts: facts in force with ``person_id`` and ``on_day``.
        movements: movements in force, for the nationality that an agreement asks for.
        law: the law as known.
        as_of: the day asked about.
    """
    rule = law.find("entry_window")
    if rule is None:
        return ShortStays(stays)
    ports = engine.load(port_table(law), "ports")
    placed = _with_area(_left_by(engine, stays, movements, ports), ports, law, as_of)
    own = engine.once(_own(placed, law, as_of), "own_stays")
    people = engine.once(_touched(own, facts, rule), "touched")
    some = engine.once(own.semi_join(people, "person_id"), "touched_stays")
    counted, parts = counted_parts(engine, some, people, facts, law, rule)
    first = _limited(parts, some, facts, law)
    periods = [later_parts(parts, rule), *_visa_periods(some, facts, ports, law)]
    agreed = agreement_periods(engine, own, facts, movements, ports, law)
    periods += [agreed] if agreed is not None else []
    limits = engine.once(_limits(some, first, parts), "limits")
    found = _with_limits(placed, limits, rule)
    return ShortStays(found, engine.once(ibis.union(*periods), "window_periods"), counted)


def _left_by(engine: Engine, stays: ir.Table, movements: ir.Table, ports: ir.Table) -> ir.Table:
    """Where a stay in the area ends at a port that did not belong to it yet, the person had left the area by then.

    The day of that exit is not on record: from Slovenia to Zagreb in 2022, say. A stay that began outside ends as told.
    """
    late = ports.select(code="home_port", joins_on=ports.first_day.fill_null(forever()))
    left = movements.filter(movements.direction == "departure")
    left = left.select(departure_id="name", left_on="local_date", code=port_key(left.port))
    early = left.inner_join(late, "code").filter(lambda t: t.left_on < t.joins_on)
    early = engine.once(early.select("departure_id", outside=True), "left_outside")
    if engine.may_skip(early):
        return stays
    arrived = stays.mutate(code=port_key(stays.port))
    arrived = arrived.left_join(late, "code").drop("code_right", "code")
    inside = (arrived.arrived_on >= arrived.joins_on).fill_null(True)
    rows = arrived.mutate(inside=inside).left_join(early, "departure_id").drop("departure_id_right")
    moved = rows.inside & rows.outside.fill_null(False)
    return rows.mutate(
        out_by=ibis.ifelse(moved, rows.departed_on.fill_null(rows.out_by), rows.out_by),
        departed_on=ibis.ifelse(moved, ibis.null("date"), rows.departed_on),
    ).drop("inside", "outside", "joins_on")


def _with_area(stays: ir.Table, ports: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    """Add the first day in the area: the arrival, or the day on which the port's country joined, if that is later."""
    late = ports.filter(ports.first_day.isnull() | (ports.first_day > ibis.literal(law.earliest)))
    late = late.select(port_code="home_port", joins_on=late.first_day.fill_null(forever()))
    keyed = stays.mutate(port_code=port_key(stays.port))
    keyed = keyed.left_join(late, "port_code").drop("port_code_right", "port_code")
    first = ibis.greatest(keyed.arrived_on, keyed.joins_on.fill_null(keyed.arrived_on))
    day = keyed.departed_on.fill_null(keyed.out_by).fill_null(as_of)
    return keyed.mutate(area_from=first, outside_area=day < first).drop("joins_on")


def _own(placed: ir.Table, law: Law, as_of: ir.Value) -> ir.Table:
    """The stays whose days count, with their last day by both counts and the last day that can belong to them."""
    some = placed.filter(excluded_by(placed, law).isnull())
    proven = ibis.ifelse(some.out_by.notnull(), some.arrived_on, as_of)
    return some.select(
        "stay_id",
        "person_id",
        "place",
        "arrival_id",
        "port",
        "arrived_on",
        "area_from",
        "out_by",
        "before_direction",
        "before_on",
        to_least=some.departed_on.fill_null(proven),
        to_most=some.departed_on.fill_null(some.out_by).fill_null(as_of),
        span_to=some.departed_on.fill_null(some.out_by).fill_null(forever()),
    )


def _touched(own: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """The persons for whom more than one stay, or a fact, matters: all others need no counting."""
    opens_on = days_after(own.arrived_on, 1 - number_of(rule, own.arrived_on, "within")).cast("date")
    near = (own.before_direction == "arrival") | (own.before_on >= opens_on)
    stays = own.filter(near.fill_null(False) | (own.area_from > own.arrived_on)).select("person_id")
    known = facts.filter(facts.kind.isin(["residence", "visa", "exemption"])).select("person_id")
    return stays.union(known, distinct=True)


def _limited(parts: ir.Table, some: ir.Table, facts: ir.Table, law: Law) -> ir.Table:
    """The parts that begin with their stay, with what visas leave of them."""
    first = parts.inner_join(some.select("stay_id", "place", "to_least", "to_most"), "stay_id")
    first = first.filter(first.starts_on == first.arrived_on)
    rules = law.all("visa_limit")
    nothing, none = ibis.null("date"), ibis.null("string")
    if not rules:
        return first.mutate(visa_rule=none, visa_record=none, visa_missing=ibis.literal(False))
    visas = visa_limits(first, facts, rules[0]).mutate(on_visa=True)
    rows = first.left_join(visas, "stay_id").drop("stay_id_right")
    on_visa = rows.on_visa.fill_null(False)
    nearer = on_visa & (rows.visa_last < rows.last_least).fill_null(False)
    missing = on_visa & rows.visa_last.isnull()
    return rows.mutate(
        visa_rule=ibis.ifelse(nearer | missing, rules[0].id, none),
        visa_record=ibis.ifelse(nearer, rows.visa_record, none),
        visa_missing=missing,
        last_least=ibis.cases((missing, nothing), (nearer, rows.visa_last), else_=rows.last_least),
        last_most=ibis.cases(
            (missing, nothing), (on_visa, ibis.least(rows.visa_last_most, rows.last_most)), else_=rows.last_most
        ),
    )


def _visa_periods(some: ir.Table, facts: ir.Table, ports: ir.Table, law: Law) -> list[ir.Table]:
    found = [long_visa_periods(some, facts, rule) for rule in law.all("long_stay_visa")]
    return found + [limited_visa_periods(some, facts, ports, rule) for rule in law.all("limited_visa")]


def _limits(some: ir.Table, first: ir.Table, parts: ir.Table) -> ir.Table:
    """One row for each stay of the persons touched, with nulls where the window does not limit it from its arrival."""
    own = first.select(
        "stay_id",
        window_last="last_least",
        unsure_from=ibis.ifelse(
            (first.last_most < first.last_least).fill_null(False),
            ibis.greatest((first.last_most + _DAY).cast("date"), first.arrived_on),
            ibis.null("date"),
        ),
        visa_rule="visa_rule",
        visa_record="visa_record",
        visa_missing="visa_missing",
    )
    unsure = parts.filter(parts.last_most < parts.last_least).select("stay_id").distinct()
    rows = some.select("stay_id").left_join(own, "stay_id").drop("stay_id_right")
    rows = rows.left_join(unsure.mutate(later_unsure=True), "stay_id").drop("stay_id_right")
    days_unsure = rows.later_unsure.fill_null(False) | rows.unsure_from.notnull()
    return rows.mutate(counted=True, days_unsure=days_unsure).drop("later_unsure")


def _with_limits(placed: ir.Table, limits: ir.Table, rule: Rule) -> ir.Table:
    rows = placed.left_join(limits, "stay_id").drop("stay_id_right")
    counted = rows.counted.fill_null(False)
    alone = days_after(rows.arrived_on, number_of(rule, rows.arrived_on, "days") - 1).cast("date")
    return rows.mutate(
        window_last=ibis.ifelse(counted, rows.window_last, alone),
        window_rule=rows.visa_rule.fill_null(rule.id),
        visa_missing=rows.visa_missing.fill_null(False),
        days_unsure=rows.days_unsure.fill_null(False),
    ).drop("visa_rule")
