"""Stays to answers: what facts, claims, declarations and contradictions do; one behaviour a test, all in one run."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from stays_records import Book, arrival, departure, fact
from stays_run import Found, answer_book

from sojourn import tables
from sojourn.engine import Engine

BOOK = Book()
UNTIL = "2026-07-09"
IN = arrival("2026-01-10T10:00", until=UNTIL)
OUT = departure("2026-07-01T10:00")


@pytest.fixture(scope="module")
def found(duckdb_engine: Engine) -> Found:
    """Answer all persons of this module in one run."""
    return answer_book(duckdb_engine, BOOK, "2026-10-01")


def state(found: Found, person: str) -> tuple[str, str | None]:
    """Give the state of a person's one stay, and why it is unknown."""
    stay = found.stay(person)
    return stay["state"], stay["unknown_code"]


CONTRADICTED = {
    kind: BOOK.person(IN, OUT, fact(kind, valid_from="2026-08-15", outcome=outcome))
    for kind, outcome in (("hearing", "held"), ("custody_start", None), ("custody_end", None))
}


@pytest.mark.parametrize("kind", list(CONTRADICTED))
def test_an_act_in_person_after_the_departure_is_a_contradiction_that_names_both(found: Found, kind: str) -> None:
    person = CONTRADICTED[kind]
    assert state(found, person) == ("unknown", "contradiction")
    reasons = {reason["rule"]: reason["records"] for reason in found.stay(person)["reasons"]}
    assert reasons["base.contradiction"] == [f"carrier:XX/{person}-2", f"agency:benefits/{person}-3"]
    assert found.stay(person)["questions"] == ["departure_or_presence"]


NO_SIGN = {
    "absent": BOOK.person(IN, OUT, fact("hearing", valid_from="2026-08-15", outcome="absent")),
    "only set": BOOK.person(IN, OUT, fact("hearing", valid_from="2026-08-15")),
    "before": BOOK.person(IN, OUT, fact("hearing", valid_from="2026-06-15", outcome="held", recorded_at="2026-08-01")),
    "posted": BOOK.person(IN, OUT, fact("application", benefit="extension", filed_at="2026-08-15")),
}


@pytest.mark.parametrize("why", list(NO_SIGN))
def test_what_shows_no_presence_contradicts_no_departure(found: Found, why: str) -> None:
    assert state(found, NO_SIGN[why]) == ("left_in_time", None)


AFTER_CONSULATE = BOOK.person(
    IN, departure("2026-06-01", "consular"), fact("custody_start", valid_from="2026-06-20", outcome=None)
)


def test_custody_here_after_a_consulate_saw_the_person_abroad_is_a_contradiction(found: Found) -> None:
    assert state(found, AFTER_CONSULATE) == ("unknown", "contradiction")


SEEN_LEAVING = BOOK.person(IN, departure("2026-08-01T10:00"), departure("2026-09-01T10:00", "inspection"))
SEEN_LEAVING_IN_TIME = BOOK.person(IN, departure("2026-05-01T10:00"), departure("2026-06-01T10:00", "inspection"))


def test_a_second_departure_before_an_officer_after_the_end_contradicts_the_first(found: Found) -> None:
    assert state(found, SEEN_LEAVING) == ("unknown", "contradiction")
    records = found.stay(SEEN_LEAVING)["reasons"][-1]["records"]
    assert records == [f"carrier:XX/{SEEN_LEAVING}-2", f"post:JFK/{SEEN_LEAVING}-3"]


def test_a_second_departure_within_the_authorised_period_changes_nothing(found: Found) -> None:
    assert state(found, SEEN_LEAVING_IN_TIME) == ("left_in_time", None)


LAST_SEEN = BOOK.person(
    IN,
    fact("hearing", valid_from="2026-07-20", outcome="held", recorded_at="2026-09-20"),
    arrival("2026-09-01T10:00", until="2027-02-28"),
)


