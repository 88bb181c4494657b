"""B7: the time to appeal, or to ask for reopening, has not ended.

Sources: 8 CFR 1003.38(b), INA 242(b)(1), 240(c)(6) and (7); Directive 2008/115/EC Art. 13; NIAA 2002 s.78.
"""

from __future__ import annotations

from sojourn.law.procedure.blockers.asking import heeds_yes, if_absent, if_asked
from sojourn.law.procedure.blockers.context import Context, blocks, names, unknown
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.gate_shape import Finding, Verdict

CONTESTING = frozenset({"appeal_to_board", "review_by_court", "motion_to_reopen", "motion_to_reconsider"})
"""Clocks in which a decision may be contested; every other clock that is the person's time counts as well."""

REFUSING = frozenset({"denied", "dismissed", "revoked", "terminated"})
"""Outcomes of a decision against which there may be an appeal."""


@heeds_yes("B7")
def look(context: Context) -> Finding:
    """Look at every clock that is the person's time to act, and at orders whose time cannot be counted."""
    running = [each for each in context.deadlines if _is_theirs(each) and _runs(context, each)]
    if running:
        return blocks("B7", "time_runs", [each.start_record for each in running if each.start_record], ("time",))
    uncounted = [each for each in context.deadlines if _is_theirs(each) and each.ends_at is None]
    if uncounted:
        return unknown("B7", "start_unknown", [each.start_record for each in uncounted if each.start_record], ("told",))
    untold = _untold(context)
    if untold:
        last = max(fact.recorded_at for fact in untold)
        asked = if_asked(context, "B7", "notice_unknown", after=last)
        if asked.verdict is not Verdict.UNKNOWN:
            return asked
        return unknown("B7", "notice_unknown", names(untold), ("told", "asked_no"))
    return if_absent(context, "B7", "no_time_runs")


def _is_theirs(clock: Deadline) -> bool:
    return clock.theirs or clock.clock in CONTESTING


def _runs(context: Context, clock: Deadline) -> bool:
    return clock.ends_at is not None and clock.ends_at > context.now


def _untold(context: Context) -> list[Fact]:
    """Give orders and refusals of which nobody knows when the person was told, and whose time no clock counts."""
    counted = {each.start_record for each in context.deadlines if _is_theirs(each) and each.ends_at is not None}
    refusals = [each for each in context.file.of("decision") if each.get("outcome") in REFUSING]
    found = [*context.file.of("order"), *refusals]
    return [each for each in found if each.get("notified_at") is None and each.name not in counted]
