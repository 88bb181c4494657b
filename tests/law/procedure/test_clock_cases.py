"""Which clocks run in a case: from what is on file, by the version of the rule of that day, kept by acts in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from clock_cases import NOW, deadlines, fact, left, one, standing, step, utc
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.clocks import urgency_of
from sojourn.law.procedure.lifecycle import ByFact, Taken

ORDER = fact("o", "order", type="removal", reference="A-1", decided_at="2026-11-10T15:00")


def appeal(name: str = "a", **values: Any) -> Fact:
    """Give an appeal against the order."""
    return fact(name, "appeal", **{"reference": "A-1", "filed_at": "2026-12-01T15:00", **values})


def test_an_order_opens_the_time_to_appeal() -> None:
    found = one(deadlines([ORDER]), "appeal_to_board")
    assert (found.rule_id, found.rule_version, found.start_record) == ("us.appeal_period", "30 days", "court:X/o")
    assert (found.last_day, found.ends_at) == (date(2026, 12, 10), utc("2026-12-11T05:00"))
    assert (found.zone, found.calendar) == ("America/New_York", "US (holidays 0.109)")
    assert found.theirs
    assert found.citation.startswith("8 CFR 1003.38(b)")


@pytest.mark.parametrize(
    ("values", "last_day"),
    [
        ({"served_by": "oral", "notified_at": "2026-11-14T15:00"}, date(2026, 12, 10)),
        ({"served_by": "mail", "notified_at": "2026-11-14T15:00"}, date(2026, 12, 14)),
        ({"notified_at": "2026-11-14T15:00"}, date(2026, 12, 14)),
        ({}, date(2026, 12, 10)),
    ],
)
def test_which_date_starts_it_depends_on_how_the_decision_was_given(values: dict[str, str], last_day: date) -> None:
    order = fact("o", "order", type="removal", decided_at="2026-11-10T15:00", **values)
    assert one(deadlines([order]), "appeal_to_board").last_day == last_day


def test_a_decision_that_was_mailed_on_an_unknown_day_leaves_no_end() -> None:
    order = fact("o", "order", type="removal", decided_at="2026-11-10T15:00", served_by="mail")
    found = one(deadlines([order]), "appeal_to_board")
    assert (found.starts_at, found.ends_at, urgency_of(found, NOW)) == (None, None, "not_due")


def test_an_order_late_in_the_evening_belongs_to_the_day_of_its_zone() -> None:
    order = fact("o", "order", type="removal", decided_at="2026-11-11T03:00")
    assert one(deadlines([order]), "appeal_to_board").last_day == date(2026, 12, 10)


@pytest.mark.parametrize(
    ("known_at", "days"), [("2026-02-05T12:00", 30), ("2026-02-20T12:00", 10), ("2026-04-15T12:00", 30)]
)
def test_an_order_of_march_2026_is_counted_by_the_rule_as_it_was_known(known_at: str, days: int) -> None:
    order = fact("o", "order", type="removal", decided_at="2026-03-10T15:00")
    found = one(deadlines([order], now=utc("2026-03-11T12:00"), known_at=utc(known_at)), "appeal_to_board")
    assert found.rule_version == f"{days} days"
    assert found.last_day == date(2026, 3, 10) + timedelta(days=days)


@pytest.mark.parametrize("type_", ["in_absentia", "reinstatement", "visa_waiver"])
def test_an_order_without_an_appeal_to_the_board_opens_no_time_to_appeal(type_: str) -> None:
    order = fact("o", "order", type=type_, decided_at="2026-11-10T15:00")
    found = deadlines([order])
    assert "appeal_to_board" not in found
    assert one(found, "motion_to_reopen").start_record == "court:X/o"


def test_an_order_that_protects_the_person_starts_no_time_against_them() -> None:
    assert deadlines([fact("o", "order", type="withholding", decided_at="2026-11-10T15:00", territory="SLV")]) == {}


def test_a_cancelled_order_starts_nothing() -> None:
    assert deadlines([ORDER, fact("c", "cancellation", reference="A-1", decided_at="2026-11-12T15:00")]) == {}


def test_an_appeal_keeps_the_time_by_when_it_was_filed_even_if_recorded_late() -> None:
    late = fact("a", "appeal", NOW + timedelta(days=90), reference="A-1", filed_at="2026-12-11T04:59")
    found = one(deadlines([ORDER, late], now=NOW + timedelta(days=91)), "appeal_to_board")
    assert (found.met_at, found.met_by, found.late) == (utc("2026-12-11T04:59"), "court:X/a", False)
    assert urgency_of(found, NOW) == "not_due"


def test_an_appeal_entered_from_paper_counts_from_its_receipt() -> None:
    paper = fact("a", "appeal", NOW + timedelta(days=60), reference="A-1", received_at="2026-12-10T15:00")
    assert one(deadlines([ORDER, paper], now=NOW + timedelta(days=60)), "appeal_to_board").late is False


def test_an_appeal_after_the_end_is_late_and_the_order_is_final() -> None:
    found = deadlines([ORDER, appeal(filed_at="2026-12-11T05:00")], now=utc("2026-12-20T12:00"))
    assert one(found, "appeal_to_board").late
    assert one(found, "review_by_court").last_day == date(2027, 1, 11)


def test_of_two_orders_each_has_its_own_time_and_its_own_appeal() -> None:
    second = fact("o2", "order", type="removal", reference="A-2", decided_at="2026-11-20T15:00")
    found = deadlines([ORDER, second, appeal(reference="A-2")], now=utc("2026-12-02T12:00"))["appeal_to_board"]
    assert {each.start_record: each.met_by for each in found} == {"court:X/o": "", "court:X/o2": "court:X/a"}


def test_an_appeal_without_a_reference_is_against_the_last_order_before_it() -> None:
    second = fact("o2", "order", type="removal", decided_at="2026-11-20T15:00")
    found = deadlines([ORDER, second, appeal(reference=None)], now=utc("2026-12-02T12:00"))["appeal_to_board"]
    assert {each.start_record: each.met_by for each in found} == {"court:X/o": "", "court:X/o2": "court:X/a"}


@pytest.mark.parametrize(
    ("facts", "now", "last_day"),
    [
        ([], "2026-12-11T06:00", date(2027, 3, 11)),
        ([], "2026-12-11T04:00", None),
        ([appeal()], "2027-06-01T12:00", None),
        ([appeal(), fact("d", "decision", outcome="dismissed", reference="A-1", decided_at="2027-02-01T15:00")],
         "2027-02-02T12:00", date(2027, 5, 3)),  # 2 May is a Sunday
        ([appeal(), fact("d", "decision", outcome="sustained", reference="A-1", decided_at="2027-02-01T15:00")],
         "2027-02-02T12:00", None),
    ],
)  # fmt: skip
def test_the_times_after_the_end_run_from_when_the_order_is_final(
    facts: list[Fact], now: str, last_day: date | None
) -> None:
    found = deadlines([ORDER, *facts], now=utc(now)).get("motion_to_reopen", [])
    assert [each.last_day for each in found] == ([last_day] if last_day else [])


def test_an_appeal_that_was_waived_makes_the_order_final_at_once() -> None:
    order = fact("o", "order", type="removal", outcome="appeal_waived", decided_at="2026-11-10T15:00")
    found = deadlines([order])
    assert "appeal_to_board" not in found
    assert one(found, "removal_period").last_day == date(2027, 2, 8)


def test_a_petition_keeps_the_time_for_review_and_not_the_appeal() -> None:
    petition = appeal(type="petition_for_review", filed_at="2026-12-15T15:00")
    found = deadlines([ORDER, petition], now=utc("2026-12-20T12:00"))
    assert one(found, "review_by_court").met_by == "court:X/a"
    assert one(found, "appeal_to_board").met_at is None


def notice(name: str = "s", **values: str) -> Fact:
    """Give a service of the notice."""
    told = {"type": "post", "outcome": "delivered", "notified_at": "2026-11-02T15:00", "reference": "L-1"}
    return fact(name, "service", **{**told, **values})


def test_the_service_of_the_notice_starts_the_time_to_answer() -> None:
    found = one(deadlines([notice()]), "answer_to_notice")
    assert (found.rule_id, found.last_day, found.theirs) == ("base.notice", date(2026, 12, 2), True)


@pytest.mark.parametrize("values", [{"type": "on_file"}, {"type": "publication"}, {"outcome": "returned"}])
def test_a_service_that_reached_nobody_starts_nothing(values: dict[str, str]) -> None:
    assert deadlines([notice(**values)]) == {}


def test_the_time_to_answer_begins_at_the_first_real_contact() -> None:
    facts = [
        notice(type="on_file"),
        notice("s2", notified_at="2026-11-16T15:00"),
        notice("s3", notified_at="2026-11-20T15:00"),
    ]
    found = one(deadlines(facts), "answer_to_notice")
    assert (found.start_record, found.last_day) == ("court:X/s2", date(2026, 12, 16))


def test_the_service_of_a_charge_starts_the_time_to_prepare_and_none_to_answer() -> None:
    charge = fact("c", "charge_issued", reference="N-1", decided_at="2026-11-01T15:00")
    found = deadlines(
        [charge, notice(reference="N-1", type="in_person", notified_at="2026-12-15T15:00")], now=utc("2026-12-16T12:00")
    )
    assert "answer_to_notice" not in found
    assert one(found, "first_hearing").last_day == date(2026, 12, 28)


def test_a_step_that_names_the_clock_says_what_was_served() -> None:
    serve = step("serve", starts=("notice_of_removal",), by_fact=(ByFact("service"),))
    taken = Taken("serve", "feed", utc("2026-11-03T15:00"), records=("court:X/s",))
    found = deadlines([notice()], at=standing([serve], [taken]))
    assert list(found) == ["notice_of_removal"]


def test_a_charge_is_to_be_filed_and_filing_keeps_the_time() -> None:
    charge = fact("c", "charge_issued", reference="N-1", decided_at="2026-10-01T15:00")
    running = one(deadlines([charge]), "filing_of_charge")
    assert (running.last_day, urgency_of(running, NOW)) == (date(2026, 10, 31), "overdue")
    filed = fact("f", "charge_filed", reference="N-1", filed_at="2026-10-20T15:00")
    assert one(deadlines([charge, filed]), "filing_of_charge").met_at == utc("2026-10-20T15:00")


def test_a_step_starts_and_another_ends_the_time_to_reply() -> None:
    steps = [step("answered", starts=("reply_to_the_person",)), step("reply", ends=("reply_to_the_person",))]
    taken = [Taken("answered", "user:1", utc("2026-11-20T15:00"))]
    running = one(deadlines([], at=standing(steps, taken)), "reply_to_the_person")
    assert (running.start_record, running.last_day) == ("case:answered", date(2026, 12, 7))
    kept = deadlines([], at=standing(steps, [*taken, Taken("reply", "user:1", utc("2026-11-21T15:00"))]))
    assert one(kept, "reply_to_the_person").met_at == utc("2026-11-21T15:00")


def test_each_time_a_step_is_taken_has_its_own_clock() -> None:
    steps = [step("answered", starts=("reply_to_the_person",))]
    taken = [Taken("answered", "user:1", utc(f"2026-11-{day}T15:00")) for day in (16, 20)]
    found = deadlines([], at=standing(steps, taken))["reply_to_the_person"]
    assert [each.start_record for each in found] == ["case:answered", "case:answered:2"]


GRANT = fact("v", "voluntary_departure", reference="A-1", type="conclusion", days=60, decided_at="2026-11-10T15:00")


def test_the_time_to_leave_is_what_was_given() -> None:
    found = deadlines([GRANT])
    assert one(found, "voluntary_departure").last_day == date(2027, 1, 9)
    assert one(found, "departure_bond").last_day == date(2026, 11, 18)


def test_a_bond_that_was_posted_keeps_its_time() -> None:
    posted = fact("b", "custody_decision", type="departure_bond", outcome="posted", decided_at="2026-11-16T15:00")
    assert one(deadlines([GRANT, posted]), "departure_bond").met_by == "court:X/b"


def test_a_departure_in_the_period_keeps_it() -> None:
    found = one(deadlines([GRANT], crossings=[left(date(2026, 11, 20))]), "voluntary_departure")
    assert (found.met_by, found.late) == ("post:JFK/d", False)


def test_while_an_appeal_is_pending_the_time_to_leave_does_not_run() -> None:
    found = one(deadlines([ORDER, GRANT, appeal(filed_at="2026-11-20T15:00")]), "voluntary_departure")
    assert (found.ends_at, found.pauses[0].why, urgency_of(found, NOW)) == (None, "appeal_pending", "not_due")
    decided = fact("d", "decision", outcome="dismissed", reference="A-1", decided_at="2026-11-29T15:00")
    again = deadlines([ORDER, GRANT, appeal(filed_at="2026-11-20T15:00"), decided], now=utc("2026-12-01T12:00"))
    assert one(again, "voluntary_departure").last_day == date(2027, 1, 19)


@pytest.mark.parametrize(
    ("kind", "type_"), [("motion", "reopen"), ("motion", "reconsider"), ("appeal", "petition_for_review")]
)
def test_a_motion_or_a_petition_in_the_period_ends_it(kind: str, type_: str) -> None:
    filed = fact("m", kind, type=type_, reference="A-1", filed_at="2026-11-20T15:00")
    found = one(deadlines([GRANT, filed]), "voluntary_departure")
    assert (found.ended_by, found.last_day, found.ends_at) == ("court:X/m", date(2026, 11, 20), utc("2026-11-21T05:00"))


def test_a_motion_after_the_period_does_not_end_it() -> None:
    filed = fact("m", "motion", type="reopen", reference="A-1", filed_at="2027-02-01T15:00")
    assert one(deadlines([GRANT, filed], now=utc("2027-02-02T12:00")), "voluntary_departure").ended_by == ""


def test_an_order_beside_a_time_to_leave_can_be_carried_out_only_after_it() -> None:
    facts = [
        fact("o", "order", type="removal", outcome="appeal_waived", reference="A-1", decided_at="2026-11-10T15:00"),
        GRANT,
    ]
    assert "removal_period" not in deadlines(facts)
    assert one(deadlines(facts, now=utc("2027-01-10T06:00")), "removal_period").last_day == date(2027, 4, 10)


def test_the_time_to_leave_in_the_union_is_what_the_decision_says() -> None:
    given_ = fact("v", "voluntary_departure", valid_to=date(2026, 11, 30), decided_at="2026-11-10T15:00")
    found = one(deadlines([given_], law="eu"), "voluntary_departure")
    assert (found.rule_id, found.ends_at) == ("eu.voluntary_departure", utc("2026-11-30T23:00"))


def test_in_the_united_kingdom_the_appeal_runs_from_notice_of_a_refusal() -> None:
    refusal = fact(
        "d",
        "decision",
        benefit="asylum",
        outcome="denied",
        decided_at="2026-12-01T15:00",
        notified_at="2026-12-11T15:00",
    )
    found = one(deadlines([refusal], law="uk", now=utc("2026-12-12T12:00")), "appeal_to_board")
    assert (found.rule_id, found.last_day) == ("uk.appeal", date(2026, 12, 29))


def test_a_hold_pauses_a_clock_only_where_its_rule_says_so() -> None:
    order = fact("o", "order", type="removal", notified_at="2026-11-10T15:00", decided_at="2026-11-10T15:00")
    hold = fact("h", "hold", type="medical", valid_from=date(2026, 11, 12), valid_to=date(2026, 11, 13))
    assert one(deadlines([order, hold], law="base"), "appeal_to_board").last_day == date(2026, 12, 14)
    assert one(deadlines([order], law="base"), "appeal_to_board").last_day == date(2026, 12, 10)
    assert one(deadlines([order, hold]), "appeal_to_board").pauses == ()


@pytest.mark.parametrize(
    ("now", "urgency"),
    [
        ("2026-11-10T12:00", "not_due"),
        ("2026-11-24T05:00", "due_soon"),
        ("2026-12-01T04:59", "due_today"),
        ("2026-11-30T05:00", "due_today"),
        ("2026-11-30T04:59", "due_soon"),
        ("2026-12-01T05:00", "overdue"),
    ],
)
def test_urgency_in_words_is_told_in_the_zone_of_the_clock(now: str, urgency: str) -> None:
    charge = fact("c", "charge_issued", decided_at="2026-10-31T15:00")
    assert urgency_of(one(deadlines([charge]), "filing_of_charge"), utc(now)) == urgency


def test_the_persons_own_time_is_never_overdue() -> None:
    found = one(deadlines([ORDER]), "appeal_to_board")
    assert [urgency_of(found, utc(at)) for at in ("2026-12-10T15:00", "2027-01-01T00:00")] == ["due_today", "not_due"]


@settings(max_examples=25)
@given(st.integers(0, 1_000_000))
def test_recording_later_never_changes_an_end(minutes: int) -> None:
    at = utc("2026-11-10T15:00") + timedelta(minutes=minutes)
    later = Fact(ORDER.name, ORDER.kind, at, values=ORDER.values)
    filed = Fact("court:X/a", "appeal", at, values=appeal().values)
    first = one(deadlines([ORDER, appeal()]), "appeal_to_board")
    assert one(deadlines([later, filed]), "appeal_to_board") == first
