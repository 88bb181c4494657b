"""Names, birth dates and documents of invented people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute
import yaml

from sojourn.simulate.parties import Party
from sojourn.simulate.world import Array, World

pc: Any = pyarrow.compute  # its stubs know functions by the exact types of values only
Column = Any
"""An Arrow array of any type."""
SLOTS = 6
"""Documents a person may show: see ``movements.ROW``."""
FIRST_BIRTH = -20_500  # 1913-11-15, in days since 1970
_SCRAMBLE = 61_804_987
_MOST = 100_000_000


@dataclass(frozen=True)
class Vocabulary:
    """All names in both forms; for each group, where its surnames, female and male names start, and their count."""

    latin: Column
    native: Column
    spans: dict[str, tuple[tuple[int, int], ...]]
    joined: frozenset[str]


@dataclass(frozen=True)
class People:
    """The people of a chunk: names in four forms, one after the other by person, and what documents are made of."""

    surname: Column
    given: Column
    born: Array
    sex: Column
    nationality: Column
    second: Array
    number: Array


@lru_cache(maxsize=1)
def load_names() -> Vocabulary:
    """Read the names of all groups."""
    groups = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))["groups"]
    latin: list[str] = []
    native: list[str] = []
    spans = {}
    for group, lists in groups.items():
        own = []
        for part in ("surnames", "female", "male"):
            names = [name.replace("_", " ").partition("=") for name in lists[part].split()]
            own.append((len(latin), len(names)))
            latin += [name for name, _, _ in names]
            native += [other or name.title() for name, _, other in names]
        spans[group] = tuple(own)
    joined = frozenset(group for group, lists in groups.items() if lists.get("joined") == "two")
    return Vocabulary(pa.array(latin), pa.array(native), spans, joined)


def draw_people(world: World, rng: np.random.Generator, party: Party, first_number: int) -> People:
    """Give names and documents; ``first_number`` is the number of the chunk's first person among all."""
    names = load_names()
    country = party.country[party.of]
    table = np.array([names.spans[group] for group in world.name_group])
    surname = _pick(rng, table[country, 0])
    given = _pick(rng, table[country, np.where(party.female, 1, 2)])
    leader = party.first[party.of]
    surname = np.where(party.family & (rng.random(len(leader)) < 0.85), surname[leader], surname)
    second_surname = np.where(party.family, _pick(rng, table[country, 0])[leader], _pick(rng, table[country, 0]))
    second_given = _pick(rng, table[country, np.where(party.female, 1, 2)])
    joins = np.array([group in names.joined for group in world.name_group])[country]
    other_name = (rng.random(len(leader)) < 0.25) & (second_given != given)
    texts = [
        (_two(words, surname, second_surname, joins), _two(words, given, second_given, other_name))
        for words in (names.latin, names.native)
    ]
    (latin, latin_given), (native, native_given) = texts
    nothing = pa.nulls(len(leader), pa.string())
    sexes = np.where(rng.random(len(leader)) < 0.002, 2, np.where(party.female, 0, 1))
    return People(
        surname=pa.concat_arrays([latin, native, latin_given, latin]),
        given=pa.concat_arrays([latin_given, native_given, latin, nothing]),
        born=party.born,
        sex=pa.array(["F", "M", "X"]).take(pa.array(sexes, pa.int64())),
        nationality=country,
        second=np.where(party.second >= 0, party.second, (country + 1) % len(world.countries)),
        number=(first_number + np.arange(len(leader))) * SLOTS,
    )


def _pick(rng: np.random.Generator, spans: Array) -> Array:
    """Pick a name from each span (start, count), the first of a list more often than the last."""
    draws = rng.random(len(spans)) ** 1.6
    picked: Array = spans[:, 0] + (draws * spans[:, 1]).astype("i4")
    return picked


def _two(words: Column, first: Array, second: Array, both: Array) -> Column:
    """Join two names with a space where ``both``, else give the first."""
    added = words.take(pa.array(second, pa.int64(), mask=~both))
    return pc.binary_join_element_wise(words.take(pa.array(first)), added, " ", null_handling="skip")


def document_numbers(people: People, person: Array, slot: Array) -> Column:
    """Give passport numbers: a letter and eight digits, each used once (null where ``slot`` is negative)."""
    digits = (people.number[person] + slot) % _MOST * _SCRAMBLE % _MOST
    letter = (digits * 7 + slot) % 24
    letters = pa.array(list("ABCDEFGHJKLMNPRSTUVWXYZ0")).take(pa.array(letter))
    padded = pc.utf8_slice_codeunits(pa.array(digits + 10 * _MOST).cast(pa.string()), 2, 10)
    joined = pc.binary_join_element_wise(letters, padded, "")
    return pc.if_else(pa.array(slot < 0), pa.scalar(None, pa.string()), joined)


def document_countries(people: People, person: Array, slot: Array) -> Array:
    """Give the country that issued a document, by number in ``World.countries``."""
    return np.where(np.isin(slot, [1, 4]), people.second[person], people.nationality[person])


def birth_dates(people: People, person: Array, swapped: Array) -> Column:
    """Give birth dates as text, with day and month exchanged where ``swapped`` and possible."""
    born = people.born[person]
    rows = np.flatnonzero(swapped)
    born[rows] = _exchange(born[rows])
    return _calendar().take(pa.array(np.maximum(born - FIRST_BIRTH, 0)))


def exchangeable(born: Array) -> Array:
    """Say for which days of birth (since 1970) day and month can be exchanged to give another date."""
    other: Array = _exchange(born) != born
    return other


def _exchange(born: Array) -> Array:
    days = born.astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    year = days.astype("datetime64[Y]")
    day_number = (days - month).astype("i4")
    month_number = (month - year).astype("i4")
    other = (year.astype("datetime64[M]") + day_number % 12).astype("datetime64[D]") + month_number
    return np.where(day_number < 12, other.astype("i4"), born)


@lru_cache(maxsize=1)
def _calendar() -> Any:
    days = np.arange(FIRST_BIRTH, 30_000).astype("datetime64[D]")
    return pa.array(np.datetime_as_string(days).tolist())
