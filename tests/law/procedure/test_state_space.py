"""Every lifecycle, driven by chance over tens of thousands of steps: no step against a person past a blocker.

Facts arrive and are lifted, time passes, courts act, messages lie unread, officers try what they like. What stands in
the way is held against a book that the test keeps itself (`case_world.World`).
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random
from typing import ClassVar

import case_world as world
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sojourn.errors import LawError
from sojourn.law.procedure.blockers.asking import ASKED_DAYS
from sojourn.law.procedure.blockers.b09_service import is_real
from sojourn.law.procedure.gate_shape import Verdict
from sojourn.law.procedure.lifecycle import Lifecycle, State, Step
from sojourn.law.procedure.machine import leaves_from, steps_from

EXAMPLES, STEPS_EACH, LEAST = 560, 100, 50_000
NUMBER = st.integers(0, 40)
HARMLESS = {"reasons", "records_opened"}


class Cases(RuleBasedStateMachine):
    """One case in one lifecycle, and everything that can happen to it."""

    count: ClassVar[Counter[str]] = Counter()
    reached: ClassVar[set[tuple[str, str]]] = set()
    driven: ClassVar[tuple[str, Lifecycle]] = world.ALL[0]

    @initialize(seed=st.integers(0, 2**64 - 1))
    def open_case(self, seed: int) -> None:
        """Begin a case of any origin in the lifecycle that is driven."""
        code, chosen = self.driven
        self.chance = Random(seed)
        self.world = world.World(code, chosen, self.chance.choice(sorted(chosen.starts)))
        self._counted("open")

    @rule(number=NUMBER)
    def a_fact_that_blocks_arrives(self, number: int) -> None:
        """A claim, an application, a protection, a removal stay, a promise to a court, a hold."""
        self.world.block(number)
        self._counted("block")

    @rule(number=NUMBER, by=st.sampled_from([*world.PEOPLE, "feed:court:EOIR"]), source=st.sampled_from(["doc", ""]))
    def a_fact_that_lifts_arrives(self, number: int, by: str, source: str) -> None:
        """It may name no source, and an officer who proposes later may have recorded it."""
        self.world.lift(number, by, source)
        self._counted("lift")

    @rule(what=st.sampled_from(["departure", "unread", "pair", "disputed", "no answer"]))
    def something_else_comes_up(self, what: str) -> None:
        """A record of a departure, a message that nobody read, a doubt whose the records are."""
        here = self.world
        if what == "departure":
            day = here.now.date()
            here.crossings.append(
                world.Crossed(f"carrier:XX/d{here.count}", "manifest", "departure", day, here.now, True)
            )
        here.unread = ("court:EOIR/x1",) if what == "unread" else here.unread
        here.pairs = (world.ARRIVAL,) if what == "pair" else here.pairs
        here.disputed = here.disputed or what == "disputed"
        here.answered = here.answered and what != "no answer"
        self._counted("doubt")

    @rule(hours=st.sampled_from([1, 24, 200, 24 * 31]))
    def time_passes(self, hours: int) -> None:
        """Clocks run out, and answers grow old."""
        self.world.now += timedelta(hours=hours)
        self._counted("time")

    @rule(code=st.sampled_from(sorted(ASKED_DAYS)), answer=st.sampled_from(["no", "no", "yes"]), who=NUMBER)
    def somebody_asks(self, code: str, answer: str, who: int) -> None:
        """A blocker is asked about, perhaps by an officer who proposes later."""
        self.world.ask(code, answer, [*world.PEOPLE, world.ASKER][who % 4])
        self._counted("ask")

    @rule()
    def everything_is_brought_in_order(self) -> None:
        """So that steps are taken, and the case goes far."""
        self.world.ready()
        self._counted("ready")

    @rule()
    def a_court_or_the_person_acts(self) -> None:
        """A fact arrives that takes a step by itself."""
        self.world.by_fact(self.chance.randrange(1000))
        self._counted("by fact")

    @rule(opened=st.sampled_from([True, True, True, False]))
    def an_officer_tries_a_step(self, opened: bool) -> None:
        """Any officer, any step from here, any second person or none."""
        by, approved_by = self.chance.choice(world.PEOPLE), self.chance.choice(["", *world.PEOPLE])
        self._try(self.chance.randrange(1000), by, approved_by, opened)
        self._counted("try")

    @rule()
    def officers_take_steps_with_care(self) -> None:
        """Everything in order, the times over, the records opened, two people: the way on is there."""
        here = self.world
        for _ in range(3):
            number = self.chance.randrange(1000)
            here.now += timedelta(days=61)
            here.ready()
            self._try(number, "user:2" if number % 2 else "user:1", "user:3", True)
            if number % 3:
                here.by_fact(number)
        self._counted("care")

    def _try(self, number: int, by: str, approved_by: str, opened: bool) -> None:
        here = self.world
        steps = [step for step in steps_from(here.standing) if step.by in world.OURS]
        # Closing ends a case at once; the ways that go far are long, so most tries leave it aside.
        steps = here.onward(steps) if number % 8 != 7 else steps
        if not steps:
            return
        step = steps[number % len(steps)]
        by = "user:4" if step.by == "reviewer" and approved_by == "user:3" else by
        before = here.lifecycle.state(here.standing.state)
        proposed = here.propose(step, by, approved_by, opened=opened)
        gate = here.gate(step, proposed)
        unknown = [each for each in gate.findings if each.verdict is Verdict.UNKNOWN]
        assert not (unknown and gate.open)
        forbidden, twice = here.forbidden(by), here.standing
        try:
            here.take(step, proposed, gate)
        except LawError as error:
            refused = error.code
        else:
            refused = ""
        if refused:
            assert refused in ("step-blocked", "step-needs-two")
            assert here.standing is twice
            return
        after = here.lifecycle.state(step.reaches)
        against = step.adverse or (after.adverse and not before.adverse)
        if against:
            assert forbidden == []
            assert proposed.opened >= {world.ARRIVAL}
            assert proposed.grounds
        if step.kind == "determination":
            self._determined(step, by, approved_by)
        self.count["adverse" if against else "taken"] += 1

    def _determined(self, step: Step, by: str, approved_by: str) -> None:
        """Never without notice that arrived, time to answer, and two people who did not review."""
        here = self.world
        served = {each.name: each for each in here.file.of("service") if is_real(each)}
        clocks = [each for each in here.clocks if each.clock == "answer_to_notice" and each.start_record in served]
        assert any(each.ends_at is not None and each.ends_at <= here.now for each in clocks)
        assert approved_by not in ("", by)
        earlier = {taken.by for taken in here.standing.taken[:-1] if taken.step in step.not_by}
        assert not earlier & {by, approved_by}
        self.count["determination"] += 1

    @invariant()
    def there_is_a_lawful_way_on_or_out(self) -> None:
        """From where the case stands, in whatever it is in, a step in the person's favour can be taken now."""
        here = getattr(self, "world", None)
        if here is None:
            return
        state = here.lifecycle.state(here.standing.state)
        new = (here.lifecycle.id, state.id) not in self.reached
        self.reached.add((here.lifecycle.id, state.id))
        if state.final or not (new or here.count % 7 == 0):
            return
        ways = ways_out(here.lifecycle, state)
        # Where a court was asked already, its answer is the way out; no gate of ours stands before it.
        assert any(step.by == "court" or here.gate(step, here.propose(step, "user:7", "")).open for step in ways)

    def _counted(self, what: str) -> None:
        self.count[what] += 1
        self.count["steps"] += 1


