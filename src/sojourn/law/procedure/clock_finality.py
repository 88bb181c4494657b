"""When an order became final: it follows from the order, the appeals against it, and what was decided on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sojourn.law.clock_words import APPEAL_WAIVED
from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.case_records import appeals, decision_on, failed, follows, orders
from sojourn.law.procedure.clock_counting import Start, count
from sojourn.law.procedure.clock_pauses import pauses_of
from sojourn.law.procedure.clock_rules import ClockRule, clock_rule
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.moments import FILED, Moment, done, moment, moment_of
from sojourn.law.rule import Law

_MADE = ("notified_at", "decided_at")


def final_orders(file: CaseFile, law: Law, now: datetime) -> Iterator[Start]:
    """Give each order that is final, and since when.

    An order is final when an appeal against it failed; when the time to appeal ended without one; or when it was made,
    where there is no appeal to the authority above or the person gave it up. With an appeal pending, one that
    succeeded, or a time to appeal whose end is not known, it is not.
    """
    for order in orders(file, law.zone):
        when = _final(order, file, law)
        if when is not None and when.at <= now:
            yield Start(order.name, when, order)


def executable_orders(file: CaseFile, law: Law, now: datetime) -> Iterator[Start]:
    """Give each final order once the period to leave by oneself that was given beside it is over, and since when."""
    for start in final_orders(file, law, now):
        order, when = start.fact, start.when
        if order is None or when is None:
            continue
        beside = departure_beside(order, file, law)
        if beside is not None and (beside.ends_at is None or beside.ends_at > now):
            continue
        if beside is not None and beside.ends_at is not None and beside.ends_at > when.at:
            when = moment(beside.ends_at, law.zone)
        yield Start(order.name, when, order)


def departure_beside(order: Fact, file: CaseFile, law: Law) -> Deadline | None:
    """Give the period to leave by oneself that was given with an order; None where there is none."""
    made = done(order, law.zone)
    for given in file.of("voluntary_departure"):
        own = follows(file, given, order, law.zone) and done(given, law.zone).day == made.day
        if own or (given.get("reference") and given.get("reference") == order.get("reference")):
            return departure_deadline(given, file, law)
    return None


def departure_deadline(given: Fact, file: CaseFile, law: Law) -> Deadline | None:
    """Count one period to leave by oneself; None where the law has no clock for it."""
    when = moment_of(given, ("valid_from", "decided_at"), law.zone) or done(given, law.zone)
    rule = clock_rule(law, "voluntary_departure", when.day)
    if rule is None:
        return None
    return count(rule, Start(given.name, when, given), law, pauses_of(rule, given, file, law.zone))


def _final(order: Fact, file: CaseFile, law: Law) -> Moment | None:
    made = moment_of(order, _MADE, law.zone) or done(order, law.zone)
    rule = clock_rule(law, "appeal_to_board", made.day)
    if rule is None or not rule.starts_by(order.get("type")) or order.get("outcome") == APPEAL_WAIVED:
        return made
    window = count(rule, started_by(rule, order, law), law, pauses_of(rule, order, file, law.zone))
    filed = _in_time(order, window, file, law)
    if filed is not None:
        decided = decision_on(file, filed, law.zone)
        return done(decided, law.zone) if decided is not None and failed(decided) else None
    return moment(window.ends_at, law.zone) if window.ends_at is not None else None


def _in_time(order: Fact, window: Deadline, file: CaseFile, law: Law) -> Fact | None:
    """Give the first appeal that was brought in time, or that was let in although it was late."""
    for filed in appeals(file, order, law.zone):
        at = moment_of(filed, FILED, law.zone) or done(filed, law.zone)
        decided = decision_on(file, filed, law.zone)
        admitted = decided is not None and not failed(decided)
        if window.ends_at is None or at.at < window.ends_at or admitted:
            return filed
    return None


def started_by(rule: ClockRule, fact: Fact, law: Law) -> Start:
    """Give the start of a clock by a fact, at the time that the rule names; how it was served may choose another."""
    chosen = rule.at_by_service.get(str(fact.get("served_by") or ""))
    return Start(fact.name, moment_of(fact, (chosen,) if chosen else rule.at, law.zone), fact)
