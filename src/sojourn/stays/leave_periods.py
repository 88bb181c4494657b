"""Leave that outlasts one stay: given by a visa to whoever arrives on it, or by a decision before the person left."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Rule
from sojourn.stays.by_version import class_code, number_of, word_in
from sojourn.stays.fact_rows import of_kind, period
from sojourn.stays.months import months_after


def entry_clearances(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give the leave of every stay that began while a visa was valid: to the visa's last day, and on a visa for visits
    for no more than the months of its class. A visa without a last day or a class on file gives none.
    """
    rows = visas_on_arrival(stays, facts)
    most = months_after(rule, rows.arrived_on, rows.visa_class, "visit_classes")
    end = ibis.least(rows.fact_to, most.fill_null(rows.fact_to))
    return period(rows, rule, rows.arrived_on, end, rule.basis or "status")


def visas_on_arrival(stays: ir.Table, facts: ir.Table) -> ir.Table:
    """Lay beside each stay the visas that were valid on its day of arrival, with ``visa_class``."""
    rows = of_kind(stays, facts, "visa")
    rows = rows.mutate(visa_class=class_code(rows.fact_class.fill_null(rows.admitted_class)))
    started = (rows.fact_from <= rows.arrived_on).fill_null(True)
    return rows.filter(started, rows.fact_to >= rows.arrived_on, rows.visa_class.notnull())


def lasting_leave(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    """Give the leave of every stay that began within leave which was given before it, for more than the rule's months.

    What was given during the stay itself is for ``approved_application``.
    """
    rows = _with_benefit(of_kind(stays, facts, "decision"), facts)
    rows = rows.mutate(decided_on=rows.decided_on.fill_null(rows.on_day))
    rows = rows.filter(rows.decided_on < rows.arrived_on)
    given = word_in(rule, rows.decided_on, rows.benefit, "benefits")
    given = given & word_in(rule, rows.decided_on, rows.fact_outcome, "outcomes")
    rows = rows.filter(given, rows.fact_from <= rows.arrived_on, rows.fact_to >= rows.arrived_on)
    return period(rows.filter(_longer(rows, rule)), rule, rows.arrived_on, rows.fact_to, rule.basis or "status")


def _longer(rows: ir.Table, rule: Rule) -> ir.Value:
    limits = sorted({version.values["over_months"] for version in rule.versions})
    months = number_of(rule, rows.decided_on, "over_months")
    ends = [(limit, (rows.fact_from + ibis.interval(months=limit)).cast("date")) for limit in limits]
    return (rows.fact_to > months.cases(*ends, else_=ibis.null("date"))).fill_null(False)


def _with_benefit(decisions: ir.Table, facts: ir.Table) -> ir.Table:
    asked = facts.filter(facts.kind == "application", facts.reference.notnull())
    asked = asked.group_by("person_id", "reference").agg(asked_benefit=asked.benefit.min())
    rows = decisions.left_join(asked, ["person_id", "reference"]).drop("person_id_right", "reference_right")
    return rows.mutate(benefit=rows.benefit.fill_null(rows.asked_benefit))
