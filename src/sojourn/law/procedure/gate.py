"""The gate before a step: every blocker, everything missing and every time that runs, all at once.

It is looked at when somebody asks, when a step is proposed, approved and carried out, and when a new fact arrives. It
keeps nothing and changes nothing: the same file, law and times give the same gate.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sojourn.errors import LawError
from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.floor import SECOND_PERSON_STEPS
from sojourn.law.procedure.blocker_words import WANTING
from sojourn.law.procedure.blockers import LOOKS
from sojourn.law.procedure.blockers.b13_approval import takers
from sojourn.law.procedure.blockers.context import Context
from sojourn.law.procedure.case_file import CaseFile, Proposed
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.gate_shape import Gate, Missing, Waits
from sojourn.law.procedure.lifecycle import Standing, Step
from sojourn.law.procedure.requirements import REQUIREMENTS
from sojourn.law.rule import Law

AWAITED = frozenset({"needs_a_proposal", "approval_awaited"})
"""Reasons of B12 and B13 that only say: this comes later. They forbid the step, not to propose it."""


def look(
    step: Step,
    standing: Standing,
    file: CaseFile,
    proposed: Proposed | None,
    law: Law,
    deadlines: tuple[Deadline, ...],
    now: datetime,
    today: date,
) -> Gate:
    """Look at the gate of a step.

    Args:
        proposed: what an officer proposes; None to ask what would stand in the way of anybody.
        law: the law as known now: a rule that was halted since the case began carries no step.
        now: a time in UTC; today: the day of the place where the step is taken.

    Raises:
        LawError: ``gate-other-step``: what is proposed is another step.
        KeyError: the step requires a code that is not in the closed list; a loaded lifecycle requires none.
    """
    if proposed is not None and proposed.step != step.id:
        raise LawError(
            "gate-other-step",
            f"the step `{proposed.step}` is proposed and the gate of `{step.id}` is looked at. Allowed is one and the "
            "same step. Next: look at the gate of the step that is proposed.",
        )
    context = Context(step, standing, file, proposed, law, deadlines, now, today)
    return Gate(
        step.id,
        tuple(LOOKS[code](context) for code in blockers_of(step)),
        tuple(_missing(context)),
        tuple(_waits(context)),
    )


def blockers_of(step: Step) -> tuple[str, ...]:
    """Give the blockers that are looked at before a step, in order: for an adverse step all, whatever it names."""
    if step.adverse or (step.kind in SECOND_PERSON_STEPS and not step.by_fact):
        return BLOCKER_CODES
    return tuple(code for code in BLOCKER_CODES if code in step.blockers)


def _missing(context: Context) -> Iterator[Missing]:
    step, proposed = context.step, context.proposed
    for code in step.requires:
        found = REQUIREMENTS[code](context)
        if found is not None:
            yield found
    if proposed is not None and proposed.by in takers(context.standing, step):
        yield Missing("not_by", WANTING["not_by"])


def _waits(context: Context) -> Iterator[Waits]:
    """Give each clock that has to run out and has not; of several of one code all must have run out."""
    for code in context.step.waits_for:
        clocks = [each for each in context.deadlines if each.clock == code]
        if not clocks or any(each.ends_at is None for each in clocks):
            yield Waits(code, None)
            continue
        # A person's own time runs to its end, even where they have acted already: they may act again.
        open_ends = [each.ends_at for each in clocks if each.ends_at and (each.theirs or each.met_at is None)]
        last = max(open_ends, default=None)
        if last is not None and last > context.now:
            yield Waits(code, last)
