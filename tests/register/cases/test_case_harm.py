"""What must not be possible, each named after whom it would harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from case_people import begin, leave, make_person, put, see

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


def test_a_restricted_fact_closes_the_records_of_somebody_without_a_stay(acting: Maker) -> None:
    from sojourn.register.door.acting import Restricted
    from sojourn.register.door.purposes import state_purpose

    made = make_person("hidden", facts=[restricted_fact()])
    with pytest.raises(Restricted):
        state_purpose(acting("caseworker"), made.person_id, "correction", "to look")


def test_nobody_makes_a_record_their_own_work_by_beginning_a_case(acting: Maker) -> None:
    from sojourn.register.door.work import assigned

    caseworker, made = acting("caseworker"), make_person("begun")
    case = begin(caseworker, made, "us.overstay")
    assert case.assigned_to_id is None
    assert not assigned(caseworker, made.person_id)


def test_no_case_begins_at_an_order_that_is_not_on_file(acting: Maker) -> None:
    with pytest.raises(RegisterError, match="no order is on file"):
        begin(acting("caseworker"), make_person("unordered"), "us.overstay", "imported_order")


def test_an_imported_order_begins_with_every_blocker_unknown(acting: Maker) -> None:
    from sojourn.register.cases.opening import open_case

    order = {"feed": "court:TEST", "kind": "order", "fact_id": "o-1", "type": "removal", "decided_at": moment()}
    officer = acting("officer")
    case = begin(officer, make_person("imported", facts=[order]), "us.overstay", "imported_order")
    gate = open_case(officer, case.case_id).gates["note_finality"]
    assert {each.code for each in gate.blocked_by} >= {f"B{number}" for number in (1, 2, 3, 4, 5, 6, 8, 9, 10)}


def test_whoever_reviewed_the_question_decides_nothing(acting: Maker) -> None:
    from sojourn.register.cases.people_apart import require_not_reviewer
    from sojourn.register.review.models import Question, QuestionReview

    supervisor, made = acting("supervisor"), make_person("asked")
    case = begin(supervisor, made, "us.overstay")
    question = Question.objects.create(
        stay_id=made.stay_id, code="unexplained", person_id=made.person_id, answer_id=1, basis=b"", state="settled",
        happened_on=date(2026, 1, 1), opened_at=moment(),
    )  # fmt: skip
    QuestionReview.objects.create(
        question=question, outcome="still_open", checks={}, reviewed_by_id=supervisor.user_id, reviewed_at=moment()
    )
    with pytest.raises(RegisterError, match="you reviewed this person's records"):
        require_not_reviewer(supervisor, laid_out(case))
    require_not_reviewer(acting("officer"), laid_out(case))


def test_no_step_is_carried_out_while_a_message_of_a_court_waits_to_be_looked_at(acting: Maker) -> None:
    from sojourn.register.cases.waiting_records import require_all_answered
    from sojourn.register.live.models import Pending

    desk = laid_out(begin(acting("officer"), make_person("queued"), "us.overstay"))
    require_all_answered(desk)
    Pending.objects.create(why="records", subject_ids=[], names=["court:EOIR/1"], since=moment())
    with pytest.raises(RegisterError, match="not looked at yet"):
        require_all_answered(desk)


def test_what_shows_an_answer_is_no_free_text(acting: Maker) -> None:
    from sojourn.register.cases.asking import ask_blocker

    officer, made = acting("officer"), make_person("sourced")
    case = begin(officer, made, "us.overstay")
    with pytest.raises(RegisterError, match="what shows the answer"):
        ask_blocker(officer, case.case_id, "B1", "no", "call with Kim, 1 Example Street")
    assert ask_blocker(officer, case.case_id, "B1", "no", made.arrival).source == made.arrival


def test_only_who_is_trained_clears_a_protected_person(acting: Maker) -> None:
    from sojourn.register.cases.asking import ask_blocker
    from sojourn.register.door.acting import Refused

    caseworker, made = acting("caseworker"), make_person("cleared")
    case = begin(caseworker, made, "us.overstay")
    with pytest.raises(Refused):
        ask_blocker(caseworker, case.case_id, "B4", "cleared", made.arrival)


def test_an_order_that_a_carrier_sends_is_set_apart() -> None:
    from sojourn.register.intake.checking import may_send

    assert not may_send("carrier:KL", "order")
    assert not may_send("post:JFK", "conviction")
    assert may_send("court:EOIR", "order")
    assert may_send("carrier:KL", "contact")


def test_an_order_that_somebody_types_moves_no_case_by_itself(acting: Maker) -> None:
    case, _, _ = typed_order(acting)
    assert case.state == "proceedings_pending"


def test_a_typed_order_moves_the_case_when_a_second_person_has_read_it(acting: Maker) -> None:
    from sojourn.register.cases.confirming import confirm_record

    case, made, name = typed_order(acting)
    second = acting("supervisor", office="centre")
    see(second, made, name)
    event = confirm_record(second, screen(second), case.case_id, name)
    assert event.approved_by == second.actor
    assert event.to_state == "ordered"


def test_a_typed_order_is_not_confirmed_unread(acting: Maker) -> None:
    from sojourn.register.cases.confirming import confirm_record

    case, made, name = typed_order(acting)
    second = acting("supervisor", office="centre")
    see(second, made)
    with pytest.raises(RegisterError, match="does not show that you opened this record"):
        confirm_record(second, screen(second), case.case_id, name)


def test_evidence_of_departure_puts_the_cancellation_before_an_officer(acting: Maker) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.opening import open_case

    officer, made = acting("officer"), make_person("gone")
    case = put(begin(officer, made, "us.overstay"), "charge_served", ("determine", "user:0", "user:1"))
    leave(made, clock.today())
    gates = open_case(officer, case.case_id).gates
    assert "B5" in {each.code for each in gates["file_charge"].blocked_by}
    assert not gates["cancel_charge"].blocked_by


def typed_order(acting: Maker) -> tuple[Any, Any, str]:
    """Let a caseworker record an order from its paper in a case before the court."""
    from sojourn.register.cases.recording import record_fact

    caseworker, made = acting("caseworker", office="centre"), make_person("typed")
    case = put(begin(caseworker, made, "us.overstay"), "proceedings_pending", ("file_charge", "user:0", ""))
    values = {"type": "removal", "decided_at": moment(), "reference": "ORD-9"}
    name = record_fact(caseworker, made.person_id, "order", values, "typed-order", "ab" * 32)
    case.refresh_from_db()
    return case, made, name


def restricted_fact() -> dict[str, object]:
    return {
        "feed": "agency:TEST", "kind": "protection", "fact_id": "p-1", "type": "asylum", "restricted": True,
        "valid_from": date(2026, 1, 1),
    }  # fmt: skip


def laid_out(case: Any) -> Any:
    from sojourn.register.cases.gates import lay_out

    return lay_out(case)


def screen(acting: Any) -> Any:
    from case_people import at_the_screen

    return at_the_screen(acting)


def moment() -> Any:
    from sojourn.register import clock

    return clock.now()
