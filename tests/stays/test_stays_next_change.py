"""``next_change_on`` is the first day on which the answer changes with no new record.

Everything about the random persons happens on a grid of thirty days: periods, decisions and declarations end on the
last day of a step, so every change falls on the first day of one. Asking on first and last days of steps sees them all.
"""

from __future__ import annotations

import random
from itertools import combinations
from typing import Any

import pytest
from stays_population import day
from stays_records import Book, Row, arrival, departure, fact
from stays_run import answer_book

from sojourn.engine import Engine

STEP = 30
DAYS = (90, 119, 120, 149, 150, 179, 180, 239)
PERSONS = 400

Answers = dict[str, dict[str, Any]]


def first_day(step: int) -> str:
    """Give the first day of a step."""
    return day(step * STEP)


def last_day(step: int) -> str:
    """Give the last day of a step."""
    return day(step * STEP + STEP - 1)


def gridded_person(chance: random.Random) -> list[Row]:
    """Give an open stay that began before the first question, with up to three facts, or a declared departure."""
    admitted = chance.choice(("B2", "B2", "WT", "F1", "M1"))
    until = last_day(chance.randint(1, 7)) if admitted == "B2" or chance.random() < 0.5 else None
    outcome = chance.choice((None, None, None, "paroled"))
    given = {"admitted_class": admitted, "admitted_until": until, "outcome": outcome}
    records = [arrival(first_day(chance.randint(0, 2)), mode=chance.choice(("air", "air", "land")), **given)]
    declared = [departure(last_day(chance.randint(0, 2)), "declared")] if chance.random() < 0.3 else []
    return records + declared + [gridded_fact(chance) for _ in range(chance.randint(0, 3))]


def gridded_fact(chance: random.Random) -> Row:
    """Give a fact that gives or ends a period."""
    start = chance.randint(1, 6)
    end = start + chance.randint(0, 3)
    reference, benefit = f"R{chance.randint(1, 2)}", chance.choice(("extension", "adjustment", "asylum"))
    makers: dict[str, Row] = {
        "extension": {"valid_from": first_day(start), "valid_to": last_day(end)},
        "application": {"benefit": benefit, "reference": reference, "filed_at": first_day(start)},
        "decision": {
            "benefit": benefit,
            "reference": reference,
            "outcome": chance.choice(("approved", "denied")),
            "decided_at": last_day(end),
            "valid_to": chance.choice((last_day(end + 1), last_day(end + 1), None)),
        },
        "programme": {"class_": "F1", "valid_from": first_day(start), "valid_to": last_day(end)},
        "protection": {
            "type": chance.choice(("tps", "withholding", "asylum")),
            "valid_from": first_day(start),
            "valid_to": chance.choice((last_day(end), None)),
        },
        "residence": {"valid_from": first_day(start), "valid_to": last_day(end)},
    }
    kind = chance.choice(tuple(makers))
    return fact(kind, **makers[kind])


@pytest.fixture(scope="module")
def by_day(duckdb_engine: Engine) -> dict[int, Answers]:
    """Answer the same persons on each of the days; the answers by stay."""
    book, chance = Book(), random.Random(20)
    for _ in range(PERSONS):
        book.person(*gridded_person(chance))
    found = {number: answer_book(duckdb_engine, book, day(number)) for number in DAYS}
    return {number: {row["stay_id"]: row for row in each.tables.answers.to_pylist()} for number, each in found.items()}


def said(answer: dict[str, Any]) -> tuple[Any, ...]:
    """Give what must not change before the day that is named."""
    return (answer["state"], answer["unknown_code"], answer["authorised_until"])


def pairs(by_day: dict[int, Answers]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Give each stay's answers on each two days."""
    return [
        (by_day[early][stay], by_day[late][stay]) for early, late in combinations(DAYS, 2) for stay in by_day[early]
    ]


def test_nothing_changes_before_the_day_of_the_next_change(by_day: dict[int, Answers]) -> None:
    quiet = [(a, b) for a, b in pairs(by_day) if a["next_change_on"] is None or b["as_of"] < a["next_change_on"]]
    assert len(quiet) > PERSONS
    assert [(a["as_of"], said(a), b["as_of"], said(b), a["arrival_id"]) for a, b in quiet if said(a) != said(b)] == []


def test_the_answer_changes_on_the_day_of_the_next_change(by_day: dict[int, Answers]) -> None:
    turns = [(a, b) for a, b in pairs(by_day) if a["next_change_on"] == b["as_of"]]
    assert len(turns) > PERSONS
    same = [(a, b) for a, b in turns if (a["state"], a["unknown_code"]) == (b["state"], b["unknown_code"])]
    assert [(a["as_of"], said(a), b["as_of"], a["arrival_id"]) for a, b in same] == []


def test_the_next_change_lies_after_the_day_asked_about(by_day: dict[int, Answers]) -> None:
    answers = [row for answers in by_day.values() for row in answers.values() if row["next_change_on"]]
    assert [row["stay_id"] for row in answers if row["next_change_on"] <= row["as_of"]] == []


def test_the_persons_change_between_many_states(by_day: dict[int, Answers]) -> None:
    turns = {(a["state"], b["state"]) for a, b in pairs(by_day) if a["next_change_on"] == b["as_of"]}
    assert len(turns) >= 12
    assert {"unexplained", "awaiting_records", "authorised", "in_status", "unknown"} <= {first for first, _ in turns}


def test_an_exemption_that_ends_is_a_change(duckdb_engine: Engine) -> None:
    book = Book()
    exempt = book.person(
        arrival("2026-01-10", until="2026-07-09"), fact("exemption", valid_from="2026-01-10", valid_to="2026-08-31")
    )
    stay = answer_book(duckdb_engine, book, "2026-08-01", law="base").stay(exempt)
    assert (stay["state"], str(stay["next_change_on"])) == ("not_subject", "2026-09-01")
