"""Movements to crossings and stays: one behaviour a test, all persons answered in one run."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from stays_records import Book, arrival, departure
from stays_run import Found, answer_book

from sojourn.engine import Engine

BOOK = Book()
UNTIL = "2026-07-09"
IN = arrival("2026-01-10T10:00", until=UNTIL)


@pytest.fixture(scope="module")
def found(duckdb_engine: Engine) -> Found:
    """Answer all persons of this module in one run."""
    return answer_book(duckdb_engine, BOOK, "2026-10-01")


TWO_ARRIVALS = BOOK.person(IN, arrival("2026-05-20T10:00", until="2026-11-19"))


def test_a_second_arrival_proves_that_the_person_had_left(found: Found) -> None:
    first, second = found.stays(TWO_ARRIVALS)
    assert (first["departure_basis"], first["state"], first["certainty"]) == ("returned", "left_in_time", "likely")
    assert (first["departed_on"], first["left_between"]) == (None, [date(2026, 1, 10), date(2026, 5, 20)])
    assert (second["departure_basis"], second["state"]) == ("none", "in_status")


LATE_RETURN = BOOK.person(IN, arrival("2026-09-01T10:00", until="2027-02-28"))


def test_a_return_after_the_last_authorised_day_leaves_the_day_open(found: Found) -> None:
    first, _ = found.stays(LATE_RETURN)
    assert first["state"] == "left_date_unknown"
    assert (first["days_over_min"], first["days_over_max"]) == (0, 54)


CONSULAR = BOOK.person(IN, departure("2026-09-01", "consular", port=None, mode=None))


def test_seen_at_a_consulate_abroad_proves_out_by_then(found: Found) -> None:
    stay = found.stay(CONSULAR)
    assert (stay["departure_basis"], stay["state"], stay["departed_on"]) == ("consular", "left_date_unknown", None)
    assert stay["left_between"] == [date(2026, 1, 10), date(2026, 9, 1)]
    assert (stay["days_over_min"], stay["days_over_max"], stay["certainty"]) == (0, 54, "likely")
    assert [row["bounds"] for row in found.crossings(CONSULAR)] == [None, [date(2026, 1, 10), date(2026, 9, 1)]]


EARLY_CONSULAR = BOOK.person(IN, departure(UNTIL, "consular"))


def test_seen_abroad_by_the_last_authorised_day_means_left_in_time(found: Found) -> None:
    stay = found.stay(EARLY_CONSULAR)
    assert (stay["state"], stay["days_over_min"], stay["days_over_max"]) == ("left_in_time", None, None)


ORPHAN = BOOK.person(departure("2026-03-01T10:00"))


def test_a_departure_with_no_arrival_is_an_orphan(found: Found) -> None:
    assert found.stays(ORPHAN) == []
    assert [(row["direction"], row["stay_id"]) for row in found.crossings(ORPHAN)] == [("departure", None)]


TURNAROUND = BOOK.person(
    IN,
    departure("2026-03-01T09:00", "inspection"),
    arrival("2026-03-01T17:00", until="2026-08-31"),
    departure("2026-04-01T09:00"),
)


def test_out_and_in_again_on_one_day_are_two_stays(found: Found) -> None:
    first, second = found.stays(TURNAROUND)
    assert (first["departed_on"], first["certainty"]) == (date(2026, 3, 1), "confirmed")
    assert (second["arrived_on"], second["departed_on"]) == (date(2026, 3, 1), date(2026, 4, 1))


DAY_TRIP = BOOK.person(IN, arrival("2026-03-01", until="2026-08-31"), departure("2026-03-01"))


def test_on_a_day_without_times_the_direction_that_alternates_comes_first(found: Found) -> None:
    first, second = found.stays(DAY_TRIP)
    assert (first["departed_on"], first["departure_basis"]) == (date(2026, 3, 1), "manifest")
    assert (second["arrived_on"], second["departure_basis"]) == (date(2026, 3, 1), "none")


IN_AND_OUT = BOOK.person(arrival("2026-03-01", until="2026-08-31"), departure("2026-03-01"))


def test_in_and_out_on_a_day_without_times_is_one_stay(found: Found) -> None:
    stay = found.stay(IN_AND_OUT)
    assert (stay["arrived_on"], stay["departed_on"]) == (date(2026, 3, 1), date(2026, 3, 1))
    assert stay["state"] == "left_in_time"


TWICE = BOOK.person(
    arrival("2026-01-10T10:00", "manifest", boarded=True),
    arrival("2026-01-10T10:25", until=UNTIL),
    departure("2026-03-01T09:55", "inspection"),
    departure("2026-03-01T10:00", boarded=True),
)


def test_reports_minutes_apart_are_one_crossing_and_the_strongest_gives_the_time(found: Found) -> None:
    into, out = found.crossings(TWICE)
    assert into["record_ids"] == [f"carrier:XX/{TWICE}-1", f"post:JFK/{TWICE}-2"]
    assert (into["strength"], into["occurred_at"]) == ("inspection", datetime(2026, 1, 10, 10, 25, tzinfo=UTC))
    assert out["strength"] == "inspection"
    stay = found.stay(TWICE)
    assert (stay["arrival_id"], stay["departure_id"]) == (f"post:JFK/{TWICE}-2", f"post:JFK/{TWICE}-3")
    assert stay["certainty"] == "confirmed"


MIDNIGHT = BOOK.person(
    arrival("2026-01-10T23:50", "manifest"),
    arrival("2026-01-11T00:20", until=UNTIL),
    departure("2026-03-01T23:30"),
    departure("2026-03-02T11:30", "inspection"),
)


def test_reports_up_to_twelve_hours_apart_across_midnight_are_one_crossing(found: Found) -> None:
    assert [len(row["record_ids"]) for row in found.crossings(MIDNIGHT)] == [2, 2]
    stay = found.stay(MIDNIGHT)
    assert (stay["arrived_on"], stay["departed_on"]) == (date(2026, 1, 11), date(2026, 3, 2))


FAR_APART = BOOK.person(arrival("2026-01-10T20:00", until=UNTIL), arrival("2026-01-11T08:01", until=UNTIL))


def test_reports_on_two_days_more_than_twelve_hours_apart_are_two_crossings(found: Found) -> None:
    assert len(found.crossings(FAR_APART)) == 2


NO_TIME_BETWEEN = BOOK.person(
    arrival("2026-01-10T23:50", "manifest"),
    arrival("2026-01-11", "attested"),
    arrival("2026-01-11T00:20", until=UNTIL),
)


def test_a_report_without_a_time_does_not_part_two_that_belong_together(found: Found) -> None:
    (crossing,) = found.crossings(NO_TIME_BETWEEN)
    assert len(crossing["record_ids"]) == 3
    assert found.stay(NO_TIME_BETWEEN)["departure_basis"] == "none"


TIMELESS_INSPECTION = BOOK.person(arrival("2026-01-10", until=UNTIL), arrival("2026-01-10T10:00", "manifest"))


def test_a_crossing_keeps_the_time_of_a_weaker_report_where_the_strongest_has_none(found: Found) -> None:
    (crossing,) = found.crossings(TIMELESS_INSPECTION)
    assert (crossing["strength"], crossing["occurred_at"]) == ("inspection", datetime(2026, 1, 10, 10, tzinfo=UTC))
    assert found.stay(TIMELESS_INSPECTION)["arrival_id"] == f"post:JFK/{TIMELESS_INSPECTION}-1"


BY_LAND = BOOK.person(IN, departure("2026-03-01T10:00", "neighbour", mode="land", port="CBP:BUF"))
BY_AIR = BOOK.person(IN, departure("2026-03-01T10:00", "neighbour", mode="air", port="IATA:YYZ"))


def test_the_neighbours_record_settles_a_departure_at_a_land_border(found: Found) -> None:
    assert (found.stay(BY_LAND)["departure_basis"], found.stay(BY_LAND)["certainty"]) == ("neighbour", "confirmed")


def test_elsewhere_the_neighbours_record_makes_a_departure_likely(found: Found) -> None:
    assert (found.stay(BY_AIR)["departure_basis"], found.stay(BY_AIR)["certainty"]) == ("neighbour", "likely")


TURNED_BACK = BOOK.person(
    IN,
    departure("2026-03-01T10:00", transport="XX101", boarded=True),
    arrival("2026-03-01T13:00", "manifest", transport="XX101"),
    departure("2026-03-02T10:00", transport="XX103"),
)


def test_a_flight_that_turned_back_ends_no_stay(found: Found) -> None:
    stay = found.stay(TURNED_BACK)
    assert (stay["departed_on"], stay["departure_id"]) == (date(2026, 3, 2), f"carrier:XX/{TURNED_BACK}-4")


DAY_CRUISE = BOOK.person(
    IN,
    departure("2026-03-01T08:00", transport="SEA1"),
    arrival("2026-03-01T18:00", "manifest", transport="SEA1"),
    arrival("2026-03-01T18:20", transport="SEA1", until="2026-08-31"),
)


def test_a_return_on_the_same_voyage_with_a_new_admission_is_an_arrival(found: Found) -> None:
    first, second = found.stays(DAY_CRUISE)
    assert (first["departed_on"], first["state"]) == (date(2026, 3, 1), "left_in_time")
    assert second["authorised_until"] == date(2026, 8, 31)


ADMITTED_AGAIN = BOOK.person(
    IN,
    departure("2026-03-01T08:00", transport="SEA1"),
    arrival("2026-03-01T18:20", transport="SEA1", outcome="admitted"),
)


def test_an_outcome_that_says_admitted_is_a_new_admission(found: Found) -> None:
    first, second = found.stays(ADMITTED_AGAIN)
    assert first["departed_on"] == date(2026, 3, 1)
    assert (second["state"], second["unknown_code"]) == ("unknown", "no_end_date")


REFUSED = BOOK.person(IN, arrival("2026-05-01T10:00", outcome="refused"))


def test_a_refused_entry_closes_the_stay_before_and_opens_none(found: Found) -> None:
    before, refused = found.stays(REFUSED)
    assert (before["departure_basis"], before["state"]) == ("returned", "left_in_time")
    assert (refused["state"], refused["authorised_until"]) == ("not_subject", None)
    assert [reason["rule"] for reason in refused["reasons"]] == ["us.not_subject"]
    assert found.periods(REFUSED) == [row for row in found.periods(REFUSED) if row["stay_id"] == before["stay_id"]]


TRANSIT = BOOK.person(arrival("2026-05-01T10:00", outcome="transit"))
CREW = BOOK.person(arrival("2026-05-01T10:00", outcome="crew", admitted_class="D1"))
CREW_LIMITED = BOOK.person(arrival("2026-05-01T10:00", outcome="crew", until="2026-05-29"))


def test_transit_opens_no_limited_stay(found: Found) -> None:
    assert found.stay(TRANSIT)["state"] == "not_subject"


def test_crew_without_a_last_day_is_not_subject(found: Found) -> None:
    assert found.stay(CREW)["state"] == "not_subject"


def test_crew_with_a_last_day_has_a_limited_stay(found: Found) -> None:
    assert found.stay(CREW_LIMITED)["authorised_until"] == date(2026, 5, 29)


INSIDE = BOOK.person(
    IN,
    departure("2026-03-01T10:00", from_port="IATA:JFK", to_port="SJU"),
    arrival("2026-03-01T14:00", "manifest", from_port="IATA:JFK", to_port="IATA:SJU", port="IATA:SJU"),
    departure("2026-04-01T10:00", from_port="IATA:SJU", to_port="IATA:MAD", port="IATA:SJU"),
)


def test_a_leg_inside_the_territory_is_no_crossing(found: Found) -> None:
    assert [row["local_date"] for row in found.crossings(INSIDE)] == [date(2026, 1, 10), date(2026, 4, 1)]
    assert found.stay(INSIDE)["departed_on"] == date(2026, 4, 1)


LATE_RECORD = BOOK.person(
    departure("2026-03-01T10:00", recorded_at="2026-03-01"),
    arrival("2026-01-10T10:00", until=UNTIL, recorded_at="2026-09-01"),
)


def test_records_that_came_in_the_wrong_order_are_put_in_order(found: Found) -> None:
    stay = found.stay(LATE_RECORD)
    assert (stay["state"], stay["departed_on"]) == ("left_in_time", date(2026, 3, 1))


NOT_ABOARD = BOOK.person(IN, departure("2026-07-01T10:00", boarded=False))
BOARDED = BOOK.person(IN, departure("2026-07-01T10:00", boarded=True))


def test_who_was_not_aboard_did_not_depart_and_the_question_names_the_close_out(found: Found) -> None:
    stay = found.stay(NOT_ABOARD)
    assert (stay["state"], stay["departure_basis"]) == ("unexplained", "none")
    assert stay["questions"] == ["departure_record", "status_record", "carrier_close_out"]


def test_who_was_aboard_departed_likely(found: Found) -> None:
    assert (found.stay(BOARDED)["state"], found.stay(BOARDED)["certainty"]) == ("left_in_time", "likely")


LEFT_BEHIND = BOOK.person(
    IN,
    departure("2026-07-01T10:00", transport="XX101"),
    departure("2026-07-01T10:00", transport="XX101", boarded=False),
)
OTHER_VOYAGE = BOOK.person(
    IN,
    departure("2026-07-01T10:00", transport="XX101", boarded=False),
    departure("2026-07-01T15:00", transport="XX103"),
)


def test_not_aboard_at_close_out_beats_the_earlier_list_of_the_same_voyage(found: Found) -> None:
    assert found.stay(LEFT_BEHIND)["departure_basis"] == "none"


def test_not_aboard_one_voyage_says_nothing_about_the_next(found: Found) -> None:
    assert found.stay(OTHER_VOYAGE)["departure_id"] == f"carrier:XX/{OTHER_VOYAGE}-3"


DEFERRED = BOOK.person(
    arrival("2026-01-10T10:00", outcome="deferred"), arrival("2026-01-10T14:00", outcome="admitted", until=UNTIL)
)
ONLY_DEFERRED = BOOK.person(arrival("2026-01-10T10:00", outcome="deferred"))


def test_an_inspection_that_was_put_off_gives_way_to_the_completed_one(found: Found) -> None:
    stay = found.stay(DEFERRED)
    assert (stay["arrival_id"], stay["authorised_until"]) == (f"post:JFK/{DEFERRED}-2", date(2026, 7, 9))


def test_an_inspection_that_was_put_off_and_never_completed_is_unknown(found: Found) -> None:
    assert found.stay(ONLY_DEFERRED)["unknown_code"] == "inspection_deferred"


CLASS_OF_MANIFEST = BOOK.person(
    arrival("2026-01-10T10:00", "manifest"),
    arrival("2026-01-10T10:20"),
    arrival("2026-01-10T10:30", "stamp", until=UNTIL),
)


def test_the_admission_comes_from_the_strongest_report_that_has_one(found: Found) -> None:
    assert found.stay(CLASS_OF_MANIFEST)["authorised_until"] == date(2026, 7, 9)
    assert found.stay(CLASS_OF_MANIFEST)["arrival_id"] == f"post:JFK/{CLASS_OF_MANIFEST}-2"


FUTURE = BOOK.person(IN, departure("2026-10-02T10:00"))


def test_what_happened_after_the_day_asked_about_does_not_exist_for_it(found: Found) -> None:
    assert found.stay(FUTURE)["departure_basis"] == "none"
    assert len(found.crossings(FUTURE)) == 1
