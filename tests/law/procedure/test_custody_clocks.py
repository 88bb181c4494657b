"""Custody: real hours from the act of detention, unknown start is overdue, nothing but a fact or the law ends it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from clock_cases import NOW, deadlines, fact, law_of, one, standing, step, utc
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.errors import LawError
from sojourn.law.clock_words import LIBERTY, PAUSES
from sojourn.law.pack import list_shipped, load_pack
from sojourn.law.procedure.case_file import CaseFile
from sojourn.law.procedure.clock_rules import ClockRule, clock_rule
from sojourn.law.procedure.clocks import deadlines_of, except_clock, urgency_of
from sojourn.law.procedure.deadline import ClockException, Deadline
from sojourn.law.procedure.lifecycle import Taken

HELD = fact("c", "custody_start", decided_at="2026-11-21T22:15")
DECIDED = fact("d", "custody_decision", outcome="detained", decided_at="2026-11-22T10:00")
CHARGED = fact("n", "charge_issued", decided_at="2026-11-22T12:00", reference="N-1")
ENDED = fact("e", "custody_end", decided_at="2026-11-22T09:00")


def test_custody_has_forty_eight_hours_over_a_weekend() -> None:
    found = one(deadlines([HELD]), "custody_decision")
    assert (found.ends_at, found.last_day, found.calendar) == (utc("2026-11-23T22:15"), None, "")
    assert (found.liberty, found.theirs) == (True, False)
    assert urgency_of(found, NOW) == "liberty"


def test_a_clock_of_custody_stays_liberty_before_and_after_its_end() -> None:
    found = one(deadlines([HELD]), "custody_decision")
    assert {urgency_of(found, at) for at in (utc("2026-11-21T22:16"), utc("2027-11-21T22:16"))} == {"liberty"}


def test_real_hours_over_the_change_of_the_clocks() -> None:
    start = fact("c", "custody_start", decided_at="2026-10-31T16:00")
    assert one(deadlines([start]), "custody_decision").ends_at == utc("2026-11-02T16:00")


def test_a_detention_of_which_only_the_day_is_known_began_with_that_day() -> None:
    start = fact("c", "custody_start", valid_from=date(2026, 11, 21))
    assert one(deadlines([start]), "custody_decision").starts_at == utc("2026-11-21T05:00")


def test_in_the_united_states_custody_and_charge_have_both_to_be_decided() -> None:
    assert one(deadlines([HELD, DECIDED]), "custody_decision").met_at is None
    found = one(deadlines([HELD, DECIDED, CHARGED]), "custody_decision")
    assert (found.met_at, found.met_by) == (utc("2026-11-22T12:00"), "court:X/n")


def test_a_charge_that_was_cancelled_decides_nothing() -> None:
    gone = fact("x", "cancellation", reference="N-1", decided_at="2026-11-22T13:00")
    assert one(deadlines([HELD, DECIDED, CHARGED, gone]), "custody_decision").met_at is None


def test_elsewhere_the_decision_on_custody_is_enough() -> None:
    assert one(deadlines([HELD, DECIDED], law="base"), "custody_decision").met_by == "court:X/d"


def test_the_end_of_custody_ends_its_clocks() -> None:
    found = deadlines([HELD, ENDED])
    assert one(found, "custody_decision").met_by == "court:X/e"
    assert {urgency_of(each, NOW) for each in found["custody_decision"]} == {"not_due"}


def test_an_end_of_which_only_the_day_is_known_was_at_its_latest() -> None:
    ended = fact("e", "custody_end", valid_to=date(2026, 11, 22))
    assert one(deadlines([HELD, ended]), "custody_decision").met_at == utc("2026-11-23T05:00")


def test_a_second_detention_has_its_own_clock() -> None:
    again = fact("c2", "custody_start", decided_at="2026-11-23T02:00")
    found = {each.start_record: each for each in deadlines([HELD, ENDED, again])["custody_decision"]}
    assert found["court:X/c"].met_at is not None
    assert (found["court:X/c2"].met_at, found["court:X/c2"].ends_at) == (None, utc("2026-11-25T02:00"))


def test_the_end_of_another_custody_ends_nothing() -> None:
    start = fact("c", "custody_start", reference="K-1", decided_at="2026-11-21T22:15")
    other = fact("e", "custody_end", reference="K-2", decided_at="2026-11-22T09:00")
    assert one(deadlines([start, other]), "custody_decision").met_at is None


def test_each_decision_to_hold_starts_the_next_review() -> None:
    found = one(deadlines([HELD, DECIDED]), "custody_review")
    assert (found.start_record, found.ends_at) == ("court:X/d", utc("2026-12-22T10:00"))
    again = fact("d2", "custody_decision", outcome="continued", decided_at="2026-12-20T10:00")
    reviews = deadlines([HELD, DECIDED, again], now=utc("2026-12-21T12:00"))["custody_review"]
    assert [(each.start_record, each.met_by) for each in reviews] == [
        ("court:X/d", "court:X/d2"),
        ("court:X/d2", ""),
    ]


def test_a_decision_to_hold_without_a_start_on_file_is_overdue() -> None:
    found = one(deadlines([DECIDED]), "custody_decision")
    assert (found.starts_at, found.ends_at, found.over(NOW)) == (None, None, True)
    assert urgency_of(found, NOW) == "liberty"


def test_a_step_into_custody_without_a_start_on_file_is_overdue() -> None:
    detain = step("detain", kind="custody", starts=("custody_decision",), records="custody_start")
    at = standing([detain], [Taken("detain", "user:1", utc("2026-11-20T10:00"))])
    found = one(deadlines([], at=at), "custody_decision")
    assert (found.start_record, found.ends_at, urgency_of(found, NOW)) == ("case:detain", None, "liberty")


def test_a_step_alone_ends_no_clock_of_custody() -> None:
    release = step("release", ends=("custody_decision", "custody_review"))
    at = standing([release], [Taken("release", "user:1", utc("2026-11-22T10:00"))])
    assert one(deadlines([HELD], at=at), "custody_decision").met_at is None


def test_custody_without_a_rule_of_the_law_is_overdue() -> None:
    law = law_of("base")
    bare = replace(law, rules=tuple(rule for rule in law.rules if rule.id != "base.custody_decision"))
    rule = clock_rule(bare, "custody_decision", NOW.date())
    assert rule is not None
    assert (rule.rule_id, rule.hours, rule.liberty) == ("", None, True)


def test_detention_in_the_union_has_a_longest_time() -> None:
    start = fact("c", "custody_start", decided_at="2026-09-01T08:00")
    assert one(deadlines([start], law="eu"), "custody_limit").ends_at == utc("2027-03-01T08:00")


EXCEPTION = ClockException(
    "custody_decision", "court:X/c", "user:12", "emergency", utc("2026-11-24T10:00"), "8 CFR 287.3(d)"
)


def test_a_legal_exception_sets_a_later_end_and_keeps_the_first() -> None:
    found = one(deadlines([HELD], exceptions=(EXCEPTION,)), "custody_decision")
    assert (found.ends_at, found.ends_without) == (utc("2026-11-24T10:00"), utc("2026-11-23T22:15"))
    assert (found.excepted, urgency_of(found, NOW)) == ("emergency user:12", "liberty")


def test_a_second_exception_needs_a_later_end_again_and_the_first_end_is_kept() -> None:
    later = replace(EXCEPTION, ends_at=utc("2026-11-25T10:00"))
    found = one(deadlines([HELD], exceptions=(EXCEPTION, later, EXCEPTION)), "custody_decision")
    assert (found.ends_at, found.ends_without) == (later.ends_at, utc("2026-11-23T22:15"))


def us_clock() -> tuple[Deadline, ClockRule]:
    """Give the clock of custody under the law of the United States, and its rule."""
    rule = clock_rule(law_of("us"), "custody_decision", date(2026, 11, 21))
    assert rule is not None
    return one(deadlines([HELD]), "custody_decision"), rule


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"officer": ""}, "the officer"),
        ({"citation": ""}, "the text of law"),
        ({"why": "workload"}, "the reason is `workload`; allowed: `emergency`, `extraordinary_circumstance`"),
        ({"ends_at": utc("2026-11-23T22:15")}, "not later"),
        ({"ends_at": utc("2026-11-25T22:16")}, "more than 96 hours"),
        ({"start_record": "court:X/other"}, "another clock"),
    ],
)
def test_an_exception_that_the_law_does_not_allow_is_refused(change: dict[str, Any], says: str) -> None:
    found, rule = us_clock()
    with pytest.raises(LawError, match=says) as caught:
        except_clock(found, replace(EXCEPTION, **change), rule)
    assert caught.value.code == "clock-exception-invalid"
    assert one(deadlines([HELD], exceptions=(replace(EXCEPTION, **change),)), "custody_decision") == found


def test_where_the_rule_names_no_exception_there_is_none() -> None:
    found = one(deadlines([HELD], law="base", exceptions=(EXCEPTION,)), "custody_decision")
    assert (found.excepted, found.ends_at) == ("", utc("2026-11-23T22:15"))


def test_an_unknown_start_cannot_be_excepted() -> None:
    found = one(deadlines([DECIDED]), "custody_decision")
    with pytest.raises(LawError, match="its start is not on file"):
        except_clock(found, replace(EXCEPTION, start_record="court:X/d"), us_clock()[1])


def test_clocks_of_custody_come_before_everything_else_that_is_due() -> None:
    facts = (fact("n", "charge_issued", decided_at="2026-01-02T12:00"), HELD)
    found = deadlines_of(standing(), CaseFile("p", "USA", facts=facts), law_of("us"), NOW)
    assert [each.clock for each in found] == ["custody_decision", "filing_of_charge"]


@pytest.mark.parametrize("code", list_shipped())
def test_no_shipped_clock_of_custody_pauses(code: str) -> None:
    rules = [rule for rule in load_pack(code).rules if rule.role == "clock"]
    custody = [entry.values for rule in rules for entry in rule.history if entry.values["clock"] in LIBERTY]
    assert custody
    assert all(values["may_pause"] == () and values["counts"] == "elapsed_hours" for values in custody)


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(["hold", "removal_stay", "appeal", "motion", "contact"]), max_size=5),
    st.integers(0, 10_000),
)
def test_no_fact_pauses_custody_where_no_rule_does(kinds: list[str], minutes: int) -> None:
    at = utc("2026-11-21T22:15") + timedelta(minutes=minutes)
    others = [
        fact(f"x{number}", kind, type="stay", filed_at=at.isoformat()[:16], received_at=at.isoformat()[:16])
        for number, kind in enumerate(kinds)
    ]
    found = one(deadlines([HELD, *others]), "custody_decision")
    assert (found.ends_at, found.pauses) == (utc("2026-11-23T22:15"), ())


def test_the_reasons_for_a_pause_are_a_closed_list() -> None:
    assert set(PAUSES) == {"appeal_pending", "motion_pending", "removal_stay", "hold"}
