"""What gates and clocks take for an order is one and the same: an order that fell carries no step and no removal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import gate_files as base
import pytest

from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.case_records import cancelled, orders
from sojourn.law.procedure.clock_finality import final_orders
from sojourn.law.procedure.requirements import REQUIREMENTS

ZONE = base.LAW.zone
ORDER = base.fact("order", "court:EOIR/o1", type="in_absentia", reference="A-1", decided_at=base.LONG_AGO)
WARRANT = base.fact("order", "agency:XX/w1", type="warrant_of_removal", reference="W-1", decided_at=base.LONG_AGO)
LATER = base.NOW - timedelta(days=3)


def later(kind: str, **values: Any) -> Fact:
    """Give an act after the order."""
    return base.fact(kind, f"court:EOIR/{kind}", LATER, **{"decided_at": LATER, **values})


def missing(code: str, *facts: Fact) -> bool:
    """Say whether a requirement is not met by some facts."""
    return REQUIREMENTS[code](base.context_of(base.with_facts(*facts))) is not None


UNDOING = {
    "sustained": later("decision", type="appeal", outcome="sustained", reference="A-1"),
    "sent back": later("decision", type="appeal", outcome="remanded", reference="A-1"),
    "reopened": later("decision", type="motion", outcome="approved", reference="A-1"),
    "names no reference": later("decision", type="motion", outcome="approved"),
    "vacated": later("decision", outcome="vacated", reference="A-1"),
    "ended by an order": later("order", type="removal", outcome="terminated", reference="A-1"),
    "cancelled": later("cancellation", type="order", reference="A-1"),
    "cancelled, of no kind": later("cancellation", reference="A-1"),
    "cancelled, learned of later": later("cancellation", reference="A-1", decided_at=base.LONG_AGO - timedelta(9)),
}


@pytest.mark.parametrize("undoing", list(UNDOING.values()), ids=list(UNDOING))
def test_nobody_is_removed_on_an_order_that_fell(undoing: Fact) -> None:
    assert [fact.name for fact in orders(base.with_facts(ORDER), ZONE)] == [ORDER.name]
    assert orders(base.with_facts(ORDER, undoing), ZONE) == []
    assert list(final_orders(base.with_facts(ORDER, undoing), base.LAW, base.NOW)) == []
    assert missing("order_on_file", ORDER, undoing)
    assert missing("order_final", ORDER, undoing)


@pytest.mark.parametrize("type_", ["withholding", "cat", "no_removal_to", "warrant_of_removal"])
def test_an_order_that_protects_and_a_warrant_are_no_order_to_act_on(type_: str) -> None:
    only = replace(ORDER, values={**ORDER.values, "type": type_})
    assert missing("order_on_file", only)
    assert missing("order_final", only)


def test_an_order_that_ends_the_proceedings_is_none_against_the_person() -> None:
    assert missing("order_on_file", replace(ORDER, values={**ORDER.values, "outcome": "terminated"}))


@pytest.mark.parametrize(
    "other",
    [
        later("cancellation", type="removal_stay", reference="A-1"),
        later("cancellation", type="charge_issued", reference="A-1"),
        later("cancellation", type="order", reference="A-2"),
        later("decision", type="appeal", outcome="dismissed", reference="A-1"),
        base.fact("decision", "court:EOIR/d0", type="appeal", outcome="sustained", decided_at=date(2020, 1, 1)),
    ],
    ids=["of a removal stay", "of the charge", "another order", "appeal failed", "an older one"],
)
def test_the_time_to_contest_an_order_is_not_lost_by_what_was_done_about_another_act(other: Fact) -> None:
    assert [fact.name for fact in orders(base.with_facts(ORDER, other), ZONE)] == [ORDER.name]


def test_a_warrant_does_not_outlive_its_cancellation_or_the_order_that_fell() -> None:
    assert not missing("warrant", WARRANT)
    assert missing("warrant", WARRANT, later("cancellation", type="warrant", reference="W-1"))
    assert missing("warrant", WARRANT, later("decision", type="motion", outcome="approved"))


def test_a_charge_whose_notice_was_cancelled_is_before_no_court() -> None:
    filed = base.fact("charge_filed", "agency:XX/c1", reference="A-1", filed_at=base.LONG_AGO)
    assert missing("charge_filed", filed, later("cancellation", type="charge_issued", reference="A-1"))
    assert missing("charge_filed", filed, later("cancellation", type="charge", reference="A-1"))
    assert not missing("charge_filed", filed, later("cancellation", type="visa", reference="A-1"))


def test_a_charge_that_was_filed_again_after_a_cancellation_is_filed() -> None:
    again = base.fact("charge_filed", "agency:XX/c2", base.NOW, reference="A-1", filed_at=base.NOW)
    assert not missing("charge_filed", again, later("cancellation", type="charge", reference="A-1"))


@pytest.mark.parametrize("type_", [None, "order", "charge_issued", "warrant"])
def test_a_period_to_leave_is_not_taken_away_by_a_cancellation_that_does_not_name_it(type_: str | None) -> None:
    given = base.fact("voluntary_departure", "court:EOIR/v1", reference="A-1", decided_at=base.LONG_AGO, days=60)
    file = base.with_facts(given, later("cancellation", type=type_, reference="A-1"))
    assert not cancelled(file, given, ZONE)
    named = later("cancellation", type="voluntary_departure", reference="A-1")
    assert cancelled(base.with_facts(given, named), given, ZONE)
