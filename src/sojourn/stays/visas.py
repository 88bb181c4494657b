"""What visas and agreements add to a window of days: a nearer last day, a part of the area, a few days more."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.area import port_key
from sojourn.stays.dated import dated, days_after, forever
from sojourn.stays.uncounted import of_types

_BOUNDS = ("least", "most")
_VISA = ("visa_id", "visa_from", "visa_to", "days", "entries", "territory", "type", "from_on")


def visa_limits(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give the last day that visas leave a stay that begins with its arrival.

    A visa on file covers an arrival in its validity while it has an entry and a day left. Earlier stays use up its
    entries and days, but for those that another visa on file covers too: no record says which one was used. Of several
    visas the one that lasts longest counts.

    Args:
        stays: ``stay_id``, ``person_id``, ``place``, ``arrived_on``, ``to_least``, ``to_most``.
        facts: facts in force with ``person_id`` and ``on_day``.
        rule: a rule of the role ``visa_limit``.

    Returns:
        ``stay_id``, ``visa_last`` and ``visa_last_most`` (by the days proven, and by all days possible; null: no visa
        on file has an entry and a day left), ``visa_record``. No row where no visa on file is valid on the arrival.
    """
    rows = _laid_beside(stays, of_types(_visas(facts), rule))
    rows = rows.filter(rows.visa_from <= rows.arrived_on, rows.visa_to >= rows.arrived_on)
    rows = rows.mutate(charged=(rows.visa_id.count().over(ibis.window(group_by="stay_id")) == 1))
    earlier = ibis.window(group_by="visa_id", order_by="place", preceding=(None, 1))
    here = ibis.window(group_by="visa_id", order_by="place")
    one = rows.charged.cast("int64")
    # a day on which the person left and came back is one day, counted with the stay before
    again = {b: (rows[f"to_{b}"].lag().over(here) == rows.arrived_on).fill_null(False).cast("int64") for b in _BOUNDS}
    rows = rows.mutate(one=one, **{f"again_{b}": again[b] for b in _BOUNDS})
    lasted = {b: rows[f"to_{b}"].delta(rows.arrived_on, unit="day") + 1 - rows[f"again_{b}"] for b in _BOUNDS}
    rows = rows.mutate(entered=_sum(rows.one, earlier), **{f"lasted_{b}": lasted[b] * rows.one for b in _BOUNDS})
    left = {b: rows.days - _sum(rows[f"lasted_{b}"], earlier) + rows[f"again_{b}"] for b in _BOUNDS}
    return _best(rows.mutate(**{f"left_{b}": left[b].cast("int64") for b in _BOUNDS}))


def _best(rows: ir.Table) -> ir.Table:
    nothing = ibis.null("date")
    for bound in _BOUNDS:
        left = ibis.greatest(rows[f"left_{bound}"], 0)
        by_days = ibis.ifelse(rows.days.isnull(), forever(), days_after(rows.arrived_on, left - 1).cast("date"))
        rows = rows.mutate(**{f"last_{bound}": ibis.least(by_days, rows.visa_to)})
    usable = (rows.entries.isnull() | (rows.entered < rows.entries)) & (rows.days.isnull() | (rows.left_least > 0))
    rows = rows.mutate(
        last_least=ibis.ifelse(usable, rows.last_least, nothing), last_most=ibis.ifelse(usable, rows.last_most, nothing)
    )
    longest = rows.last_least.max().over(ibis.window(group_by="stay_id"))
    rows = rows.mutate(chosen=(rows.last_least == longest).fill_null(False))
    return rows.group_by("stay_id").agg(
        visa_last=rows.last_least.max(),
        visa_last_most=rows.last_most.max(where=rows.chosen),
        visa_record=rows.visa_id.min(where=rows.chosen),
    )


def _sum(number: ir.Value, window: Any) -> ir.Value:
    """Sum over earlier rows; DuckDB makes such a sum wider than Ibis says."""
    return number.sum().over(window).fill_null(0).cast("int32")


