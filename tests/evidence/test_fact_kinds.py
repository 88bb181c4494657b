"""The table of fact kinds: complete, and each kind's demands hold for the rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from invented_rows import NOON, Row, fact, movement, table_of, write_parquet

from sojourn.engine import Engine
from sojourn.evidence.fact_kinds import JUDGED, always_carried, fact_kinds, list_fact_checks, list_fact_remarks
from sojourn.evidence.folder import load_evidence
from sojourn.tables import FACT_KINDS, FACTS

COLUMNS = {column.name for column in FACTS}
CONVICTION = {
    "kind": "conviction",
    "valid_to": None,
    "authority": "court:north",
    "statute": "penal code 12",
    "reference": "docket 7/2020",
    "decided_at": NOON,
}


def right(kind: str) -> Row:
    """Give a fact with just what its kind requires."""
    given: dict[str, Any] = {
        "references": ["a-number:1"],
        "filed_at": NOON,
        "decided_at": NOON,
        "notified_at": NOON,
        "valid_from": date(2024, 1, 1),
        "valid_to": date(2024, 9, 1),
        "outcome": next(iter(fact_kinds()[kind].words["outcome"].meanings))
        if "outcome" in fact_kinds()[kind].words
        else "x",
    }
    required = {group[0] for group in fact_kinds()[kind].requires}
    row = fact(kind=kind, valid_to=None, references=["a-number:1"])
    return row | {name: given.get(name, "x") for name in required}


def faults(engine: Engine, row: Row, checks: Any = list_fact_checks) -> list[tuple[str, str]]:
    """Give the columns and codes that a fact fails."""
    table = engine.load(table_of([row], FACTS), "fact")
    listed = checks(table)
    found = engine.arrow(table.select(**{f"c{at}": check.bad.fill_null(False) for at, check in enumerate(listed)}))
    met = found.to_pylist()[0]
    return [(check.column, check.code) for at, check in enumerate(listed) if met[f"c{at}"]]


def test_the_table_holds_every_kind_once() -> None:
    assert tuple(fact_kinds()) == FACT_KINDS


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_each_kind_speaks_of_columns_that_exist(kind: str) -> None:
    entry = fact_kinds()[kind]
    required = {name for group in entry.requires for name in group}
    assert required | set(entry.carries) | set(entry.words) | set(always_carried()) <= COLUMNS
    assert set(entry.words) <= required | set(entry.carries)
    assert entry.title.endswith(".")


def test_every_column_that_says_what_is_judged_or_always_carried() -> None:
    record = {"fact_id", "feed", "kind", "recorded_at", "sequence", "corrects", "retracted", "raw"}
    whose = {"surname", "given_names", "birth_date", "sex", "nationality", "references"}
    document = {"document_type", "document_number", "document_issuer"}
    assert record | whose | document | set(JUDGED) | set(always_carried()) == COLUMNS


def test_a_fact_with_just_what_its_kind_requires_passes(duckdb_engine: Engine) -> None:
    table = duckdb_engine.load(table_of([right(kind) for kind in FACT_KINDS], FACTS), "right")
    failing = {check.code: duckdb_engine.count(table.filter(check.bad)) for check in list_fact_checks(table)}
    assert set(failing.values()) == {0}


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"valid_to": None}, ("valid_to", "fact-requires")),
        ({"kind": "application", "filed_at": NOON}, ("benefit", "fact-requires")),
        ({"kind": "application", "benefit": "asylum"}, ("filed_at or received_at", "fact-requires")),
        ({"kind": "decision", "outcome": "approved", "benefit": "asylum"}, ("decided_at", "fact-requires")),
        ({"kind": "death"}, ("valid_from", "fact-requires")),
        ({"kind": "document", "outcome": "found"}, ("outcome", "fact-word")),
        (CONVICTION | {"authority": None}, ("authority", "fact-requires")),
        (CONVICTION | {"statute": " "}, ("statute", "fact-requires")),
        (CONVICTION | {"document_number": None}, ("document_number or references", "fact-of-nobody")),
        (CONVICTION | {"document_number": "0"}, ("document_number or references", "fact-of-nobody")),
        (CONVICTION | {"outcome": "suspected"}, ("outcome", "fact-carries")),
        (CONVICTION | {"type": "membership"}, ("type", "fact-carries")),
        ({"document_number": None}, ("document_number or references or reference or surname", "fact-of-nobody")),
    ],
)
def test_a_fact_that_says_nothing_is_found(duckdb_engine: Engine, given: Row, fault: tuple[str, str]) -> None:
    assert faults(duckdb_engine, fact(**given)) == [fault]


def test_a_name_is_enough_for_a_status_and_not_for_an_order(duckdb_engine: Engine) -> None:
    named: Row = {"document_number": None, "surname": "Roe"}
    order: Row = {"kind": "order", "type": "removal", "decided_at": NOON}
    assert faults(duckdb_engine, fact(**named)) == []
    assert faults(duckdb_engine, fact(**named, **order)) == [("document_number or references", "fact-of-nobody")]


def test_an_unknown_word_of_an_open_list_is_told_and_kept(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_parquet(tmp_path / "movements.parquet", [movement()])
    odd = fact(kind="decision", outcome="shelved", benefit="asylum", decided_at=NOON, end_reason="moved")
    write_parquet(tmp_path / "facts.parquet", [odd, fact("2")], FACTS)
    found = load_evidence(duckdb_engine, tmp_path)
    assert duckdb_engine.count(found.facts) == 2
    told = [(problem.column, problem.code, problem.rows, problem.kept) for problem in found.problems]
    assert told == [("end_reason", "fact-carries", 1, True), ("outcome", "fact-word", 1, True)]


def test_a_value_without_meaning_is_told(duckdb_engine: Engine) -> None:
    assert faults(duckdb_engine, fact(entries=2), list_fact_remarks) == [("entries", "fact-carries")]
