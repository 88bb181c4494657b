"""The floor of lifecycles: what none may go below, whatever a pack writes. It is core code; a pack below does not load.

It is looked at for every version of every lifecycle that was ever believed to be in force.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.floor import SECOND_PERSON_STEPS
from sojourn.law.procedure.lifecycle import STAGES, Lifecycle, State, Step
from sojourn.law.procedure.machine import leaves_from

OURS = frozenset({"reviewer", "officer", "caseworker"})
"""Who acts for the service; only they take steps by themselves. The others act by facts."""

FRESH = ("question_reviewed", "person_came_forward", "recorded_encounter", "refused_application")
"""Origins from which nothing has been decided yet: the pre-stage comes before everything."""

HARMLESS = frozenset({"reasons", "records_opened"})
"""What a way out in the person's favour may require: that somebody looked, and says why."""


def lifecycle_floor_problems(lifecycle: Lifecycle) -> list[str]:
    """Say where a lifecycle goes below the floor; an empty list where it does not."""
    return [f"`{lifecycle.id}`: {problem}" for check in _CHECKS for problem in check(lifecycle)]


def _adverse_problems(lifecycle: Lifecycle) -> Iterable[str]:
    """An adverse step: an officer's own, with every blocker, and with reasons from a closed list."""
    for step in lifecycle.steps:
        if not step.adverse:
            continue
        missing = [code for code in BLOCKER_CODES if code not in step.blockers]
        if missing:
            yield f"the step `{step.id}` leaves out the blockers {_listed(missing)}"
        if step.by != "officer" or step.by_fact:
            yield f"the step `{step.id}` goes against the person and is not an officer's own decision"
        if not step.grounds or "reasons" not in step.requires:
            yield f"the step `{step.id}` goes against the person without reasons from a closed list"
        if "records_opened" not in step.requires:
            yield f"the step `{step.id}` goes against the person, and nobody need have opened the records"


def _second_person_problems(lifecycle: Lifecycle) -> Iterable[str]:
    """Determination, custody, order and removal are adverse, and a second person approves."""
    for step in lifecycle.steps:
        if step.kind in SECOND_PERSON_STEPS and step.by in OURS:
            if not step.second_person:
                yield f"the step `{step.id}` is a step of {step.kind} without a second person"
            if not step.adverse:
                yield f"the step `{step.id}` is a step of {step.kind} and is not marked as adverse"


def _determination_problems(lifecycle: Lifecycle) -> Iterable[str]:
    """Who reviewed the data does not determine."""
    reviews = {step.id for step in lifecycle.steps if step.by == "reviewer"}
    for step in lifecycle.steps:
        left_out = sorted(reviews - set(step.not_by)) if step.kind == "determination" else []
        if left_out:
            yield f"who took {_listed(left_out)} may take the determination `{step.id}`"
        if step.kind == "determination" and not _heard(step):
            yield f"the determination `{step.id}` does not wait for notice and answer"


def _who_problems(lifecycle: Lifecycle) -> Iterable[str]:
    """Who acts by facts takes no step without one, and nothing that we do follows from a fact by itself."""
    for step in lifecycle.steps:
        if step.by not in OURS and not step.by_fact:
            yield f"the step `{step.id}` is taken by `{step.by}` and names no fact"
        if step.by in OURS and step.by_fact:
            yield f"the step `{step.id}` is taken by `{step.by}` and by a fact; only one of them may take it"
        if step.by not in OURS and (step.blockers or step.requires or step.waits_for or step.second_person):
            yield f"the step `{step.id}` has happened when its fact arrives; it has blockers or waits for something"


def _hearing_problems(lifecycle: Lifecycle) -> Iterable[str]:
    """From a question to an adverse state every way goes through notice and time to answer."""
    open_ways = [step for step in lifecycle.steps if not _heard(step)]
    for origin in FRESH:
        start = lifecycle.starts.get(origin)
        if start is None:
            continue
        reached = sorted(name for name in _reached(lifecycle, start, open_ways) if lifecycle.state(name).adverse)
        if reached:
            yield f"from `{origin}` the states {_listed(reached)} are reached without notice and time to answer"


