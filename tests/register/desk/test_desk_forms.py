"""The forms of the desk say what is wrong, and take what people write."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

pytestmark = pytest.mark.usefixtures("django_ready")

KEYED = {
    "token": "0123456789BC",
    "direction": "arrival",
    "port": "jfk",
    "day_0": "22",
    "day_1": "7",
    "day_2": "2026",
    "at": "09:30",
    "document_type": "P",
    "document_number": "ek 1182736",
    "document_issuer": "eth",
    "surname": "ተስፋዬ",
    "given_names": "አሚና",
    "birth_date_2": "1990",
    "admitted_class": "b-2",
    "admitted_until_0": "21",
    "admitted_until_1": "1",
    "admitted_until_2": "2027",
}
HEARD = {
    "token": "0123456789BC",
    "shown": ["stamp"],
    "direction": "departure",
    "day_0": "1",
    "day_1": "7",
    "day_2": "2026",
    "port": "JFK",
    "accepted": "on",
}


def keyed(**changed: str) -> dict[str, list[str]]:
    from sojourn.register.desk.movement_form import MovementForm

    return dict(MovementForm({**KEYED, **changed}).errors.items())


def heard(**changed: object) -> dict[str, list[str]]:
    from sojourn.register.desk.hearing_form import HearingForm

    return dict(HearingForm({**HEARD, **changed}).errors.items())


def searched(**given: str) -> dict[str, list[str]]:
    from sojourn.register.desk.search_form import SearchForm

    return dict(SearchForm({"purpose": "border_check", **given}).errors.items())


def test_a_whole_crossing_is_taken_in_the_script_of_the_document() -> None:
    from sojourn.register.desk.movement_form import MovementForm

    form = MovementForm(KEYED)
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["surname"], form.cleaned_data["birth_date"]) == ("ተስፋዬ", "1990")
    assert (form.cleaned_data["port"], form.cleaned_data["document_number"]) == ("JFK", "EK1182736")
    assert (form.cleaned_data["admitted_class"], form.cleaned_data["admitted_until"]) == ("B-2", date(2027, 1, 21))


def test_the_time_at_the_port_becomes_an_instant_by_its_zone() -> None:
    from datetime import time

    from sojourn.register.desk.movement_form import occurred_at

    assert occurred_at(date(2026, 7, 22), time(9, 30), "JFK") == datetime(2026, 7, 22, 13, 30, tzinfo=UTC)


def test_where_the_zone_of_a_port_is_not_known_only_the_day_is_kept() -> None:
    from datetime import time

    from sojourn.register.desk.movement_form import occurred_at

    assert occurred_at(date(2026, 7, 22), time(9, 30), "ROAD7") is None


@pytest.mark.parametrize("field", ["direction", "port", "document_number", "document_issuer", "surname"])
def test_what_is_missing_is_asked_for_at_its_box(field: str) -> None:
    assert list(keyed(**{field: ""})) == [field]


def test_a_crossing_cannot_lie_in_the_future() -> None:
    assert list(keyed(day_0="24")) == ["day"]
    assert list(keyed(at="18:30")) == ["at"]


def test_a_departure_carries_no_permission() -> None:
    assert list(keyed(direction="departure")) == ["admitted_class", "admitted_until"]


def test_the_last_day_cannot_lie_before_the_arrival() -> None:
    assert list(keyed(admitted_until_2="2025")) == ["admitted_until"]


def test_a_day_and_a_programme_exclude_each_other() -> None:
    assert list(keyed(duration_of_status="on")) == ["duration_of_status"]


def test_what_a_person_showed_is_taken() -> None:
    assert heard() == {}


def test_nothing_is_attested_that_the_officer_does_not_accept() -> None:
    assert list(heard(accepted="")) == ["accepted"]


def test_what_was_shown_comes_from_a_closed_list() -> None:
    assert list(heard(shown=["rumour"])) == ["shown"]
    assert list(heard(shown=[])) == ["shown"]


@pytest.mark.parametrize(
    "given",
    [
        {"document": "EK1182736"},
        {"document": "EK1182736", "issuer": "ETH"},
        {"reference": "i94:12345678901"},
        {"name": "Tesfaye Amina", "birth_year": "1990"},
    ],
)
def test_there_are_three_ways_to_search(given: dict[str, str]) -> None:
    assert searched(**given) == {}


def test_a_name_takes_a_birth_year() -> None:
    assert list(searched(name="Amina Tesfaye")) == ["birth_year"]


@pytest.mark.parametrize("given", [{}, {"issuer": "ETH"}])
def test_nobody_can_be_searched_for_in_another_way(given: dict[str, str]) -> None:
    assert "Nobody can be searched for in another way." in searched(**given)["__all__"][0]


@pytest.mark.parametrize(
    "given",
    [
        {"document": "EK1182736", "name": "Amina", "birth_year": "1990"},
        {"document": "EK1182736", "birth_year": "1990"},
        {"name": "Amina", "birth_year": "1990", "issuer": "ETH"},
        {"reference": "i94:1", "document": "EK1182736"},
    ],
)
def test_the_ways_are_not_mixed(given: dict[str, str]) -> None:
    assert searched(**given)["__all__"][0].startswith("Search in one way at a time")


def test_a_search_takes_a_purpose() -> None:
    assert list(searched(document="EK1182736", purpose="")) == ["purpose"]


def test_a_reference_names_its_kind() -> None:
    assert list(searched(reference="12345678901")) == ["reference"]
