"""Asking about a rule itself: what held on a day, what was believed, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from law_packs import TEN_DAYS, THIRTY_DAYS, VACATED, WritePack

from sojourn.errors import LawError
from sojourn.law.pack import load_pack
from sojourn.law.rule_questions import ask_rule
from sojourn.law.scenarios import ScenarioAnswers, ScenarioEvidence, ScenarioResult, load_scenarios, run_scenarios
from sojourn.law.show import show_rule

APPEAL = "us.appeal_period"


def at(day: str) -> datetime:
    """Give noon UTC of a day."""
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=12)


def never(evidence: ScenarioEvidence, as_of: date, known_at: datetime) -> ScenarioAnswers:
    """Refuse to answer: a question about a rule needs no engine."""
    raise AssertionError("no engine is needed")


def asked(write_pack: WritePack, question: str) -> ScenarioResult:
    """Answer one question about the invented rule."""
    scenario = (
        f"- title: One\n  law: ruritania\n  rules: [ruritania.declared]\n  citation: c\n  questions: [{question}]\n"
    )
    return run_scenarios(load_pack(write_pack(scenarios=scenario)), never)[0]


@pytest.mark.parametrize(
    ("on", "known_on", "days"),
    [
        ("2026-03-08", "2026-02-05", 30),
        ("2026-03-10", "2026-02-05", 30),
        ("2026-03-08", "2026-02-20", 30),
        ("2026-03-09", "2026-02-20", 10),
        ("2026-03-10", "2026-03-07", 10),
        ("2026-03-10", "2026-03-08", 30),
        ("2026-03-10", "2026-04-15", 30),
        ("2026-11-23", "2026-11-23", 30),
    ],
)
def test_the_appeal_period_of_2026(on: str, known_on: str, days: int) -> None:
    answer = ask_rule(load_pack("us"), APPEAL, date.fromisoformat(on), at(known_on))
    assert answer.values is not None
    assert answer.values["days"] == days
    assert (answer.status, answer.version) == ("in_force", f"{days} days")


def test_the_version_that_never_applied_is_named_beside_the_one_that_holds() -> None:
    answer = ask_rule(load_pack("us"), APPEAL, date(2026, 3, 10), at("2026-04-15"))
    assert answer.not_applied == {"10 days": "vacated"}
    assert answer.citation.startswith("8 CFR 1003.38(b)")


def test_a_printed_rule_tells_what_was_believed_and_what_is_known_now() -> None:
    shown = show_rule(load_pack("us"), APPEAL, date(2026, 3, 10), at("2026-02-20"), at("2026-11-23"))
    then, now = shown.split("That was believed then. What is known now is another thing:")
    assert "On 10 March 2026 this holds, as known on 20 February 2026:\n  clock: appeal_to_board\n  days: 10\n" in then
    assert "On 10 March 2026 this holds, as known on 23 November 2026:\n  clock: appeal_to_board\n  days: 30\n" in now
    assert "  not applied: 10 days, vacated\n" in now
    assert "8 March 2026: 10 days, vacated, from 9 March 2026" in now


def test_a_printed_rule_says_when_nothing_else_is_known_now() -> None:
    shown = show_rule(load_pack("us"), APPEAL, date(2026, 3, 10), at("2026-04-15"), at("2026-11-23"))
    assert "That is also what is known on 23 November 2026." in shown


def test_a_day_before_the_first_of_the_pack_is_refused_with_that_day() -> None:
    with pytest.raises(LawError, match="before 2006-01-01") as caught:
        ask_rule(load_pack("us"), APPEAL, date(2005, 12, 31), at("2026-04-15"))
    assert caught.value.code == "law-before-earliest"


def changed(write_pack: WritePack, versions: list[dict[str, Any]]) -> Any:
    """Load the invented pack with other versions of its rule, beside one that the floor needs."""
    rule = VACATED | {"id": "ruritania.clock", "role": "clock", "versions": versions}
    return load_pack(write_pack(further=[rule]))


CLOCK = {
    "clock": "appeal_to_board",
    "days": 20,
    "counts": "business",
    "from": "notice",
    "at": ["notified_at"],
    "rolls": True,
    "whose": "theirs",
    "liberty": False,
    "may_pause": [],
}
NEW = {"version": "new", "valid_from": "2020-05-01", "status": "in_force", "learned_on": "2020-02-01", "values": CLOCK}


def test_a_day_before_the_first_of_the_rule_is_refused_with_that_day(write_pack: WritePack) -> None:
    pack = changed(write_pack, [NEW])
    with pytest.raises(LawError, match=r"before 2020-05-01, the first day of the rule `ruritania\.clock`") as caught:
        ask_rule(pack, "ruritania.clock", date(2020, 4, 30), at("2026-11-23"))
    assert caught.value.code == "law-before-rule"
    assert ask_rule(pack, "ruritania.clock", date(2020, 5, 1), at("2026-11-23")).status == "in_force"


def test_before_a_rule_was_known_the_question_is_refused(write_pack: WritePack) -> None:
    with pytest.raises(LawError, match="the first was learned on 2020-02-01") as caught:
        ask_rule(changed(write_pack, [NEW]), "ruritania.clock", date(2020, 5, 1), at("2020-01-31"))
    assert caught.value.code == "law-before-rule"


def test_a_proposal_without_a_day_gives_no_day_to_ask_about(write_pack: WritePack) -> None:
    proposal = {"version": "new", "status": "proposed", "learned_on": "2020-02-01", "values": CLOCK}
    with pytest.raises(LawError, match="no version has a first day") as caught:
        ask_rule(changed(write_pack, [proposal]), "ruritania.clock", date(2026, 5, 1), at("2026-11-23"))
    assert caught.value.code == "law-before-rule"


@pytest.mark.parametrize("status", ["proposed", "suspended", "vacated", "superseded"])
def test_a_version_that_is_not_in_force_is_named_with_its_status(write_pack: WritePack, status: str) -> None:
    answer = ask_rule(
        changed(write_pack, [NEW | {"status": status}]), "ruritania.clock", date(2020, 5, 1), at("2026-11-23")
    )
    assert (answer.status, answer.version, answer.values) == (status, "new", None)


def test_a_suspended_version_counts_again_when_the_court_lets_it(write_pack: WritePack) -> None:
    halted = NEW | {"status": "suspended", "learned_on": "2020-06-01"}
    again = NEW | {"learned_on": "2021-01-01"}
    pack = changed(write_pack, [NEW, halted, again])
    days = [ask_rule(pack, "ruritania.clock", date(2020, 7, 1), at(day)).status for day in ("2020-12-31", "2021-01-01")]
    assert days == ["suspended", "in_force"]


def test_after_the_last_version_ended_none_is_on_file(write_pack: WritePack) -> None:
    answer = ask_rule(
        changed(write_pack, [NEW | {"valid_to": "2021-12-31"}]), "ruritania.clock", date(2022, 1, 1), at("2026-11-23")
    )
    assert (answer.status, answer.version, answer.values, answer.not_applied) == (None, None, None, {})


def test_a_scenario_may_ask_about_a_rule_and_needs_no_records(write_pack: WritePack) -> None:
    question = "{rule: ruritania.declared, on: 2026-03-10, known_at: 2026-02-20, expected: {values: {days: 10}}}"
    result = asked(write_pack, question)
    assert result.passed
    assert result.answer == f"{TEN_DAYS}, in force: days 10"


@pytest.mark.parametrize(
    ("expected", "difference"),
    [
        ("{values: {days: 30}}", "days: expected 30, got 10"),
        ("{values: null}", "values: expected none, got days 10"),
        ("{status: vacated}", "status: expected vacated, got in_force"),
        (f"{{version: {THIRTY_DAYS}}}", "version: expected 30 days, got 10 days"),
        ("{not_applied: {10 days: vacated}}", "not_applied: expected 10 days vacated, got none"),
        ("{citation: A book}", "citation: expected A book, got 8 CFR 1003.38;"),
        ("{refused: law-before-rule}", "refused: expected law-before-rule, got an answer"),
    ],
)
def test_a_wrong_answer_about_a_rule_says_the_difference(write_pack: WritePack, expected: str, difference: str) -> None:
    question = f"{{rule: ruritania.declared, on: 2026-03-10, known_at: 2026-02-20, expected: {expected}}}"
    assert asked(write_pack, question).differences[0].startswith(difference)


def test_a_refusal_may_be_expected(write_pack: WritePack) -> None:
    question = "{rule: ruritania.declared, on: 2014-12-31, known_at: 2026-02-20, expected: {refused: %s}}"
    assert asked(write_pack, question % "law-before-earliest").passed
    assert "no answer: the day `2014-12-31`" in asked(write_pack, question % "law-before-rule").differences[0]


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ("{rule: ruritania.declared, expected: {status: in_force}}", "needs `rule`, `on` and `expected`"),
        ("{rule: ruritania.declared, on: 2026-01-01}", "needs `rule`, `on` and `expected`"),
        ("{rule: ruritania.declared, on: 2026-01-01, expected: {state: in_status}}", "`expected` has `state`"),
        ("{rule: ruritania.declared, on: 2026-01-01, expected: {status: dead}}", "`status` is `dead`"),
        ("{rule: ruritania.declared, on: 2026-01-01, as_of: 2026-01-01, expected: {status: in_force}}", "has `as_of`"),
        ("{rule: base.proof, on: 2026-01-01, expected: {status: in_force}}", "`rules` lacks `base.proof`"),
        ("{as_of: 2026-01-01, expected: {state: in_status}}", "`movements` is missing"),
    ],
)
def test_a_question_about_a_rule_that_cannot_be_read_says_why(
    write_pack: WritePack, question: str, problem: str
) -> None:
    with pytest.raises(LawError) as caught:
        asked(write_pack, question)
    assert caught.value.code == "law-scenario-invalid"
    assert problem in caught.value.message


def test_questions_about_stays_and_rules_may_stand_together(write_pack: WritePack) -> None:
    scenario = """
- title: Both
  law: ruritania
  rules: [ruritania.declared]
  citation: c
  movements: [arrival 2026-01-10 inspection at IATA:AMS]
  questions:
    - {as_of: 2026-01-10, expected: {state: unknown}}
    - {rule: ruritania.declared, on: 2026-01-10, expected: {values: {days: 30}}}
"""
    (read,) = load_scenarios(load_pack(write_pack(scenarios=scenario)))
    assert (len(read.questions), len(read.rule_questions)) == (1, 1)


def test_on_is_a_key_and_no_is_a_country(write_pack: WritePack) -> None:
    pack = load_pack(write_pack(header={"country": "NO", "title": "yes"}))
    assert (pack.country, pack.title) == ("NO", "yes")
