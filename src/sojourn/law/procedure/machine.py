"""The machine of a case: where it may go from where it stands. Pure; the gate is looked at elsewhere and handed in."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sojourn.errors import LawError
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.court_facts import OFFICE_FEED, may_take
from sojourn.law.procedure.gate_shape import Gate
from sojourn.law.procedure.letter_references import letter_kind
from sojourn.law.procedure.lifecycle import ByFact, Lifecycle, Standing, Step, Taken

ANY = "*"


def steps_from(standing: Standing) -> tuple[Step, ...]:
    """Give the steps that leave from where a case stands, in the order of the lifecycle; a gate may forbid each."""
    final = standing.lifecycle.state(standing.state).final
    return tuple(step for step in standing.lifecycle.steps if leaves_from(step, standing.state, final=final))


def leaves_from(step: Step, state: str, *, final: bool) -> bool:
    """Say whether a step leaves from a state; ``*`` is every state that is not final."""
    return state in step.leaves or (ANY in step.leaves and not final)


def begin(lifecycle: Lifecycle, origin: str, at: datetime) -> Standing:
    """Give where a case of an origin begins.

    Raises:
        LawError: ``law-no-start``: a case of that origin cannot begin in this lifecycle.
    """
    if origin not in lifecycle.starts:
        allowed = ", ".join(f"`{name}`" for name in lifecycle.starts)
        raise LawError(
            "law-no-start",
            f"a case of the origin `{origin}` cannot begin in the lifecycle `{lifecycle.id}`. Allowed: {allowed}. "
            "Next: choose the lifecycle that fits where the case comes from.",
        )
    return Standing(lifecycle, lifecycle.starts[origin], origin, at)


def move(
    standing: Standing,
    step: Step,
    by: str,
    at: datetime,
    approved_by: str = "",
    gate: Gate | None = None,
    records: tuple[str, ...] = (),
) -> Standing:
    """Take a step and give where the case stands after it.

    Args:
        standing: where the case stands; unchanged.
        step: a step of its lifecycle.
        by: who takes it (``user:12``, ``feed:court:EOIR``).
        at: when.
        approved_by: the second person, where the step needs one.
        gate: what looking at the gate of this step gave just now. A step that has blockers, requires something or
            waits for a clock is never taken without one; a fact has none, for it has already happened.
        records: names of the facts that take it, or that it puts on file.

    Raises:
        LawError: ``step-not-from-here``; ``step-blocked``: the gate is shut, of another step, or was not looked at;
            ``step-needs-two``: the second person is missing, or somebody who took an earlier step may not take this.
    """
    if step not in steps_from(standing):
        raise _not_from_here(standing, step)
    _check_people(standing, step, by, approved_by)
    if not step.by_fact:
        _check_gate(step, gate)
    taken = Taken(step.id, by, at, approved_by, step.reaches, records)
    return replace(standing, state=step.reaches, taken=(*standing.taken, taken))


def steps_by_fact(standing: Standing, fact: Fact, confirmed: bool = False) -> Step | None:
    """Give the step that a fact takes from where the case stands; nothing where it takes none.

    Where several fit, the one that names most words of the fact goes first, then the order of the lifecycle. A court's
    step that goes against the person is taken by a court's fact alone, or by one of an office that was confirmed.

    Args:
        confirmed: another person looked at the source of a fact that an office (``agency:``) recorded, and confirmed
            it; without a source there is nothing to confirm, and the fact takes no such step.
    """
    fitting = [
        (max(len(each.where) for each in taking), step)
        for step in steps_from(standing)
        if (taking := _taking(standing, step, fact, confirmed=confirmed))
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def waits_for_confirmation(standing: Standing, fact: Fact) -> Step | None:
    """Give the step that a fact typed by our own office would take if another person confirmed it; else nothing.

    A fact whose source names no document has nothing that could be confirmed, and waits for nothing.
    """
    typed = fact.name.startswith(OFFICE_FEED) and fact.by.startswith("user:")
    if not typed or steps_by_fact(standing, fact) is not None:
        return None
    return steps_by_fact(standing, fact, confirmed=True)


def _taking(standing: Standing, step: Step, fact: Fact, *, confirmed: bool) -> list[ByFact]:
    """Give the words of a step that a fact has, where it may take the step by them."""
    own = standing.lifecycle
    return [each for each in step.by_fact if _fits(each, fact) and may_take(own, step, each, fact, confirmed=confirmed)]


def _fits(wanted: ByFact, fact: Fact) -> bool:
    """Say whether a fact has the words; an empty word means that the fact does not say."""
    said = ((fact.get(column) or "", words) for column, words in wanted.where.items())
    letter = letter_kind(str(fact.get("reference") or "")) if fact.kind == "service" else ""
    return wanted.kind == fact.kind and letter in ("", wanted.letter) and all(word in words for word, words in said)


def needs_gate(step: Step) -> bool:
    """Say whether a step may be taken only with a gate that was looked at."""
    return bool(step.adverse or step.blockers or step.requires or step.waits_for)


def _check_gate(step: Step, gate: Gate | None) -> None:
    if gate is None and not needs_gate(step):
        return
    if gate is None or gate.step != step.id:
        raise LawError(
            "step-blocked",
            f"nobody looked at the gate of the step `{step.id}`. Allowed is a step whose gate was looked at just "
            "before and is open. Next: look at the gate again.",
        )
    if not gate.open:
        raise LawError("step-blocked", _why_shut(step, gate))


def _why_shut(step: Step, gate: Gate) -> str:
    parts = [f"{each.code} ({each.why})" for each in gate.blocked_by]
    parts += [f"missing: {each.code}" for each in gate.missing]
    parts += [f"waiting for: {each.clock}" for each in gate.waits]
    return (
        f"the step `{step.id}` is not possible now: {'; '.join(parts)}. Allowed is a step with no blocker, nothing "
        "missing and no time running. Next: see on the page of the case what would lift each."
    )


def _check_people(standing: Standing, step: Step, by: str, approved_by: str) -> None:
    if step.second_person and (not approved_by or approved_by == by):
        raise LawError(
            "step-needs-two",
            f"the step `{step.id}` needs a second person. Allowed is an approval by another than who takes it. "
            "Next: ask somebody else to look at the records and approve.",
        )
    earlier = {taken.by for taken in standing.taken if taken.step in step.not_by}
    if earlier & {by, approved_by}:
        raise LawError(
            "step-needs-two",
            f"who took {_listed(step.not_by)} may neither take nor approve the step `{step.id}`. Allowed is somebody "
            "else. Next: hand the case over.",
        )


def _not_from_here(standing: Standing, step: Step) -> LawError:
    possible = _listed(tuple(each.id for each in steps_from(standing))) or "none"
    return LawError(
        "step-not-from-here",
        f"the step `{step.id}` does not leave from the state `{standing.state}` of the lifecycle "
        f"`{standing.lifecycle.id}`. Allowed: {possible}. Next: look at the case again; it may have moved.",
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
