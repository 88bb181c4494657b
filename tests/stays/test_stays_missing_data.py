"""No answer accuses because data is missing: a value taken away never turns an answer into ``unexplained``.

There are exceptions, each with its reason below. They are values that the answer rested on: they said whose the record
is, that no limited stay opened, or what the fact gives.
"""

from __future__ import annotations

import random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from stays_population import random_population
from stays_records import Book, Row, arrival, fact
from stays_run import answer_book, answer_rows

from sojourn.engine import Engine
from sojourn.tables import FACTS, MOVEMENTS

PERSONS = 600
AS_OF = "2026-07-01"

JOINING = {
    "document_number": "without its document a departure or a fact is another person's record",
    "document_issuer": "a number without its issuer is another document",
    "references": "a shared reference joins records",
    "birth_date": "it says which of two persons under one document the record belongs to",
}
OF_MOVEMENTS = JOINING | {
    "outcome": "an inspection without an outcome counts as an admission, so a refused entry would open a stay",
    "nationality": "it says that the person is a national, who is not subject",
    "occurred_at": "it says which of an arrival and a departure on one day came first",
    "admitted_until": "it is the last day itself; where the law gives the class days, those count without it",
}
OF_FACTS = JOINING | {
    "benefit": "it says what was asked for or given",
    "type": "it says which protection it is",
    "outcome": "it says whether a decision gave anything",
    "reference": "it ties a decision to its application",
    "filed_at": "only a dated application can be timely",
    "decided_at": "it says from when an approval or an extension counts",
    "received_at": "it is the day of a claim",
    "valid_from": "it is the first day of what the fact gives",
    "valid_to": "it is the last day of what the fact gives",
    "class": "it says which programme it is",
}


def losable(row: Row) -> list[str]:
    """List the columns of a record whose value may be lost without harm."""
    columns, kept = (MOVEMENTS, OF_MOVEMENTS) if "movement_id" in row else (FACTS, OF_FACTS)
    return [each.name for each in columns if not each.required and each.name not in kept and row[each.name] is not None]


def without(rows: list[Row], chance: random.Random) -> list[Row]:
    """Give the rows with one value taken from each."""
    return [row | dict.fromkeys(chance.sample(losable(row), min(1, len(losable(row))))) for row in rows]


def states(engine: Engine, movements: list[Row], facts: list[Row]) -> dict[str, Any]:
    """Give the state of each stay."""
    answers = answer_rows(engine, movements, facts, AS_OF).answers.to_pylist()
    return {row["stay_id"]: row["state"] for row in answers}


@settings(max_examples=2, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_a_value_that_is_lost_never_turns_an_answer_into_a_question(duckdb_engine: Engine, seed: int) -> None:
    book, chance = random_population(seed, PERSONS), random.Random(seed)
    whole = states(duckdb_engine, book.movements, book.facts)
    lost = states(duckdb_engine, without(book.movements, chance), without(book.facts, chance))
    calm = [stay for stay, state in whole.items() if state != "unexplained"]
    assert len(calm) > PERSONS
    assert [stay for stay in calm if lost.get(stay) == "unexplained"] == []


def test_most_values_may_be_lost() -> None:
    book = random_population(1, PERSONS)
    held = {column for row in [*book.movements, *book.facts] for column in losable(row)}
    assert {"mode", "port", "transport", "boarded", "admitted_class", "duration_of_status", "document_type"} <= held


NO_LAST_DAY = arrival("2026-01-10T10:00", "inspection", admitted_class="B2")


def test_a_protection_that_ended_does_not_stand_for_the_last_day_that_is_missing(duckdb_engine: Engine) -> None:
    book = Book()
    ended = fact("protection", type="tps", valid_from="2026-02-01", valid_to="2026-03-01")
    protected = book.person(NO_LAST_DAY, ended)
    student = book.person(NO_LAST_DAY | {"admitted_class": "F1", "duration_of_status": True}, ended)
    extended = book.person(NO_LAST_DAY, fact("extension", valid_from="2026-02-01", valid_to="2026-03-01"))
    found = answer_book(duckdb_engine, book, AS_OF)
    stays = [found.stay(person) for person in (protected, student, extended)]
    codes = [(stay["state"], stay["unknown_code"]) for stay in stays]
    assert codes == [("unknown", "no_end_date"), ("unknown", "no_end_date"), ("unexplained", None)]
