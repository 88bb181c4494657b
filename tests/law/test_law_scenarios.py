"""Scenarios: read from their short form, answered, compared; and that every rule has some."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest
from law_packs import WritePack

from sojourn import tables
from sojourn.errors import LawError
from sojourn.law.pack import list_packs, load_pack
from sojourn.law.scenario_rows import RecordError, fact_row, movement_row, record_in_words, record_owner
from sojourn.law.scenario_table import render_scenarios
from sojourn.law.scenarios import ScenarioAnswers, ScenarioEvidence, load_scenarios, run_scenarios

ONE = """
- title: The last day
  law: ruritania
  rules: [base.entry_until]
  citation: Section 1
  movements:
    - arrival 2026-01-10 inspection at IATA:AMS class VISITOR until 2026-07-09
  question: {as_of: 2026-07-09}
  expected: {state: in_status, authorised_until: 2026-07-09, days_over: null}
- title: Two stays
  law: ruritania
  rules: [base.merge]
  citation: Section 2
  movements:
    - arrival 2026-01-10 inspection at IATA:AMS
  questions:
    - as_of: 2026-07-09
      expected: [{state: left_in_time}, {state: in_status}]
    - as_of: 2026-07-10
      expected: {state: unexplained, reasons: [base.proof], left_between: [2026-01-10, 2026-07-09]}
