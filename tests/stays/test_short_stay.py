"""Short stays in a window of days: what never changes them, and what is never held against a person."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stays_records import Book, Row, arrival, departure, fact, facts_of, movements_of

from sojourn.engine import Engine, open_engine
from sojourn.law.pack import load_pack
from sojourn.stays.in_memory import Answering, MemoryAnswers, answer_in_memory

AS_OF = date(2026, 12, 31)
KNOWN = datetime(2027, 1, 1, tzinfo=UTC)
LAW = load_pack("eu").as_known_at(KNOWN)
VISITOR: dict[str, Any] = {"nationality": "USA", "port": "IATA:AMS"}
FIRST = date(2026, 1, 1)

Stay = tuple[int, int, bool]
"""Days from the stay before to the arrival, days of stay, and whether the exit is on record."""
STAYS = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 70), st.booleans()), min_size=1, max_size=5)
PERSONS = st.lists(STAYS, min_size=15, max_size=30)
FEW = settings(max_examples=2, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def answering() -> Iterator[Answering]:
    with open_engine("duckdb", threads=2) as engine:
        yield Answering(engine, LAW)


def records_of(stays: list[Stay]) -> tuple[list[Row], set[date]]:
    """Write the records of one person, and give the days on which they were in the area."""
    rows, present, day = [], set(), FIRST
    for gap, lasted, recorded in stays:
        day += timedelta(days=gap)
        last = day + timedelta(days=lasted - 1)
        rows.append(arrival(str(day), **VISITOR))
        rows += [departure(str(last), "inspection", **VISITOR)] if recorded else []
        present |= {day + timedelta(days=each) for each in range(lasted)}
        day = last
    return [row for row in rows if row["local_date"] <= AS_OF], {each for each in present if each <= AS_OF}


def answer(answering: Answering, *records: Row) -> MemoryAnswers:
    book = Book()
    book.person(*records)
    return answering.answer(movements_of(book.movements), facts_of(book.facts), AS_OF, KNOWN)


@dataclass(frozen=True)
class Departed:
    """A stay whose exit is on record: its answer, its days, and the days counted by hand."""

    answer: dict[str, Any]
    days: dict[str, Any]
    by_hand: int


def departed(answering: Answering, persons: list[list[Stay]]) -> list[Departed]:
    """Answer all persons in one run, and count by hand the days of presence in the 180 days that end on each exit."""
    book, present = Book(), {}
    for stays in persons:
        records, days = records_of(stays)
        present[book.person(*records)] = days
    found = answering.answer(movements_of(book.movements), facts_of([]), AS_OF, KNOWN)
    counted = {row["stay_id"]: row for row in found.further["days"].to_pylist()}
    rows = [(row, present[book.owners[row["arrival_id"]]]) for row in found.answers.to_pylist() if row["departed_on"]]
    return [
        Departed(row, counted[row["stay_id"]], sum(row["departed_on"] - timedelta(days=n) in days for n in range(180)))
        for row, days in rows
    ]


def by_stay(table: pa.Table) -> list[dict[str, Any]]:
    return sorted(table.to_pylist(), key=lambda row: str(row["stay_id"]))


@FEW
@given(PERSONS, st.randoms(use_true_random=False))
def test_the_order_of_records_and_repeated_records_change_nothing(
    answering: Answering, persons: list[list[Stay]], chance: random.Random
) -> None:
    book = Book()
    assert [book.person(*records_of(stays)[0]) for stays in persons]
    mixed = [*book.movements, *book.movements[:7]]
    chance.shuffle(mixed)
    plain = answering.answer(movements_of(book.movements), facts_of([]), AS_OF, KNOWN)
    again = answering.answer(movements_of(mixed), facts_of([]), AS_OF, KNOWN)
    assert by_stay(again.further["days"]) == by_stay(plain.further["days"])
    assert by_stay(again.answers) == by_stay(plain.answers)


@FEW
@given(PERSONS)
def test_with_every_exit_on_record_the_days_are_those_counted_by_hand(
    answering: Answering, persons: list[list[Stay]]
) -> None:
    found = departed(answering, [[(gap, lasted, True) for gap, lasted, _ in stays] for stays in persons])
    assert [each.days["days_used_min"] for each in found] == [each.by_hand for each in found]
    assert [each.days["days_used_max"] for each in found] == [each.by_hand for each in found]
    assert [each.answer["state"] == "left_after_end" for each in found] == [each.by_hand > 90 for each in found]


@FEW
@given(PERSONS)
def test_a_missing_exit_never_turns_a_lawful_day_into_an_accusation(
    answering: Answering, persons: list[list[Stay]]
) -> None:
    found = departed(answering, [[*stays[:-1], (*stays[-1][:2], True)] for stays in persons])
    lawful = [each.answer["state"] for each in found if each.by_hand <= 90]
    assert set(lawful) <= {"left_in_time", "unknown"}
    assert [each for each in found if each.days["days_used_min"] > each.by_hand] == []
    assert [each for each in found if each.days["days_used_max"] < each.by_hand] == []


def test_an_unknown_exit_leaves_the_days_open(answering: Answering) -> None:
    found = answer(answering, arrival("2026-08-01", **VISITOR), arrival("2026-10-15", **VISITOR))
    last = max(found.answers.to_pylist(), key=lambda row: row["arrived_on"])
    days = {row["stay_id"]: row for row in found.further["days"].to_pylist()}[last["stay_id"]]
    assert (last["state"], last["unknown_code"], last["questions"]) == (
        "unknown",
        "days_unknown",
        ["earlier_departure"],
    )
    assert (days["days_used_min"], days["days_used_max"], days["days_left"]) == (79, 153, None)


def test_no_record_of_an_exit_is_no_day_of_stay(answering: Answering) -> None:
    (days,) = answer(answering, arrival("2026-08-01", **VISITOR)).further["days"].to_pylist()
    assert (days["presumed"], days["days_used_min"], days["days_used_max"]) == (True, 1, None)


def test_an_asylum_claim_hides_no_day_and_counts_no_day_over(answering: Answering) -> None:
    claim = fact("protection", type="asylum_pending", valid_from="2026-08-10")
    (days,) = answer(answering, arrival("2026-08-01", **VISITOR), claim).further["days"].to_pylist()
    assert (days["presumed"], days["first_day_over"], days["may_stay_until"]) == (False, None, None)


def test_a_law_without_a_window_of_days_writes_no_days(duckdb_engine: Engine) -> None:
    book = Book()
    book.person(arrival("2026-08-01", until="2026-09-01"))
    law = load_pack("base").as_known_at(KNOWN)
    found = answer_in_memory(duckdb_engine, movements_of(book.movements), facts_of([]), law, AS_OF, KNOWN)
    assert "days" not in found.further


def test_two_persons_do_not_share_days(answering: Answering) -> None:
    book = Book()
    book.person(arrival("2026-09-01", **VISITOR), departure("2026-09-30", "inspection", **VISITOR))
    book.person(arrival("2026-10-03", **VISITOR))
    found = answering.answer(movements_of(book.movements), facts_of([]), AS_OF, KNOWN)
    assert sorted(row["days_used_max"] for row in found.further["days"].to_pylist()) == [30, 90]
