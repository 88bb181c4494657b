"""What was known when: late records, corrections, retractions, rights; each question is its own run of all persons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from stays_records import Book, arrival, departure, fact
from stays_run import LATER, Found, answer_book

from sojourn.engine import Engine

BOOK = Book()
IN = arrival("2026-01-10T10:00", until="2026-07-09")
IN_SEPTEMBER = datetime(2026, 9, 30, 12, tzinfo=UTC)
RIGHTS = {"authority:review": frozenset({"set_aside"})}


@pytest.fixture(scope="module")
def ask(duckdb_engine: Engine) -> Callable[[datetime], Found]:
    """Give a function that answers with what was known at a time; each time is answered once."""
    times = (IN_SEPTEMBER, LATER)
    runs = {known: answer_book(duckdb_engine, BOOK, "2026-09-30", known, rights=RIGHTS) for known in times}
    return runs.__getitem__


LATE_DEPARTURE = BOOK.person(IN, departure("2026-07-01T10:00", recorded_at="2026-10-05"))


def test_a_departure_learned_later_does_not_exist_before(ask: Callable[[datetime], Found]) -> None:
    assert ask(IN_SEPTEMBER).stay(LATE_DEPARTURE)["state"] == "unexplained"
    assert ask(LATER).stay(LATE_DEPARTURE)["state"] == "left_in_time"


LATE_FACT = BOOK.person(IN, fact("extension", valid_from="2026-07-10", valid_to="2026-12-31", recorded_at="2026-10-05"))


def test_an_extension_learned_later_does_not_exist_before(ask: Callable[[datetime], Found]) -> None:
    assert ask(IN_SEPTEMBER).stay(LATE_FACT)["state"] == "unexplained"
    assert ask(LATER).stay(LATE_FACT)["authorised_until"] == date(2026, 12, 31)


CORRECTED = BOOK.person(
    IN | {"movement_id": "c1"},
    IN | {"admitted_until": date(2026, 12, 31), "corrects": "post:JFK/c1", "recorded_at": LATER},
)


def test_a_correction_replaces_the_record_and_keeps_the_ids(ask: Callable[[datetime], Found]) -> None:
    before, after = ask(IN_SEPTEMBER).stay(CORRECTED), ask(LATER).stay(CORRECTED)
    assert (before["arrival_id"], before["state"]) == ("post:JFK/c1", "unexplained")
    assert (after["arrival_id"], after["state"]) == (f"post:JFK/{CORRECTED}-2", "in_status")
    assert (before["stay_id"], before["person_id"]) == (after["stay_id"], after["person_id"])


OUT = departure("2026-07-01T10:00", movement_id="c2")
RETRACTED = BOOK.person(
    IN, OUT, OUT | {"movement_id": None, "corrects": "carrier:XX/c2", "retracted": True, "recorded_at": LATER}
)


def test_a_retracted_departure_opens_the_stay_again(ask: Callable[[datetime], Found]) -> None:
    assert ask(IN_SEPTEMBER).stay(RETRACTED)["departure_id"] == "carrier:XX/c2"
    stay = ask(LATER).stay(RETRACTED)
    assert (stay["state"], stay["departure_id"]) == ("unexplained", None)


RETRACTED_ARRIVAL = BOOK.person(
    IN | {"movement_id": "c3"},
    IN | {"corrects": "post:JFK/c3", "retracted": True, "recorded_at": LATER},
)


def test_a_retracted_arrival_leaves_no_stay(ask: Callable[[datetime], Found]) -> None:
    assert ask(IN_SEPTEMBER).stay(RETRACTED_ARRIVAL)["arrival_id"] == "post:JFK/c3"
    assert ask(LATER).stays(RETRACTED_ARRIVAL) == []


SET_ASIDE = BOOK.person(
    IN,
    departure("2026-07-01T10:00", movement_id="c4"),
    departure("2026-07-20", "attested", corrects="carrier:XX/c4", recorded_at=LATER),
)


def test_an_authority_may_set_the_carriers_record_aside(ask: Callable[[datetime], Found]) -> None:
    stay = ask(LATER).stay(SET_ASIDE)
    assert (stay["state"], stay["certainty"], stay["days_over_max"]) == ("left_after_end", "confirmed", 11)


def test_answers_carry_what_was_asked(ask: Callable[[datetime], Found]) -> None:
    stay = ask(IN_SEPTEMBER).stay(LATE_FACT)
    assert (stay["as_of"], stay["known_at"], stay["law"]) == (date(2026, 9, 30), IN_SEPTEMBER, "us")
    assert stay["law_version"].startswith("0.1.0+")
