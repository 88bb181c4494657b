"""What a step may require, each wanting and each met; and the gate, which says everything at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import gate_files as base
import pytest

from sojourn.errors import LawError
from sojourn.law.procedure.case_file import CaseFile, Crossed
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.gate import blockers_of, look
from sojourn.law.procedure.lifecycle import Standing, Taken
from sojourn.law.procedure.procedure_codes import REQUIREMENTS as CLOSED_LIST
from sojourn.law.procedure.requirements import REQUIREMENTS

ORDER = base.fact("order", "court:EOIR/o1", type="in_absentia", reference="A-1", decided_at=base.LONG_AGO)
CHARGE = base.fact("charge_issued", "agency:XX/n1", reference="A-1", decided_at=base.LONG_AGO)
LEFT = Crossed("carrier:XX/m2", "manifest", "departure", date(2026, 6, 30), base.LONG_AGO, True)
COUNSEL = base.fact("representation", "counsel:XX/r1", filed_at=base.LONG_AGO)
DETERMINE = replace(base.FILE, id="determine", kind="determination")
RECEIPT = replace(base.CANCEL, id="give_receipt", letter="receipt")


def clock(code: str, record: str = "", ends_in: int | None = -1, **changes: Any) -> Deadline:
    """Give a clock that ends some days from now."""
    ends = base.NOW + timedelta(days=ends_in) if ends_in is not None else None
    made = Deadline(code, code, "us.rule", "1", "none", record, base.LONG_AGO, ends, None, "UTC", theirs=True)
    return replace(made, **changes)


def after(*taken: Taken) -> Standing:
    """Give where a case stands after some steps."""
    lifecycle = replace(base.SMALL, steps=(*base.SMALL.steps, DETERMINE, RECEIPT))
    return replace(base.STANDING, lifecycle=lifecycle, taken=taken)


def taken(step: str, approved_by: str = base.APPROVER) -> Taken:
    """Give a step that was taken."""
    return Taken(step, base.PROPOSER, base.LONG_AGO, approved_by)


def served(**values: Any) -> Any:
    """Give a service that reached its reader."""
    told = {"outcome": "delivered", "type": "person", "reference": "A-1", "notified_at": base.NOW, **values}
    return base.fact("service", "agency:POST/s2", base.NOW, **told)


CASES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "two_sources": (
        {"file": base.quiet_file(asked=())},
        {"file": base.quiet_file(), "proposed": base.proposal(records=(base.ARRIVAL, "agency:POST/s1"))},
    ),
    "records_opened": ({"proposed": base.proposal(opened=frozenset())}, {}),
    "contact_known": ({"file": base.quiet_file(facts=())}, {}),
    "notice_served": ({}, {"deadlines": (clock("answer_to_notice", "agency:POST/s1"),)}),
    "answer_weighed": ({"file": base.quiet_file(disputed=True)}, {}),
    "determination_made": ({"standing": after(taken("determine", ""))}, {"standing": after(taken("determine"))}),
    "charge_issued": ({}, {"file": base.with_facts(CHARGE)}),
    "charge_served": ({"file": base.with_facts(CHARGE)}, {"file": base.with_facts(CHARGE, served())}),
    "charge_filed": ({}, {"file": base.with_facts(base.fact("charge_filed", filed_at=base.LONG_AGO))}),
    "hearing_time_and_place": (
        {"file": base.with_facts(base.fact("hearing", valid_from=base.TODAY))},
        {"file": base.with_facts(base.fact("hearing", valid_from=base.TODAY, place="a court"))},
    ),
    "order_on_file": (
        {"file": base.with_facts(ORDER, base.fact("cancellation", at=base.NOW, type="order", reference="A-1"))},
        {"file": base.with_facts(ORDER)},
    ),
    "order_final": (
        {"file": base.with_facts(replace(ORDER, values={**ORDER.values, "type": "removal", "decided_at": base.NOW}))},
        {"file": base.with_facts(ORDER)},
    ),
    "travel_document": (
        {"file": base.with_facts(base.fact("travel_document", filed_at=base.LONG_AGO))},
        {"file": base.with_facts(base.fact("travel_document", decided_at=base.LONG_AGO, outcome="issued"))},
    ),
    "destination": ({}, {"proposed": base.proposal(destination="NLD")}),
    "departure_confirmed": (
        {"file": base.quiet_file(crossings=(base.ARRIVED, replace(LEFT, kind="declared", boarded=None)))},
        {"file": base.quiet_file(crossings=(base.ARRIVED, LEFT))},
    ),
    "request_of_the_person": (
        {},
        {"file": base.with_facts(base.fact("application", benefit="assisted_return", filed_at=base.LONG_AGO))},
    ),
    "counsel_served": (
        {"file": base.with_facts(COUNSEL, served())},
        {"file": base.with_facts(COUNSEL, served(type="counsel"))},
    ),
    "court_messages_read": ({"file": base.quiet_file(unread=("court:EOIR/x1",))}, {}),
    "reasons": ({"proposed": base.proposal(grounds=())}, {}),
    "error_shown": ({"proposed": base.proposal(records=())}, {}),
    "receipt_given": ({}, {"standing": after(taken("give_receipt"))}),
    "warrant": (
        {"file": base.with_facts(ORDER)},
        {"file": base.with_facts(base.fact("order", type="warrant_of_removal", decided_at=base.LONG_AGO))},
    ),
}


def missing(code: str, given: dict[str, Any]) -> str | None:
    """Give the code of what is missing, looking at one requirement."""
    changes = dict(given)
    context = base.context_of(changes.pop("file", base.quiet_file()), **changes)
    found = REQUIREMENTS[code](context)
    return found.code if found is not None else None


def test_every_requirement_of_the_closed_list_is_looked_at_and_tested() -> None:
    assert set(REQUIREMENTS) == set(CLOSED_LIST) == set(CASES)


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_requirement_is_missing_until_the_file_meets_it(code: str) -> None:
    wanting, met = CASES[code]
    assert missing(code, wanting) == code
    assert missing(code, met) is None


def test_what_another_office_answered_is_no_second_source() -> None:
    one = base.proposal(records=(base.ARRIVAL,))
    asked = tuple(base.asked(code) for code in ("B1", "B3", "B5"))
    assert missing("two_sources", {"file": base.quiet_file(asked=asked), "proposed": one}) == "two_sources"


def test_two_records_of_one_feed_are_one_source() -> None:
    again = replace(base.ARRIVED, name="post:JFK/m2")
    both = base.proposal(records=(base.ARRIVAL, again.name))
    file = base.quiet_file(crossings=(base.ARRIVED, again))
    assert missing("two_sources", {"file": file, "proposed": both}) == "two_sources"


def test_what_the_person_declared_is_no_source_against_them() -> None:
    own = replace(base.ARRIVED, name="declared/m2", kind="declared", direction="departure")
    both = base.proposal(records=(base.ARRIVAL, own.name))
    file = base.quiet_file(crossings=(base.ARRIVED, own))
    assert missing("two_sources", {"file": file, "proposed": both}) == "two_sources"
    assert missing("two_sources", {"file": file}) == "two_sources"


def test_service_on_file_is_no_notice() -> None:
    on_file = replace(base.SERVED, values={**base.SERVED.values, "type": "on_file"})
    file = base.quiet_file(facts=(on_file, base.CONTACT))
    given = {"file": file, "deadlines": (clock("answer_to_notice", "agency:POST/s1"),)}
    assert missing("notice_served", given) == "notice_served"


def test_an_order_that_was_set_aside_on_appeal_is_no_order() -> None:
    won = base.fact(
        "decision", "court:BIA/d1", type="appeal", outcome="sustained", reference="A-1", decided_at=base.NOW
    )
    assert missing("order_on_file", {"file": base.with_facts(ORDER, won)}) == "order_on_file"


def test_the_gate_says_everything_at_once() -> None:
    step = replace(base.REMOVE, requires=("destination", "travel_document", "warrant"), waits_for=("removal_period",))
    bare = CaseFile("p1", "USA")
    found = look(step, base.STANDING, bare, None, base.LAW, (), base.NOW, base.TODAY)
    assert [each.code for each in found.blocked_by] == ["B1", "B2", "B3", "B4", "B5", "B8", "B9", "B10", "B12", "B13"]
    assert [each.code for each in found.missing] == ["destination", "travel_document", "warrant"]
    assert [each.clock for each in found.waits] == ["removal_period"]
    assert not found.open


@pytest.mark.parametrize(
    ("clocks", "waits"),
    [
        ((), True),
        ((clock("answer_to_notice", ends_in=1),), True),
        ((clock("answer_to_notice", ends_in=None),), True),
        ((clock("answer_to_notice", ends_in=1, met_at=base.LONG_AGO),), True),
        ((clock("answer_to_notice", ends_in=-1),), False),
        ((clock("answer_to_notice", ends_in=-20), clock("answer_to_notice", "x", ends_in=3)), True),
        ((clock("answer_to_notice", ends_in=3, theirs=False, met_at=base.LONG_AGO),), False),
    ],
    ids=["not begun", "runs", "unknown", "answered early", "over", "one of two runs", "ours and kept"],
)
def test_a_step_waits_for_its_clock(clocks: tuple[Deadline, ...], waits: bool) -> None:
    step = replace(base.CANCEL, waits_for=("answer_to_notice",))
    found = look(step, base.STANDING, base.quiet_file(), base.proposal(step.id), base.LAW, clocks, base.NOW, base.TODAY)
    assert bool(found.waits) is waits


def test_who_took_an_earlier_step_may_not_take_this_one() -> None:
    step = replace(base.CANCEL, not_by=("give_receipt",))
    found = look(
        step,
        after(taken("give_receipt")),
        base.quiet_file(),
        base.proposal(step.id),
        base.LAW,
        (),
        base.NOW,
        base.TODAY,
    )
    assert [each.code for each in found.missing] == ["not_by"]


def test_who_took_an_earlier_step_may_not_approve_this_one_either() -> None:
    step, earlier = replace(base.FILE, not_by=("give_receipt",)), after(taken("give_receipt"))
    mine = base.proposal(by="user:5", approved_by=base.PROPOSER)
    assert base.said("B13", base.quiet_file(), step, standing=earlier, proposed=mine) == (
        "blocks approved_by_earlier_taker"
    )


def test_an_adverse_step_that_names_no_blocker_has_them_all() -> None:
    assert len(blockers_of(replace(base.FILE, blockers=()))) == 13
    assert blockers_of(replace(base.CANCEL, blockers=("B11", "B1"))) == ("B1", "B11")


def test_the_gate_of_another_step_than_the_proposed_is_refused() -> None:
    with pytest.raises(LawError, match="gate-other-step"):
        look(base.FILE, base.STANDING, base.quiet_file(), base.proposal("remove"), base.LAW, (), base.NOW, base.TODAY)
