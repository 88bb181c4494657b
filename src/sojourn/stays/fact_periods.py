"""Every period of the stays that have facts: the arrival's own, and those that facts give.

Every maker returns the same columns (``fact_rows.COLUMNS``): ``stay_id``, ``valid_from``, ``valid_to`` (``FOREVER``
where no end is on file), ``basis`` (with ``resident`` and ``exempt`` for what is more than a basis), ``class``,
``rule_id``, ``record_id``. One record may stand on several rows. Days on which it is not known whether presence is
still authorised, because a record's end or words are missing, are periods with the basis ``cover.DOUBTED``.
"""

from __future__ import annotations

from collections.abc import Callable

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.law.rule import Law, Rule, Values
from sojourn.stays.appeal_periods import appeal_periods
from sojourn.stays.application_periods import approvals, pending, unread_decisions
from sojourn.stays.by_version import word_in
from sojourn.stays.cancelled_leave import end_cancelled, end_with_visa
from sojourn.stays.cover import DOUBTED
from sojourn.stays.dated import dated, forever
from sojourn.stays.dependants import doubt_followed
from sojourn.stays.fact_rows import COLUMNS, kinds_on_file, of_kind, overlapping, period, within_stay
from sojourn.stays.leave_periods import entry_clearances, lasting_leave
from sojourn.stays.order_periods import departure_periods, protections, removal_stays, voluntary_departures
from sojourn.stays.parole_periods import cut_short, parole_ends
from sojourn.stays.programme_periods import doubted_after, programmes
from sojourn.stays.work_periods import status_after_work, without_status


def find_periods(
    engine: Engine,
    stays: ir.Table,
    facts: ir.Table,
    law: Law,
    more_periods: ir.Table | None = None,
    led: ir.Table | None = None,
) -> ir.Table:
    """Give all periods of the stays, with ``from_entry`` (the arrival gave it).

    Args:
        engine: where the tables live.
        stays: stays of persons with facts, with the columns of ``with_entry`` and ``last_on`` (the last day that can
            belong to the stay).
        facts: facts in force with ``person_id`` and ``on_day`` (the day of the act).
        law: the law as known.
        more_periods: periods that ``short_stay`` found, of these and of other stays.
        led: facts that follow a principal, of ``follow_principals``.
    """
    kinds = kinds_on_file(engine, facts)
    found, ended = _own(stays), None
    if "cancellation" in kinds:
        ended = parole_ends(stays, facts, law)
        found = cut_short(found, ended)
    if more_periods is not None:
        more_periods = more_periods.semi_join(stays, "stay_id")
    for more in (ended, given_periods(engine, stays, facts, law, kinds), more_periods):
        found = found if more is None else _with(found, more)
    if not kinds and led is None:
        return engine.once(found, "given")
    found = engine.once(end_with_visa(stays, facts, law, found), "given")
    for rule in law.all("entry_programme") if "programme" in kinds else ():
        found = engine.once(_with(found, doubted_after(stays, facts, rule, found)), "programmes_doubted")
    if led is not None:
        found = engine.once(doubt_followed(stays, found, led, law), "followed")
    found = end_cancelled(engine, stays, facts, law, found)
    untold = found.rule_id.isin([rule.id for rule in law.all("cancelled_leave")]) & (found.basis == DOUBTED)
    status = found.filter((found.basis == "status") | untold)
    waiting = pending_periods(stays, facts, law, status) if "application" in kinds else None
    if waiting is not None:
        found = engine.once(_with(found, waiting), "periods")
    appealed = appeal_periods(stays, facts, law, found) if {"application", "decision"} <= kinds else None
    if appealed is not None:
        found = engine.once(_with(found, appealed), "periods_appealed")
    found = end_cancelled(engine, stays, facts, law, found)
    worked = status_after_work(stays, facts, law, found) if "programme" in kinds else None
    if worked is not None:
        worked = engine.once(worked, "after_work")
        found = engine.once(_with(without_status(found, worked), worked), "periods_worked")
    return found


