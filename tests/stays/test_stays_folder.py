"""A folder of evidence to a folder of answers: equal bytes, restricted persons apart, no names, whole or not at all."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from stays_folders import list_outputs, rows_of, run_folder, write_evidence
from stays_population import random_population
from stays_records import Book, arrival, departure, fact

from sojourn import tables
from sojourn.engine import Engine
from sojourn.errors import LawError, RunError

AS_OF = "2026-07-01"
NAMES = ("Okonkwo-Brandt", "Ngozi Amélie", "1984-03-17")


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the evidence of some persons, one of them restricted and one with doubtful birth dates."""
    book = random_population(3, 60)
    who = {"surname": NAMES[0], "given_names": NAMES[1], "birth_date": NAMES[2]}
    book.person(arrival("2026-01-10", until="2026-05-09") | who | {"birth_date": "1971-08-02", "sex": "M"})
    book.person(
        arrival("2026-01-10T10:00", until="2026-05-09") | who,
        departure("2026-03-01T10:00") | who | {"birth_date": "1955-11-23"},
        departure("2026-03-02T10:00"),
        fact("protection", type="tps", valid_from="2026-02-01", restricted=True) | who,
    )
    return write_evidence(tmp_path_factory.mktemp("in") / "evidence", book.movements, book.facts)


@pytest.fixture(scope="module")
def run(duckdb_engine: Engine, evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reconcile the evidence once."""
    out = tmp_path_factory.mktemp("out") / "run"
    run_folder(duckdb_engine, evidence, out, AS_OF)
    return out


def bytes_of(out: Path) -> dict[str, bytes]:
    """Give the bytes of every output table."""
    return {name: (out / f"{name}.parquet").read_bytes() for name in list_outputs(out)}


def test_the_same_evidence_gives_the_same_bytes(
    duckdb_engine: Engine, evidence: Path, run: Path, tmp_path: Path
) -> None:
    run_folder(duckdb_engine, evidence, tmp_path / "again", AS_OF)
    assert bytes_of(tmp_path / "again") == bytes_of(run)


def test_rows_in_another_order_and_repeated_give_the_same_bytes(duckdb_engine: Engine, tmp_path: Path) -> None:
    book, chance = random_population(5, 80), random.Random(5)
    movements, facts = ([*rows, *rows[:40]] for rows in (book.movements, book.facts))
    write_evidence(tmp_path / "one", book.movements, book.facts)
    write_evidence(tmp_path / "two", chance.sample(movements, len(movements)), chance.sample(facts, len(facts)))
    run_folder(duckdb_engine, tmp_path / "one", tmp_path / "first", AS_OF)
    about = run_folder(duckdb_engine, tmp_path / "two", tmp_path / "second", AS_OF)
    assert about["counts"]["movements"]["duplicate"] == 40
    first, second = bytes_of(tmp_path / "first"), bytes_of(tmp_path / "second")
    assert [name for name in first if first[name] != second[name]] == []


def test_every_table_has_its_schema(run: Path) -> None:
    schemas = [pq.read_schema(run / f"{name}.parquet").names for name in ("answers", "periods", "crossings", "people")]
    expected = [schema.names for schema in (tables.ANSWERS, tables.PERIODS, tables.CROSSINGS, tables.PEOPLE)]
    assert schemas == expected


def test_restricted_persons_stand_in_a_folder_of_their_own_and_nowhere_else(run: Path) -> None:
    hidden = rows_of(run, "restricted/answers")
    assert len(hidden) == 1
    persons = {row["person_id"] for row in rows_of(run, "restricted/people")}
    records = {row["record_id"] for row in rows_of(run, "restricted/people")}
    assert persons == {hidden[0]["person_id"]}
    assert len(records) == 2, "the arrival and the fact; whose the two departures are is an open question"
    public = "".join(map(str, (row for name in list_outputs(run) if "/" not in name for row in rows_of(run, name))))
    assert [word for word in (*records, *persons, hidden[0]["stay_id"]) if word in public] == []


def test_questions_of_identity_about_restricted_records_are_restricted(run: Path) -> None:
    assert len(rows_of(run, "restricted/review")) > 0
    assert len(rows_of(run, "restricted/links")) > 0


def test_no_output_holds_a_name_a_birth_date_or_a_document_number(run: Path) -> None:
    text = "".join(str(row) for name in list_outputs(run) for row in rows_of(run, name))
    text += (run / "run.json").read_text(encoding="utf-8")
    assert [word for word in (*NAMES, "Q000001Z", "Q000061Z", "Q000062Z") if word in text] == []


def test_the_counts_of_a_run_add_up(run: Path) -> None:
    about = json.loads((run / "run.json").read_text(encoding="utf-8"))
    answers = [*rows_of(run, "answers"), *rows_of(run, "restricted/answers")]
    assert sum(about["counts"]["states"].values()) == len(answers)
    assert (about["as_of"], about["law"]) == (AS_OF, "us")
    assert about["counts"]["movements"]["accepted"] == sum(about["counts"]["movements"].values())


def test_an_output_folder_that_is_no_run_is_left_alone(duckdb_engine: Engine, evidence: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(RunError) as caught:
        run_folder(duckdb_engine, evidence, tmp_path, AS_OF)
    assert caught.value.code == "out-not-empty"
    assert (tmp_path / "mine.txt").read_text() == "mine"


def test_a_day_before_the_law_is_refused_and_nothing_is_written(
    duckdb_engine: Engine, evidence: Path, tmp_path: Path
) -> None:
    with pytest.raises(LawError) as caught:
        run_folder(duckdb_engine, evidence, tmp_path / "run", "2005-12-31", datetime(2026, 7, 1, tzinfo=UTC))
    assert caught.value.code == "law-before-earliest"
    assert list(tmp_path.iterdir()) == []


def test_a_run_replaces_an_earlier_run(duckdb_engine: Engine, tmp_path: Path) -> None:
    book = Book()
    book.person(arrival("2026-01-10", until="2026-07-09"))
    write_evidence(tmp_path / "evidence", book.movements, book.facts)
    run_folder(duckdb_engine, tmp_path / "evidence", tmp_path / "run", AS_OF)
    run_folder(duckdb_engine, tmp_path / "evidence", tmp_path / "run", "2026-10-01")
    assert [row["state"] for row in rows_of(tmp_path / "run", "answers")] == ["unexplained"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["evidence", "run"]
