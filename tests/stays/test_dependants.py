"""Dependants follow their principal one step, and never the other way round."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from stays_records import Book, Row, arrival, departure, fact
from stays_run import Found, answer_book, answer_rows
from test_stays_invariance import repeated

from sojourn.engine import Engine

AS_OF = "2026-07-01"
ENDED: Row = {"valid_to": "2026-03-01", "end_reason": "completed"}


def student(**given: Any) -> list[Row]:
    """Give a student's arrival and programme, which has the reference that dependants name."""
    record = {"class_": "F1", "reference": "S-1", "valid_from": "2025-09-01", "recorded_at": "2025-09-01"} | given
    return [arrival("2025-08-20", admitted_class="F1", duration_of_status=True), fact("programme", **record)]


def spouse(**given: Any) -> list[Row]:
    """Give a spouse's arrival and a programme record that follows the student's."""
    record = {"class_": "F2", "principal_reference": "S-1", "valid_from": "2025-09-01"} | given
    return [arrival("2025-08-20", admitted_class="F2", duration_of_status=True), fact("programme", **record)]


def household(*more: Row, of_student: Row, of_spouse: Row) -> tuple[Book, str, str]:
    """Give a book of a student and a spouse, who has further records."""
    book = Book()
    return book, book.person(*student(**of_student)), book.person(*spouse(**of_spouse), *more)


def spouse_of(engine: Engine, *more: Row, as_of: str = AS_OF, **sides: Row) -> Row:
    """Answer for the spouse."""
    book, _, person = household(*more, of_student=sides["of_student"], of_spouse=sides.get("of_spouse", {}))
    return answer_book(engine, book, as_of).stay(person)


def test_the_end_comes_through_the_principal_and_names_no_record_of_the_principal(duckdb_engine: Engine) -> None:
    book, principal, person = household(of_student=ENDED, of_spouse={})
    found = answer_book(duckdb_engine, book, AS_OF)
    stay = found.stay(person)
    assert (stay["state"], stay["unknown_code"], stay["questions"]) == (
        "unknown",
        "principal_ended",
        ["own_status_record"],
    )
    named = [record for reason in stay["reasons"] for record in reason["records"]]
    named += [record for period in found.periods(person) for record in period["record_ids"]]
    assert {found.names[record] for record in named} == {person}
    assert found.stay(principal)["state"] == "unexplained"


def test_an_end_through_the_principal_is_no_departure_after_the_end(duckdb_engine: Engine) -> None:
    stay = spouse_of(duckdb_engine, departure("2026-06-01"), of_student=ENDED)
    assert (stay["state"], stay["unknown_code"]) == ("unknown", "principal_ended")


def test_a_corrected_record_with_an_end_of_its_own_settles_the_doubt(duckdb_engine: Engine) -> None:
    corrected = fact(
        "programme",
        class_="F2",
        valid_from="2025-09-01",
        valid_to="2026-06-01",
        principal_reference="S-1",
        corrects="agency:benefits/k2-2",
        recorded_at="2026-06-02",
    )
    stay = spouse_of(duckdb_engine, corrected, of_student=ENDED)
    assert (stay["state"], str(stay["authorised_until"])) == ("in_status", "2026-07-31")


def test_a_reference_that_nobody_has_gives_no_end(duckdb_engine: Engine) -> None:
    stay = spouse_of(duckdb_engine, of_student=ENDED, of_spouse={"principal_reference": "S-2"})
    assert (stay["state"], stay["unknown_code"]) == ("unknown", "no_end_date")


def test_a_record_that_names_its_own_person_follows_nobody(duckdb_engine: Engine) -> None:
    own = {"reference": "S-9", "principal_reference": "S-9"}
    stay = spouse_of(duckdb_engine, of_student=ENDED, of_spouse=own)
    assert (stay["state"], stay["unknown_code"]) == ("unknown", "no_end_date")


def test_a_restricted_principal_is_not_on_file_for_others(duckdb_engine: Engine) -> None:
    stay = spouse_of(duckdb_engine, of_student=ENDED | {"restricted": True})
    assert (stay["state"], stay["unknown_code"]) == ("unknown", "no_end_date")


def test_a_restricted_dependant_follows_a_restricted_principal(duckdb_engine: Engine) -> None:
    stay = spouse_of(duckdb_engine, of_student=ENDED | {"restricted": True}, of_spouse={"restricted": True})
    assert (stay["state"], stay["unknown_code"]) == ("unknown", "principal_ended")


def test_residence_covers_the_days_in_doubt(duckdb_engine: Engine) -> None:
    stay = spouse_of(duckdb_engine, fact("residence", valid_from="2026-02-01"), of_student=ENDED)
    assert stay["state"] == "resident"


def random_spouse(chance: random.Random) -> Row:
    """Give the words of a spouse's record: with an end or without, following or not."""
    last = chance.choice((None, "2026-01-15", "2026-06-01", "2027-01-01"))
    return {"valid_to": last, "principal_reference": chance.choice(("S-1", "S-1", "S-2", None))}


def random_student(chance: random.Random) -> Row:
    """Give the words of a student's record."""
    return {
        "valid_to": chance.choice((None, "2026-02-01", "2026-06-01", "2026-12-01")),
        "end_reason": chance.choice((None, "completed", "terminated", "withdrawn", "transferred")),
    }


def principals(found: Found, book: Book) -> list[str]:
    """Give the answers about the principals, who are every third person."""
    return [str(found.stays(person)) + str(found.periods(person)) for person in book.persons[::3]]


@settings(max_examples=3, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_what_dependants_say_changes_no_answer_about_the_principal(duckdb_engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    full, bare = Book(), Book()
    for number in range(40):
        own = {"reference": f"S-{number}"}
        rows = student(**(random_student(chance) | own))
        full.person(*rows)
        bare.person(*rows)
        for _ in range(2):
            named = {"principal_reference": chance.choice((f"S-{number}", "S-1"))}
            full.person(*spouse(**(random_spouse(chance) | named)))
            bare.person(arrival("2025-08-20"))
    assert principals(answer_book(duckdb_engine, full, AS_OF), full) == principals(
        answer_book(duckdb_engine, bare, AS_OF), bare
    )


@settings(max_examples=2, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.integers(0, 2**32))
def test_no_dependant_is_asked_about_because_of_the_principal(duckdb_engine: Engine, seed: int) -> None:
    chance = random.Random(seed)
    book = Book()
    for number in range(40):
        book.person(*student(**(random_student(chance) | {"reference": f"S-{number}"})))
        book.person(
            *spouse(valid_to=None, principal_reference=f"S-{number}"), departure(f"2026-06-{1 + number % 28:02}")
        )
        book.person(*spouse(valid_to=None, principal_reference=f"S-{number}"))
    found = answer_book(duckdb_engine, book, AS_OF)
    states = {stay["state"] for place, person in enumerate(book.persons) if place % 3 for stay in found.stays(person)}
    assert states <= {"in_status", "left_in_time", "unknown"}
    again = answer_rows(
        duckdb_engine, repeated(book.movements, chance), repeated(book.facts, chance), AS_OF, threshold=True
    )
    assert again.answers.equals(found.tables.answers)