def test_bounds_run_from_the_last_proof_of_presence_and_days_are_an_interval(found: Found) -> None:
    first, _ = found.stays(LAST_SEEN)
    assert first["left_between"] == [date(2026, 7, 20), date(2026, 9, 1)]
    assert (first["state"], first["days_over_min"], first["days_over_max"]) == ("left_date_unknown", 11, 54)


LATE = BOOK.person(IN, departure("2026-07-12T10:00"))


def test_a_departure_on_a_known_day_has_one_number_of_days(found: Found) -> None:
    stay = found.stay(LATE)
    assert (stay["state"], stay["days_over_min"], stay["days_over_max"]) == ("left_after_end", 3, 3)
    assert stay["questions"] == ["status_record"]


DECLARED = BOOK.person(IN, departure("2026-07-05", "declared"))
DECLARED_LONG_AGO = BOOK.person(IN, departure("2026-07-02", "declared"))
DECLARED_WITH_STATUS = BOOK.person(arrival("2026-01-10T10:00", until="2026-12-31"), departure("2026-07-05", "declared"))
DECLARED_BEFORE = BOOK.person(departure("2026-01-05", "declared"), IN)
DECLARED_TWICE = BOOK.person(IN, departure("2026-07-05", "declared"), departure("2026-08-05", "declared"))


def test_a_declared_departure_ends_no_stay_and_turns_a_question_into_unknown(found: Found) -> None:
    stay = found.stay(DECLARED)
    assert (stay["state"], stay["unknown_code"], stay["departure_basis"]) == ("unknown", "declared", "none")
    assert (stay["departed_on"], stay["next_change_on"]) == (None, date(2026, 10, 4))
    assert stay["reasons"][-1] == {"rule": "us.declared", "records": [f"declared/{DECLARED}-2"]}
    assert [row["direction"] for row in found.crossings(DECLARED)] == ["arrival"]


def test_a_declared_departure_lapses_as_if_never_made(found: Found) -> None:
    assert state(found, DECLARED_LONG_AGO) == ("unexplained", None)


def test_a_declared_departure_makes_no_answer_worse(found: Found) -> None:
    assert state(found, DECLARED_WITH_STATUS) == ("in_status", None)


def test_a_departure_declared_before_the_arrival_is_none_of_this_stay(found: Found) -> None:
    assert state(found, DECLARED_BEFORE) == ("unexplained", None)


def test_of_two_declarations_the_later_one_counts(found: Found) -> None:
    assert found.stay(DECLARED_TWICE)["next_change_on"] == date(2026, 11, 4)


DEATH = BOOK.person(IN, fact("death", valid_from="2026-06-20", recorded_at="2026-09-15"))
DEATH_AFTER = BOOK.person(IN, OUT, fact("death", valid_from="2026-08-20"))


def test_a_death_ends_every_question_about_the_stay(found: Found) -> None:
    stay = found.stay(DEATH)
    assert (stay["state"], stay["questions"], stay["next_change_on"]) == ("not_subject", [], None)
    assert stay["reasons"][-1] == {"rule": "base.death", "records": [f"agency:benefits/{DEATH}-2"]}


def test_a_death_after_the_departure_is_none_of_this_stay(found: Found) -> None:
    assert state(found, DEATH_AFTER) == ("left_in_time", None)


NATIONAL = BOOK.person(IN | {"nationality": "USA"})
CITIZEN = BOOK.person(IN, fact("citizenship_decision", outcome="recognised", decided_at="2026-08-01"))
CLAIMED = BOOK.person(IN, fact("citizenship_claim", recorded_at="2026-08-01"))
CLAIM_DENIED = BOOK.person(
    IN,
    fact("citizenship_claim", recorded_at="2026-08-01"),
    fact("citizenship_decision", outcome="denied", decided_at="2026-09-01"),
)


