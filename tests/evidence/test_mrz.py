"""Machine-readable zones: formats, check digits, long numbers, names, dates."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.errors import EvidenceError
from sojourn.evidence.mrz import Mrz, check_digit, find_mrz, movement_columns, read_mrz, resolve_birth, resolve_expiry

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
ON = date(2026, 6, 15)


def td3(names: str = "NOVAKOVA<<LIDA", number: str = "AB1234567", birth: str = "850203", sex: str = "F") -> list[str]:
    """Build a passport's zone with right check digits."""
    second = number + str(check_digit(number)) + "UTO" + birth + str(check_digit(birth)) + sex + "310101"
    second += str(check_digit("310101")) + "<" * 14 + "0"
    composite = second[0:10] + second[13:20] + second[21:43]
    return [f"P<UTO{names:<<39}", second + str(check_digit(composite))]


def td1(number_and_optional: str, names: str = "NOVAKOVA<<LIDA", nationality: str = "UTO") -> list[str]:
    """Build an identity card's zone with right date and composite digits."""
    first = f"I<UTO{number_and_optional:<<25}"
    second = f"850203{check_digit('850203')}F310101{check_digit('310101')}{nationality}" + "<" * 11
    composite = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return [first, second + str(composite), f"{names:<<30}"]


def td2(number: str, optional: str = "", names: str = "NOVAKOVA<<LIDA") -> list[str]:
    """Build a TD2 zone; ``number`` has ten characters, the check digit included."""
    second = f"{number}UTO850203{check_digit('850203')}M310101{check_digit('310101')}{optional:<<7}"
    composite = check_digit(second[0:10] + second[13:20] + second[21:35])
    return [f"I<UTO{names:<<31}", second + str(composite)]


def test_passport_is_read_with_all_its_check_digits() -> None:
    mrz = read_mrz(td3())
    assert (mrz.format, mrz.surname, mrz.given_names, mrz.document_number) == ("TD3", "NOVAKOVA", "LIDA", "AB1234567")
    assert list(mrz.check_digits) == ["document_number", "birth", "expiry", "optional", "composite"]
    assert mrz.all_checks_valid


@pytest.mark.parametrize("position", [0, 9, 13, 19, 21, 27, 30, 42, 43])
def test_one_changed_digit_in_the_second_line_is_noticed(position: int) -> None:
    lines = td3(number="123456789")
    old = lines[1][position]
    changed = lines[1][:position] + ("5" if old != "5" else "6") + lines[1][position + 1 :]
    assert not read_mrz([lines[0], changed]).all_checks_valid


def test_letter_o_for_zero_is_kept_and_fails_its_check() -> None:
    lines = td3(birth="900203")
    mrz = read_mrz([lines[0], lines[1].replace("900203", "9O0203")])
    assert mrz.birth == "9O0203"
    assert not mrz.check_digits["birth"]
    assert movement_columns(mrz, on=ON)["birth_date"] is None


def test_long_number_on_td1_goes_on_in_the_optional_data() -> None:
    digit = check_digit("D12345678901234")
    mrz = read_mrz(td1(f"D12345678<901234{digit}<EXTRA"))
    assert (mrz.document_number, mrz.optional1) == ("D12345678901234", "EXTRA")
    assert mrz.check_digits["document_number(long)"]
    assert mrz.all_checks_valid


def test_long_number_on_td2_goes_on_in_the_optional_data() -> None:
    digit = check_digit("D123456789012")
    mrz = read_mrz(td2("D12345678<", f"9012{digit}"))
    assert (mrz.format, mrz.document_number, mrz.optional1) == ("TD2", "D123456789012", "")
    assert mrz.all_checks_valid


def test_long_number_may_fill_the_optional_data() -> None:
    number = "D12345678" + "90123456789012"
    mrz = read_mrz(td1(f"D12345678<90123456789012{check_digit(number)}"))
    assert (mrz.document_number, mrz.optional1, mrz.all_checks_valid) == (number, "", True)


def test_long_number_whose_digit_counts_the_filler_fails_and_says_why() -> None:
    digit = check_digit("D12345678<91")
    assert digit != check_digit("D1234567891")
    mrz = read_mrz(td1(f"D12345678<91{digit}"))
    assert not mrz.check_digits["document_number(long)"]
    assert "long_number_check_counts_filler" in mrz.remarks


