"""An answer that rests on a rule whose check is due stands as it is, and says that no notice can be issued from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from stays_folders import rows_of, run_folder, write_evidence
from stays_records import Book, arrival, departure, facts_of, movements_of
from stays_run import LATER

from sojourn.engine import Engine
from sojourn.law.pack import load_pack
from sojourn.law.rule import Law
from sojourn.stays.explain import explain_text
from sojourn.stays.in_memory import answer_in_memory
from sojourn.stays.proof import ProofReader
from sojourn.stays.rule_checks import QUESTION
from sojourn.words import QUESTION_WORDS

PROOF_DUE, ENTRY_DUE, REST_DUE = date(2026, 6, 1), date(2026, 9, 1), date(2027, 11, 22)

BOOK = Book()
LEFT = BOOK.person(arrival("2026-01-10", until="2026-12-31"), departure("2026-03-01"))
HERE = BOOK.person(arrival("2026-01-10", until="2026-12-31"))


def law_with_checks() -> Law:
    """Give the law of `base` with days of checks that lie apart."""
    law = load_pack("base").as_known_at(LATER)
    due = {"proof": PROOF_DUE, "entry_until": ENTRY_DUE}
    rules = tuple(replace(rule, text=replace(rule.text, check_by=due.get(rule.role, REST_DUE))) for rule in law.rules)
    return replace(law, version=f"{law.version}-checks", rules=rules)


def asked(engine: Engine, law: Law, as_of: date) -> dict[str, dict[str, Any]]:
    """Answer the two persons."""
    found = answer_in_memory(engine, movements_of(BOOK.movements), facts_of([]), law, as_of, LATER)
    return {BOOK.owners[row["arrival_id"]]: row for row in found.answers.to_pylist()}


@pytest.mark.parametrize(
    ("as_of", "stale"),
    [
        (PROOF_DUE, set()),
        (date(2026, 6, 2), {LEFT}),
        (ENTRY_DUE, {LEFT}),
        (date(2026, 9, 2), {LEFT, HERE}),
        (date(2028, 1, 1), {LEFT, HERE}),
    ],
)
def test_an_answer_is_stale_from_the_day_after_the_check_of_a_rule_that_it_rests_on(
    duckdb_engine: Engine, as_of: date, stale: set[str]
) -> None:
    answers = asked(duckdb_engine, law_with_checks(), as_of)
    assert {person for person, row in answers.items() if QUESTION in row["questions"]} == stale


def test_staleness_changes_nothing_else(duckdb_engine: Engine) -> None:
    fresh = asked(duckdb_engine, load_pack("base").as_known_at(LATER), date(2026, 9, 2))
    stale = asked(duckdb_engine, law_with_checks(), date(2026, 9, 2))
    assert [row["questions"] for row in stale.values()] == [[QUESTION], [QUESTION]]
    same = {"questions": [], "law_version": None}
    assert [row | same for row in stale.values()] == [row | same for row in fresh.values()]
    assert [row["questions"] for row in fresh.values()] == [[], []]


def test_the_law_names_the_rules_that_are_to_be_checked() -> None:
    law = law_with_checks()
    assert law.stale_rules(PROOF_DUE) == ()
    assert [rule.id for rule in law.stale_rules(date(2026, 6, 2))] == ["base.proof"]
    assert {rule.id for rule in law.stale_rules(date(2026, 9, 2))} == {"base.proof", "base.entry_until"}
    assert len(law.stale_rules(date(2027, 11, 23))) == len(law.rules)


def test_the_proof_says_that_no_notice_can_be_issued(duckdb_engine: Engine, tmp_path: Path) -> None:
    evidence = write_evidence(tmp_path / "evidence", BOOK.movements, [])
    run_folder(duckdb_engine, evidence, tmp_path / "run", "2029-06-01")
    stay = rows_of(tmp_path / "run", "answers")[0]["stay_id"]
    shown = " ".join(explain_text(ProofReader(tmp_path / "run").get(stay)).split())
    assert "This is stale: no notice can be issued from this answer." in shown
    assert QUESTION_WORDS[QUESTION] in shown
