"""Every value of every rule is tested: a change of it makes some scenario fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from sojourn.cli import main
from sojourn.engine import Engine
from sojourn.law.mutation_check import ChangedAnswer, MutationResult, check_mutations
from sojourn.law.mutation_table import render_mutations
from sojourn.law.mutations import NO_WORD, changed_values, list_mutations
from sojourn.law.pack import Pack, load_pack
from sojourn.law.rule import Entry, RuleText, freeze
from sojourn.law.scenarios import ScenarioEvidence, load_scenarios
from sojourn.stays.in_memory import answer_in_memory
from sojourn.stays.law_commands import deal_rules
from sojourn.stays.mutation_answers import changed_answers

BASE = load_pack("base")
#: Of the rules of two packs every eighth is tried here, with one change: to build a changed law takes seconds. All
#: changes of all rules of all packs are tried by `sojourn law test --mutate`.
EVERY = 8
TRIED = [pytest.param(code, sorted(load_pack(code).own)[::EVERY], id=code) for code in ("base", "uk")]

DAY, KNOWN_AT = date(2026, 12, 1), datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC)
OWN = [each.evidence for each in load_scenarios(BASE) if each.file == "stay.yaml"]
STAYS = ScenarioEvidence(pa.concat_tables([e.movements for e in OWN]), pa.concat_tables([e.facts for e in OWN]))
BASE_MUTATIONS = {str(each): each for rule in BASE.rules for each in list_mutations(rule, BASE.earliest)}
CHANGES = [
    "base.merge: hours 12 -> 11",
    "base.entry_days: classes.EXAMPLE30 30 -> 31",
    "base.entry_days: basis status -> authorised_only",
    "base.pending_application: benefits without extension",
    "base.pending_application: timely true -> false",
    "base.pending_application: ended_by without denied",
    "base.protection: types without non_refoulement",
    "base.protection: types.non_refoulement removal_barred -> status",
    "base.nationals: the rule is not there",
]

LAST_DAY = """
- title: Thirty days, the day of arrival included
  law: base
  rules: [base.entry_days]
  citation: Section 1
  movements:
    - arrival 2026-01-10 inspection at IATA:AMS class EXAMPLE30
  question: {as_of: 2026-02-09}
  expected: {authorised_until: 2026-02-08}
"""
OWN_WORDS = """
- title: What a notice says
  law: base
  rules: [base.notice]
  citation: Section 2
  question: {rule: base.notice, on: 2026-02-09}
  expected: {values: {answer_days: 30}}
