"""What the person declared stands beside the answer: it is neither offered nor taken against them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from case_people import at_the_screen, begin, make_person, put, take_in

from sojourn.errors import RegisterError


@pytest.fixture
def declared(acting: Callable[..., Any]) -> Any:
    """Give an officer, their reviewed case about somebody who declared a departure, and the declared record."""
    from sojourn.register import clock

    officer = acting("officer", office="centre")
    made = make_person("declarer")
    row = {
        **made.who, "movement_id": "own-1", "feed": "declared", "kind": "declared", "direction": "departure",
        "local_date": clock.today(), "recorded_at": clock.now(),
    }  # fmt: skip
    name, _person = take_in("movement", row)
    return officer, put(begin(officer, made, "us.overstay"), "reviewed"), made, name


def test_a_step_against_the_person_neither_offers_nor_takes_it(declared: Any) -> None:
    from sojourn.register.cases.gates import lay_out
    from sojourn.register.cases.own_word import builds_against
    from sojourn.register.cases.step_forms import StepForm
    from sojourn.register.cases.steps import propose
    from sojourn.register.cases.wanted import Wanted

    officer, case, made, name = declared
    desk = lay_out(case)
    offered: dict[bool, set[str]] = {}
    for step in desk.standing.lifecycle.steps:
        choices = {code for code, _said in StepForm(step, desk.file).fields["records"].choices}  # type: ignore[attr-defined]
        offered.setdefault(builds_against(step), set()).update(choices)
    assert made.arrival in offered[True]
    assert name not in offered[True]
    assert name in offered[False]
    put(case, "removal_period", ("determine", "user:0", "user:1"), ("note_finality", "user:0", "user:1"))
    step = next(each for each in lay_out(case).steps if each.id == "issue_warrant")
    wanted = Wanted(step.id, tuple(list(step.grounds)[:1]), records=(made.arrival, name))
    with pytest.raises(RegisterError) as caught:
        propose(officer, at_the_screen(officer), case.case_id, wanted)
    assert caught.value.code == "record-declared"


def test_a_notice_neither_offers_nor_takes_it(declared: Any) -> None:
    from sojourn.register.cases.opening import open_case
    from sojourn.register.letters.case_letters import choices_of
    from sojourn.register.letters.making import Asked, make_notice

    officer, case, made, name = declared
    offered = {record for each in choices_of(open_case(officer, case.case_id)) for record, _said in each.records}
    assert made.arrival in offered
    assert name not in offered
    with pytest.raises(RegisterError) as caught:
        make_notice(officer, at_the_screen(officer), case.case_id, Asked("notice", records=(made.arrival, name)))
    assert caught.value.code == "record-declared"


def test_it_clears_no_way_for_a_step_but_may_show_what_forbids_one(declared: Any, acting: Callable[..., Any]) -> None:
    from sojourn.register.cases.asking import ask_blocker

    officer, case, _made, name = declared
    with pytest.raises(RegisterError) as caught:
        ask_blocker(officer, case.case_id, "B2", "no", name)
    assert caught.value.code == "record-declared"
    assert ask_blocker(officer, case.case_id, "B2", "yes", name).answer == "yes"
