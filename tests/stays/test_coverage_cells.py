"""Measured coverage takes questions back where silence says nothing, and never does anything else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from stays_folders import run_folder, write_evidence
from stays_records import Book, Row, arrival, departure
from stays_run import Found, answer_book

from sojourn.engine import Engine
from sojourn.stays.coverage_cells import Measured
from sojourn.stays.coverage_rates import Cell, Returns

AS_OF = "2026-09-08"
JFK = Cell("air", "IATA:JFK", "2026-Q1")


def day(number: int) -> str:
    return (date(2026, 1, 5) + timedelta(days=number)).isoformat()


def came_back(number: int, recorded: bool, **given: Any) -> list[Row]:
    """Give a person who came for ten days and again later, with or without the departure in between."""
    start = number % 40
    first = arrival(day(start), until=day(start + 60), **given)
    again = arrival(day(start + 100), until=day(start + 400), **given)
    return [first, departure(day(start + 10), **given), again] if recorded else [first, again]


def book_of(recorded: int, unrecorded: int, **given: Any) -> tuple[Book, str]:
    """Give people who came back, and one who came in the same way and of whom nothing more is known."""
    book = Book()
    for number in range(recorded):
        book.person(*came_back(number, True, **given))
    for number in range(unrecorded):
        book.person(*came_back(number, False, **given))
    return book, book.person(arrival(day(3), until=day(60)))


def test_where_few_departures_are_recorded_silence_raises_no_question(duckdb_engine: Engine) -> None:
    book, silent = book_of(60, 60)
    answer = answer_book(duckdb_engine, book, AS_OF).stay(silent)
    assert (answer["state"], answer["unknown_code"]) == ("unknown", "coverage")
    assert {"rule": "us.coverage", "records": [answer["arrival_id"]]} in answer["reasons"]
    assert answer["questions"] == ["departure_record"]


def test_where_nearly_all_departures_are_recorded_the_question_stands(duckdb_engine: Engine) -> None:
    book, silent = book_of(118, 2)
    assert answer_book(duckdb_engine, book, AS_OF).stay(silent)["state"] == "unexplained"


def test_a_small_sample_moves_nothing(duckdb_engine: Engine) -> None:
    book, silent = book_of(0, 99)
    assert answer_book(duckdb_engine, book, AS_OF).stay(silent)["state"] == "unexplained"


def test_returns_at_another_port_do_not_count_where_the_port_has_enough_of_its_own(duckdb_engine: Engine) -> None:
    book, _ = book_of(110, 0)
    for number in range(110):
        book.person(*came_back(number, False, port="IATA:LAX"))
    silent = book.person(arrival(day(3), until=day(60)))
    there = book.person(arrival(day(3), until=day(60), port="IATA:LAX"))
    found = answer_book(duckdb_engine, book, AS_OF)
    assert found.stay(silent)["state"] == "unexplained"
    assert found.stay(there)["unknown_code"] == "coverage"


def test_a_port_with_few_returns_takes_what_is_measured_of_its_mode_and_quarter(duckdb_engine: Engine) -> None:
    book, _ = book_of(20, 100)
    small = book.person(arrival(day(3), until=day(60), port="IATA:BOS"))
    assert answer_book(duckdb_engine, book, AS_OF).stay(small)["unknown_code"] == "coverage"


def test_a_return_within_one_admission_says_nothing_about_departures(duckdb_engine: Engine) -> None:
    book = Book()
    for number in range(120):
        last = day(number % 40 + 200)
        book.person(arrival(day(number % 40), until=last), arrival(day(number % 40 + 30), until=last))
    silent = book.person(arrival(day(3), until=day(60)))
    assert answer_book(duckdb_engine, book, AS_OF).stay(silent)["state"] == "unexplained"


def test_coverage_moves_only_questions_and_only_to_unknown(duckdb_engine: Engine) -> None:
    thin, _ = book_of(60, 60)
    thin.person(arrival(day(2), until=day(60)), departure(day(30)))
    thin.person(arrival(day(2), until=day(60)), departure(day(90)))
    thin.person(arrival(day(2), until=day(500)))
    thin.person(arrival(day(2), until=day(230)))
    few = Book(movements=thin.movements[150:], persons=thin.persons, owners=thin.owners)
    measured, unmeasured = (states_of(answer_book(duckdb_engine, book, AS_OF)) for book in (thin, few))
    moved = {(state, measured[stay]) for stay, state in unmeasured.items() if measured[stay] != state}
    assert moved == {(("unexplained", None), ("unknown", "coverage"))}
    assert len(set(unmeasured.values())) >= 5


def test_nationality_and_class_change_nothing_that_is_measured(duckdb_engine: Engine, tmp_path: Path) -> None:
    book, _ = book_of(70, 60)
    changed = [
        row | {"nationality": ("BRA", "IND", "NLD")[number % 3], "admitted_class": ("B1", "WB", "H1B")[number % 3]}
        for number, row in enumerate(book.movements)
    ]
    said = run_folder(duckdb_engine, write_evidence(tmp_path / "a", book.movements, []), tmp_path / "x", AS_OF)
    again = run_folder(duckdb_engine, write_evidence(tmp_path / "b", changed, []), tmp_path / "y", AS_OF)
    assert said["coverage"] == again["coverage"]
    assert said["coverage"]["groups"][0] == {
        "level": "all arrivals",
        "mode": None,
        "quarter": None,
        "port": None,
        "returned": 130,
        "recorded": 53.85,
        "low": 45.29,
        "high": 62.18,
    }


def test_groups_too_small_are_not_published(duckdb_engine: Engine, tmp_path: Path) -> None:
    book, _ = book_of(120, 0)
    for number in range(50):
        book.person(*came_back(number, True, port="IATA:LAX"))
    said = run_folder(duckdb_engine, write_evidence(tmp_path / "a", book.movements, []), tmp_path / "x", AS_OF)
    assert [(row["port"], row["returned"]) for row in said["coverage"]["groups"]] == [
        (None, 170),
        (None, 170),
        (None, 170),
        ("IATA:JFK", 120),
    ]


def test_the_smallest_group_that_is_large_enough_decides() -> None:
    measured = Measured({(): Returns(500, 5), ("air",): Returns(400, 4), ("air", "2026-Q1"): Returns(200, 2)})
    assert measured.group_of(JFK) == ("air", "2026-Q1")
    assert measured.group_of(Cell("sea", "IATA:JFK", "2026-Q1")) == ()
    assert Measured({}).group_of(JFK) is None


def states_of(found: Found) -> dict[str, tuple[str, str | None]]:
    """Give the state of each stay, by its id."""
    return {row["stay_id"]: state_of(row) for row in found.tables.answers.to_pylist()}


def state_of(row: Row) -> tuple[str, str | None]:
    return row["state"], row["unknown_code"]