def test_a_national_is_not_subject(found: Found) -> None:
    assert state(found, NATIONAL) == ("not_subject", None)
    assert [reason["rule"] for reason in found.stay(NATIONAL)["reasons"]] == ["us.nationals"]


def test_a_recognised_citizen_is_not_subject(found: Found) -> None:
    assert state(found, CITIZEN) == ("not_subject", None)


def test_a_claim_of_citizenship_is_unknown_until_it_is_decided(found: Found) -> None:
    assert state(found, CLAIMED) == ("unknown", "citizenship_claimed")


def test_a_denied_claim_of_citizenship_blocks_no_question(found: Found) -> None:
    assert state(found, CLAIM_DENIED) == ("unexplained", None)


RESIDENT = BOOK.person(IN, fact("residence", valid_from="2026-05-01"))
PENDING = BOOK.person(IN, fact("application", benefit="extension", reference="R1", filed_at="2026-07-09"))
BARRED = BOOK.person(IN, fact("protection", type="withholding", valid_from="2026-06-01"))
PAROLED = BOOK.person(arrival("2026-01-10T10:00", outcome="paroled", admitted_class="DT", admitted_until="2026-12-31"))
APPROVED_NO_END = BOOK.person(
    IN,
    fact("application", benefit="extension", reference="R2", filed_at="2026-07-01"),
    fact("decision", benefit="extension", reference="R2", outcome="approved", decided_at="2026-08-01"),
)
STUDENT = BOOK.person(
    arrival("2026-01-10T10:00", admitted_class="F-1", duration_of_status=True),
    fact("programme", class_="F1", valid_from="2026-01-20", valid_to="2026-09-15"),
)
STUDENT_NO_CLASS = BOOK.person(
    arrival("2026-01-10T10:00", admitted_until="2026-06-30"),
    fact("programme", class_="M1", valid_from="2026-01-20", valid_to="2026-09-15"),
)
STUDENT_NO_PROGRAMME = BOOK.person(arrival("2026-01-10T10:00", admitted_class="F1", duration_of_status=True))


def test_a_resident_is_no_longer_temporary(found: Found) -> None:
    assert state(found, RESIDENT) == ("resident", None)
    assert found.periods(RESIDENT)[-1]["basis"] == "status"


def test_a_timely_application_authorises_from_the_day_after_the_last_day(found: Found) -> None:
    assert state(found, PENDING) == ("authorised", None)
    given = found.periods(PENDING)[-1]
    assert (given["valid_from"], given["valid_to"], given["basis"]) == (date(2026, 7, 10), None, "authorised_only")
    assert given["record_ids"] == [f"agency:benefits/{PENDING}-2"]


def test_a_protection_that_forbids_removal_is_no_status(found: Found) -> None:
    assert state(found, BARRED) == ("removal_barred", None)


def test_parole_authorises_and_is_no_status(found: Found) -> None:
    assert state(found, PAROLED) == ("authorised", None)


def test_an_approval_without_a_last_day_is_unknown(found: Found) -> None:
    assert state(found, APPROVED_NO_END) == ("unknown", "no_end_date")
    named = [record for reason in found.stay(APPROVED_NO_END)["reasons"] for record in reason["records"]]
    assert f"agency:benefits/{APPROVED_NO_END}-3" in named


def test_a_student_is_in_status_for_the_grace_after_the_programme(found: Found) -> None:
    assert state(found, STUDENT) == ("in_status", None)
    assert found.stay(STUDENT)["authorised_until"] == date(2026, 11, 14)


def test_a_programme_covers_a_stay_whose_class_is_not_on_record(found: Found) -> None:
    assert state(found, STUDENT_NO_CLASS) == ("in_status", None)


def test_a_student_with_no_programme_on_file_is_unknown(found: Found) -> None:
    assert state(found, STUDENT_NO_PROGRAMME) == ("unknown", "no_end_date")
    assert found.stay(STUDENT_NO_PROGRAMME)["questions"] == ["programme_record"]