"""


def rule_of(role: str, *versions: dict[str, Any], basis: str | None = None) -> RuleText:
    """Make a rule of a role with versions given as columns of ``Entry``."""
    since = {"valid_from": date(1990, 1, 1), "valid_to": None, "status": "in_force", "learned_on": date(1990, 1, 1)}
    entries = [{**since, **version} for version in versions]
    history = tuple(
        Entry(**{"version": str(entry["valid_from"]), **entry, "values": freeze(entry.get("values", {}))})
        for entry in entries
    )
    return replace(BASE.get("base.death"), id="test.rule", role=role, basis=basis, history=history)


def changes(role: str, values: dict[str, Any]) -> dict[str, Any]:
    """Give the changed values of a role by the words for the change."""
    return dict(changed_values(role, values))


def with_scenarios(folder: Path, text: str, rule_id: str) -> Pack:
    """Give the base pack as the owner of one rule, with scenarios of its own."""
    (folder / "scenarios").mkdir()
    (folder / "scenarios" / "own.yaml").write_text(text, encoding="utf-8")
    return replace(BASE, folder=folder, own=frozenset({rule_id}))


def test_a_number_goes_one_up_and_one_down() -> None:
    assert changes("merge", {"hours": 12}) == {"hours 12 -> 13": {"hours": 13}, "hours 12 -> 11": {"hours": 11}}


def test_a_number_stays_within_the_bounds_of_its_field() -> None:
    assert list(changes("merge", {"hours": 24})) == ["hours 24 -> 23"]


def test_a_boolean_is_turned() -> None:
    values = {"outcomes": [], "crew_without_limit": True}
    assert changes("not_subject", values) == {
        "crew_without_limit true -> false": {"outcomes": [], "crew_without_limit": False}
    }


def test_each_element_of_a_list_is_dropped() -> None:
    assert changes("citizenship", {"granted": ["granted", "recognised"]}) == {
        "granted without granted": {"granted": ["recognised"]},
        "granted without recognised": {"granted": ["granted"]},
    }


def test_each_entry_of_a_mapping_of_numbers_is_changed_and_dropped() -> None:
    found = changes("entry_days", {"classes": {"WB": 90, "WT": 366}})
    assert {change: values["classes"] for change, values in found.items()} == {
        "classes.WB 90 -> 91": {"WB": 91, "WT": 366},
        "classes.WB 90 -> 89": {"WB": 89, "WT": 366},
        "classes.WT 366 -> 365": {"WB": 90, "WT": 365},
        "classes without WB": {"WT": 366},
        "classes without WT": {"WB": 90},
    }


def test_a_word_of_a_mapping_becomes_another_allowed_one() -> None:
    found = changes("protection", {"types": {"refugee": "status"}})
    assert {change: values["types"] for change, values in found.items()} == {
        "types.refugee status -> authorised_only": {"refugee": "authorised_only"},
        "types without refugee": {},
    }


def test_a_word_without_a_list_of_allowed_ones_becomes_one_that_no_record_has() -> None:
    found = changes("offences", {"statutes": {"Code 1": "homicide"}})
    assert list(found) == [f"statutes.Code 1 homicide -> {NO_WORD}", "statutes without Code 1"]


def test_a_date_of_a_mapping_is_one_day_later_or_never_and_never_is_always() -> None:
    found = changes("coverage", {"departures": {"air": date(2010, 1, 1), "sea": date(1990, 1, 1), "land": None}})
    assert list(found) == [
        "departures.air 2010-01-01 -> 2010-01-02",
        "departures.land never -> 1990-01-01",
        "departures.air 2010-01-01 -> never",
        "departures.sea 1990-01-01 -> never",
    ]


def test_the_basis_becomes_another() -> None:
    rule = rule_of("extension", basis="removal_barred")
    assert [(str(each), each.text.basis) for each in list_mutations(rule) if each.text] == [
        ("test.rule: basis removal_barred -> status", "status")
    ]


def test_a_rule_without_values_is_taken_out() -> None:
    (mutation,) = list_mutations(BASE.get("base.death"))
    assert "base.death" not in {rule.id for rule in mutation.applied(BASE).rules}


def test_versions_begin_a_day_later_end_a_day_earlier_and_do_not_hold() -> None:
    first = {"values": {"days": 30}, "valid_to": date(2009, 12, 31)}
    second = {"values": {"days": 30}, "valid_from": date(2010, 1, 1)}
    found = [each.change for each in list_mutations(rule_of("waiting_time", first, second))]
    assert [change for change in found if "days" not in change] == [
        "[1990-01-01] valid_to 2009-12-31 -> 2009-12-30",
        "[1990-01-01] in_force -> vacated",
        "[2010-01-01] valid_from 2010-01-01 -> 2010-01-02",
        "[2010-01-01] in_force -> vacated",
    ]


def test_a_version_that_began_before_the_packs_first_day_begins_no_later() -> None:
    rule = rule_of("waiting_time", {"values": {"days": 30}, "valid_from": date(1996, 4, 1)})
    assert [each for each in list_mutations(rule, date(2000, 1, 1)) if "valid_from" in each.change] == []


def test_what_was_learned_of_a_version_later_changes_along() -> None:
    known = {"values": {"days": 30}, "version": "one"}
    ended = {**known, "learned_on": date(2020, 1, 1), "valid_to": date(2020, 6, 30)}
    up = list_mutations(rule_of("waiting_time", known, ended))[0]
    assert up.text is not None
    assert [entry.values["days"] for entry in up.text.history] == [31, 31]


def test_a_version_that_never_came_into_force_is_left_alone() -> None:
    proposed = {"values": {"days": 30}, "status": "proposed"}
    assert list_mutations(rule_of("waiting_time", proposed)) == []


def test_a_change_leaves_the_other_rules_of_the_pack_as_they_are() -> None:
    mutation = list_mutations(BASE.get("base.merge"))[0]
    assert [rule.id for rule, old in zip(mutation.applied(BASE).rules, BASE.rules, strict=True) if rule != old] == [
        "base.merge"
    ]


def test_a_value_that_nothing_tests_survives(tmp_path: Path) -> None:
    pack = with_scenarios(tmp_path, LAST_DAY, "base.entry_days")
    found = check_mutations(pack, changed_answers)
    assert {result.change: result.noticed_by for result in found} == {
        "classes.EXAMPLE30 30 -> 31": "own-1",
        "classes.EXAMPLE30 30 -> 29": "own-1",
        "classes without EXAMPLE30": "own-1",
        "counts_arrival_day true -> false": "own-1",
        "basis status -> authorised_only": None,
    }


def test_a_scenario_that_fails_without_any_change_notices_nothing(tmp_path: Path) -> None:
    wrong = LAST_DAY.replace("2026-02-08", "2026-02-05")
    found = check_mutations(with_scenarios(tmp_path, wrong, "base.entry_days"), changed_answers)
    assert {result.noticed_by for result in found} == {None}


def test_a_question_about_a_rule_notices_without_the_engine(tmp_path: Path) -> None:
    pack = with_scenarios(tmp_path, OWN_WORDS, "base.notice")
    noticed = [result.change for result in check_mutations(pack, changed_answers) if not result.survives]
    assert noticed == ["answer_days 30 -> 31", "answer_days 30 -> 29"]


def test_a_scenario_that_only_expects_the_rule_among_the_reasons_notices_too(tmp_path: Path) -> None:
    other = LAST_DAY.replace("rules: [base.entry_days]", "rules: [base.waiting_time]").replace(
        "expected: {", "expected: {reasons: [base.entry_days], "
    )
    pack = with_scenarios(tmp_path, other, "base.entry_days")
    assert check_mutations(pack, changed_answers)[0].noticed_by == "own-1"


@pytest.fixture(scope="module")
def base_changed() -> Iterator[ChangedAnswer]:
    """Open the answers under changes of the base pack once."""
    with changed_answers(BASE) as answer:
        yield answer


@pytest.mark.parametrize("change", CHANGES)
def test_a_short_cut_answers_as_the_changed_law_does(
    duckdb_engine: Engine, base_changed: ChangedAnswer, change: str
) -> None:
    mutation = BASE_MUTATIONS[change]
    law = mutation.applied(BASE).as_known_at(KNOWN_AT)
    quick = base_changed(mutation, STAYS, DAY, KNOWN_AT)
    anew = answer_in_memory(duckdb_engine, STAYS.movements, STAYS.facts, law, DAY, KNOWN_AT)
    assert plain(quick.answers, quick.periods) == plain(anew.answers, anew.periods)


def plain(answers: pa.Table, periods: pa.Table) -> list[dict[str, Any]]:
    """Give the rows without the version of the law, which tells the changed law from the other."""
    return answers.drop_columns(["law_version"]).to_pylist() + periods.to_pylist()


def test_the_table_says_who_noticed_and_counts() -> None:
    results = [
        MutationResult("us.a", "days 1 -> 2", "entry-1"),
        MutationResult("us.a", "days 1 -> 0"),
        MutationResult("us.b", "the rule is not there", skipped="the engine needs it"),
    ]
    assert render_mutations(results).splitlines()[2:] == [
        "| us.a | days 1 -> 2 | entry-1 |",
        "| us.a | days 1 -> 0 | SURVIVES |",
        "| us.b | the rule is not there | not tried: the engine needs it |",
        "",
        "3 changes: 1 noticed, 1 not noticed, 1 not tried.",
    ]


def test_the_command_fails_where_a_change_survives(monkeypatch: pytest.MonkeyPatch) -> None:
    survivor = [[MutationResult("base.merge", "hours 12 -> 13")]]
    monkeypatch.setattr("sojourn.stays.law_commands.mutation_results", lambda *_: survivor)
    done = CliRunner().invoke(main, ["law", "test", "--mutate", "base"])
    assert (done.exit_code, "| base.merge | hours 12 -> 13 | SURVIVES |" in done.output) == (1, True)


def test_each_rule_is_dealt_out_once() -> None:
    assert sorted(rule for part in deal_rules(BASE, 3) for rule in part) == sorted(BASE.own)


@pytest.mark.parametrize(("code", "rules"), TRIED)
def test_a_change_of_a_rule_is_noticed_by_some_scenario(code: str, rules: list[str]) -> None:
    found = check_mutations(load_pack(code), changed_answers, rules, once=True)
    assert found
    assert [f"{result.rule}: {result.change}" for result in found if result.survives] == []
