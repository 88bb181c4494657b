"""What went wrong elsewhere, as tests of the gate; each is named after what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import gate_files as base
import pytest
import yaml

from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.law.offences import OFFENCE_TYPES
from sojourn.law.pack import load_pack
from sojourn.law.procedure.case_file import CaseFile, Proposed
from sojourn.law.procedure.gate import look
from sojourn.law.procedure.gate_shape import Gate, Verdict
from sojourn.law.procedure.lifecycle import Step

WITHHELD = base.fact("order", "court:EOIR/o1", type="withholding", territory="SLV", notified_at=base.LONG_AGO)


def gate(
    step: Step, file: CaseFile, proposed: Proposed | None = None, now: datetime = base.NOW, **changes: object
) -> Gate:
    """Look at a gate with what is proposed as it should be."""
    standing = replace(base.STANDING, **changes)  # type: ignore[arg-type]
    return look(step, standing, file, proposed or base.proposal(step.id), base.LAW, (), now, now.date())


def why(found: Gate, code: str) -> str:
    """Give what a blocker said."""
    return next(f"{each.verdict} {each.why}" for each in found.findings if each.code == code)


@pytest.mark.parametrize("step", [base.REMOVE, base.ALTERNATE], ids=lambda step: step.id)
@pytest.mark.parametrize("years", [0, 6])
def test_an_order_that_forbids_one_destination_travels_to_every_later_list_alternates_too(
    step: Step, years: int
) -> None:
    later = base.NOW + timedelta(days=365 * years)
    file = base.with_facts(replace(WITHHELD, recorded_at=later - timedelta(days=2000)))
    named = base.proposal(step.id, destination="SLV")
    other_case = {"origin": "imported_order", "opened_at": later}
    assert why(gate(step, file, named, later, **other_case), "B8") == "blocks destination_barred"


def test_a_removal_stay_that_arrives_28_minutes_before_departure_stops_it() -> None:
    departure = datetime(2026, 11, 23, 18, tzinfo=UTC)
    approved = base.proposal("remove")
    assert gate(base.REMOVE, base.quiet_file(), approved, departure - timedelta(minutes=29)).open
    received = departure - timedelta(minutes=28)
    stay = base.fact("removal_stay", "court:CA2/m7", received, received_at=received, reference="24-1")
    at_the_door = gate(base.REMOVE, base.with_facts(stay), approved, departure - timedelta(minutes=1))
    assert [each.code for each in at_the_door.blocked_by] == ["B6"]
    assert at_the_door.blocked_by[0].records == ("court:CA2/m7",)


def test_an_unread_message_of_a_court_stops_a_removal_whatever_it_says() -> None:
    found = gate(base.REMOVE, base.quiet_file(unread=("court:CA2/m7",)))
    assert why(found, "B6") == "unknown unread_messages"
    assert not found.open


def test_a_hearing_cannot_be_set_before_the_charge_is_filed() -> None:
    assert [each.code for each in gate(base.HEARING, base.quiet_file()).missing] == ["charge_filed"]
    filed = base.fact("charge_filed", "court:EOIR/c1", filed_at=base.LONG_AGO, reference="A-1")
    assert gate(base.HEARING, base.with_facts(filed)).open


def test_a_charge_that_was_cancelled_carries_no_hearing() -> None:
    filed = base.fact("charge_filed", "court:EOIR/c1", filed_at=base.LONG_AGO, reference="A-1")
    undone = base.fact("cancellation", "court:EOIR/c2", base.NOW, type="charge", reference="A-1")
    assert [each.code for each in gate(base.HEARING, base.with_facts(filed, undone)).missing] == ["charge_filed"]


def test_a_promise_to_a_court_blocks() -> None:
    promised = base.fact("undertaking", "court:CA2/u1", filed_at=base.LONG_AGO)
    assert why(gate(base.REMOVE, base.with_facts(promised)), "B6") == "blocks undertaking"


def test_citizenship_evidence_that_nobody_entered_in_the_field_still_blocks() -> None:
    seen = base.fact("contact", "agency:XX/f9", document_issuer="USA", document_number="X1", place="an address")
    found = gate(base.CHARGE, base.with_facts(seen))
    assert why(found, "B1") == "blocks own_passport"
    assert next(each for each in found.findings if each.code == "B1").records == ("agency:XX/f9",)


def test_an_answer_about_citizenship_does_not_outweigh_a_passport() -> None:
    seen = base.fact("document", "agency:XX/f9", other_document_issuer="USA", outcome="new")
    assert base.said("B1", base.with_facts(seen, asked=(base.asked("B1"),))) == "blocks own_passport"


def test_a_notice_from_a_stale_rule_cannot_be_issued() -> None:
    rule = load_pack("us").get("us.admitted_until")
    after = datetime.combine(rule.check_by + timedelta(days=1), datetime.min.time(), tzinfo=UTC)
    assert base.said("B11", base.quiet_file(), base.CHARGE, today=rule.check_by) == "clear rules_in_force"
    assert base.said("B11", base.quiet_file(), base.CHARGE, today=after.date()) == "blocks rule_stale"


def test_a_notice_from_a_stale_answer_cannot_be_issued() -> None:
    stale = base.quiet_file(answer=replace(base.ANSWER, stale=True))
    assert base.said("B11", stale, base.CHARGE) == "blocks answer_stale"


def test_a_rule_that_was_vacated_on_the_eve_of_its_first_day_carries_no_step() -> None:
    step = replace(base.FILE, rules=("us.appeal_period",))
    law = load_pack("us").as_known_at(datetime(2026, 3, 9, tzinfo=UTC))
    found = base.finding("B11", base.quiet_file(), step, law=law, today=date(2026, 3, 10))
    assert found.verdict is Verdict.CLEAR  # the thirty days went on without a break


def test_a_step_on_a_rule_that_the_pack_does_not_have_is_not_possible() -> None:
    step = replace(base.FILE, rules=("us.no_such_rule",))
    assert base.said("B11", base.quiet_file(), step) == "blocks rule_missing"


def test_membership_from_a_bond_ruling_has_no_field(repo: Path) -> None:
    kinds = yaml.safe_load((repo / "src/sojourn/evidence/fact_kinds.yaml").read_text(encoding="utf-8"))["kinds"]
    bearing = {name for name, kind in fact_kinds().items() if {"class", "type", "outcome"} & set(kind.carries)}
    assert "conviction" not in bearing
    words = {word for kind in kinds.values() for said in kind.get("words", {}).values() for word in said}
    assert not {word for word in words if "member" in word or "gang" in word}
    assert "membership alone is none" in OFFENCE_TYPES["criminal_organisation"]


def test_what_a_bond_ruling_says_of_a_person_neither_sets_nor_lifts_a_blocker() -> None:
    ruling = base.fact("custody_decision", "court:EOIR/b1", outcome="denied", type="membership", decided_at=base.NOW)
    assert gate(base.FILE, base.with_facts(ruling)).findings == gate(base.FILE, base.quiet_file()).findings


def test_evidence_of_a_departure_stops_the_filing_and_never_the_cancellation() -> None:
    left = replace(base.ARRIVED, name="carrier:XX/m2", kind="manifest", direction="departure", boarded=True)
    file = base.quiet_file(crossings=(base.ARRIVED, replace(left, local_date=date(2026, 6, 30))))
    assert [each.code for each in gate(base.FILE, file).blocked_by] == ["B5"]
    assert gate(base.CANCEL, file).open
