"""What an officer gives at the desk is read as it stands, and what is wrong is said by line."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

pytestmark = pytest.mark.usefixtures("django_ready")

TODAY = date(2026, 7, 22)


def problems(text: str) -> list[str]:
    from sojourn.register.desk.given import read_given

    with pytest.raises(ValidationError) as caught:
        read_given(text, "", TODAY)
    return list(caught.value.messages)


def test_a_number_is_read_without_the_spaces_that_people_write() -> None:
    from sojourn.register.desk.given import read_given

    given = read_given(" ek 118-2736 ", "ETH", TODAY)
    assert (given.number, given.issuer, dict(given.columns)) == ("EK1182736", "ETH", {})


def test_a_passport_says_its_number_its_issuer_and_whose_it_is(passport: str) -> None:
    from sojourn.register.desk.given import read_given

    given = read_given(passport, "", TODAY)
    assert (given.number, given.issuer) == ("L898902C3", "UTO")
    assert (given.columns["surname"], given.columns["given_names"]) == ("ERIKSSON", "ANNA MARIA")
    assert given.columns["birth_date"] == "1974-08-12"


def test_a_card_of_three_lines_is_read(card: str) -> None:
    from sojourn.register.desk.given import read_given

    assert read_given(card, "", TODAY).number == "D23145890"


def test_a_scanner_may_type_the_zone_without_line_breaks(passport: str) -> None:
    from sojourn.register.desk.given import read_given

    assert read_given(passport.replace("\n", ""), "", TODAY).number == "L898902C3"


def test_small_letters_and_spaces_do_no_harm(passport: str) -> None:
    from sojourn.register.desk.given import read_given

    assert read_given(f"  {passport.lower()}  \n\n", "", TODAY).number == "L898902C3"


def test_a_misread_number_is_told_with_its_line_and_its_place(passport: str) -> None:
    assert problems(passport.replace("L898902C3", "L898902C4")) == [
        "Line 2: the check digit of the document number does not fit. Read characters 1 to 10 again."
    ]


def test_on_a_card_the_number_stands_in_the_first_line(card: str) -> None:
    assert problems(card.replace("D23145890", "D23145891")) == [
        "Line 1: the check digit of the document number does not fit. Read characters 6 to 15 again."
    ]


def test_every_part_that_is_wrong_is_told_at_once(passport: str) -> None:
    wrong = passport.replace("7408122F", "7408132F").replace("1204159", "1204169")
    assert [text.split(".")[0] for text in problems(wrong)] == [
        "Line 2: the check digit of the birth date does not fit",
        "Line 2: the check digit of the expiry date does not fit",
    ]


def test_where_only_the_last_digit_is_wrong_the_whole_line_is_to_be_read_again(passport: str) -> None:
    assert problems(passport[:-1] + "1") == [
        "Line 2: its last check digit does not fit the line. Read the whole line again."
    ]


def test_a_line_that_lost_a_filler_is_named_with_its_length(passport: str) -> None:
    assert problems(passport.replace("<<\n", "<\n")) == [
        "Line 1 has 43 characters; it must have 44. Fillers < count too."
    ]


def test_a_character_that_cannot_stand_in_a_zone_is_told_by_its_line(passport: str) -> None:
    assert problems(passport.replace("ANNA", "ÅNNA")) == [
        "Line 1 has a character that cannot stand in it. Only A to Z, 0 to 9 and < can."
    ]


def test_one_line_of_a_zone_is_not_enough(passport: str) -> None:
    assert problems(passport.splitlines()[1])[0].startswith(
        "A machine-readable zone has two or three lines, and this has 1"
    )


def test_a_visa_is_no_passport() -> None:
    visa = "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL8988901C4XXX4009078F96121096ZE184226B<<<<<<"
    assert problems(visa) == [
        "This is the zone of a visa. Use the zone of the passport, or type the passport's number."
    ]


def test_words_are_no_document_number() -> None:
    assert problems("Anna's passport!")[0].startswith("This is not a document number")


@pytest.mark.parametrize(
    ("text", "code"), [("ken", "KEN"), ("ke", "KEN"), ("D", "DEU"), ("D<<", "DEU"), ("UNO", "UNO"), ("", "")]
)
def test_an_issuer_is_a_country_or_a_code_of_doc_9303(text: str, code: str) -> None:
    from sojourn.register.desk.given import read_issuer

    assert read_issuer(text) == code


def test_an_issuer_that_is_no_country_is_refused() -> None:
    from sojourn.register.desk.given import read_issuer

    with pytest.raises(ValidationError, match="not the code of a country"):
        read_issuer("QQQ")
