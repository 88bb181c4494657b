"""Records are taken in once and read back as they came."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn import tables
from sojourn.errors import RegisterError
from tests.register.store.store_rows import APRIL, MARCH, append, append_one, fact, fates, movement, passport

pytestmark = pytest.mark.usefixtures("db")

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.integers(0, 4 * 10**15).map(lambda n: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=n))
KINDS: dict[str, st.SearchStrategy[object]] = {
    "text": TEXT,
    "partial_date": st.sampled_from(["1980-02-03", "1980-02", "1980"]),
    "date": st.dates(),
    "timestamp": MOMENTS,
    "bool": st.booleans(),
    "int": st.integers(-(2**63), 2**63 - 1),
    "texts": st.lists(TEXT, max_size=3),
}


def value_of(column: tables.Column) -> st.SearchStrategy[object]:
    if column.name in ("movement_id", "fact_id", "feed"):
        return st.text("abcXYZ:0129-_é", min_size=1, max_size=8)
    values = st.sampled_from(column.allowed) if column.allowed else KINDS[column.kind]
    return values if column.required else st.none() | values


MOVEMENT = st.fixed_dictionaries({column.name: value_of(column) for column in tables.MOVEMENTS})
FACT = st.fixed_dictionaries({column.name: value_of(column) for column in tables.FACTS})
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@QUICK
@given(st.lists(MOVEMENT, min_size=1, max_size=4, unique_by=lambda row: (row["feed"], row["movement_id"])))
def test_movements_are_read_back_as_they_came(rows: list[dict[str, object]]) -> None:
    from django.db import transaction

    from sojourn.register.store.records import NewRecord, read_history

    with transaction.atomic():
        told = append(*[NewRecord("movement", row) for row in rows])
        read = read_history({each.subject_id for each in told})
        transaction.set_rollback(True)
    assert read.movements.to_pylist() == rows


@QUICK
@given(st.lists(FACT, min_size=1, max_size=4, unique_by=lambda row: (row["feed"], row["fact_id"])))
def test_facts_are_read_back_as_they_came(rows: list[dict[str, object]]) -> None:
    from django.db import transaction

    from sojourn.register.store.records import NewRecord, read_history

    with transaction.atomic():
        told = append(*[NewRecord("fact", row) for row in rows])
        read = read_history({each.subject_id for each in told})
        transaction.set_rollback(True)
    assert read.facts.to_pylist() == rows


def test_the_same_row_in_another_month_is_a_duplicate() -> None:
    row = movement(**passport("AB1"))
    first, again = append(row), append(row, at=APRIL)
    assert (fates(first), fates(again)) == (["accepted"], ["duplicate"])
    assert (again[0].record_id, again[0].subject_id) == (first[0].record_id, first[0].subject_id)


def test_a_record_sent_again_in_another_message_is_a_duplicate() -> None:
    append(movement("1", raw="sha256:aa#1"))
    later = movement("1", raw="sha256:bb#7", recorded_at=APRIL)
    assert fates(append(later, at=APRIL)) == ["duplicate"]


def test_a_row_twice_in_one_batch_is_taken_in_once() -> None:
    row = movement()
    assert fates(append(row, row)) == ["accepted", "duplicate"]


def test_two_rows_of_one_name_with_other_content_are_both_kept() -> None:
    from sojourn.register.store.records import get_record, read_history

    rows = [movement("1", port="IATA:JFK"), movement("1", port="IATA:EWR")]
    told = append(*rows)
    read = read_history({each.subject_id for each in told})
    assert fates(told) == ["accepted", "accepted"]
    assert read.movements["port"].to_pylist() == ["IATA:JFK", "IATA:EWR"]
    assert get_record("carrier:ZZ/1").values["port"] == "IATA:JFK"


def test_a_correction_is_told_apart_and_goes_to_the_subject_of_what_it_corrects() -> None:
    first = append(movement("1"))[0]
    told = append(movement("2", corrects="carrier:ZZ/1", port="IATA:EWR"))[0]
    assert (told.fate, told.subject_id) == ("corrected", first.subject_id)


def test_a_record_goes_to_the_subject_of_a_correction_that_came_before_it() -> None:
    correction = append_one(movement("2", corrects="carrier:ZZ/1"))
    assert append_one(movement("1")) == correction


def test_one_document_in_several_spellings_is_one_subject() -> None:
    first = append_one(movement(**passport("ab 12-3")))
    assert append_one(fact(**passport("AB123"))) == first


def test_an_admission_number_is_one_key_as_document_and_as_reference() -> None:
    first = append_one(movement(document_type="I94", document_number="999", document_issuer=None))
    assert append_one(fact(references=["i94:999"])) == first


def test_a_new_passport_fact_goes_to_the_subject_of_the_old_one() -> None:
    first = append_one(movement(**passport("OLD1")))
    told = fact(kind="document", **passport("NEW1"), other_document_number="OLD1", other_document_issuer="UTO")
    assert append_one(told) == first


def test_a_booking_reference_joins_nobody() -> None:
    first = append_one(movement(references=["booking:X1"]))
    assert append_one(movement(references=["booking:X1"])) != first


def test_records_of_nobody_in_particular_are_subjects_of_their_own() -> None:
    told = append(movement(), movement(document_number="000"), movement(document_number="000"))
    assert len({each.subject_id for each in told}) == 3


def test_two_known_subjects_stay_two() -> None:
    one, two = append_one(movement(**passport("A1"))), append_one(movement(references=["file:77"]))
    both = append_one(fact(**passport("A1"), references=["file:77"]))
    assert one != two
    assert both == one


def test_a_record_is_found_by_its_name() -> None:
    from sojourn.register.store.records import find_record, get_record

    told = append(movement("x/1", surname="Ng", local_date=date(2026, 3, 1)), at=MARCH)[0]
    found = get_record("carrier:ZZ/x/1")
    assert (found.values["surname"], found.values["movement_id"], found.feed) == ("Ng", "x/1", "carrier:ZZ")
    assert (found.record_id, found.subject_id, found.received_at) == (told.record_id, told.subject_id, MARCH)
    assert find_record("carrier:ZZ/none") is None


def test_a_name_that_is_not_there_is_an_error_with_a_code() -> None:
    from sojourn.register.store.records import get_record

    with pytest.raises(RegisterError, match="record-missing"):
        get_record("carrier:ZZ/none")


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800"])
def test_text_that_cannot_be_kept_is_refused_and_nothing_is_stored(text: str) -> None:
    from sojourn.register.store.records import find_record

    with pytest.raises(RegisterError, match="text-not-storable"):
        append(movement("1"), movement("2", surname=text))
    assert find_record("carrier:ZZ/1") is None


def test_records_of_a_month_long_past_find_their_partition() -> None:
    assert fates(append(movement(), at=datetime(2011, 7, 4, tzinfo=UTC))) == ["accepted"]


def test_ten_thousand_rows_take_a_few_seconds() -> None:
    rows = [
        movement(f"n{i}", **passport(f"N{i % 6000}"), surname=f"Name{i % 900}", birth_date="1980-01-01")
        for i in range(10_000)
    ]
    start = time.process_time()
    told = append(*rows)
    assert len({each.subject_id for each in told}) == 6000
    assert time.process_time() - start < 10  # of this process; about 3 on a quiet machine
