"""Steps in a case: taken, proposed, approved, carried out; and stopped the moment something forbids them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from case_people import ask_all, at_the_screen, begin, make_person, put, see, tell

from sojourn.errors import RegisterError

Maker = Callable[..., Any]


@pytest.fixture
def ready(acting: Maker) -> Any:
    """Give a case in the removal period with everything on file for the warrant, and its people."""
    return Ready(acting)


class Ready:
    """A case in which everything that a removal needs is on file, so that a test can take one thing away."""

    def __init__(self, acting: Maker) -> None:
        from sojourn.register import clock

        self.officer, self.second = acting("officer", office="centre"), acting("officer", office="centre")
        self.asker = acting("caseworker", office="centre")
        old = clock.now() - timedelta(days=200)
        self.made = make_person("ordered", facts=on_file(old))
        self.order = "agency:TEST/order-1"
        self.case = begin(self.officer, self.made, "us.overstay")
        put(self.case, "removal_period", ("determine", "user:0", "user:1"), ("note_finality", "user:0", "user:1"))
        ask_all(self.case, self.asker.user_id)
        see(self.officer, self.made, self.made.arrival, self.order)

    def wanted(self, **more: Any) -> Any:
        from sojourn.register.cases.wanted import Wanted

        told = {"step": "issue_warrant", "grounds": ("order_final",), "destination": "NLD", "document": "ORD-1"}
        return Wanted(**{**told, "records": (self.made.arrival, self.order), **more})

    def propose(self, **more: Any) -> Any:
        from sojourn.register.cases.steps import propose

        return propose(self.officer, at_the_screen(self.officer), self.case.case_id, self.wanted(**more))

    def approve(self, proposal: Any) -> Any:
        from sojourn.register.cases.steps import approve

        see(self.second, self.made)
        return approve(self.second, at_the_screen(self.second), proposal.pk)

    def execute(self, proposal: Any) -> Any:
        from sojourn.register.cases.steps import execute

        return execute(self.officer, at_the_screen(self.officer), proposal.pk)


def on_file(old: datetime) -> list[dict[str, object]]:
    """Give the facts that a warrant needs: the order, its service, an address, a travel document."""
    order = {"type": "removal", "decided_at": old, "notified_at": old, "reference": "ORD-1"}
    served = {"reference": "ORD-1", "type": "in_person", "outcome": "delivered", "notified_at": old}
    paper = {"outcome": "issued", "territory": "NLD", "valid_to": date(2030, 1, 1), "decided_at": old}
    rows = {"order": order, "service": served, "contact": {"place": "1 Example Street"}, "travel_document": paper}
    return [{"feed": "agency:TEST", "kind": kind, "fact_id": f"{kind}-1", **row} for kind, row in rows.items()]


def refused(code: str) -> Any:
    return pytest.raises(RegisterError, match=code)


def test_a_step_is_proposed_approved_and_carried_out_by_two_people(ready: Ready) -> None:
    proposal = ready.propose()
    ready.approve(proposal)
    event = ready.execute(proposal)
    ready.case.refresh_from_db()
    assert (event.from_state, event.to_state) == ("removal_period", "warrant_issued")
    assert ready.case.state == "warrant_issued"
    assert event.approved_by == ready.second.actor


def test_an_approval_takes_somebody_else(ready: Ready) -> None:
    from sojourn.register.cases.steps import approve

    proposal = ready.propose()
    with refused("you proposed this step yourself"):
        approve(ready.officer, at_the_screen(ready.officer), proposal.pk)


def test_an_approval_takes_somebody_who_opened_the_records(ready: Ready) -> None:
    from sojourn.register.cases.steps import approve
    from sojourn.register.door.purposes import state_purpose

    proposal = ready.propose()
    state_purpose(ready.second, ready.made.person_id, "legal_proceeding", "to approve")
    with refused("does not show that you opened"):
        approve(ready.second, at_the_screen(ready.second), proposal.pk)


def test_nothing_is_carried_out_without_the_second_person(ready: Ready) -> None:
    proposal = ready.propose()
    with refused("`B13`"):
        ready.execute(proposal)


def test_only_who_proposed_a_step_carries_it_out(ready: Ready) -> None:
    from sojourn.register.cases.steps import execute
    from sojourn.register.door.acting import Refused

    proposal = ready.approve(ready.propose())
    with pytest.raises(Refused):
        execute(ready.second, at_the_screen(ready.second), proposal.pk)


def test_a_session_of_somebody_else_takes_no_step(ready: Ready) -> None:
    from sojourn.register.cases.steps import propose
    from sojourn.register.door.acting import Refused

    with pytest.raises(Refused):
        propose(ready.officer, at_the_screen(ready.second), ready.case.case_id, ready.wanted())


def test_a_step_against_a_person_is_never_taken_at_once(ready: Ready) -> None:
    from sojourn.register.cases.steps import take

    with refused("never taken at once"):
        take(ready.officer, ready.case.case_id, ready.wanted())


def test_records_that_the_officer_did_not_open_carry_no_step(ready: Ready) -> None:
    name = tell(ready.made, "contact", place="2 Example Street")
    with refused("`records_opened`"):
        ready.propose(records=(name,))


def test_a_reason_comes_from_the_list_of_the_step(ready: Ready) -> None:
    with refused("come from its list"):
        ready.propose(grounds=("because",))


def test_one_step_has_one_proposal(ready: Ready) -> None:
    ready.propose()
    with refused("proposed in this case already"):
        ready.propose()


def test_a_proposal_is_withdrawn_by_its_own_officer(ready: Ready) -> None:
    from sojourn.register.cases.steps import withdraw

    proposal = withdraw(ready.officer, ready.propose().pk)
    assert proposal.state == "withdrawn"


def test_a_proposal_is_declined_with_a_reason(ready: Ready) -> None:
    from sojourn.register.cases.models import Text
    from sojourn.register.cases.steps import decline

    proposal = ready.propose()
    see(ready.second, ready.made)
    decline(ready.second, proposal.pk, "The contact is old.")
    assert Text.objects.get(event__kind="declined").text == "The contact is old."


def test_a_fact_that_blocks_stops_an_approved_step_at_once_and_tells_both_officers(ready: Ready) -> None:
    from sojourn.register.cases.stops import list_stops

    proposal = ready.approve(ready.propose())
    claim = tell(ready.made, "citizenship_claim", feed="counsel:TEST")
    proposal.refresh_from_db()
    assert proposal.state == "stopped"
    assert {"B1", claim} <= set(proposal.stopped_by)
    assert [each.proposal_id for each in list_stops(ready.officer)] == [proposal.pk]
    assert [each.proposal_id for each in list_stops(ready.second)] == [proposal.pk]
    with refused("waits for nobody any more"):
        ready.execute(proposal)


def test_a_removal_stay_that_arrives_28_minutes_before_departure_stops_it(ready: Ready) -> None:
    proposal = ready.approve(ready.propose())
    tell(ready.made, "removal_stay", received_at=_now(), decided_at=_now())
    proposal.refresh_from_db()
    ready.case.refresh_from_db()
    assert proposal.state == "stopped"
    assert ready.case.state == "halted"


def test_a_stop_is_acknowledged_by_each_who_was_told(ready: Ready) -> None:
    from sojourn.register.cases.stops import acknowledge, list_stops

    proposal = ready.propose()
    tell(ready.made, "citizenship_claim", feed="counsel:TEST")
    acknowledge(ready.officer, proposal.pk)
    assert list_stops(ready.officer) == []
    with refused("nothing here for you"):
        acknowledge(ready.officer, proposal.pk)


def test_an_answer_that_was_asked_lapses_and_stops_the_step(ready: Ready) -> None:
    from sojourn.register import clock
    from sojourn.register.cases.passing_time import look_at_due

    proposal = ready.propose()
    with clock.set_to(clock.now() + timedelta(days=3)):
        assert look_at_due() == 1
    proposal.refresh_from_db()
    assert proposal.state == "stopped"
    assert "B5" in proposal.stopped_by


def test_the_row_of_a_case_says_what_stands_in_the_way(ready: Ready) -> None:
    tell(ready.made, "citizenship_claim", feed="counsel:TEST")
    ready.case.refresh_from_db()
    assert ready.case.next_step in {"issue_warrant", "detain_for_removal"}
    assert "B1" in ready.case.blocked_by
    assert ready.case.blocked == len(ready.case.blocked_by)


def test_opening_a_case_is_a_look_that_is_written_down(ready: Ready) -> None:
    from sojourn.register.cases.opening import open_case
    from sojourn.register.door.looks import list_looks

    opened = open_case(ready.officer, ready.case.case_id)
    assert set(opened.gates) == {step.id for step in opened.desk.steps}
    assert any("opened a case" in each.sentence for each in list_looks(ready.made.person_id))


def test_a_case_is_not_opened_without_a_reason_by_whoever_does_not_have_it(ready: Ready, acting: Maker) -> None:
    from sojourn.register.cases.opening import open_case
    from sojourn.register.door.acting import PurposeNeeded

    with pytest.raises(PurposeNeeded):
        open_case(acting("officer", office="centre"), ready.case.case_id)


def _now() -> Any:
    from sojourn.register import clock

    return clock.now()