"""


def answer(arrival_id: str, **values: Any) -> dict[str, Any]:
    """Give a row of ``answers`` with an invented stay."""
    return {"stay_id": f"s-{arrival_id}", "arrival_id": arrival_id, "arrived_on": date(2026, 1, 10), **values}


def in_status(evidence: ScenarioEvidence, as_of: date, known_at: datetime) -> ScenarioAnswers:
    """Answer `in_status` for every movement."""
    names = [f"{row['feed']}/{row['movement_id']}" for row in evidence.movements.to_pylist()]
    rows = [answer(name, state="in_status", authorised_until=date(2026, 7, 9)) for name in names]
    return ScenarioAnswers(
        pa.Table.from_pylist(rows, schema=tables.ANSWERS), pa.Table.from_pylist([], schema=tables.PERIODS)
    )


@pytest.mark.parametrize("code", list_packs())
def test_every_rule_of_a_pack_has_at_least_two_scenarios(code: str) -> None:
    pack = load_pack(code)
    used = [rule for scenario in load_scenarios(pack) for rule in scenario.rules]
    assert [rule for rule in sorted(pack.own) if used.count(rule) < 2] == []


@pytest.mark.parametrize("code", list_packs())
def test_every_scenario_says_what_is_answered_and_where_it_follows_from(code: str) -> None:
    scenarios = load_scenarios(load_pack(code))
    assert [s.title for s in scenarios if not s.citation or not s.rules] == []
    asked = [(s.title, stay) for s in scenarios for question in s.questions for stay in question.expected]
    assert [title for title, stay in asked if not stay] == []


@pytest.mark.parametrize("code", list_packs())
def test_titles_and_records_of_scenarios_are_their_own(code: str) -> None:
    scenarios = load_scenarios(load_pack(code))
    numbers = {(n, s.name) for s in scenarios for n in s.evidence.movements.column("document_number").to_pylist() if n}
    assert len({s.title for s in scenarios}) == len(scenarios)
    assert len({number for number, _ in numbers}) == len(numbers)


def test_the_rows_have_the_shape_of_the_input_tables() -> None:
    evidence = load_scenarios(load_pack("us"))[0].evidence
    assert evidence.movements.schema == tables.arrow_schema(tables.MOVEMENTS)
    assert evidence.facts.schema == tables.arrow_schema(tables.FACTS)


def test_a_movement_in_words_is_read() -> None:
    words = (
        "arrival 2026-01-10 20:05 inspection at IATA:JFK from LIS on TP201 class B2 until 2026-07-09 outcome admitted"
    )
    row = movement_row(words, 1, "entry-1")
    assert (row["direction"], row["local_date"], row["kind"]) == ("arrival", date(2026, 1, 10), "inspection")
    assert row["occurred_at"] == datetime(2026, 1, 10, 20, 5, tzinfo=UTC)
    assert row["recorded_at"] == datetime(2026, 1, 10, 21, 5, tzinfo=UTC)
    assert (row["port"], row["from_port"], row["transport"], row["mode"]) == ("IATA:JFK", "LIS", "TP201", "air")
    assert (row["admitted_class"], row["admitted_until"], row["outcome"]) == ("B2", date(2026, 7, 9), "admitted")
    assert (row["feed"], row["movement_id"]) == ("post:XXX", "entry-1-m1")


@pytest.mark.parametrize(("word", "boarded"), [("aboard", True), ("absent", False)])
def test_a_close_out_is_read(word: str, boarded: bool) -> None:
    assert movement_row(f"departure 2026-01-10 manifest {word}", 1, "a-1")["boarded"] is boarded


def test_a_mode_that_is_not_known_stays_null() -> None:
    assert movement_row("arrival 2026-01-10 inspection at IATA:JFK by unknown", 1, "a-1")["mode"] is None


def test_duration_of_status_is_read() -> None:
    assert (
        movement_row("arrival 2026-01-10 inspection class F1 until programme", 1, "a-1")["duration_of_status"] is True
    )


def test_a_record_with_no_time_arrives_at_noon() -> None:
    row = movement_row("departure 2026-01-10 declared", 1, "a-1")
    assert row["recorded_at"] == datetime(2026, 1, 10, 12, tzinfo=UTC)
    assert "occurred_at" not in row


def test_words_and_columns_go_together() -> None:
    written = {"record": "departure 2026-01-10 manifest named m9", "corrects": "carrier:XX/m2", "retracted": True}
    row = movement_row(written, 3, "entry-1")
    assert (row["movement_id"], row["corrects"], row["retracted"]) == ("entry-1-m9", "carrier:XX/entry-1-m2", True)


def test_a_record_name_says_whose_it_is() -> None:
    assert record_owner("post:XXX/entry-12-m1") == "entry-12"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("landing 2026-01-10 inspection", "must begin with arrival or departure"),
        ("arrival 2026-13-10 inspection", "is no day"),
        ("arrival 2026-01-10 rumour", "has no kind of record"),
        ("arrival 2026-01-10 inspection near JFK", "has `near`; allowed: at"),
        ("arrival 2026-01-10 inspection at", "ends after `at`"),
        ("arrival 2026-01-10 inspection recorded 2026-01-10T10:00", "has no time zone"),
        ("arrival 2026-01-10 inspection named a-b", "has a `-`"),
        ({"record": "arrival 2026-01-10 inspection", "height": 180}, "`height` is no column"),
        ({"kind": "inspection"}, "`direction` is missing"),
    ],
)
def test_a_movement_that_cannot_be_read_says_why(written: Any, problem: str) -> None:
    with pytest.raises(RecordError, match=problem):
        movement_row(written, 1, "a-1")


def test_a_fact_arrives_with_its_last_act() -> None:
    row = fact_row({"kind": "decision", "filed_at": date(2026, 1, 1), "decided_at": date(2026, 3, 1)}, 1, "a-1")
    assert row["recorded_at"] == datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"kind": "rumour"}, "a fact is a mapping with a `kind`"),
        ("decision", "a fact is a mapping with a `kind`"),
        ({"kind": "contact"}, "needs `recorded_at`"),
        ({"kind": "death", "valid_from": "soon"}, "`soon` is no day"),
    ],
)
def test_a_fact_that_cannot_be_read_says_why(written: Any, problem: str) -> None:
    with pytest.raises(RecordError, match=problem):
        fact_row(written, 1, "a-1")


def test_all_problems_of_the_scenarios_are_told_at_once(write_pack: WritePack) -> None:
    bad = """
- {title: A, law: us, rules: [x.y], citation: c, movements: [arrival soon],
   question: {as_of: 2026-01-01}, expected: {state: gone}}
- {title: B, law: ruritania, rules: [base.merge], citation: c, movements: [],
   questions: [{as_of: 2026-01-01}], colour: red}
