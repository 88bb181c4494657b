"""Search finds by a document, a reference, or a name with the birth year; in any script and order; twenty at most."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.register.store.store_rows import append_one, movement, passport

pytestmark = pytest.mark.usefixtures("db")


def person(number: int, subject: UUID) -> str:
    from sojourn.register.store.persons import set_current_persons

    person_id = f"p{number:020}"
    set_current_persons([subject], [(person_id, subject)])
    return person_id


def named(number: int, surname: str, given: str, born: str = "1985-06-07") -> str:
    return person(number, append_one(movement(surname=surname, given_names=given, birth_date=born)))


def ids(name: str, year: int = 1985) -> list[str]:
    from sojourn.register.store.find import find_by_name

    return [found.person_id for found in find_by_name(name, year)]


def test_a_document_is_found_however_its_number_is_written() -> None:
    from sojourn.register.store.find import find_by_document

    who = person(1, append_one(movement(**passport("AB 123"))))
    found = find_by_document("ab-123")
    assert [(f.person_id, f.why, f.matched) for f in found] == [(who, "document", ["ab-123"])]
    assert [f.person_id for f in find_by_document("AB123", "uto")] == [who]
    assert list(find_by_document("AB123", "XXX")) == []
    assert list(find_by_document("AB12")) == []
    assert list(find_by_document("000")) == []


def test_a_reference_of_a_person_is_found_and_a_booking_is_not() -> None:
    from sojourn.register.store.find import find_by_reference

    who = person(1, append_one(movement(references=["a-number:A 99", "booking:X1"])))
    assert [f.person_id for f in find_by_reference("A-Number:a99")] == [who]
    assert list(find_by_reference("booking:X1")) == []
    assert list(find_by_reference("no reference")) == []


@pytest.mark.parametrize(
    ("surname", "given", "asked"),
    [
        ("Müller", "Jürgen", "jurgen mueller"),
        ("Иванов", "Сергей", "Ivanov Sergei"),
        ("Ivanov", "Sergey", "Сергей Иванов"),
        ("عبد الرحمن", "محمد", "Mohammed Abdul Rahman"),
        ("Al-Sabah", "Ahmed", "AHMAD SABAH"),
        ("García Márquez", "Gabriel José", "garcia gabriel"),
        ("王", "小明", "王小明"),
        ("Wang", "Xiaoming", "王小明"),
        ("van der Berg", "Anna", "Berg Anna"),
        ("Papadopoulos", "Evangelos", "Ευάγγελος Παπαδόπουλος"),
    ],
)
def test_a_name_is_found_in_any_script_order_and_spelling(surname: str, given: str, asked: str) -> None:
    who = named(1, surname, given)
    named(2, "Another", "Person")
    assert ids(asked) == [who]


def test_every_word_of_the_question_must_match_whole() -> None:
    named(1, "García", "Gabriel")
    assert ids("Garcia Pedro") == []
    assert ids("Garc") == []


def test_another_birth_year_finds_nobody() -> None:
    named(1, "García", "Gabriel")
    assert ids("García Gabriel", 1986) == []


def test_a_partial_birth_date_is_enough_and_none_is_not() -> None:
    who = named(1, "García", "Gabriel", born="1985")
    append_one(movement(surname="García", given_names="Gabriel"))
    assert ids("García Gabriel") == [who]


def test_an_empty_name_finds_nobody() -> None:
    named(1, "García", "Gabriel")
    assert ids("  ") == []
    assert ids("FNU") == []


def test_twenty_rows_at_most_and_a_word_that_there_are_more() -> None:
    from sojourn.register.store.find import find_by_name

    for number in range(25):
        named(number, "García", f"Maria N{number}")
    found = find_by_name("Maria Garcia", 1985)
    assert (len(found), found.more) == (20, True)
    assert [f.person_id for f in found] == sorted(f.person_id for f in found)
    assert find_by_name("Nobody Here", 1985).more is False


def test_a_person_of_several_subjects_is_one_row() -> None:
    from sojourn.register.store.find import find_by_name
    from sojourn.register.store.persons import set_current_persons

    subjects = [append_one(movement(surname="Ng", given_names="Li", birth_date="1985-01-01")) for _ in range(2)]
    set_current_persons(subjects, [("p1", subject) for subject in subjects])
    assert [f.person_id for f in find_by_name("Li Ng", 1985)] == ["p1"]
