"""The period that the arrival itself gives: a last day on the record, days of the class, parole, or a programme."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.law.roles import days_after_arrival
from sojourn.law.rule import Law, Rule
from sojourn.stays.dated import dated, days_after, in_force


@dataclass(frozen=True)
class _Way:
    """One way in which an arrival gives a period: when it applies, its last day, its rule."""

    applies: ir.Value
    last: ir.Value
    rule: Rule


def with_entry(stays: ir.Table, law: Law) -> ir.Table:
    """Give each stay the period of its arrival.

    Returns:
        The stays with ``entry_to`` (null: the arrival gives no last day), ``entry_basis``, ``entry_rule`` (the rule
        that applies, also where it gives no day), ``by_programme`` (the class lasts as long as a programme),
        ``excluded_by`` (the rule by which no limited stay opens, or null), ``too_early`` (no version of the rule was in
        force on the day of arrival).
    """
    stays = stays.mutate(excluded_by=_excluded_by(stays, law), by_programme=_by_programme(stays, law))
    ways = _ways(stays, law)
    none = ibis.null("date")
    last = ibis.cases(*((way.applies, way.last) for way in ways), else_=none)
    rule = ibis.cases(*((way.applies, way.rule.id) for way in ways), else_=law.one("entry_until").id)
    basis = ibis.cases(*((way.applies, way.rule.basis or "status") for way in ways), else_=ibis.null("string"))
    early = ibis.cases(*((way.applies, ~in_force(way.rule, stays.arrived_on)) for way in ways), else_=False)
    open_stay = stays.excluded_by.isnull()
    found = stays.mutate(
        entry_to=ibis.ifelse(open_stay, last, none),
        entry_rule=ibis.ifelse(open_stay, rule, ibis.null("string")),
        entry_basis=ibis.ifelse(open_stay & last.notnull(), basis, ibis.null("string")),
        too_early=open_stay & (early | (stays.arrived_on < ibis.literal(law.earliest))),
    )
    return found.mutate(
        entry_to=ibis.ifelse(
            found.too_early | (found.entry_to < found.arrived_on).fill_null(False), none, found.entry_to
        )
    )


def programme_letter(class_: ir.Value) -> ir.Value:
    """Give the letters of a class before its number (``F`` of ``F1``); empty where it has none."""
    return class_.upper().replace("-", "").re_extract(r"^([A-Z]+)[0-9]", 1)


def _excluded_by(stays: ir.Table, law: Law) -> ir.Value:
    rule = law.one("not_subject")
    outcomes = list(rule.versions[-1].values["outcomes"])
    crew = bool(rule.versions[-1].values["crew_without_limit"])
    closed = stays.outcome.isin(outcomes).fill_null(False)
    landed = (stays.outcome == "crew").fill_null(False) & stays.admitted_until.isnull() & ibis.literal(crew)
    nationals = law.find("nationals")
    branches = [(closed | landed, rule.id)]
    if nationals is not None:
        branches.insert(0, (stays.national, nationals.id))
    return ibis.cases(*branches, else_=ibis.null("string"))


def _by_programme(stays: ir.Table, law: Law) -> ir.Value:
    letters = sorted(
        {letter for rule in law.all("entry_programme") for letter in rule.versions[-1].values["grace_days"]}
    )
    if not letters:
        return ibis.literal(False)
    return programme_letter(stays.admitted_class).isin(letters).fill_null(False) | stays.duration_of_status


def _ways(stays: ir.Table, law: Law) -> list[_Way]:
    ways = [_parole(stays, law)] if law.find("entry_parole") else []
    programme = law.all("entry_programme")
    none = ibis.null("date")
    if programme:
        endless = stays.by_programme & (stays.duration_of_status | stays.admitted_until.isnull())
        ways.append(_Way(endless, none, programme[0]))
    ways += [_class_days(stays, rule) for rule in law.all("entry_days")]
    until = law.one("entry_until")
    given = dated(until, stays.arrived_on, lambda _: stays.admitted_until, "date")
    outcomes = list(until.versions[-1].values["outcomes"])
    ways.append(_Way(_outcome_in(stays, outcomes) & stays.admitted_until.notnull(), given, until))
    return ways


def _parole(stays: ir.Table, law: Law) -> _Way:
    rule = law.one("entry_parole")
    outcomes = list(rule.versions[-1].values["outcomes"])
    return _Way(
        stays.outcome.isin(outcomes).fill_null(False),
        dated(rule, stays.arrived_on, lambda _: stays.admitted_until, "date"),
        rule,
    )


def _class_days(stays: ir.Table, rule: Rule) -> _Way:
    """Days of the class count only where the record has no last day: the day an officer wrote is what the
    person was told.
    """
    classes = sorted({name for version in rule.versions for name in version.values["classes"]})
    days = dated(
        rule,
        stays.arrived_on,
        lambda values: stays.admitted_class.cases(
            *sorted(days_after_arrival(values).items()), else_=ibis.null("int64")
        ),
        "int64",
    )
    named = stays.admitted_class.isin(classes).fill_null(False) & stays.admitted_until.isnull()
    return _Way(named & _outcome_in(stays, ["admitted"]), days_after(stays.arrived_on, days), rule)


def _outcome_in(stays: ir.Table, outcomes: list[str]) -> ir.Value:
    """Tell whether the outcome is one of these; none given counts as admitted."""
    return stays.outcome.fill_null("admitted").isin(outcomes)