def test_short_number_without_check_digit_is_not_a_long_number() -> None:
    mrz = read_mrz(td1("D1234567<<OPTIONAL"))
    assert (mrz.document_number, mrz.optional1) == ("D1234567", "OPTIONAL")
    assert mrz.check_digits["document_number"] is False


def test_visa_has_no_composite_digit() -> None:
    second = "L0000001<" + str(check_digit("L0000001<")) + "UTO850203" + str(check_digit("850203"))
    second += "F310101" + str(check_digit("310101"))
    wide = read_mrz([f"V<UTO{'NOVAKOVA<<LIDA':<<39}", f"{second}{'AB<12':<<16}"])
    narrow = read_mrz([f"V<UTO{'NOVAKOVA<<LIDA':<<31}", f"{second}{'AB':<<8}"])
    assert (wide.format, wide.optional1, narrow.format, narrow.optional1) == ("MRV-A", "AB 12", "MRV-B", "AB")
    assert list(wide.check_digits) == ["document_number", "birth", "expiry"]
    assert wide.all_checks_valid
    assert narrow.all_checks_valid


@pytest.mark.parametrize(
    ("names", "surname", "given_names"),
    [
        ("NOVAKOVA", "NOVAKOVA", ""),
        ("VAN<DER<MEER<<ANNA<LOTTE", "VAN DER MEER", "ANNA LOTTE"),
        ("<<ANNA", "", "ANNA"),
        ("MUELLER<<JOERG", "MUELLER", "JOERG"),
        ("D<ARCY<<JEAN<PAUL", "D ARCY", "JEAN PAUL"),
        ("", "", ""),
    ],
)
def test_names_are_read_as_printed(names: str, surname: str, given_names: str) -> None:
    mrz = read_mrz(td3(names=names))
    assert (mrz.surname, mrz.given_names) == (surname, given_names)


def test_name_that_fills_its_line_may_be_truncated() -> None:
    assert "names_may_be_truncated" in read_mrz(td1("D12345678", names="A" * 20 + "<<BCDEFGHI")).remarks
    assert "names_may_be_truncated" not in read_mrz(td1("D12345678")).remarks


@pytest.mark.parametrize(("printed", "sex"), [("F", "F"), ("M", "M"), ("<", "X"), ("X", "X")])
def test_sex_is_one_of_three(printed: str, sex: str) -> None:
    assert read_mrz(td3(sex=printed)).sex == sex


def test_unreadable_sex_is_kept_remarked_and_not_mapped() -> None:
    mrz = read_mrz(td3(sex="H"))
    assert (mrz.sex, mrz.remarks) == ("H", ("sex_unreadable",))
    assert movement_columns(mrz, on=ON)["sex"] is None


def test_small_letters_and_spaces_are_read_and_said() -> None:
    first, second = td3()
    mrz = read_mrz(f"  {first.lower()} \n\n {second[:20]} {second[20:]}\r\n")
    assert mrz.all_checks_valid
    assert mrz.remarks == ("lower_case", "spaces_removed")


@pytest.mark.parametrize(
    "zone", [[], ["P<UTO"], ["<" * 44], ["<" * 44, "<" * 43], ["<" * 30] * 2, ["<" * 36] * 3, ["<" * 45] * 2]
)
def test_other_shapes_are_refused_without_quoting_the_zone(zone: list[str]) -> None:
    with pytest.raises(EvidenceError, match="Allowed are three lines of 30") as caught:
        read_mrz(zone)
    assert caught.value.code == "mrz-format"
    assert "UTO" not in caught.value.message
    assert find_mrz(zone) is None


def test_old_french_identity_card_is_named_and_not_read() -> None:
    with pytest.raises(EvidenceError, match="French identity card"):
        read_mrz([f"IDFRA{'NOVAK':<<31}", "<" * 36])


@pytest.mark.parametrize(
    ("six", "expected"),
    [
        ("850203", "1985-02-03"),
        ("260615", "2026-06-15"),
        ("260616", "1926-06-16"),
        ("2606<<", "2026-06"),
        ("2607<<", "1926-07"),
        ("65<<<<", "1965"),
        ("650000", "1965"),
        ("26<<<<", "2026"),
        ("65<<12", "1965"),
        ("000229", "2000-02-29"),
        ("010229", None),
        ("<<<<<<", None),
        ("851303", None),
        ("8502<3", None),
        ("8502", None),
    ],
)
def test_birth_is_the_latest_that_is_not_in_the_future(six: str, expected: str | None) -> None:
    assert resolve_birth(six, on=ON) == expected