BY_LAND = BOOK.person(IN | {"mode": "land"})
BY_LAND_DECLARED = BOOK.person(IN | {"mode": "land"}, departure("2026-07-05", "declared"))
WAITING = BOOK.person(arrival("2026-03-10T10:00", until="2026-09-01"))
TOO_EARLY = BOOK.person(arrival("2005-12-31T10:00", until="2026-12-31"))


def test_silence_proves_nothing_where_departures_are_not_recorded(found: Found) -> None:
    assert state(found, BY_LAND) == ("unknown", "coverage")


def test_a_declared_departure_changes_no_answer_but_a_question_and_the_wait_before_it(found: Found) -> None:
    assert state(found, BY_LAND_DECLARED) == ("unknown", "coverage")


def test_in_the_waiting_time_nothing_is_asked(found: Found) -> None:
    assert state(found, WAITING) == ("awaiting_records", None)
    assert found.stay(WAITING)["next_change_on"] == date(2026, 11, 1)


def test_an_arrival_before_the_first_day_of_the_law_is_unknown(found: Found) -> None:
    assert state(found, TOO_EARLY) == ("unknown", "rule_not_in_force")


TWO_BIRTHDAYS = BOOK.person(IN | {"birth_date": "1980-01-10"}, OUT | {"birth_date": "1955-11-23"}, OUT)


def test_an_open_stay_with_an_open_question_of_identity_is_unknown(found: Found) -> None:
    assert state(found, TWO_BIRTHDAYS) == ("unknown", "identity_review")
    assert found.stay(TWO_BIRTHDAYS)["questions"] == ["identity_decision"]


ID_CASE = BOOK.person(
    arrival("2026-01-10T10:00", "manifest", recorded_at="2026-01-09"),
    arrival("2026-01-10T10:20", until=UNTIL, recorded_at="2026-01-11"),
    fact("extension", valid_from="2026-07-10", valid_to="2026-12-31", recorded_at="2026-01-01"),
)


def digest(name: str) -> str:
    """Give the first 20 hexadecimal digits of a name's SHA-256."""
    return hashlib.sha256(name.encode()).hexdigest()[:20]


def test_ids_are_digests_of_the_record_learned_first(found: Found) -> None:
    stay = found.stay(ID_CASE)
    assert stay["stay_id"] == "s" + digest(f"carrier:XX/{ID_CASE}-1")
    assert stay["person_id"] == "p" + digest(f"agency:benefits/{ID_CASE}-3")


def test_every_answer_has_reasons_and_each_names_a_rule_and_known_records(found: Found) -> None:
    answers = found.tables.answers.to_pylist()
    assert [row["stay_id"] for row in answers if not row["reasons"]] == []
    assert {record for row in answers for reason in row["reasons"] for record in reason["records"]} <= set(found.names)
    assert {reason["rule"].split(".")[0] for row in answers for reason in row["reasons"]} == {"us", "base"}


def test_every_stay_with_a_last_authorised_day_has_a_period_that_ends_on_it(found: Found) -> None:
    ends = {(row["stay_id"], row["valid_to"]) for row in found.tables.periods.to_pylist()}
    dated = [row for row in found.tables.answers.to_pylist() if row["authorised_until"]]
    assert len(dated) > 20
    assert [row["stay_id"] for row in dated if (row["stay_id"], row["authorised_until"]) not in ends] == []


def test_states_and_codes_are_of_the_closed_lists(found: Found) -> None:
    answers = found.tables.answers.to_pylist()
    assert {row["state"] for row in answers} <= set(tables.STATES)
    assert {row["unknown_code"] for row in answers} - {None} <= set(tables.UNKNOWN_CODES)
    assert {row["state"] == "unknown" for row in answers if row["unknown_code"]} == {True}
    assert {row["unknown_code"] is None for row in answers if row["state"] == "unknown"} == {False}