- nothing
"""
    with pytest.raises(LawError) as caught:
        load_scenarios(load_pack(write_pack(scenarios=bad)))
    assert caught.value.code == "law-scenario-invalid"
    assert "one.yaml, scenario 1: `law` is `us`; this folder belongs to `ruritania`" in caught.value.message
    assert "`rules` has `x.y`, which the pack does not have" in caught.value.message
    assert "movements 1: `arrival soon` must begin with" in caught.value.message
    assert "question 1: `state` is `gone`" in caught.value.message
    assert "scenario 2: `colour` is no key" in caught.value.message
    assert "question 1: needs `as_of` and `expected`" in caught.value.message
    assert "scenario 3: must be a mapping" in caught.value.message


def test_a_scenario_passes_when_the_answer_is_as_expected(write_pack: WritePack) -> None:
    results = run_scenarios(load_pack(write_pack(scenarios=ONE)), in_status, rule_id="base.entry_until")
    assert [result.scenario.title for result in results] == ["The last day"]
    assert results[0].passed


def test_differences_say_what_was_expected_and_what_came(write_pack: WritePack) -> None:
    results = run_scenarios(load_pack(write_pack(scenarios=ONE)), in_status, rule_id="base.merge")
    assert results[0].differences == ("stays: expected 2, got 1 (in_status)",)
    assert results[1].differences == (
        "state: expected unexplained, got in_status",
        "reasons: expected base.proof, got none",
        "left_between: expected 2026-01-10 and 2026-07-09, got none",
    )


def test_an_error_is_shown_as_a_difference(write_pack: WritePack) -> None:
    def refuse(evidence: ScenarioEvidence, as_of: date, known_at: datetime) -> ScenarioAnswers:
        raise LawError("law-before-earliest", "the day is too early")

    results = run_scenarios(load_pack(write_pack(scenarios=ONE)), refuse, rule_id="base.entry_until")
    assert results[0].differences == ("no answer: the day is too early [law-before-earliest]",)


def test_the_questions_of_one_day_are_asked_together(write_pack: WritePack) -> None:
    asked = []

    def count(evidence: ScenarioEvidence, as_of: date, known_at: datetime) -> ScenarioAnswers:
        asked.append((as_of, evidence.movements.num_rows))
        return in_status(evidence, as_of, known_at)

    run_scenarios(load_pack(write_pack(scenarios=ONE)), count)
    assert asked == [(date(2026, 7, 9), 2), (date(2026, 7, 10), 1)]


def test_the_end_of_the_day_asked_about_is_what_is_known_unless_said(write_pack: WritePack) -> None:
    question = load_scenarios(load_pack(write_pack(scenarios=ONE)))[0].questions[0]
    assert question.known_at == datetime(2026, 7, 9, 23, 59, 59, tzinfo=UTC)


def test_the_results_read_as_a_table(write_pack: WritePack) -> None:
    shown = render_scenarios(run_scenarios(load_pack(write_pack(scenarios=ONE)), in_status))
    assert shown.splitlines() == [
        "one.yaml",
        "========",
        "",
        "  ok    The last day",
        "        Law    Section 1",
        "        Facts  arrival 2026-01-10 inspection at IATA:AMS class VISITOR until 2026-07-09",
        "        Asked about  Expected                                Answer",
        "        2026-07-09   state in_status, authorised_until       in_status, authorised until 2026-07-09",
        "                     2026-07-09, days_over none",
        "",
        "  FAIL  Two stays",
        "        Law    Section 2",
        "        Facts  arrival 2026-01-10 inspection at IATA:AMS",
        "        Asked about  Expected                                Answer",
        "        2026-07-09   state left_in_time; then state          in_status, authorised until 2026-07-09",
        "                     in_status",
        "        FAIL  stays: expected 2, got 1 (in_status)",
        "        2026-07-10   state unexplained, reasons base.proof,  in_status, authorised until 2026-07-09",
        "                     left_between 2026-01-10 and 2026-07-09",
        "        FAIL  state: expected unexplained, got in_status",
        "        FAIL  reasons: expected base.proof, got none",
        "        FAIL  left_between: expected 2026-01-10 and 2026-07-09, got none",
        "",
        "2 scenarios, 3 questions: 2 not as the law expects.",
    ]


def test_the_table_can_leave_out_what_came_out_as_expected(write_pack: WritePack) -> None:
    results = run_scenarios(load_pack(write_pack(scenarios=ONE)), in_status)
    shown = render_scenarios(results, failed_only=True)
    assert "The last day" not in shown
    assert "FAIL  Two stays" in shown


@pytest.mark.parametrize("code", list_packs())
def test_the_table_fits_a_hundred_columns(code: str) -> None:
    def none(evidence: ScenarioEvidence, as_of: date, known_at: datetime) -> ScenarioAnswers:
        raise LawError("law-before-earliest", "the day is too early")

    shown = render_scenarios(run_scenarios(load_pack(code), none))
    assert [line for line in shown.splitlines() if len(line) > 100] == []


def test_the_records_of_a_scenario_are_told_in_words() -> None:
    facts = {"kind": "extension", "decided_at": date(2026, 3, 1), "restricted": True, "references": ["a:1", "b:2"]}
    assert record_in_words(facts) == "extension, decided_at 2026-03-01, restricted yes, references a:1 and b:2"
    given = {"record": "departure 2026-01-10  manifest", "corrects": "carrier:XX/m2"}
    assert record_in_words(given) == "departure 2026-01-10 manifest, corrects carrier:XX/m2"
