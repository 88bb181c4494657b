"""Leave that ends before the last day it was given for: cancelled, or shorter by the visa that it rests on."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule
from sojourn.stays.by_version import text_for
from sojourn.stays.cover import DOUBTED
from sojourn.stays.fact_rows import of_kind
from sojourn.stays.leave_periods import visas_on_arrival
from sojourn.stays.months import months_after

#: Roles of rules that may end the period of an arrival before the last day that the arrival gave.
ENDED_EARLY = ("cancelled_leave", "entry_clearance", "parole_ended", "work_ended")
_PERIOD = ["stay_id", "valid_from", "valid_to", "basis", "rule_id", "record_id"]
_DAY = ibis.interval(days=1)


def end_cancelled(engine: Engine, stays: ir.Table, facts: ir.Table, law: Law, periods: ir.Table) -> ir.Table:
    """Cut the periods that a cancellation ends, by the rule of the role ``cancelled_leave``.

    Leave ends on the day that the cancellation names (``valid_from``), and never before the person had notice. Where no
    notice is on file, the days after that day are doubted: neither authorised nor the contrary.

    Args:
        periods: ``fact_rows.COLUMNS`` and ``from_entry``, kept.

    Returns:
        The periods, cut where they end earlier. Beside a cut period stands the same one under the cancellation's rule
        and record, and the doubted days, if any, with the basis ``cover.DOUBTED``.
    """
    rule = law.find("cancelled_leave")
    if rule is None:
        return periods
    ends = engine.once(_cancellations(stays, facts, rule), "cancellations")
    if engine.may_skip(ends):
        return periods
    hit = periods.inner_join(ends, ["stay_id", "basis"])
    hit = engine.once(hit.filter(hit.valid_from <= hit.last, hit.valid_to > hit["last"]), "periods_cancelled")
    last = hit.group_by(*_PERIOD).agg(
        sure_to=hit["last"].min(where=hit.told), doubted_after=hit["last"].min(where=~hit.told)
    )
    cut = periods.inner_join(last, _PERIOD)
    cut = cut.mutate(sure_to=cut.sure_to.fill_null(cut.valid_to))
    kept = cut.mutate(valid_to=ibis.least(cut.sure_to, cut.doubted_after.fill_null(cut.sure_to)))
    return engine.once(
        periods.anti_join(last, _PERIOD)
        .union(kept.select(*periods.columns))
        .union(_told(hit, rule).select(*periods.columns))
        .union(_doubted(hit, cut, rule).select(*periods.columns)),
        "periods_cut",
    )


def _cancellations(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    rows = of_kind(stays, facts, "cancellation")
    basis = text_for(rule, rows.on_day, rows.type, "types")
    named = rows.fact_from.fill_null(rows.notified_on).fill_null(rows.decided_on).fill_null(rows.on_day)
    last = ibis.greatest(named, rows.notified_on.fill_null(named))
    rows = rows.select("stay_id", basis=basis, cancelled_by=rows.record_id, last=last, told=rows.notified_on.notnull())
    return rows.filter(rows.basis.notnull())


def _told(hit: ir.Table, rule: Rule) -> ir.Table:
    """The periods as they were cut by a cancellation that the person knew of."""
    rows = hit.filter(hit.told)
    return _of_rule(rows, rule, rows.valid_from, rows["last"], rows.basis)


def _doubted(hit: ir.Table, cut: ir.Table, rule: Rule) -> ir.Table:
    """The days on which leave was cancelled, if the person had notice; whether they had is not on file."""
    rows = hit.filter(~hit.told).inner_join(cut.select(*_PERIOD, "sure_to"), _PERIOD)
    rows = _of_rule(rows, rule, rows["last"] + _DAY, rows.sure_to, ibis.literal(DOUBTED))
    return rows.filter(rows.valid_to >= rows.valid_from)


def _of_rule(rows: ir.Table, rule: Rule, start: ir.Value, end: ir.Value, basis: ir.Value) -> ir.Table:
    rows = rows.mutate(starts=start.cast("date"), ends=end.cast("date"), on_basis=basis)
    return rows.select(
        "stay_id",
        "class",
        "from_entry",
        valid_from="starts",
        valid_to="ends",
        basis="on_basis",
        rule_id=ibis.literal(rule.id),
        record_id="cancelled_by",
    ).mutate(from_entry=ibis.literal(False))


def with_own_end(stays: ir.Table, periods: ir.Table) -> ir.Table:
    """Give the stays with ``entry_to`` and ``entry_basis`` as facts left the period of the arrival itself.

    Args:
        stays: the output of ``with_entry``.
        periods: the output of ``find_periods``.
    """
    own = periods.filter(periods.from_entry, periods.basis != DOUBTED)
    own = own.group_by("stay_id").agg(own_to=own.valid_to.max(), own_basis=own.basis.min())
    rows = stays.left_join(own, "stay_id").drop("stay_id_right")
    return rows.mutate(
        entry_to=ibis.least(rows.entry_to, rows.own_to.fill_null(rows.entry_to)),
        entry_basis=rows.own_basis.fill_null(rows.entry_basis),
    ).drop("own_to", "own_basis")


def end_with_visa(stays: ir.Table, facts: ir.Table, law: Law, periods: ir.Table) -> ir.Table:
    """Cut the months that an arrival gives a visitor to the last day of the visa for visits that it rests on.

    Of several such visas the one that lasts longest counts. The periods are those of the arrivals themselves.
    """
    clearance = law.find("entry_clearance")
    months = [rule.id for rule in law.all("entry_months")]
    if clearance is None or not months:
        return periods
    visas = visas_on_arrival(stays, facts)
    visit = months_after(clearance, visas.arrived_on, visas.visa_class, "visit_classes").notnull()
    last = visas.filter(visit).group_by("stay_id").agg(visa_to=visas.fact_to.max())
    rows = periods.left_join(last, "stay_id").drop("stay_id_right")
    shorter = rows.rule_id.isin(months) & (rows.visa_to < rows.valid_to).fill_null(False)
    rows = rows.mutate(valid_to=ibis.ifelse(shorter, rows.visa_to, rows.valid_to))
    return rows.select(*periods.columns)