def long_visa_periods(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give the periods of long-stay visas that overlap a stay: ``visa_periods`` shape."""
    rows = _laid_beside(stays, of_types(_visas(facts), rule))
    rows = rows.filter(rows.from_on <= rows.span_to, rows.visa_to >= rows.arrived_on)
    return _periods(rows, rows.from_on, rows.visa_to, rule, rows.visa_id)


def limited_visa_periods(stays: ir.Table, facts: ir.Table, ports: ir.Table, rule: Rule) -> ir.Table:
    """Give the periods of visas for a part of the area: from the arrival, or their first day, for their days.

    ``territory`` names countries (alpha-3); a visa that names none, and an arrival whose country is not known, fit.
    """
    rows = _laid_beside(with_country(stays, ports), of_types(_visas(facts), rule))
    fits = rows.territory.isnull() | rows.country.isnull() | rows.territory.contains(rows.country)
    rows = rows.filter(fits, rows.visa_from <= rows.span_to, rows.visa_to >= rows.arrived_on)
    start = ibis.greatest(rows.arrived_on, rows.visa_from)
    end = ibis.least(rows.visa_to, days_after(start, rows.days - 1).cast("date").fill_null(forever()))
    return _periods(rows, start, end, rule, rows.visa_id)


def agreement_periods(
    engine: Engine, stays: ir.Table, facts: ir.Table, movements: ir.Table, ports: ir.Table, law: Law
) -> ir.Table | None:
    """Give the days of agreements between countries: from the arrival of a national in the country that agreed.

    The agreements are facts about nobody, with ``nationality``, ``territory`` (alpha-3), ``days`` and their validity.
    None where no agreement is on file, or the law has no rule for it.
    """
    rule = law.find("agreement")
    deals = facts.filter(facts.kind == "agreement", facts.days.notnull(), facts.nationality.notnull())
    if rule is None or engine.may_skip(deals):
        return None
    deals = deals.select(
        deal_id="name",
        country="territory",
        nationality="nationality",
        days="days",
        deal_from=deals.valid_from,
        deal_to=deals.valid_to.fill_null(forever()),
    )
    rows = with_country(stays, ports).inner_join(deals, "country")
    rows = rows.filter(rows.arrived_on >= rows.deal_from, rows.arrived_on <= rows.deal_to)
    rows = engine.once(rows, "agreed")
    whose = movements.select(arrival_id="name", nationality="nationality")
    rows = rows.inner_join(whose, ["arrival_id", "nationality"])
    return _periods(rows, rows.arrived_on, days_after(rows.arrived_on, rows.days - 1).cast("date"), rule, rows.deal_id)


def with_country(stays: ir.Table, ports: ir.Table) -> ir.Table:
    """Add the country of the port of arrival (``country``, alpha-3), null where it is not known."""
    keyed = stays.mutate(port_code=port_key(stays.port))
    known = ports.select(port_code="home_port", country="country")
    return keyed.left_join(known, "port_code").drop("port_code_right", "port_code")


def _visas(facts: ir.Table) -> ir.Table:
    some = facts.filter(facts.kind == "visa")
    return some.select(
        "person_id",
        "type",
        "days",
        "entries",
        "territory",
        visa_id="name",
        from_on=some.valid_from.fill_null(some.on_day),
        visa_from=some.valid_from.fill_null(ibis.literal("1900-01-01").cast("date")),
        visa_to=some.valid_to.fill_null(forever()),
    )


def _laid_beside(stays: ir.Table, visas: ir.Table) -> ir.Table:
    return stays.inner_join(visas.select("person_id", *_VISA), "person_id")


def _periods(rows: ir.Table, start: ir.Value, end: ir.Value, rule: Rule, record: ir.Value) -> ir.Table:
    in_force = dated(rule, start, lambda _: ibis.literal(True), "boolean").fill_null(False)
    periods = rows.select(
        "stay_id",
        "person_id",
        valid_from=start.cast("date"),
        valid_to=end.cast("date"),
        basis=ibis.literal(rule.basis or "status"),
        **{"class": ibis.null("string")},
        rule_id=ibis.literal(rule.id),
        record_id=record,
        holds=in_force,
    )
    return periods.filter(periods.holds, periods.valid_to >= periods.valid_from).drop("holds")