@pytest.mark.parametrize(
    ("six", "expected"),
    [("310101", "2031-01-01"), ("751231", "2075-12-31"), ("760101", "1976-01-01"), ("<<<<<<", None)],
)
def test_expiry_lies_within_fifty_years(six: str, expected: str | None) -> None:
    assert resolve_expiry(six, on=ON) == expected


def test_movement_columns_key_an_official_passport_like_any_passport() -> None:
    first, second = td3()
    columns = movement_columns(read_mrz([first.replace("P<UTO", "POD<<"), second.replace("UTO", "XXA")]), on=ON)
    assert columns["document_type"] == "P"
    assert (columns["document_issuer"], columns["nationality"]) == ("DEU", "XXA")
    assert (columns["surname"], columns["birth_date"]) == ("NOVAKOVA", "1985-02-03")


def test_officials_of_the_united_nations_keep_their_code() -> None:
    first, second = td3()
    assert movement_columns(read_mrz([first, second.replace("UTO", "UNO")]), on=ON)["nationality"] == "UNO"


def test_crew_certificate_keeps_its_own_type() -> None:
    first, *others = td1("D12345678")
    assert movement_columns(read_mrz([first.replace("I<", "AC"), *others]), on=ON)["document_type"] == "AC"


def test_empty_names_and_codes_are_null_in_a_movement() -> None:
    columns = movement_columns(read_mrz(["<" * 44, "<" * 44]), on=ON)
    assert set(columns.values()) == {"X", None}


def test_a_character_outside_the_alphabet_is_an_error_for_a_check_digit() -> None:
    with pytest.raises(EvidenceError, match="allowed are"):
        check_digit("É")


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=40), st.data())
def test_check_digit_notices_any_single_digit_change(text: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(text) - 1))
    shift = data.draw(st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, 9]))
    before = text[:position] + "0" + text[position + 1 :]
    after = text[:position] + str(shift) + text[position + 1 :]
    assert check_digit(before) != check_digit(after)


@given(st.text(alphabet=ALPHABET, max_size=40))
def test_check_digit_ignores_fillers_at_the_end(text: str) -> None:
    assert check_digit(text) == check_digit(text + "<" * 3)


@given(st.text(alphabet="0123456789<", min_size=6, max_size=6), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_birth_is_never_in_the_future(six: str, on: date) -> None:
    found = resolve_birth(six, on=on)
    assert found is None or found <= on.isoformat()[: len(found)]


@given(st.one_of(st.text(max_size=150), st.lists(st.text(max_size=50), max_size=4)))
def test_no_text_crashes_the_reader(zone: str | list[str]) -> None:
    found = find_mrz(zone)
    assert found is None or isinstance(found, Mrz)


@given(
    st.sampled_from([(3, 30), (2, 36), (2, 44)]).flatmap(
        lambda shape: st.lists(
            st.text(alphabet=ALPHABET + "é²０", min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        )
    )
)
def test_any_zone_of_the_right_shape_is_read_and_mapped(zone: list[str]) -> None:
    mrz = find_mrz(zone)
    assert mrz is None or set(movement_columns(mrz, on=ON)) >= {"document_type", "birth_date"}


@pytest.mark.shared
def test_shared_specimens_are_read_exactly(shared_data: Path) -> None:
    specimens = json.loads((shared_data / "mrz" / "mrz_specimens.json").read_text())
    found = [find_mrz(specimen["lines"]) for specimen in specimens]
    read = [(m.format, m.fields, dict(m.check_digits), m.all_checks_valid) if m else None for m in found]
    expected = [
        (s["format"], s["fields"], s["check_digits"], s["all_checks_valid"]) if s["fields"] is not None else None
        for s in specimens
    ]
    assert read == expected


@pytest.mark.shared
def test_shared_check_digits_are_computed_exactly(shared_data: Path) -> None:
    vectors = json.loads((shared_data / "mrz" / "check_digit_vectors.json").read_text())
    assert [check_digit(v["input"]) for v in vectors] == [v["check_digit"] for v in vectors]
