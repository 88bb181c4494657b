"""Order, merging, ties, pairing and ids agree with a plain-Python oracle on random persons."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import groupby
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from stays_oracle import expect_crossings, expect_ids, expect_stays, short_digest
from stays_records import Book, Row, movement, name_of
from stays_run import Found, answer_book

from sojourn.engine import Engine

PERSONS = 400
TIMES = ("T00:10", "T08:00", "T08:05", "T11:50", "T12:10", "T20:00", "T23:50")
KINDS = ("inspection", "inspection", "manifest", "manifest", "neighbour", "attested", "stamp")


def random_report(chance: random.Random) -> Row:
    """Give a report on one of three days; a third have no time, and a tenth a time that is another day in UTC."""
    report = movement(
        chance.choice(("arrival", "departure")),
        f"2026-03-{chance.randint(1, 3):02}{chance.choice(TIMES)}",
        chance.choice(KINDS),
        mode=chance.choice(("air", "land")),
    )
    report["occurred_at"] = chance.choice((None, report["occurred_at"], report["occurred_at"]))
    report["recorded_at"] = report["recorded_at"].replace(day=chance.randint(4, 6))
    moved = {"local_date": report["local_date"].replace(day=chance.randint(1, 3))}
    return report | (moved if chance.random() < 0.1 else {})


def random_book(seed: int) -> Book:
    """Give persons with a few reports each, so close together that nearly all are ties or pairs across midnight."""
    chance = random.Random(seed)
    book = Book()
    for _ in range(PERSONS):
        book.person(*(random_report(chance) for _ in range(chance.randint(1, 6))))
    return book


def by_person(book: Book, say: Callable[[list[Row]], Any]) -> dict[str, Any]:
    """Give what there is to say of each person's movements."""
    persons = groupby(book.movements, key=lambda row: book.owners[name_of(row)])
    return {person: say(list(rows)) for person, rows in persons}


def differing(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Give what differs, by person: what was found and what was expected."""
    return {name: (found.get(name), each) for name, each in expected.items() if found.get(name) != each}


def found_ids(found: Found, book: Book) -> dict[str, Any]:
    """Give the crossings of each person: id, stay, direction and records."""
    rows: dict[str, Any] = {person: [] for person in book.persons}
    for row in found.tables.crossings.to_pylist():
        about = (row["crossing_id"], row["stay_id"], row["direction"], row["record_ids"])
        rows[found.names[row["record_ids"][0]]].append(about)
    return {person: sorted(each, key=str) for person, each in rows.items()}


def found_stays(found: Found, book: Book) -> dict[str, Any]:
    """Give the stays of each person: which arrival, and how it ended."""
    rows: dict[str, Any] = {person: [] for person in book.persons}
    for row in found.tables.answers.to_pylist():
        basis = row["departure_basis"]
        ended = basis if basis in ("none", "returned") else "departure"
        rows[found.names[row["arrival_id"]]].append((row["arrival_id"], ended, row["departure_id"]))
    return {person: sorted(each) for person, each in rows.items()}


def expected_stays(rows: list[Row]) -> list[tuple[str, str, str | None]]:
    """Give the stays that a person's movements must give."""
    stays = expect_stays(expect_crossings(rows))
    return sorted((stay["arrival"], stay["ended"], stay["by"]) for stay in stays)


@settings(max_examples=2, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_crossings_stays_and_ids_are_those_of_the_oracle(duckdb_engine: Engine, seed: int) -> None:
    book = random_book(seed)
    found = answer_book(duckdb_engine, book, "2026-04-01")
    ids = by_person(book, lambda rows: sorted(expect_ids(expect_crossings(rows)), key=str))
    assert differing(found_ids(found, book), ids) == {}
    assert differing(found_stays(found, book), by_person(book, expected_stays)) == {}
    persons = {row["person_id"] for row in found.tables.people.to_pylist()}
    assert persons == {"p" + short for short in by_person(book, short_digest).values()}
