"""Persons: names, birth dates, sex, nationality, documents, references."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paxlst_writer import interchange, message, person

from sojourn.evidence.paxlst import Reading, read_paxlst
from sojourn.evidence.paxlst.dates import find_birth_date, find_moment

RECEIVED = datetime(2026, 6, 2, tzinfo=UTC)
TRAVEL = date(2026, 6, 1)


def _read(*people: str, bgm: str = "745") -> Reading:
    return read_paxlst(interchange(message(*people, bgm=bgm)), country=None, recorded_at=RECEIVED)


def _row(text: str) -> dict[str, object]:
    (row,) = _read(text).movements
    return row


@pytest.mark.parametrize(
    ("written", "surname", "given_names"),
    [
        ("VERHOEVEN:SASKIA", "VERHOEVEN", "SASKIA"),
        ("VERHOEVEN:SASKIA:MARIA", "VERHOEVEN", "SASKIA MARIA"),
        ("VERHOEVEN:SASKIA:MARIA:::1", "VERHOEVEN", "SASKIA MARIA"),
        ("VERHOEVEN::", "VERHOEVEN", None),
        ("SASKIA VERHOEVEN", "SASKIA VERHOEVEN", None),
        (" VERHOEVEN :  SASKIA ", "VERHOEVEN", "SASKIA"),
        ("VERHOEVEN/SASKIA MS", "VERHOEVEN", "SASKIA MS"),
        ("DE<WIT<<SASKIA<MARIA<<<<", "DE WIT", "SASKIA MARIA"),
        ("PATEL<<PAUL<<<", "PATEL", "PAUL"),
        ("P<NLDDE<WIT<<SASKIA<MARIA<<<<", "DE WIT", "SASKIA MARIA"),
        ("DE<WIT:SASKIA<MARIA", "DE WIT", "SASKIA MARIA"),
        ("O?'HARA?::SEÁN", "O'HARA:", "SEÁN"),
        ("NULL:NA", "NULL", "NA"),
        ("UNKNOWN:SASKIA", None, "SASKIA"),
    ],
)
def test_names_are_read_in_the_forms_that_carriers_use(written: str, surname: str, given_names: str | None) -> None:
    row = _row(person(written))
    assert (row["surname"], row["given_names"]) == (surname, given_names)


def test_a_name_in_the_unstructured_element_is_read() -> None:
    row = _row("NAD+FL++VERHOEVEN:SASKIA'DTM+329:800102'")
    assert (row["surname"], row["given_names"]) == ("VERHOEVEN", "SASKIA")


@pytest.mark.parametrize(
    ("written", "sex"),
    [("F", "F"), ("m", "M"), ("X", "X"), ("U", None), ("", None), ("FI", "F"), ("MI", "M"), ("1", "M"), ("2", "F")],
)
def test_sex_is_f_m_x_or_unknown(written: str, sex: str | None) -> None:
    assert _row(person(sex=written))["sex"] == sex


@pytest.mark.parametrize(
    ("written", "birth_date"),
    [
        ("800102", "1980-01-02"),
        (" 800102", "1980-01-02"),
        ("19800102", "1980-01-02"),
        ("19800102:102", "1980-01-02"),
        ("1980-01-02", "1980-01-02"),
        ("02JAN80", "1980-01-02"),
        ("020180:2", "1980-01-02"),
        ("800100", "1980-01"),
        ("198001:610", "1980-01"),
        ("800000", "1980"),
        ("1980", "1980"),
        ("260531", "2026-05-31"),
        ("260603", "1926-06-03"),
        ("000000", None),
        ("", None),
    ],
)
def test_birth_dates_may_be_partial_and_have_two_digits_of_the_year(written: str, birth_date: str | None) -> None:
    reading = _read(person(born=written))
    assert reading.movements[0]["birth_date"] == birth_date
    assert reading.remarks == []


@pytest.mark.parametrize("written", ["801332", "800230", "ABC123", "17000101", "801300"])
def test_an_unreadable_birth_date_is_left_out_with_a_remark(written: str) -> None:
    reading = _read(person(born=written))
    assert reading.movements[0]["birth_date"] is None
    assert [remark.code for remark in reading.remarks] == ["birth-date-unreadable"]


@given(st.dates(min_value=date(1927, 1, 1), max_value=TRAVEL))
def test_two_digits_say_the_birth_date_of_anyone_under_ninety_nine(born: date) -> None:
    found = find_birth_date(born.strftime("%y%m%d"), "", TRAVEL)
    assert found is not None
    assert found.text == born.isoformat()


@given(st.datetimes(min_value=datetime(1980, 1, 1), max_value=datetime(2070, 1, 1)))  # noqa: DTZ001
def test_two_digits_say_the_year_of_travel_nearest_to_the_receipt(when: datetime) -> None:
    moment = find_moment(when.strftime("%y%m%d%H%M"), "201", 2025)
    assert moment is not None
    assert moment.at == when.replace(second=0, microsecond=0)


@given(st.text(max_size=16), st.sampled_from(["", "2", "101", "102", "201", "203", "205", "610"]))
def test_any_text_is_a_date_or_nothing(text: str, code: str) -> None:
    assert find_moment(text, code, 2026) is None or find_moment(text, code, 2026)
    assert find_birth_date(text, code, TRAVEL) is None or find_birth_date(text, code, TRAVEL)


@pytest.mark.parametrize(("written", "code"), [("NL", "NLD"), ("nld", "NLD"), ("D", "DEU"), ("XXB", "XXB"), ("", None)])
def test_countries_become_alpha_3_and_other_codes_are_kept(written: str, code: str | None) -> None:
    row = _row(f"NAD+FL+++VERHOEVEN:SASKIA'NAT+2+{written}'DOC+P+NX1234567'LOC+91+{written}'")
    assert (row["nationality"], row["document_issuer"]) == (code, code)


def test_the_passport_is_the_key_and_other_documents_are_references() -> None:
    documents = "DOC+V+V7654321'LOC+91+USA'DOC+I+IDC99881'LOC+91+NLD'DOC+P:110:111+NX1234567'DTM+36:320101'LOC+91+NLD'"
    row = _row(person(document=documents))
    assert (row["document_type"], row["document_number"], row["document_issuer"]) == ("P", "NX1234567", "NLD")
    assert row["references"] == ["doc:I:NLD:IDC99881"]


def test_a_visa_alone_is_no_key() -> None:
    row = _row(person(document="DOC+V+V7654321'LOC+91+USA'"))
    assert (row["document_type"], row["document_number"], row["references"]) == (None, None, None)


@pytest.mark.parametrize(
    ("written", "type_"), [("P", "P"), ("PO", "P"), ("39", "P"), ("36", "I"), ("T", "T"), ("", None)]
)
def test_types_of_document_are_kept_and_kinds_of_passport_are_passports(written: str, type_: str | None) -> None:
    assert _row(person(document=f"DOC+{written}+NX1234567'LOC+91+NLD'"))["document_type"] == type_


@pytest.mark.parametrize("number", ["", "0", "000000", "NULL", "N/A", "XXXXXXX"])
def test_a_number_that_says_nothing_is_no_document(number: str) -> None:
    row = _row(person(document=f"DOC+P+{number}'LOC+91+NLD'"))
    assert (row["document_type"], row["document_number"], row["document_issuer"]) == (None, None, None)


def test_an_issuer_before_its_document_belongs_to_it() -> None:
    assert _row(person(document="LOC+91+NLD'DOC+P+NX1234567'"))["document_issuer"] == "NLD"


def test_an_alien_number_is_a_reference() -> None:
    row = _row(person(document="DOC+P+NX1234567'LOC+91+NLD'DOC+A+A12345678'LOC+91+USA'"))
    assert row["references"] == ["a-number:012345678", "doc:A:USA:A12345678"]


def test_what_a_family_shares_is_no_reference() -> None:
    row = _row(person(more="RFF+AVF:LOCATR'RFF+SEA:12A'RFF+YZY:7777'RFF+CR:9'RFF+AEA:8'"))
    assert row["references"] is None


def test_the_passenger_reference_counts_within_its_flight() -> None:
    assert _row(person(more="RFF+ABO:0077'"))["references"] == ["upr:KL641/2026-06-01/AMS/0077"]


def test_a_passenger_reference_given_to_two_persons_is_left_out() -> None:
    rows = _read(person("A:B", more="RFF+ABO:77'"), person("C:D", more="RFF+ABO:77'")).movements
    assert [row["references"] for row in rows] == [None, None]


@pytest.mark.parametrize(("code", "verified"), [("173", "document"), ("174", "none"), ("999", None)])
def test_verification_by_the_carrier_is_kept(code: str, verified: str | None) -> None:
    assert _row(person(more=f"GEI+4+{code}'"))["verified"] == verified


@pytest.mark.parametrize(("role", "outcome"), [("FL", None), ("FM", "crew"), ("DDU", "transit"), ("DDT", "transit")])
def test_the_role_gives_the_outcome(role: str, outcome: str | None) -> None:
    assert _row(person(role=role))["outcome"] == outcome


def test_an_unknown_role_is_told_by_the_kind_of_list() -> None:
    reading = _read(person(role="VW"), bgm="250")
    assert reading.movements[0]["outcome"] == "crew"
    assert [remark.code for remark in reading.remarks] == ["role-unknown"]


def test_contacts_are_no_persons() -> None:
    reading = _read(person(), "NAD+COT+++HELP:DESK'COM+12345:TE'", "NAD+ZZZ+++NOT:APERSON'")
    assert len(reading.movements) == 1
    assert [remark.code for remark in reading.remarks] == ["cnt-persons"]


def test_a_person_about_whom_nothing_is_said_is_quarantined() -> None:
    reading = _read("NAD+FL'ATT+2++F'DTM+329:800102'")
    assert reading.movements == []
    assert reading.quarantined[0].raw == "NAD+FL'ATT+2++F'DTM+329:800102"
    assert reading.counts == {"quarantined": 1}


def test_names_never_stand_in_remarks() -> None:
    reading = _read(
        person("SECRETNAME:HIDDEN", born="801332", role="QQ").replace("NAT+", "CNT+42:SECRETNAME HIDDEN'NAT+")
    )
    assert reading.remarks
    assert "SECRETNAME" not in " ".join(remark.text for remark in reading.remarks)
