"""The small country that other tests share shows everything that it promises; what changes makes versions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from country_rows import SmallCountry


def state_of(country: SmallCountry, word: str) -> tuple[str, bool, bool]:
    """Give the state of a made person's stay, whether it is restricted, and whether it is a departure alone."""
    from sojourn.register.store.statements import select

    rows = select(
        "SELECT state, restricted, orphan FROM store_current_answer WHERE person_id = %s", [country.persons[word]]
    )
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("in_status", ("in_status", False, False)),
        ("left_in_time", ("left_in_time", False, False)),
        ("unexplained", ("unexplained", False, False)),
        ("orphan", ("orphan_departure", False, True)),
        ("corrected", ("left_in_time", False, False)),
    ],
)
def test_the_small_country_shows_each_state(
    db: None, small_country: SmallCountry, word: str, expected: tuple[str, bool, bool]
) -> None:
    assert state_of(small_country, word) == expected


def test_a_restricted_person_is_marked(db: None, small_country: SmallCountry) -> None:
    assert state_of(small_country, "restricted")[1] is True


def test_one_passport_with_two_birth_dates_is_a_pair_to_review(db: None, small_country: SmallCountry) -> None:
    from sojourn.register.answering.matching import list_review_pairs

    names = {*small_country.records["pair"], *small_country.records["other"]}
    assert any(set(row["record_ids"]) == names for row in list_review_pairs().to_pylist())


def test_the_same_records_answered_again_make_no_version(db: None, small_country: SmallCountry) -> None:
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.persons import subjects_of

    subjects = subjects_of(small_country.persons["unexplained"])
    assert answer_subjects(set(subjects), "records").changed == ()


def test_what_is_answered_is_logged_for_the_person_without_values(db: None, small_country: SmallCountry) -> None:
    from sojourn.register.store.statements import select

    person = small_country.persons["unexplained"]
    rows = select("SELECT about::text FROM door_event WHERE verb = 'answered' AND subject = %s", [person])
    assert [about for (about,) in rows] == ['{"why": "first"}']


def test_a_retracted_arrival_leaves_a_last_version_that_says_gone(db: None, small_country: SmallCountry) -> None:
    from sojourn.register.store.answers import current_answer, list_versions

    stay = small_country.stays["unexplained"]
    retract(small_country, "post:JFK/unexplained-1")
    assert (current_answer(stay), [version.gone for version in list_versions(stay)]) == (None, [False, True])


def test_the_day_alone_makes_a_new_version(db: None, small_country: SmallCountry) -> None:
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_due
    from sojourn.register.store.answers import list_versions
    from sojourn.register.store.months import ensure_months

    due = small_country.today + timedelta(days=151)
    moment = datetime(due.year, due.month, due.day, 12, tzinfo=UTC)
    ensure_months([moment])
    with clock.set_to(moment):
        changed = answer_due(due)
    stay = small_country.stays["in_status"]
    assert stay in {each.stay_id for each in changed}
    assert [version.state for version in list_versions(stay)] == ["in_status", "awaiting_records"]


def test_what_was_believed_before_a_correction_is_told_with_what_was_known_then(
    db: None, small_country: SmallCountry
) -> None:
    from sojourn.register.answering.past import believed

    today, person = small_country.today, small_country.persons["corrected"]
    before = datetime.combine(today - timedelta(days=149), datetime.min.time(), UTC)
    then = believed(person, before.date(), before).answers["departed_on"].to_pylist()
    now = believed(person, today, datetime.combine(today, datetime.min.time(), UTC)).answers["departed_on"].to_pylist()
    assert (then, now) == ([today - timedelta(days=150)], [today - timedelta(days=148)])


def test_the_model_joins_a_departure_under_a_miskeyed_passport_and_says_so(
    db: None, small_country: SmallCountry
) -> None:
    from sojourn.register.answering.matching import match_leftovers
    from sojourn.register.store.answers import current_answer

    day = small_country.today - timedelta(days=200)
    send(departure_of_mei(day))
    stay = small_country.stays["unexplained"]
    matched = match_leftovers()
    answer = current_answer(stay)
    assert matched.joined >= 1
    assert answer is not None
    assert (answer.state, answer.body["departed_on"]) == ("left_in_time", day.isoformat())


def test_matching_again_changes_nothing(db: None, small_country: SmallCountry) -> None:
    from sojourn.register.answering.matching import Matched, match_leftovers

    match_leftovers()
    assert match_leftovers() == Matched(0, 0, 0)


def departure_of_mei(day: date) -> dict[str, object]:
    """Give a manifest of the person without a departure, one letter of the passport wrong."""
    at = datetime.combine(day, datetime.min.time(), UTC)
    who = {"surname": "陈", "given_names": "美", "birth_date": "1979-11-30", "sex": "F", "nationality": "CHN"}
    document = {"document_type": "P", "document_number": "M000000B", "document_issuer": "CHN"}
    crossing = {"feed": "carrier:KL", "kind": "manifest", "direction": "departure", "local_date": day, "mode": "air"}
    own = {"movement_id": "mei-left", "port": "IATA:JFK", "boarded": True, "occurred_at": at, "recorded_at": at}
    return {**who, **document, **crossing, **own}


def retract(country: SmallCountry, name: str) -> None:
    """Retract a record, and answer."""
    from sojourn.register import clock
    from sojourn.register.store.records import get_record

    values = get_record(name).values
    again = {**values, "movement_id": "retraction-1", "corrects": name, "retracted": True}
    send({**again, "recorded_at": clock.now()})


def send(row: dict[str, object]) -> None:
    """Take one movement in, and answer for whom it touches."""
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.records import NewRecord, append_records

    taken = append_records([NewRecord("movement", row)], batch_id=uuid4(), actor="service", received_at=clock.now())
    answer_subjects({taken[0].subject_id}, "records", [taken[0].name])
