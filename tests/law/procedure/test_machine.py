"""The machine: where a case begins, which steps leave from where it stands, and what taking one needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sojourn.errors import LawError
from sojourn.law.pack import load_pack
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.gate_shape import Finding, Gate, Missing, Verdict, Waits
from sojourn.law.procedure.lifecycle import Lifecycle, Standing
from sojourn.law.procedure.lifecycle_reading import lifecycle_on
from sojourn.law.procedure.machine import begin, move, steps_by_fact, steps_from

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def overstay() -> Lifecycle:
    return lifecycle_on(load_pack("us"), "us.overstay", date(2026, 11, 1), date(2026, 11, 1))


def at(lifecycle: Lifecycle, state: str) -> Standing:
    """Give a case that stands in a state."""
    return replace(begin(lifecycle, "question_reviewed", NOW), state=state)


def fact(kind: str, **values: object) -> Fact:
    """Give a fact about the person."""
    return Fact("court:EOIR/1", kind, NOW, "feed:court:EOIR", values=values)


def refused(standing: Standing, step_id: str, *given: object, **named: object) -> str:
    """Take a step that is refused, and give the code."""
    with pytest.raises(LawError) as caught:
        move(standing, standing.lifecycle.step(step_id), *given, **named)  # type: ignore[arg-type]
    return caught.value.code


@pytest.mark.parametrize(
    "origin", ["question_reviewed", "refused_application", "person_came_forward", "recorded_encounter"]
)
def test_what_is_not_decided_yet_begins_with_an_open_question(overstay: Lifecycle, origin: str) -> None:
    assert begin(overstay, origin, NOW).state == "question_open"


def test_an_imported_order_begins_in_mid_track(overstay: Lifecycle) -> None:
    assert begin(overstay, "imported_order", NOW).state == "ordered"


def test_an_origin_that_a_lifecycle_does_not_have_is_refused() -> None:
    lifecycle = lifecycle_on(load_pack("us"), "us.voluntary_departure", date(2026, 11, 1), date(2026, 11, 1))
    with pytest.raises(LawError) as caught:
        begin(lifecycle, "imported_order", NOW)
    assert caught.value.code == "law-no-start"


def test_only_the_steps_of_the_state_leave_from_it(overstay: Lifecycle) -> None:
    found = {step.id for step in steps_from(at(overstay, "question_open"))}
    assert found == {"review", "close_after_review", "close_in_favour"}


def test_a_step_from_elsewhere_is_refused(overstay: Lifecycle) -> None:
    standing = at(overstay, "question_open")
    assert refused(standing, "issue_charge", "user:1", NOW, gate=Gate("issue_charge")) == "step-not-from-here"


def test_a_step_of_every_state_does_not_leave_from_a_final_one() -> None:
    lifecycle = lifecycle_on(load_pack("base"), "base.assisted_return", date(2026, 11, 1), date(2026, 11, 1))
    assert "withdraw" in {step.id for step in steps_from(at(lifecycle, "journey_set"))}
    assert {step.id for step in steps_from(at(lifecycle, "left_with_help"))} == {"ask_again"}


def test_an_adverse_step_whose_gate_nobody_looked_at_is_refused(overstay: Lifecycle) -> None:
    assert refused(at(overstay, "charge_served"), "file_charge", "user:1", NOW) == "step-blocked"


def test_the_gate_of_another_step_opens_nothing(overstay: Lifecycle) -> None:
    standing = at(overstay, "charge_served")
    assert refused(standing, "file_charge", "user:1", NOW, gate=Gate("issue_charge")) == "step-blocked"


@pytest.mark.parametrize(
    "shut",
    [
        Gate("file_charge", findings=(Finding("B5", Verdict.BLOCKS, "departure"),)),
        Gate("file_charge", findings=(Finding("B1", Verdict.UNKNOWN, "never_asked"),)),
        Gate("file_charge", missing=(Missing("reasons", "No reason is given."),)),
        Gate("file_charge", waits=(Waits("answer_to_notice", None),)),
    ],
    ids=["blocked", "unknown", "missing", "waiting"],
)
def test_a_shut_gate_lets_nothing_through(overstay: Lifecycle, shut: Gate) -> None:
    assert refused(at(overstay, "charge_served"), "file_charge", "user:1", NOW, gate=shut) == "step-blocked"


def test_an_open_gate_moves_the_case_and_keeps_who_took_the_step(overstay: Lifecycle) -> None:
    before = at(overstay, "charge_served")
    after = move(before, overstay.step("file_charge"), "user:1", NOW, gate=Gate("file_charge"), records=("agency:A/7",))
    taken = after.taken[-1]
    assert (after.state, taken.step, taken.by, taken.reached) == (
        "proceedings_pending",
        "file_charge",
        "user:1",
        after.state,
    )
    assert (taken.records, before.state, before.taken) == (("agency:A/7",), "charge_served", ())


@pytest.mark.parametrize("second", ["", "user:1"], ids=["nobody", "the same person"])
def test_a_determination_without_a_second_person_is_refused(overstay: Lifecycle, second: str) -> None:
    standing = at(overstay, "notified")
    assert refused(standing, "determine", "user:1", NOW, second, Gate("determine")) == "step-needs-two"


@pytest.mark.parametrize(("by", "second"), [("user:7", "user:2"), ("user:2", "user:7")], ids=["takes", "approves"])
def test_who_reviewed_neither_determines_nor_approves(overstay: Lifecycle, by: str, second: str) -> None:
    reviewed = move(at(overstay, "question_open"), overstay.step("review"), "user:7", NOW, gate=Gate("review"))
    notified = replace(reviewed, state="notified")
    assert refused(notified, "determine", by, NOW, second, Gate("determine")) == "step-needs-two"


def test_a_step_with_nothing_to_look_at_needs_no_gate() -> None:
    lifecycle = lifecycle_on(load_pack("base"), "base.assisted_return", date(2026, 11, 1), date(2026, 11, 1))
    assert move(at(lifecycle, "journey_set"), lifecycle.step("postpone"), "user:1", NOW).state == "counselled"


def test_a_hearing_before_the_charge_is_filed_moves_nothing(overstay: Lifecycle) -> None:
    assert steps_by_fact(at(overstay, "charge_served"), fact("hearing", outcome="set")) is None
    found = steps_by_fact(at(overstay, "proceedings_pending"), fact("hearing", outcome="set"))
    assert found is not None
    assert found.reaches == "hearing_set"


def test_an_order_before_the_charge_is_filed_moves_nothing(overstay: Lifecycle) -> None:
    assert steps_by_fact(at(overstay, "determined"), fact("order", type="removal")) is None


@pytest.mark.parametrize(
    ("values", "reaches"),
    [
        ({"type": "removal"}, "ordered"),
        ({"type": "removal", "outcome": "appeal_waived"}, "final_order"),
        ({"type": "removal", "outcome": "terminated"}, "proceedings_ended"),
        ({"type": "in_absentia"}, "final_order"),
        ({"type": "withholding"}, None),
    ],
    ids=lambda value: str(value),
)
def test_the_step_that_names_most_words_of_an_order_is_taken(
    overstay: Lifecycle, values: dict[str, str], reaches: str | None
) -> None:
    found = steps_by_fact(at(overstay, "hearing_set"), fact("order", **values))
    assert (found.reaches if found else None) == reaches


def test_a_removal_stay_halts_and_the_word_of_its_end_does_not(overstay: Lifecycle) -> None:
    standing = at(overstay, "voyage_named")
    halting = steps_by_fact(standing, fact("removal_stay", received_at=NOW))
    assert halting is not None
    assert halting.reaches == "halted"
    assert steps_by_fact(standing, fact("removal_stay", received_at=NOW, end_reason="lifted")) is None


@pytest.mark.parametrize("given", [{"type": "on_file", "outcome": "delivered"}, {"type": "post", "outcome": "failed"}])
def test_service_on_file_or_failed_starts_no_time_to_answer(overstay: Lifecycle, given: dict[str, str]) -> None:
    assert steps_by_fact(at(overstay, "notice_sent"), fact("service", **given)) is None


def test_the_first_real_contact_starts_the_time_to_answer(overstay: Lifecycle) -> None:
    found = steps_by_fact(at(overstay, "notice_sent"), fact("service", type="counsel", outcome="delivered"))
    assert found is not None
    assert (found.id, found.reaches, found.starts) == ("first_real_contact", "notified", ("answer_to_notice",))
