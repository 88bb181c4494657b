"""Labelled records of invented people: one person twice with a known kind of change, and people who only look alike.

For training a model (one set of seeds) and for measuring it (another). The form is that of labelled data in
``docs/identity-model.md``. Source ``a`` stands for open arrivals, source ``b`` for what is left over on the other side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from sojourn.simulate.changes import CHANGES, change, invent_name, invent_number
from sojourn.simulate.parties import draw_parties
from sojourn.simulate.people import birth_dates, document_numbers, draw_people
from sojourn.simulate.world import World, load_world

Row = dict[str, str | None]

COLUMNS = (
    "record_id",
    "person",
    "source",
    "surname",
    "given_names",
    "birth_date",
    "sex",
    "nationality",
    "document_number",
    "document_issuer",
    "kind",
)

#: How often each kind of change is the one that hides a departure, in a realistic mixture; the rest is ``several``.
SHARES: Mapping[str, float] = {
    "new_passport": 0.34,
    "typo": 0.12,
    "transliteration": 0.10,
    "second_nationality": 0.06,
    "names_swapped": 0.04,
    "day_month_swapped": 0.04,
    "digit_in_birth_date": 0.04,
    "partial_birth_date": 0.02,
    "truncated_name": 0.03,
    "missing_given_name": 0.03,
    "particle_changed": 0.02,
    "second_surname_dropped": 0.03,
    "other_calendar": 0.01,
    "digit_in_number": 0.06,
}
SEVERAL = "several"
_TOLD = ("surname", "given_names", "birth_date", "nationality")
_ALONE = ("new_passport", "digit_in_number")

#: Other people who look alike: share of the people in ``b`` that are somebody's double in this way, but another person.
HARD_SHARES: Mapping[str, float] = {
    "twin": 0.02,
    "sibling": 0.02,
    "parent_and_child": 0.02,
    "namesake": 0.02,
    "namesake_same_birthday": 0.002,
}


@dataclass(frozen=True)
class Mixture:
    """What records are made, as shares.

    Attributes:
        both: of the people, those with a record on both sides.
        rare: of the names, invented ones that hardly anybody else bears.
        missing: of the records, those without a sex, a nationality, a document.
        same_number: of the second records, those that keep the document number (leftovers never do).
        changes: of the second records, each kind of change; the rest has two.
        hard: of the people, those with a double of each kind who is somebody else.
    """

    both: float = 0.5
    rare: float = 0.4
    missing: float = 0.02
    same_number: float = 0.0
    changes: Mapping[str, float] = field(default_factory=lambda: SHARES)
    hard: Mapping[str, float] = field(default_factory=lambda: HARD_SHARES)


def doubles(seed: int, people: int, mixture: Mixture | None = None, law: str = "us") -> pa.Table:
    """Make labelled records of so many invented people; the same seed gives the same rows.

    Returns:
        A table of ``COLUMNS``, all text: up to two records of a person, one in each source. ``kind`` is set on the
        second record, and on the record of a person who is somebody's double.
    """
    mixture = mixture or Mixture()
    rng = np.random.default_rng([seed, 20_261])
    rows = list(_rows(list(_people(rng, people, mixture, load_world(law))), rng, mixture))
    return pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in COLUMNS})


def _people(rng: np.random.Generator, size: int, mixture: Mixture, world: World) -> Iterator[Row]:
    """Draw people in parties, with names in Latin and native script."""
    party = draw_parties(world, rng, size, 18_000)
    drawn = draw_people(world, rng, party, 0)
    everyone = np.arange(size)
    born = birth_dates(drawn, everyone, np.zeros(size, bool)).to_pylist()
    numbers = document_numbers(drawn, everyone, np.zeros(size, "i8")).to_pylist()
    surnames, given, sexes = drawn.surname.to_pylist(), drawn.given.to_pylist(), drawn.sex.to_pylist()
    rare = rng.random((size, 2)) < mixture.rare
    for n in range(size):
        row: Row = {
            "surname": surnames[n],
            "given_names": given[n],
            "native_surname": surnames[size + n],
            "native_given": given[size + n],
            "birth_date": born[n],
            "sex": sexes[n],
            "nationality": world.countries[drawn.nationality[n]],
            "second_nationality": world.countries[drawn.second[n]],
            "document_number": numbers[n],
            "document_issuer": world.countries[drawn.nationality[n]],
        }
        for place, name in enumerate(("surname", "given_names")):
            if rare[n, place]:
                row[name] = invent_name(rng)
                row["native_surname"] = row["native_given"] = None
        yield row


def _rows(people: list[Row], rng: np.random.Generator, mixture: Mixture) -> Iterator[Row]:
    for n, person in enumerate(people):
        both = rng.random() < mixture.both
        side = rng.random() < 0.5
        if both or side:
            yield _record(person, f"a{n}", f"p{n}", "a", None, rng, mixture)
        if both:
            kind = _draw(rng, mixture.changes) or SEVERAL
            other = _changed(person, kind, rng)
            if kind != "second_nationality" and rng.random() < mixture.same_number:
                other["document_number"] = person["document_number"]
            kind = kind if any(other[name] != person[name] for name in _TOLD) or kind in _ALONE else "new_passport"
            yield _record(other, f"b{n}", f"p{n}", "b", kind, rng, mixture)
        elif not side:
            yield _record(person, f"b{n}", f"p{n}", "b", None, rng, mixture)
        hard = _draw(rng, mixture.hard)
        if hard is not None:
            other = lookalike(person, hard, people[int(rng.integers(0, len(people)))], rng)
            yield _record(other, f"h{n}", f"h{n}", "b", hard, rng, mixture)


def _draw(rng: np.random.Generator, shares: Mapping[str, float]) -> str | None:
    place = int(np.searchsorted(np.cumsum(list(shares.values())), rng.random(), side="right"))
    return list(shares)[place] if place < len(shares) else None


def _changed(person: Row, kind: str, rng: np.random.Generator) -> Row:
    if kind != SEVERAL:
        return change(person, kind, rng)
    names = [name for name in CHANGES if name not in ("new_passport", "other_calendar", "partial_birth_date")]
    first, second = rng.choice(len(names), 2, replace=False)
    once = change(person, names[first], rng)
    return change(once, names[second], rng) if _is_plain(once) else once


def _is_plain(row: Row) -> bool:
    return bool(row["surname"] and row["given_names"] and row["surname"].isascii() and len(row["birth_date"] or "") > 9)


def lookalike(person: Row, kind: str, stranger: Row, rng: np.random.Generator) -> Row:
    """Make another person who looks like ``person``: see ``HARD_SHARES`` for the kinds."""
    other = dict(person)
    other["document_number"] = invent_number(rng)
    born = date.fromisoformat(person["birth_date"] or "")
    if kind == "twin":
        other["given_names"] = _other_given(person, stranger, rng)
        other["sex"] = person["sex"] if rng.random() < 0.6 else stranger["sex"]
        _next_number(person, other, rng)
    elif kind == "sibling":
        other["given_names"] = _other_given(person, stranger, rng)
        other["birth_date"] = (born + timedelta(days=int(rng.integers(300, 3000)))).isoformat()
        _next_number(person, other, rng)
    elif kind == "parent_and_child":
        other["birth_date"] = date(born.year - int(rng.integers(20, 40)), *_month_day(born, rng)).isoformat()
    elif kind == "namesake":
        other["birth_date"] = date(born.year + int(rng.integers(-9, 10)), *_month_day(born, rng)).isoformat()
        other["nationality"] = other["document_issuer"] = stranger["nationality"]
    else:
        other["nationality"] = other["document_issuer"] = person["second_nationality"]
    return other


def _other_given(person: Row, stranger: Row, rng: np.random.Generator) -> str:
    given = stranger["given_names"]
    return given if given and given != person["given_names"] else invent_name(rng)


def _month_day(born: date, rng: np.random.Generator) -> tuple[int, int]:
    return (
        (born.month, min(born.day, 28)) if rng.random() < 0.05 else (int(rng.integers(1, 13)), int(rng.integers(1, 29)))
    )


def _next_number(person: Row, other: Row, rng: np.random.Generator) -> None:
    """Half of the families had their passports made together: numbers one apart."""
    number = person["document_number"] or ""
    if rng.random() < 0.5 and number[1:].isdigit():
        other["document_number"] = f"{number[0]}{(int(number[1:]) + 1) % 10**8:08d}"


def _record(
    row: Row, record_id: str, person: str, source: str, kind: str | None, rng: np.random.Generator, mixture: Mixture
) -> Row:
    gone = rng.random(3) < mixture.missing
    written = {**row, "record_id": record_id, "person": person, "source": source, "kind": kind}
    for lost, names in zip(gone, (("sex",), ("nationality",), ("document_number", "document_issuer")), strict=True):
        if lost:
            written.update(dict.fromkeys(names))
    return written
