"""One case from the first question to a determination, as people do it: records read, a notice served, time given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from case_people import ask_all, at_the_screen, begin, make_person, see

Maker = Callable[..., Any]


@pytest.fixture
def people(acting: Maker) -> dict[str, Any]:
    roles = {"reviewer": "reviewer", "officer": "officer", "second": "officer", "caseworker": "caseworker"}
    return {name: acting(role, office="centre") for name, role in roles.items()}


def test_from_the_question_to_the_determination(people: dict[str, Any]) -> None:
    from sojourn.register import clock

    began = clock.now()
    contact = {"feed": "agency:TEST", "kind": "contact", "fact_id": "contact-1", "place": "1 Example Street"}
    asked = {"feed": "agency:CIS", "kind": "hearing", "fact_id": "search-1", "decided_at": began, "type": "search"}
    made = make_person("whole", facts=[contact, asked])
    both = (made.arrival, "agency:CIS/search-1")
    case = begin(people["caseworker"], made, "us.overstay")

    see(people["reviewer"], made, *both)
    assert take(people["reviewer"], case, "review", "not_explained", both) == "reviewed"
    ask_all(case, people["caseworker"].user_id)
    see(people["officer"], made, *both)
    letter = make_the_notice(people["officer"], case, both)
    assert take(people["officer"], case, "send_notice", "question_left", both, document=letter) == "notice_sent"
    serve(people["caseworker"], letter)  # what lifts a blocker is not recorded by who proposes the step
    assert state_of(case) == "notified"
    assert not_yet(made)

    with pytest.raises(Exception, match="answer_to_notice"):
        propose(people["officer"], case, both, letter)
    later = clock.now() + timedelta(days=45)
    with clock.set_to(later):
        ask_all(case, people["caseworker"].user_id)
        for who in ("officer", "second"):
            see(people[who], made, *both)
        proposal = propose(people["officer"], case, both, letter)
        approve_and_execute(people, made, proposal)
        assert may_be_disclosed(made) == (True, clock.today())
    assert state_of(case) == "determined"


def not_yet(made: Any) -> bool:
    from sojourn.register.cases.determined import find_determined_on

    return find_determined_on(made.stay_id) is None


def may_be_disclosed(made: Any) -> tuple[bool, Any]:
    """Say whether a disclosure of the determined stay tells of the determination, and which day it names."""
    from sojourn.register.cases.determined import find_determined_on
    from sojourn.register.components.days import long_day
    from sojourn.register.door.disclosed_text import AnswerTold, text_of

    day = find_determined_on(made.stay_id)
    assert day is not None
    return long_day(day) in text_of(AnswerTold(made.stay_id, "unexplained", None, "open", None, day, day)), day


def test_a_reviewer_does_not_determine(people: dict[str, Any]) -> None:
    from sojourn.register.accounts.conflicts import find_conflict

    assert find_conflict({"reviewer"}, "officer") == "reviewer"


def take(acting: Any, case: Any, step: str, ground: str, records: tuple[str, ...], document: str = "") -> str:
    from sojourn.register.cases.steps import take as take_step
    from sojourn.register.cases.wanted import Wanted

    wanted = Wanted(step, (ground,), records=records, document=document)
    return take_step(acting, case.case_id, wanted).to_state


def state_of(case: Any) -> str:
    case.refresh_from_db()
    return case.state


def make_the_notice(acting: Any, case: Any, records: tuple[str, ...]) -> str:
    from sojourn.register.letters.making import Asked, make_notice

    asked = Asked(kind="notice", language="en", records=records, grounds=("question_left",))
    return make_notice(acting, at_the_screen(acting), case.case_id, asked).reference


def serve(acting: Any, reference: str) -> None:
    from sojourn.register import clock
    from sojourn.register.letters.documents import Sent
    from sojourn.register.letters.serving import Served, record_service

    proof = Sent("receipt.txt", "text/plain", b"Received, signed.")
    told = Served(token="serve-1", method="in_person", outcome="delivered", at=clock.now(), by="officer", proof=proof)
    record_service(acting, reference, told)


def propose(acting: Any, case: Any, records: tuple[str, ...], document: str) -> Any:
    from sojourn.register.cases.steps import propose as propose_step
    from sojourn.register.cases.wanted import Wanted

    wanted = Wanted("determine", ("stayed_on",), "Nothing covers the time since.", records, document=document)
    return propose_step(acting, at_the_screen(acting), case.case_id, wanted)


def approve_and_execute(people: dict[str, Any], made: Any, proposal: Any) -> None:
    from sojourn.register.cases.steps import approve, execute

    see(people["second"], made)
    approve(people["second"], at_the_screen(people["second"]), proposal.pk)
    execute(people["officer"], at_the_screen(people["officer"]), proposal.pk)
