"""What the shipped lifecycles say: the pre-stage first, the charge and its end, removal, and putting right."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from sojourn.evidence.fact_kinds import FactKind, fact_kinds
from sojourn.law.pack import list_shipped, load_pack
from sojourn.law.procedure import requirements
from sojourn.law.procedure.lifecycle import Lifecycle, Step
from sojourn.law.procedure.lifecycle_reading import iter_versions, lifecycle_on, list_lifecycles
from sojourn.law.procedure.machine import leaves_from
from sojourn.law.procedure.procedure_codes import REQUIREMENTS

PRE_STAGE = ["question_open", "reviewed", "notice_sent", "notified", "answer_received", "answer_weighed"]
ALL = [
    lifecycle
    for code in list_shipped()
    for name in list_lifecycles(load_pack(code))
    if name.startswith(f"{code}.")
    for lifecycle in iter_versions(load_pack(code), name)
]
ADVERSE = [lifecycle for lifecycle in ALL if any(state.adverse for state in lifecycle.states)]
REMOVING = [lifecycle for lifecycle in ADVERSE if any(step.id == "board" for step in lifecycle.steps)]

every = pytest.mark.parametrize("lifecycle", ALL, ids=lambda each: each.id)
every_adverse = pytest.mark.parametrize("lifecycle", ADVERSE, ids=lambda each: each.id)
every_removing = pytest.mark.parametrize("lifecycle", REMOVING, ids=lambda each: each.id)


@pytest.fixture(scope="module")
def overstay() -> Lifecycle:
    return lifecycle_on(load_pack("us"), "us.overstay", date(2026, 11, 1), date(2026, 11, 1))


def leaving(lifecycle: Lifecycle, state: str) -> dict[str, Step]:
    """Give the steps that leave from a state."""
    final = lifecycle.state(state).final
    return {step.id: step for step in lifecycle.steps if leaves_from(step, state, final=final)}


def test_every_shipped_lifecycle_is_here() -> None:
    assert [lifecycle.id for lifecycle in ALL] == [
        "base.assisted_return", "base.stay", "eu.return", "uk.removal",
        "us.asylum_only", "us.overstay", "us.reinstatement", "us.visa_waiver", "us.voluntary_departure",
    ]  # fmt: skip


@every_adverse
def test_every_track_that_can_go_against_a_person_begins_with_the_pre_stage(lifecycle: Lifecycle) -> None:
    assert [state.id for state in lifecycle.states][: len(PRE_STAGE)] == PRE_STAGE
    assert lifecycle.starts["recorded_encounter"] == "question_open"


@every_adverse
def test_what_was_wrong_can_be_put_right(lifecycle: Lifecycle) -> None:
    assert lifecycle.starts["error_to_undo"] == "error_found"
    assert {"rescind", "return_facilitation"} <= set(leaving(lifecycle, "error_found"))
    for state in lifecycle.states:
        if state.final and state.adverse:
            assert {"rescind", "reopen", "return_facilitation"} <= set(leaving(lifecycle, state.id))


@every
def test_facts_that_take_steps_can_say_what_the_steps_ask_for(lifecycle: Lifecycle) -> None:
    kinds = fact_kinds()
    asked = [
        (step.id, fact.kind, column, words)
        for step in lifecycle.steps
        for fact in step.by_fact
        for column, words in fact.where.items()
    ]
    assert [each for each in asked if each[2] in kinds[each[1]].not_carried] == []
    assert [each for each in asked if set(each[3]) - {""} - _words(kinds[each[1]], each[2], each[3])] == []


def _words(kind: FactKind, column: str, words: tuple[str, ...]) -> set[str]:
    """Give the words that a column may have; where the kind lists none, any."""
    said = kind.words.get(column)
    return set(words) if said is None else set(said.meanings)


def test_every_requirement_is_looked_at_by_the_gate() -> None:
    assert set(REQUIREMENTS) == set(requirements.REQUIREMENTS)


@every
def test_no_step_has_room_for_several_people(lifecycle: Lifecycle) -> None:
    assert {field.name for field in fields(Step)} & {"people", "persons", "persons_ids", "batch", "bulk"} == set()
    assert [state.id for state in lifecycle.states if "member" in state.id] == []


def test_a_charge_is_cancelled_for_one_of_seven_reasons_before_it_is_filed(overstay: Lifecycle) -> None:
    cancel = overstay.step("cancel_charge")
    assert list(cancel.grounds) == [f"239.2(a)({number})" for number in range(1, 8)]
    assert cancel.grounds["239.2(a)(4)"] == "The person is not in the United States."
    assert (cancel.leaves, cancel.by, cancel.blockers) == (("charge_issued", "charge_served"), "officer", ())


def test_after_the_filing_only_the_court_ends_a_case(overstay: Lifecycle) -> None:
    for state in ("proceedings_pending", "hearing_set"):
        ours = {name for name, step in leaving(overstay, state).items() if step.by == "officer" and not step.adverse}
        assert ours <= {"move_to_dismiss", "release_in_proceedings"}
    assert overstay.state(overstay.step("move_to_dismiss").reaches).final is False


def test_a_departure_on_record_cancels_no_charge_by_itself(overstay: Lifecycle) -> None:
    assert overstay.step("cancel_charge").by_fact == ()


def test_expedited_removal_is_no_step_against_an_admitted_person(overstay: Lifecycle) -> None:
    assert [step.id for step in overstay.steps if "235(b)" in step.citation or "expedited" in step.id] == []


def test_under_the_visa_waiver_there_is_no_charge_and_fear_goes_to_a_judge() -> None:
    lifecycle = lifecycle_on(load_pack("us"), "us.visa_waiver", date(2026, 11, 1), date(2026, 11, 1))
    assert [step.id for step in lifecycle.steps if step.kind == "charge"] == []
    assert leaving(lifecycle, "voyage_named")["fear_claimed"].reaches == "fear_claimed"
    assert set(leaving(lifecycle, "fear_claimed")) == {"refer", "close_in_favour"}


@every_removing
def test_a_place_that_is_an_alternate_has_the_same_gate_and_everything_is_looked_at_again_at_the_door(
    lifecycle: Lifecycle,
) -> None:
    listing, door = lifecycle.step("name_for_departure"), lifecycle.step("board")
    assert [step.id for step in lifecycle.steps if step.reaches == listing.reaches] == ["name_for_departure"]
    assert "alternate" in listing.instrument
    assert {"destination", "court_messages_read", "travel_document"} <= set(listing.requires) & set(door.requires)
    assert listing.blockers == door.blockers
    assert door.leaves == (listing.reaches,)


@every_removing
def test_a_removal_stay_halts_a_removal_also_after_boarding(lifecycle: Lifecycle) -> None:
    for state in ("voyage_named", "boarded"):
        halting = [
            step
            for step in leaving(lifecycle, state).values()
            if "removal_stay" in {fact.kind for fact in step.by_fact}
        ]
        assert [lifecycle.state(step.reaches).final for step in halting] == [False]


def test_a_notice_of_removal_leaves_time_to_reach_a_court_and_there_is_no_window() -> None:
    lifecycle = lifecycle_on(load_pack("uk"), "uk.removal", date(2026, 11, 1), date(2026, 11, 1))
    listing = lifecycle.step("name_for_departure")
    assert (listing.leaves, listing.waits_for) == (("notice_of_removal_served",), ("notice_of_removal",))
    assert "notice_served" in listing.requires
    assert leaving(lifecycle, "voyage_named")["take_off_list"].reaches == "liable"


def test_nothing_in_assisted_return_goes_against_the_person() -> None:
    lifecycle = lifecycle_on(load_pack("eu"), "base.assisted_return", date(2026, 11, 1), date(2026, 11, 1))
    assert [step.id for step in lifecycle.steps if step.adverse or step.by_fact] == []
    assert [state.id for state in lifecycle.states if state.adverse] == []
    assert lifecycle.step("confirm_departure").letter == "receipt"


@every
def test_no_reason_is_a_prediction_a_trait_or_a_membership(lifecycle: Lifecycle) -> None:
    words = " ".join(f"{code} {said}" for step in lifecycle.steps for code, said in step.grounds.items()).lower()
    never = ("risk", "likely to", "member", "gang", "nationality", "ethnic", "religion", "danger")
    assert [word for word in never if word in words] == []


def test_what_our_own_steps_put_on_file_moves_the_case_no_further() -> None:
    """A step records a fact; that fact must not be taken for a court's and move the case a second time."""
    twice = [
        (lifecycle.id, step.id, other.id)
        for lifecycle in ALL
        for step in lifecycle.steps
        for other in leaving(lifecycle, step.reaches).values()
        for fact in other.by_fact
        if step.records == fact.kind
        and all(step.record_values.get(column, "") in words for column, words in fact.where.items())
    ]
    assert twice == []
