"""Labelled records of invented people: reproducible, each kind of change as it says, calendars by known dates."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sojourn.simulate.changes import buddhist, change, ethiopian, hijri, respell
from sojourn.simulate.doubles import COLUMNS, HARD_SHARES, SHARES, doubles, lookalike

PERSON: dict[str, str | None] = {
    "surname": "DE LA FERNANDEZ ROMERO",
    "given_names": "LUCIA ELENA",
    "native_surname": "Fernández Romero",
    "native_given": "Lucía Elena",
    "birth_date": "1988-04-09",
    "sex": "F",
    "nationality": "ESP",
    "second_nationality": "ARG",
    "document_number": "A12345678",
    "document_issuer": "ESP",
}


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def differing(other: dict[str, Any]) -> set[str]:
    return {name for name in PERSON if other[name] != PERSON[name]}


def test_the_same_seed_gives_the_same_rows() -> None:
    assert doubles(3, 200).equals(doubles(3, 200))
    assert not doubles(3, 200).equals(doubles(4, 200))


def test_every_kind_occurs() -> None:
    kinds = set(doubles(3, 5_000)["kind"].to_pylist())
    assert {*SHARES, *HARD_SHARES, "several", None} <= kinds


def test_a_person_has_at_most_one_record_in_a_source() -> None:
    table = doubles(3, 1_000)
    assert table.column_names == list(COLUMNS)
    pairs = list(zip(table["person"].to_pylist(), table["source"].to_pylist(), strict=True))
    assert len(pairs) == len(set(pairs))


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("new_passport", {"document_number"}),
        ("typo", {"document_number", "surname"}),
        ("second_nationality", {"document_number", "document_issuer", "nationality"}),
        ("names_swapped", {"document_number", "surname", "given_names"}),
        ("day_month_swapped", {"document_number", "birth_date"}),
        ("partial_birth_date", {"document_number", "birth_date"}),
        ("missing_given_name", {"document_number", "given_names"}),
        ("particle_changed", {"document_number", "surname"}),
        ("second_surname_dropped", {"document_number", "surname"}),
        ("other_calendar", {"document_number", "birth_date"}),
        ("digit_in_number", {"document_number"}),
    ],
)
def test_a_change_touches_only_its_columns(kind: str, columns: set[str], rng: np.random.Generator) -> None:
    found = differing(change(PERSON, kind, rng))
    assert found <= columns | {"given_names"} if kind == "typo" else found == columns


def test_a_digit_in_a_number_is_one_digit(rng: np.random.Generator) -> None:
    number = change(PERSON, "digit_in_number", rng)["document_number"] or ""
    assert sum(a != b for a, b in zip(number, "A12345678", strict=True)) == 1


@pytest.mark.parametrize("kind", sorted(HARD_SHARES))
def test_a_lookalike_differs_in_more_than_the_number(kind: str, rng: np.random.Generator) -> None:
    stranger = PERSON | {"given_names": "TERESA", "nationality": "PRT", "sex": "M"}
    other = lookalike(PERSON, kind, stranger, rng)
    assert differing(other) - {"document_number"}
    assert other["surname"] == PERSON["surname"]


@pytest.mark.parametrize(
    ("born", "thai", "islamic", "ethiopic"),
    [
        (date(2000, 1, 1), "2543-01-01", "1420-09-24", "1992-04-22"),
        (date(1980, 11, 9), "2523-11-09", "1401-01-01", "1973-02-30"),
        (date(2023, 9, 11), "2566-09-11", "1445-02-25", "2015-13-06"),
    ],
)
def test_dates_in_other_calendars(born: date, thai: str, islamic: str, ethiopic: str) -> None:
    assert (buddhist(born), hijri(born), ethiopian(born)) == (thai, islamic, ethiopic)


def test_a_name_without_another_spelling_stays(rng: np.random.Generator) -> None:
    assert respell("LARA", rng) == "LARA"
    assert respell("PHILLIP", rng) != "PHILLIP"