def ways_out(lifecycle: Lifecycle, state: State) -> list[Step]:
    """Give the steps that nothing can block from a state to where a good end is within reach.

    They are ours; from a state that only steps of this kind lead to, a court was asked, and its answer is one too.
    """
    good = {each.id for each in lifecycle.states if each.final and each.favourable}
    ours = [step for step in lifecycle.steps if step.by in world.OURS and is_free(step)]
    court = [step for step in lifecycle.steps if step.by == "court"]
    into = [step for step in lifecycle.steps if step.reaches == state.id]
    first = [*ours, *court] if into and all(step in ours for step in into) else ours
    return [
        step
        for step in first
        if leaves_from(step, state.id, final=state.final)
        and step.reaches != state.id
        and _reaches(lifecycle, step.reaches, [*ours, *court], good)
    ]


def is_free(step: Step) -> bool:
    """Say whether no blocker, no time and no second person can stand before a step."""
    return (
        not (step.adverse or step.blockers or step.waits_for or step.second_person) and set(step.requires) <= HARMLESS
    )


def _reaches(lifecycle: Lifecycle, start: str, steps: list[Step], good: set[str]) -> bool:
    found, waiting = {start}, [start]
    while waiting and not found & good:
        name = waiting.pop()
        final = lifecycle.state(name).final
        new = {step.reaches for step in steps if leaves_from(step, name, final=final)} - found
        found |= new
        waiting += new
    return bool(found & good)


@pytest.fixture(scope="module")
def driven() -> type[Cases]:
    """Drive the cases once for all tests of this file."""
    Cases.count.clear()
    Cases.reached.clear()
    chances = settings(
        max_examples=EXAMPLES // len(world.ALL) + 1,
        stateful_step_count=STEPS_EACH,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for Cases.driven in world.ALL:
        run_state_machine_as_test(Cases, settings=chances)
    return Cases


def test_at_least_fifty_thousand_steps_break_no_rule(driven: type[Cases]) -> None:
    assert driven.count["steps"] >= LEAST


def test_steps_against_people_were_taken_so_that_the_test_says_something(driven: type[Cases]) -> None:
    assert driven.count["adverse"] >= 100
    assert driven.count["determination"] >= 20


def test_most_states_of_every_lifecycle_were_reached(driven: type[Cases]) -> None:
    states = {(lifecycle.id, state.id) for _, lifecycle in world.ALL for state in lifecycle.states}
    assert len(driven.reached & states) >= 0.6 * len(states)


def test_every_state_of_every_lifecycle_has_a_way_out_that_nothing_blocks() -> None:
    closed = [
        (lifecycle.id, state.id)
        for _, lifecycle in world.ALL
        for state in lifecycle.states
        if not state.final and not ways_out(lifecycle, state)
    ]
    assert closed == []