def _heard(step: Step) -> bool:
    return "notice_served" in step.requires and "answer_to_notice" in step.waits_for


def _reached(lifecycle: Lifecycle, start: str, steps: Collection[Step]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        final = lifecycle.state(state).final
        new = {step.reaches for step in steps if leaves_from(step, state, final=final)} - found
        found |= new
        waiting += new
    return found


def _adverse_state_problems(lifecycle: Lifecycle) -> Iterable[str]:
    """An adverse state is reached by an adverse step or a court's fact.

    From one that is adverse already, another step may lead to one that is no further along (somebody is released), or
    may write down that the person has left: neither does anything more to the person.
    """
    for step in lifecycle.steps:
        target = lifecycle.state(step.reaches)
        if not target.adverse or step.adverse or step.by == "court":
            continue
        if "*" in step.leaves or any(_worse(lifecycle.state(name), target, step) for name in step.leaves):
            yield f"the step `{step.id}` is neither adverse nor a court's, and leads to the adverse state `{target.id}`"


def _worse(source: State, target: State, step: Step) -> bool:
    if not source.adverse:
        return True
    only_records = target.final and "departure_confirmed" in step.requires
    return STAGES.index(target.stage) > STAGES.index(source.stage) and not only_records


def _way_out_problems(lifecycle: Lifecycle) -> Iterable[str]:
    """Every state that is not final has a way out in the person's favour that we can begin, and no blocker stands in.

    Where we have begun it already and only the court's answer is waited for, that answer is the way out.
    """
    good = {state.id for state in lifecycle.states if state.favourable and state.final}
    free = [step for step in lifecycle.steps if _free(step)]
    begun = {step.reaches for step in free if step.by in OURS}
    asked = begun - {step.reaches for step in lifecycle.steps if step not in free or step.by not in OURS}
    for state in lifecycle.states:
        if state.final:
            continue
        first = [step for step in free if step.by in OURS or state.id in asked]
        next_states = {step.reaches for step in first if leaves_from(step, state.id, final=False)} - {state.id}
        if not any(_reached(lifecycle, name, free) & good for name in next_states):
            yield f"the state `{state.id}` has no way out in the person's favour that is free of blockers"


def _free(step: Step) -> bool:
    if step.by not in OURS:
        return not step.adverse
    held = step.adverse or step.blockers or step.waits_for or step.second_person
    return not held and set(step.requires) <= HARMLESS


def _shape_problems(lifecycle: Lifecycle) -> Iterable[str]:
    """No state is out of reach, or a dead end that is not called final; what is final and favourable is not adverse."""
    reached = {name for start in set(lifecycle.starts.values()) for name in _reached(lifecycle, start, lifecycle.steps)}
    for state in lifecycle.states:
        on = {step.reaches for step in lifecycle.steps if leaves_from(step, state.id, final=state.final)} - {state.id}
        if state.id not in reached:
            yield f"the state `{state.id}` is never reached"
        if not state.final and not on:
            yield f"the state `{state.id}` is not final, and no step leads on or out"
        if state.adverse and state.favourable:
            yield f"the state `{state.id}` is adverse and favourable"
    for origin in FRESH:
        if origin in lifecycle.starts and lifecycle.state(lifecycle.starts[origin]).adverse:
            yield f"a case of the origin `{origin}` begins in the adverse state `{lifecycle.starts[origin]}`"


def _undoing_problems(lifecycle: Lifecycle) -> Iterable[str]:
    """What ended against the person can be put right."""
    for state in lifecycle.states:
        if not (state.final and state.adverse):
            continue
        on = [step for step in lifecycle.steps if state.id in step.leaves and not step.adverse]
        if not on:
            yield f"the state `{state.id}` ended against the person, and no step puts it right"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


_CHECKS: tuple[Callable[[Lifecycle], Iterable[str]], ...] = (
    _adverse_problems,
    _second_person_problems,
    _determination_problems,
    _who_problems,
    _hearing_problems,
    _adverse_state_problems,
    _way_out_problems,
    _shape_problems,
    _undoing_problems,
)
