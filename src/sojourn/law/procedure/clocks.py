"""Which clocks run in a case, and how urgent each is. Everything that shows or tests a deadline asks here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sojourn.law.clock_words import CLOCKS
from sojourn.law.procedure.case_file import CaseFile
from sojourn.law.procedure.clock_counting import Start, count
from sojourn.law.procedure.clock_ends import cut, met
from sojourn.law.procedure.clock_pauses import pauses_of
from sojourn.law.procedure.clock_rules import ClockRule, clock_rule, clock_rules
from sojourn.law.procedure.clock_starts import starts_of
from sojourn.law.procedure.counting_days import local_day
from sojourn.law.procedure.custody_clocks import except_clock, excepted
from sojourn.law.procedure.deadline import ClockException, Deadline
from sojourn.law.procedure.lifecycle import Standing
from sojourn.law.rule import Law

__all__ = ["Start", "count", "deadlines_of", "except_clock", "rule_of", "urgency_of"]

SOON = timedelta(days=7)
"""How long before its end a clock is due soon."""


def deadlines_of(
    standing: Standing, file: CaseFile, law: Law, now: datetime, exceptions: tuple[ClockException, ...] = ()
) -> tuple[Deadline, ...]:
    """Give every deadline of a case: those that run, that ended and that were kept; custody first, then by end.

    Each is counted by the version of its rule that held on the day of the act which started it, as the law is known.

    Args:
        standing: where the case stands, with the steps taken.
        file: the facts.
        law: the law as known now.
        now: an order becomes final when the time to appeal is over; nothing else depends on it.
        exceptions: legal exceptions to clocks of custody, from the events of the case.
    """
    today = local_day(now, law.zone)
    found = [
        _deadline(rule, start, standing, file, law, exceptions)
        for clock in CLOCKS
        for rule in clock_rules(law, clock)
        for start in starts_of(rule, standing, file, law, now)
        if clock_rule(law, clock, start.when.day if start.when else today) == rule
    ]
    return tuple(sorted(found, key=_order))


def urgency_of(deadline: Deadline, now: datetime) -> str:
    """Say how urgent a deadline is, in words of ``URGENCIES``.

    A clock of custody that was not kept is ``liberty``, always. A deadline that was kept is not due; nor is a time of
    the person's own that is over, for nobody here has to do anything by it.
    """
    if deadline.met_at is not None:
        return "not_due"
    if deadline.liberty:
        return "liberty"
    if deadline.ends_at is None:
        return "not_due"
    if deadline.ends_at <= now:
        return "not_due" if deadline.theirs else "overdue"
    if deadline.last_day == local_day(now, deadline.zone) or _ends_today(deadline.ends_at, now, deadline.zone):
        return "due_today"
    return "due_soon" if deadline.ends_at - now <= SOON else "not_due"


def rule_of(deadline: Deadline, law: Law) -> ClockRule | None:
    """Give the rule that a deadline was counted by, as the law is known."""
    day = deadline.starts_at and local_day(deadline.starts_at, deadline.zone)
    return clock_rule(law, deadline.clock, day) if day else None


def _ends_today(ends_at: datetime, now: datetime, zone: str) -> bool:
    return local_day(ends_at - timedelta(microseconds=1), zone) == local_day(now, zone)


def _deadline(
    rule: ClockRule,
    start: Start,
    standing: Standing,
    file: CaseFile,
    law: Law,
    exceptions: tuple[ClockException, ...],
) -> Deadline:
    counted = count(rule, start, law, pauses_of(rule, start.fact, file, law.zone))
    counted = excepted(counted, exceptions, rule)
    return met(cut(counted, rule, start, file), rule, start, standing, file)


def _order(deadline: Deadline) -> tuple[bool, bool, float, str, str]:
    ends = deadline.ends_at.timestamp() if deadline.ends_at else 0.0
    return not deadline.liberty, deadline.ends_at is not None, ends, deadline.clock, deadline.start_record