def given_periods(engine: Engine, stays: ir.Table, facts: ir.Table, law: Law, kinds: frozenset[str]) -> ir.Table | None:
    """Give the periods that do not depend on another period being there first, from facts of these kinds."""
    makers: list[tuple[str, str, Callable[[ir.Table, ir.Table, Rule], ir.Table]]] = [
        ("entry_programme", "programme", programmes),
        ("entry_clearance", "visa", entry_clearances),
        ("lasting_leave", "decision", lasting_leave),
        ("extension", "extension", _extensions),
        ("departure_period", "extension", departure_periods),
        ("approved_application", "decision", approvals),
        ("voluntary_departure", "voluntary_departure", voluntary_departures),
        ("removal_stay", "removal_stay", removal_stays),
        ("residence", "residence", _residence),
        ("exemption", "exemption", _exemption),
    ]
    parts = [make(stays, facts, rule) for role, kind, make in makers if kind in kinds for rule in law.all(role)]
    protected = protections(stays, facts, law.all("protection")) if "protection" in kinds else None
    unread = unread_decisions(stays, facts, law) if "decision" in kinds else None
    parts += [each for each in (protected, unread) if each is not None]
    parts = [engine.shared(part, "given_part") for part in parts]
    return ibis.union(*parts) if len(parts) > 1 else (parts[0] if parts else None)


def pending_periods(stays: ir.Table, facts: ir.Table, law: Law, status: ir.Table) -> ir.Table | None:
    """Give the periods in which an application keeps presence lawful until it is decided.

    Args:
        stays: stays of persons with facts, with ``last_on``.
        facts: facts in force with ``person_id`` and ``on_day``.
        law: the law as known.
        status: periods of basis ``status`` (``stay_id``, ``valid_from``, ``valid_to``); an application that must be
            timely counts only when filed on a day that one of them covers.
    """
    parts = [pending(stays, facts, rule, status) for rule in law.all("pending_application")]
    return ibis.union(*parts) if len(parts) > 1 else (parts[0] if parts else None)


def _own(stays: ir.Table) -> ir.Table:
    own = stays.filter(stays.entry_to.notnull())
    found = own.select(
        "stay_id",
        valid_from="arrived_on",
        valid_to="entry_to",
        basis="entry_basis",
        **{"class": own.admitted_class},
        rule_id="entry_rule",
        record_id="arrival_id",
    ).mutate(from_entry=True)
    return found if "unsure_from" not in own.columns else _own_in_doubt(own, found)


def _own_in_doubt(own: ir.Table, found: ir.Table) -> ir.Table:
    """Set apart the days that only the least count of a window of days allows."""
    doubts = own.filter(own.unsure_from.notnull()).select("stay_id", "unsure_from")
    doubted = found.inner_join(doubts, "stay_id")
    rows = found.left_join(doubts, "stay_id").drop("stay_id_right")
    before = (rows.unsure_from - ibis.interval(days=1)).cast("date")
    sure = rows.mutate(valid_to=before.fill_null(rows.valid_to)).drop("unsure_from")
    return sure.union(doubted.mutate(valid_from="unsure_from", basis=ibis.literal(DOUBTED)).select(*sure.columns))


def _with(found: ir.Table, more: ir.Table) -> ir.Table:
    return found.union(more.select(*COLUMNS).mutate(from_entry=False))


def _extensions(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    rows = of_kind(stays, facts, "extension")
    rows = rows.filter(~word_in(rule, rows.on_day, rows.benefit, "except_benefits"))
    start = rows.fact_from.fill_null(rows.on_day)
    return period(within_stay(rows, start), rule, start, rows.fact_to, rule.basis or "status")


def _residence(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    return _lasting(overlapping(of_kind(stays, facts, "residence")), rule, "resident")


def _exemption(stays: ir.Table, facts: ir.Table, rule: Rule) -> ir.Table:
    rows = overlapping(of_kind(stays, facts, "exemption"))

    def exempts(values: Values) -> ir.Value:
        return rows.type.isin(list(values["types"])) if "types" in values else ibis.literal(True)

    first = rows.fact_from.fill_null(rows.on_day)
    return _lasting(rows.filter(dated(rule, first, exempts, "boolean").fill_null(False)), rule, "exempt")


def _lasting(rows: ir.Table, rule: Rule, basis: str) -> ir.Table:
    return period(rows, rule, rows.fact_from.fill_null(rows.on_day), rows.fact_to.fill_null(forever()), basis)
