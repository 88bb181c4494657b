"""The same records give the same answers: in any order, with any repeated, and however often they are asked."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from stays_population import random_population
from stays_records import Row
from stays_run import answer_rows

from sojourn import tables
from sojourn.engine import Engine
from sojourn.stays.in_memory import MemoryAnswers

AS_OF = "2026-07-01"
NAMES = ("answers", "periods", "crossings", "people", "review")


def repeated(rows: list[Row], chance: random.Random) -> list[Row]:
    """Give the rows in another order, a quarter of them twice."""
    more = rows + chance.sample(rows, len(rows) // 4)
    return chance.sample(more, len(more))


def sorted_rows(found: MemoryAnswers, name: str) -> list[str]:
    """Give every row of a table, all columns, in one order."""
    table: pa.Table = getattr(found, name)
    return sorted(map(str, table.to_pylist()))


@settings(max_examples=2, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_order_and_repetition_of_rows_change_nothing(duckdb_engine: Engine, seed: int) -> None:
    book, chance = random_population(seed, 200), random.Random(seed)
    once = answer_rows(duckdb_engine, book.movements, book.facts, AS_OF)
    movements, facts = repeated(book.movements, chance), repeated(book.facts, chance)
    again = answer_rows(duckdb_engine, movements, facts, AS_OF)
    assert {name: sorted_rows(again, name) for name in NAMES} == {name: sorted_rows(once, name) for name in NAMES}
    assert again.answers.equals(once.answers)


def test_asking_twice_gives_the_same_tables(duckdb_engine: Engine) -> None:
    book = random_population(7, 200)
    first, second = (answer_rows(duckdb_engine, book.movements, book.facts, AS_OF) for _ in range(2))
    assert second.answers.equals(first.answers)
    assert {name: sorted_rows(second, name) for name in NAMES} == {name: sorted_rows(first, name) for name in NAMES}


@pytest.fixture(scope="module")
def population(duckdb_engine: Engine) -> MemoryAnswers:
    """Answer 400 random persons once."""
    book = random_population(1, 400)
    return answer_rows(duckdb_engine, book.movements, book.facts, AS_OF)


def test_the_random_persons_reach_every_state(population: MemoryAnswers) -> None:
    assert set(population.answers["state"].to_pylist()) == set(tables.STATES)


def test_no_answer_is_without_a_reason(population: MemoryAnswers) -> None:
    answers = population.answers.to_pylist()
    assert [row["stay_id"] for row in answers if not row["reasons"]] == []
    bare = [row for row in answers for reason in row["reasons"] if not reason["records"]]
    assert {reason["rule"] for row in bare for reason in row["reasons"] if not reason["records"]} == {"us.waiting_time"}


def test_every_stay_with_a_last_day_has_a_period_that_ends_on_it(population: MemoryAnswers) -> None:
    ends = {(row["stay_id"], row["valid_to"]) for row in population.periods.to_pylist()}
    # days of which it is not known whether a period still ran count as authorised and are no period of the output
    doubting = {"us.approved_application", "us.duration_of_status", "us.parole_ended", "us.dependants"}
    sure = [r for r in population.answers.to_pylist() if doubting.isdisjoint(each["rule"] for each in r["reasons"])]
    dated = [row for row in sure if row["authorised_until"]]
    assert dated
    assert [row["stay_id"] for row in dated if (row["stay_id"], row["authorised_until"]) not in ends] == []


def test_every_covered_stay_has_a_period_that_covers_the_day(population: MemoryAnswers) -> None:
    covered = {"in_status", "authorised", "removal_barred", "resident", "left_in_time"}
    stays = [row for row in population.answers.to_pylist() if row["state"] in covered]
    days = {row["stay_id"]: row["departed_on"] or (row["left_between"] or [row["as_of"]])[-1] for row in stays}
    held = {
        row["stay_id"]
        for row in population.periods.to_pylist()
        if row["stay_id"] in days
        and row["valid_from"] <= days[row["stay_id"]]
        and (row["valid_to"] is None or days[row["stay_id"]] <= row["valid_to"])
    }
    assert held == set(days)


def test_each_stay_has_one_answer_and_each_arrival_one_stay(population: MemoryAnswers) -> None:
    stays = population.answers["stay_id"].to_pylist()
    arrivals = [row for row in population.crossings.to_pylist() if row["direction"] == "arrival"]
    assert sorted(stays) == sorted(row["stay_id"] for row in arrivals)
    assert len(stays) == len(set(stays))
