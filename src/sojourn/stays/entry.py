"""The period that the arrival itself gives: a last day on the record, days of the class, parole, or a programme."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from sojourn.law.roles import days_after_arrival
from sojourn.law.rule import Law, Rule
from sojourn.stays.dated import dated, days_after, in_force
from sojourn.stays.months import months_after


@dataclass(frozen=True)
class _Way:
    """One way in which an arrival gives a period: when it applies, its last day, its rule."""

    applies: ir.Value
    last: ir.Value
    rule: Rule


def with_entry(stays: ir.Table, law: Law) -> ir.Table:
    """Give each stay the period of its arrival.

    Where ``short_stay`` has counted days, the stays come with ``window_last``, ``window_rule`` and ``outside_area``.

    Returns:
        The stays with ``entry_to`` (null: the arrival gives no last day), ``entry_basis``, ``entry_rule`` (the rule
        that applies, also where it gives no day), ``by_programme`` (the class lasts as long as a programme),
        ``excluded_by`` (the rule by which no limited stay opens, or null), ``too_early`` (no version of the rule was in
        force on the day of arrival).
    """
    stays = stays.mutate(excluded_by=excluded_by(stays, law), by_programme=_by_programme(stays, law))
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
    nothing = found.too_early | (found.entry_to < found.arrived_on).fill_null(False) & ~_by_window(found)
    return found.mutate(entry_to=ibis.ifelse(nothing, none, found.entry_to))


def _by_window(stays: ir.Table) -> ir.Value:
    """Tell where a window of days may leave no day at all: the last day is then the day before the arrival."""
    if "window_rule" not in stays.columns:
        return ibis.literal(False)
    return (stays.entry_rule == stays.window_rule).fill_null(False)


def programme_letter(class_: ir.Value) -> ir.Value:
    """Give the letters of a class before its number (``F`` of ``F1``); empty where it has none."""
    return class_.upper().replace("-", "").re_extract(r"^([A-Z]+)[0-9]", 1)


def excluded_by(stays: ir.Table, law: Law) -> ir.Value:
    """Name the rule by which an arrival opens no limited stay; null where it opens one."""
    rule = law.one("not_subject")
    outcomes = list(rule.versions[-1].values["outcomes"])
    crew = bool(rule.versions[-1].values["crew_without_limit"])
    closed = stays.outcome.isin(outcomes).fill_null(False)
    landed = (stays.outcome == "crew").fill_null(False) & stays.admitted_until.isnull() & ibis.literal(crew)
    nationals = law.find("nationals")
    branches = [(closed | landed, rule.id)]
    if nationals is not None:
        branches.insert(0, (stays.national, nationals.id))
    if "outside_area" in stays.columns:
        branches.append((stays.outside_area, law.one("area").id))
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
    ways += [_class_months(stays, rule) for rule in law.all("entry_months")]
    until = law.one("entry_until")
    given = dated(until, stays.arrived_on, lambda _: stays.admitted_until, "date")
    outcomes = list(until.versions[-1].values["outcomes"])
    ways.append(_Way(_outcome_in(stays, outcomes) & stays.admitted_until.notnull(), given, until))
    if "window_rule" in stays.columns:
        ways += [_window(stays, rule) for role in ("visa_limit", "entry_window") for rule in law.all(role)]
    return ways


def _window(stays: ir.Table, rule: Rule) -> _Way:
    """The days that a window, or a visa within it, leaves: ``short_stay`` has worked them out."""
    limited = (stays.window_rule == rule.id).fill_null(False) & stays.admitted_until.isnull()
    return _Way(limited & _outcome_in(stays, ["admitted"]), stays.window_last, rule)


def _parole(stays: ir.Table, law: Law) -> _Way:
    rule = law.one("entry_parole")
    outcomes = list(rule.versions[-1].values["outcomes"])
    return _Way(
        stays.outcome.isin(outcomes).fill_null(False),
        dated(rule, stays.arrived_on, lambda _: stays.admitted_until, "date"),
        rule,
    )


def last_day_of_class(stays: ir.Table, rule: Rule) -> ir.Value:
    """Give the last of the days that a rule gives the class admitted, as it stood on the day of arrival; else null."""
    days = dated(
        rule,
        stays.arrived_on,
        lambda values: stays.admitted_class.cases(
            *sorted(days_after_arrival(values).items()), else_=ibis.null("int64")
        ),
        "int64",
    )
    return days_after(stays.arrived_on, days)


def _class_days(stays: ir.Table, rule: Rule) -> _Way:
    """Days of the class count only where the record has no last day: the day an officer wrote is what the
    person was told.
    """
    classes = sorted({name for version in rule.versions for name in version.values["classes"]})
    named = stays.admitted_class.isin(classes).fill_null(False) & stays.admitted_until.isnull()
    return _Way(named & _outcome_in(stays, ["admitted"]), last_day_of_class(stays, rule), rule)


def _class_months(stays: ir.Table, rule: Rule) -> _Way:
    """Calendar months of the class, like its days only where the record has no last day."""
    classes = sorted({name for version in rule.versions for name in version.values["classes"]})
    named = stays.admitted_class.isin(classes).fill_null(False) & stays.admitted_until.isnull()
    last = months_after(rule, stays.arrived_on, stays.admitted_class, "classes")
    return _Way(named & _outcome_in(stays, ["admitted"]), last, rule)


def _outcome_in(stays: ir.Table, outcomes: list[str]) -> ir.Value:
    """Tell whether the outcome is one of these; none given counts as admitted."""
    return stays.outcome.fill_null("admitted").isin(outcomes)
