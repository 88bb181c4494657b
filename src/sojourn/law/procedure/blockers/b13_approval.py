"""B13: an approval is missing, or was given by a person who may not give it."""

from __future__ import annotations

from sojourn.law.floor import SECOND_PERSON_STEPS
from sojourn.law.procedure.blockers.context import Context, blocks, clear, unknown
from sojourn.law.procedure.gate_shape import Finding
from sojourn.law.procedure.lifecycle import Standing, Step


def look(context: Context) -> Finding:
    """Look whether another person approved a step that two must take."""
    if not needs_two(context):
        return clear("B13", "one_person_decides")
    proposed = context.proposed
    if proposed is None:
        return unknown("B13", "needs_a_proposal", (), ("proposal",))
    if not proposed.approved_by:
        return unknown("B13", "approval_awaited", (), ("approval",))
    if proposed.approved_by == proposed.by:
        return blocks("B13", "approved_by_self", (), ("approval",))
    if not proposed.approved_by.startswith("user:"):
        return blocks("B13", "approved_by_no_person", (), ("approval",))
    if proposed.approved_by in takers(context.standing, context.step):
        return blocks("B13", "approved_by_earlier_taker", (), ("approval",))
    return clear("B13", "approved")


def needs_two(context: Context) -> bool:
    """Say whether two people must take the step: by the floor, by the pack's rule, or by the lifecycle."""
    rule = context.law.find("second_person")
    version = rule.on(context.today) if rule is not None else None
    more = version.values["steps"] if version is not None else ()
    return context.step.second_person or context.step.kind in SECOND_PERSON_STEPS | set(more)


def takers(standing: Standing, step: Step) -> frozenset[str]:
    """Give who took the steps whose takers may not take this one."""
    return frozenset(taken.by for taken in standing.taken if taken.step in step.not_by)
