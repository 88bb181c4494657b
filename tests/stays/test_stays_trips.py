"""Trips to a neighbouring country within one admission: one stay goes on, and nothing of the trip is lost."""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import groupby

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from stays_records import Book, Row, departure, name_of
from stays_run import answer_book, answer_rows
from test_stays_invariance import NAMES, repeated, sorted_rows
from trip_worlds import came, day, expect_arrivals, random_trips, went

from sojourn.engine import Engine

AS_OF = day(265)
TORONTO, CANCUN, LAND, UNKNOWN = ("IATA:YYZ", "air"), ("IATA:CUN", "air"), (None, "land"), (None, "air")


def owners(book: Book) -> dict[str, list[Row]]:
    """Give the movements of each person."""
    return {name: list(rows) for name, rows in groupby(book.movements, key=lambda row: book.owners[name_of(row)])}


@settings(max_examples=2, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_stays_begin_where_the_law_says(duckdb_engine: Engine, seed: int) -> None:
    book = random_trips(seed, 150)
    found = answer_book(duckdb_engine, book, AS_OF)
    expected = {person: expect_arrivals(rows) for person, rows in owners(book).items()}
    assert {person: [stay["arrived_on"] for stay in found.stays(person)] for person in book.persons} == expected


@settings(max_examples=2, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_order_and_repetition_of_trips_change_nothing(duckdb_engine: Engine, seed: int) -> None:
    book, chance = random_trips(seed, 100), random.Random(seed)
    once = answer_rows(duckdb_engine, book.movements, book.facts, AS_OF)
    again = answer_rows(duckdb_engine, repeated(book.movements, chance), book.facts, AS_OF)
    assert {name: sorted_rows(again, name) for name in NAMES} == {name: sorted_rows(once, name) for name in NAMES}


def test_delayed_records_give_the_answers_of_records_in_time(duckdb_engine: Engine) -> None:
    book, chance = random_trips(11, 100), random.Random(11)
    late = [
        row | {"recorded_at": row["recorded_at"] + timedelta(days=chance.randint(0, 600))} for row in book.movements
    ]
    found = [answer_rows(duckdb_engine, rows, [], AS_OF).answers.to_pylist() for rows in (book.movements, late)]
    kept = ("arrival_id", "departure_id", "state", "authorised_until", "next_change_on", "reasons")
    plain, delayed = (sorted(str([row[name] for name in kept]) for row in rows) for rows in found)
    assert delayed == plain


def test_every_record_of_a_trip_stays_visible(duckdb_engine: Engine) -> None:
    book = Book()
    person = book.person(came(0), went(10, TORONTO), came(20, end=TORONTO), went(40, CANCUN), came(45, end=LAND))
    found = answer_book(duckdb_engine, book, day(60))
    stay = found.stay(person)
    crossings = found.crossings(person)
    assert [row["direction"] for row in crossings] == ["arrival", "departure", "arrival", "departure", "arrival"]
    assert {row["stay_id"] for row in crossings} == {stay["stay_id"]}
    (trip,) = [reason for reason in stay["reasons"] if reason["rule"] == "us.contiguous_trip"]
    assert trip["records"] == ["carrier:XX/k1-2", "carrier:XX/k1-4", "post:JFK/k1-3", "post:JFK/k1-5"]


def test_several_departures_for_one_trip_are_all_taken_out(duckdb_engine: Engine) -> None:
    book = Book()
    rows = [came(0), went(10, TORONTO), departure(day(12), "neighbour", feed="neighbour:CAN"), came(20, end=TORONTO)]
    person = book.person(*rows)
    stay = answer_book(duckdb_engine, book, day(60)).stay(person)
    assert (stay["departure_basis"], stay["state"]) == ("none", "in_status")


@pytest.mark.parametrize("way", [UNKNOWN, ("IATA:AMS", "air")])
def test_a_departure_that_may_have_led_elsewhere_ends_the_stay(
    duckdb_engine: Engine, way: tuple[str | None, str]
) -> None:
    book = Book()
    person = book.person(came(0), went(10, way), came(20, end=TORONTO))
    stays = answer_book(duckdb_engine, book, day(60)).stays(person)
    assert [stay["departure_basis"] for stay in stays] == ["manifest", "none"]


def test_seen_by_a_consulate_overseas_is_no_trip_to_a_neighbour(duckdb_engine: Engine) -> None:
    book = Book()
    person = book.person(came(0), departure(day(10), "consular", mode="land", port=None), came(20, end=TORONTO))
    stays = answer_book(duckdb_engine, book, day(60)).stays(person)
    assert [stay["departure_basis"] for stay in stays] == ["consular", "none"]


def test_a_return_after_the_last_day_begins_a_stay_that_trips_are_counted_from(duckdb_engine: Engine) -> None:
    book = Book()
    person = book.person(
        came(0), went(80, TORONTO), came(90, end=TORONTO), went(100, CANCUN), came(179, end=CANCUN), came(180, end=LAND)
    )
    stays = answer_book(duckdb_engine, book, day(200)).stays(person)
    assert [stay["arrived_on"].isoformat() for stay in stays] == [day(0), day(90), day(180)]


def test_a_refused_return_is_no_return(duckdb_engine: Engine) -> None:
    book = Book()
    person = book.person(came(0), went(10, TORONTO), came(20, end=TORONTO) | {"outcome": "refused"})
    stays = answer_book(duckdb_engine, book, day(60)).stays(person)
    assert [stay["state"] for stay in stays] == ["left_in_time", "not_subject"]


def test_a_law_without_the_rule_knows_no_trips(duckdb_engine: Engine) -> None:
    book = Book()
    person = book.person(came(0, until=89), went(10, TORONTO), came(20, end=TORONTO, until=89))
    stays = answer_book(duckdb_engine, book, day(60), law="base").stays(person)
    assert [stay["state"] for stay in stays] == ["left_in_time", "in_status"]
