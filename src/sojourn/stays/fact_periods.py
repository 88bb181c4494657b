"""Periods that facts give: programmes, extensions, residence, protections, applications and their decisions.

Every function returns the same columns: ``stay_id``, ``valid_from``, ``valid_to`` (``FOREVER`` where no end is on
file), ``basis`` (with ``resident`` and ``exempt`` for what is more than a basis), ``class``, ``rule_id``,
``record_id``. One record may stand on several rows.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from sojourn.law.rule import Law, Rule
from sojourn.stays.dated import dated, days_after, forever
from sojourn.stays.entry import programme_letter
from sojourn.stays.fact_rows import of_kind, overlapping, period, within_stay

#: Students and exchange visitors may be admitted up to 30 days before the programme starts
#: (8 CFR 214.2(f)(5)(i), 214.2(j)(1)(ii)); the days before it belong to it.
EARLY_DAYS = 30


def given_periods(stays: ir.Table, facts: ir.Table, law: Law) -> ir.Table | None:
    """Give the periods that do not depend on another period being there first.

    Args:
        stays: stays of persons with facts, with ``last_on`` (the last day that can belong to the stay).
        facts: facts in force with ``person_id`` and ``on_day`` (the day of the act).
        law: the law as known.
    """
    makers: list[tuple[str, Callable[[ir.Table, ir.Table, Rule], ir.Table]]] = [
        ("entry_programme", _programmes),
        ("extension", _extensions),
        ("satisfactory_departure", _satisfactory_departures),
        ("approved_application", _approvals),
        ("protection", _protections),
    ]
    parts = [make(stays, facts, rule) for role, make in makers for rule in law.all(role)]
    parts += [_lasting(stays, facts, rule, "residence", "resident") for rule in law.all("residence")]
    parts += [_lasting(stays, facts, rule, "exemption", "exempt") for rule in law.all("exemption")]
    return ibis.union(*parts) if len(parts) > 1 else (parts[0] if parts else None)


def pending_periods(stays: ir.Table, facts: ir.Table, law: Law, status: ir.Table) -> ir.Table | None:
    """Give the periods in which an application keeps presence lawful until it is decided.

    Args:
        status: periods of basis ``status`` (``stay_id``, ``valid_from``, ``valid_to``); an application that must be
            timely counts only when filed on a day that one of them covers.
    """
    parts = [_pending(stays, facts, rule, status) for rule in law.all("pending_application")]
    return ibis.union(*parts) if len(parts) > 1 else (parts[0] if parts else None)


def _programmes(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    rows = of_kind(stays, facts, "programme")
    letter = programme_letter(rows.admitted_class.fill_null(rows.fact_class))
    grace = dated(
        rule,
        rows.arrived_on,
        lambda values: letter.cases(*sorted(values["grace_days"].items()), else_=ibis.null("int64")),
        "int64",
    )
    same = (programme_letter(rows.fact_class) == letter) | rows.fact_class.isnull()
    rows = rows.mutate(grace=grace).filter(same.fill_null(False), grace.notnull())
    late = rows.fact_from > rows.arrived_on + ibis.interval(days=EARLY_DAYS)
    start = ibis.ifelse(late.fill_null(False), rows.fact_from, rows.arrived_on)
    end = days_after(rows.fact_to, rows.grace).fill_null(forever())
    rows = rows.filter(end >= rows.arrived_on, start <= rows.last_on)
    return period(rows, rule, start, end, rule.basis or "status")


def _extensions(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    except_benefits = list(rule.versions[-1].values.get("except_benefits", ()))
    rows = of_kind(stays, facts, "extension")
    rows = rows.filter(~rows.benefit.isin(except_benefits).fill_null(False))
    start = rows.fact_from.fill_null(rows.on_day)
    return period(within_stay(rows, start), rule, start, rows.fact_to, rule.basis or "status")


def _satisfactory_departures(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    values = rule.versions[-1].values
    rows = of_kind(stays, facts, "extension")
    of_class = rows.admitted_class.isin(list(values["classes"])).fill_null(True)
    rows = rows.filter(rows.benefit == values["benefit"], of_class)
    start = rows.fact_from.fill_null(rows.on_day)
    longest = start + ibis.interval(days=values["max_days"] - 1)
    end = ibis.least(rows.fact_to.fill_null(longest), longest)
    return period(within_stay(rows, start), rule, start, end, rule.basis or "status")


def approvals_without_end(stays: ir.Table, facts: ir.Table, law: Law) -> ir.Table:
    """Give the stays with an approval whose last day is not on file: ``stay_id``, ``no_end_records``."""
    rules = law.all("approved_application")
    if not rules:
        return stays.limit(0).select("stay_id", no_end_records=ibis.array([stays.stay_id]))
    parts = [_approved(stays, facts, rule) for rule in rules]
    rows = ibis.union(*parts) if len(parts) > 1 else parts[0]
    rows = rows.filter(rows.fact_to.isnull())
    return rows.group_by("stay_id").agg(no_end_records=rows.record_id.collect(distinct=True).sort())


def _approvals(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    rows = _approved(stays, facts, rule)
    rows = rows.filter(rows.fact_to.notnull())
    return period(rows, rule, rows.fact_from.fill_null(rows.act), rows.fact_to, rule.basis or "status")


def _approved(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    values = rule.versions[-1].values
    rows = _with_application(of_kind(stays, facts, "decision"), facts)
    rows = rows.filter(
        rows.benefit.fill_null(rows.asked_benefit).isin(list(values["benefits"])),
        rows.fact_outcome.isin(list(values["outcomes"])),
        ~rows.admitted_class.isin(list(values.get("not_classes", ()))).fill_null(False),
    )
    rows = rows.mutate(act=rows.asked_on.fill_null(rows.decided_on).fill_null(rows.on_day))
    return within_stay(rows, rows.act)


def _with_application(decisions: ir.Table, facts: ir.Table) -> ir.Table:
    asked = facts.filter(facts.kind == "application", facts.reference.notnull())
    asked = asked.mutate(asked_on=asked.filed_at.fill_null(asked.received_at).date())
    asked = asked.group_by("person_id", "reference").agg(
        asked_on=asked.asked_on.min(), asked_benefit=asked.benefit.min()
    )
    return decisions.left_join(asked, ["person_id", "reference"]).drop("person_id_right", "reference_right")


def _protections(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    rows = overlapping(of_kind(stays, facts, "protection"))
    basis = rows.type.cases(*sorted(rule.versions[-1].values["types"].items()), else_=ibis.null("string"))
    return period(rows, rule, rows.fact_from.fill_null(rows.on_day), rows.fact_to.fill_null(forever()), basis)


def _lasting(stays: ir.Table, facts: ir.Table, rule: Rule, kind: str, basis: str) -> ir.Table:
    rows = overlapping(of_kind(stays, facts, kind))
    return period(rows, rule, rows.fact_from.fill_null(rows.on_day), rows.fact_to.fill_null(forever()), basis)


def _pending(stays: ir.Table, facts: ir.Table, rule: Rule, status: ir.Table) -> ir.Table:
    values = rule.versions[-1].values
    rows = of_kind(stays, facts, "application")
    rows = rows.filter(
        rows.benefit.isin(list(values["benefits"])),
        ~rows.admitted_class.isin(list(values.get("not_classes", ()))).fill_null(False),
    )
    rows = within_stay(rows, rows.filed_on)
    rows = _with_decision(rows, facts, list(values["ended_by"]))
    end = rows.ended_on.fill_null(forever())
    if not values["timely"]:
        return period(rows, rule, rows.filed_on, end, rule.basis or "authorised_only")
    held = status.select("stay_id", held_from="valid_from", held_to="valid_to")
    covered = rows.inner_join(held, "stay_id")
    covered = covered.filter(covered.filed_on >= covered.held_from, covered.filed_on <= covered.held_to)
    latest = covered.group_by("stay_id", "record_id").agg(held_to=covered.held_to.max())
    timely = rows.inner_join(latest, ["stay_id", "record_id"])
    timely = timely.filter(timely.held_to < forever())
    start = timely.held_to + ibis.interval(days=1)
    return period(timely, rule, start, timely.ended_on.fill_null(forever()), rule.basis or "authorised_only")


def _with_decision(rows: ir.Table, facts: ir.Table, ended_by: list[str]) -> ir.Table:
    decided = facts.filter(facts.kind == "decision", facts.outcome.isin(ended_by), facts.reference.notnull())
    decided = decided.mutate(ended_on=decided.decided_at.date().fill_null(decided.on_day))
    decided = decided.group_by("person_id", "reference").agg(ended_on=decided.ended_on.min())
    return rows.left_join(decided, ["person_id", "reference"]).drop("person_id_right", "reference_right")
