"""The floor of lifecycles: each refusal with a lifecycle that goes below it in that one point."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.pack import list_shipped, load_pack
from sojourn.law.procedure.lifecycle import ByFact, Lifecycle, State, Step
from sojourn.law.procedure.lifecycle_floor import lifecycle_floor_problems
from sojourn.law.procedure.lifecycle_reading import iter_versions, list_lifecycles

GROUNDS = {"one": "One reason."}
LOOKED = ("records_opened", "reasons")


def step(step_id: str, leaves: str, reaches: str, by: str = "officer", **given: Any) -> Step:
    """Give a step; ``leaves`` names its states with spaces between."""
    return Step(step_id, step_id, tuple(leaves.split()), reaches, by, "Convention of Sojourn", **given)


def adverse(step_id: str, leaves: str, reaches: str, **given: Any) -> Step:
    """Give a step against the person that keeps the floor, but for what is given."""
    kept: dict[str, Any] = {
        "adverse": True,
        "blockers": BLOCKER_CODES,
        "second_person": True,
        "grounds": GROUNDS,
        "requires": LOOKED,
    }
    return step(step_id, leaves, reaches, **(kept | given))


DETERMINE = adverse(
    "determine", "notified", "determined", kind="determination", not_by=("review",),
    requires=(*LOOKED, "notice_served"), waits_for=("answer_to_notice",),
)  # fmt: skip
STEPS = (
    step("review", "open", "reviewed", "reviewer"),
    step("notify", "reviewed", "notified", "service", by_fact=(ByFact("service"),)),
    DETERMINE,
    adverse("remove", "determined", "removed", kind="removal"),
    step("close", "open reviewed notified determined removed", "closed"),
)
STATES = (
    State("open", "Open", "pre_stage"),
    State("reviewed", "Reviewed", "pre_stage"),
    State("notified", "Notified", "pre_stage"),
    State("determined", "Determined", "determined", adverse=True),
    State("removed", "Removed", "closed", adverse=True, final=True),
    State("closed", "Closed", "closed", final=True, favourable=True),
)
LEAST = Lifecycle(
    "ruritania.least",
    "ruritania",
    "The least",
    "none",
    "1",
    date(2026, 1, 1),
    {"question_reviewed": "open"},
    STATES,
    STEPS,
)


def below(*steps: Step, states: tuple[State, ...] = STATES, starts: dict[str, str] | None = None) -> str:
    """Put steps into the least lifecycle, in the place of those with the same id, and tell its problems."""
    changed = {each.id: each for each in (*STEPS, *steps)}
    built = replace(LEAST, steps=tuple(changed.values()), states=states, starts=starts or LEAST.starts)
    return "\n".join(lifecycle_floor_problems(built))


def test_the_least_lifecycle_keeps_the_floor() -> None:
    assert below() == ""


@pytest.mark.parametrize("code", list_shipped())
def test_every_version_of_every_lifecycle_at_hand_keeps_the_floor(code: str) -> None:
    pack = load_pack(code)
    built = [lifecycle for name in list_lifecycles(pack) for lifecycle in iter_versions(pack, name)]
    assert built
    assert [problem for each in built for problem in lifecycle_floor_problems(each)] == []


@pytest.mark.parametrize("code", BLOCKER_CODES)
def test_no_blocker_can_be_left_out_of_an_adverse_step(code: str) -> None:
    fewer = tuple(each for each in BLOCKER_CODES if each != code)
    assert f"`remove` leaves out the blockers `{code}`" in below(replace(STEPS[3], blockers=fewer))


def test_an_adverse_step_is_an_officers_own_and_no_facts() -> None:
    by_service = below(replace(STEPS[3], by="service", by_fact=(ByFact("death"),)))
    assert "`remove` goes against the person and is not an officer's own decision" in by_service


def test_an_adverse_step_has_reasons_from_a_closed_list() -> None:
    assert "`remove` goes against the person without reasons" in below(replace(STEPS[3], grounds={}))


def test_an_adverse_step_needs_the_records_opened() -> None:
    assert "nobody need have opened the records" in below(replace(STEPS[3], requires=("reasons",)))


@pytest.mark.parametrize("kind", ["determination", "custody", "order", "removal"])
def test_a_second_person_approves_the_gravest_steps(kind: str) -> None:
    alone = replace(DETERMINE, kind=kind, second_person=False)
    assert f"`determine` is a step of {kind} without a second person" in below(alone)


def test_a_grave_step_cannot_be_called_harmless() -> None:
    assert "is a step of custody and is not marked as adverse" in below(
        replace(DETERMINE, kind="custody", adverse=False)
    )


def test_the_reviewer_cannot_determine() -> None:
    assert "who took `review` may take the determination `determine`" in below(replace(DETERMINE, not_by=()))


@pytest.mark.parametrize("left_out", [{"requires": LOOKED}, {"waits_for": ()}], ids=["no notice", "no time to answer"])
def test_nothing_adverse_is_reached_without_notice_and_time_to_answer(left_out: dict[str, Any]) -> None:
    problems = below(replace(DETERMINE, **left_out))
    assert "from `question_reviewed` the states `determined`, `removed` are reached without notice" in problems
    assert "the determination `determine` does not wait for notice and answer" in problems


def test_a_courts_fact_goes_round_notice_and_answer_no_more_than_a_step() -> None:
    around = step("ordered", "open", "determined", "court", by_fact=(ByFact("order"),))
    assert "are reached without notice and time to answer" in below(around)


def test_an_imported_order_may_begin_in_mid_track_and_an_open_question_may_not() -> None:
    assert below(starts={"question_reviewed": "open", "imported_order": "determined"}) == ""
    problems = below(starts={"question_reviewed": "open", "person_came_forward": "determined"})
    assert "a case of the origin `person_came_forward` begins in the adverse state `determined`" in problems


@pytest.mark.parametrize("by", ["court", "person", "service"])
def test_who_acts_by_facts_names_one(by: str) -> None:
    assert f"`notify` is taken by `{by}` and names no fact" in below(step("notify", "reviewed", "notified", by))


def test_what_we_decide_follows_from_no_fact() -> None:
    both = step("close", "open reviewed notified determined removed", "closed", by_fact=(ByFact("death"),))
    assert "`close` is taken by `officer` and by a fact" in below(both)


def test_what_has_happened_waits_for_nothing() -> None:
    late = replace(STEPS[1], waits_for=("answer_to_notice",))
    assert "`notify` has happened when its fact arrives" in below(late)


def test_no_harmless_step_leads_to_an_adverse_state() -> None:
    hidden = step("note", "notified", "determined", requires=("notice_served",), waits_for=("answer_to_notice",))
    assert "`note` is neither adverse nor a court's, and leads to the adverse state `determined`" in below(hidden)


def test_a_step_from_every_state_leads_to_no_adverse_state() -> None:
    hidden = step("note", "*", "determined", requires=("notice_served",), waits_for=("answer_to_notice",))
    assert "`note` is neither adverse nor a court's" in below(hidden)


def test_no_harmless_step_leads_further_against_a_person() -> None:
    aboard = State("boarded", "Aboard", "removal", adverse=True)
    problems = below(step("note", "determined", "boarded"), step("out", "boarded", "closed"), states=(*STATES, aboard))
    assert "`note` is neither adverse nor a court's, and leads to the adverse state `boarded`" in problems


def test_a_release_and_a_confirmed_departure_need_no_blocker() -> None:
    held = State("held", "Held", "custody", adverse=True)
    gone = State("gone", "Gone", "closed", adverse=True, final=True)
    assert below(
        adverse("detain", "determined", "held", kind="custody"),
        step("release", "held", "determined"),
        step("confirm", "determined", "gone", requires=("departure_confirmed",)),
        step("close", "open reviewed notified determined held removed gone", "closed"),
        states=(*STATES, held, gone),
    ) == ""  # fmt: skip


@pytest.mark.parametrize(
    "held",
    [
        {"blockers": ("B1",)},
        {"waits_for": ("removal_period",)},
        {"second_person": True},
        {"requires": ("travel_document",)},
        {"leaves": ("open", "reviewed", "notified", "removed")},
    ],
    ids=["a blocker", "a clock", "a second person", "a paper", "not from there"],
)
def test_every_state_has_a_free_way_out_in_the_persons_favour(held: dict[str, Any]) -> None:
    problems = below(replace(STEPS[4], **held))
    assert "the state `determined` has no way out in the person's favour that is free of blockers" in problems


def test_where_we_asked_the_court_its_answer_is_the_way_out() -> None:
    asked = State("asked", "The court was asked", "determined", adverse=True)
    assert below(
        step("ask", "determined", "asked"),
        step("ended", "asked", "closed", "court", by_fact=(ByFact("decision"),)),
        states=(*STATES, asked),
    ) == ""  # fmt: skip


def test_a_court_alone_is_no_way_out_where_we_can_act() -> None:
    only_court = step("close", "open reviewed notified removed", "closed")
    ended = step("ended", "determined", "closed", "court", by_fact=(ByFact("decision"),))
    assert "the state `determined` has no way out" in below(only_court, ended)


def test_no_state_is_a_dead_end_that_is_not_called_final() -> None:
    dead = State("dead", "Dead end", "pre_stage")
    assert "the state `dead` is not final, and no step leads on or out" in below(
        step("stop", "open", "dead"), states=(*STATES, dead)
    )


def test_no_state_is_out_of_reach() -> None:
    assert "the state `lost` is never reached" in below(states=(*STATES, State("lost", "Lost", "closed", final=True)))


def test_no_state_is_adverse_and_favourable() -> None:
    both = replace(STATES[4], favourable=True)
    assert "the state `removed` is adverse and favourable" in below(states=(*STATES[:4], both, STATES[5]))


def test_what_ended_against_a_person_can_be_put_right() -> None:
    never = step("close", "open reviewed notified determined", "closed")
    assert "the state `removed` ended against the person, and no step puts it right" in below(never)
