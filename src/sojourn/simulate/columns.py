"""From numbers to Arrow columns: words, days, times and references, and the schemas in which tables are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from sojourn import tables
from sojourn.simulate.people import Column, People, birth_dates, document_countries, document_numbers, pc
from sojourn.simulate.world import Array, World

TRUTH = pa.schema(
    [
        *tables.TRUTH,
        pa.field("authorised_until", pa.date32()),
        pa.field("basis", pa.string()),
        pa.field("left_on", pa.date32()),
    ]
)
"""The columns of truth.parquet: those of ``tables.TRUTH``, the last authorised day, its basis, the departure."""

_WORDS: Any = pa.dictionary(pa.int16(), pa.string())
_AS_WORDS = frozenset(
    [
        "feed",
        "kind",
        "direction",
        "outcome",
        "verified",
        "port",
        "from_port",
        "to_port",
        "mode",
        "nationality",
        "document_type",
        "document_issuer",
        "admitted_class",
    ]
)
MOVEMENT_SCHEMA = pa.schema(
    [
        pa.field(field.name, _WORDS if field.name in _AS_WORDS else field.type)
        for field in tables.arrow_schema(tables.MOVEMENTS)
    ]
)
"""The schema of movements with its closed lists as dictionaries; readers of the file see text."""
FACT_SCHEMA = tables.arrow_schema(tables.FACTS)
MINUTE = 60_000_000
"""Microseconds of a minute."""
DAY = 1440 * MINUTE


def words(values: Array, names: Iterable[str | None]) -> Column:
    """Name numbers: a dictionary column, null where the number is negative."""
    listed = [name or "" for name in names]
    unique = list(dict.fromkeys(listed))  # a dictionary that names a word twice is not written the same way twice
    place = np.array([unique.index(name) for name in listed], "i2")
    indices = pa.array(place[np.where(values < 0, 0, values)], mask=values < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(unique, pa.string()))


def days(values: Array) -> Column:
    """Make dates of days since 1970, null where negative."""
    return pa.array(np.where(values < 0, 0, values).astype("i4"), mask=values < 0).cast(pa.date32())


def times(microseconds: Array) -> Column:
    """Make UTC timestamps of microseconds since 1970, null where negative."""
    return pa.array(microseconds, pa.int64(), mask=microseconds < 0).cast(pa.timestamp("us", tz="UTC"))


def flags(values: Array) -> Column:
    """Make a column of true and false, null where negative."""
    return pa.array(values > 0, pa.bool_(), mask=values < 0)


def numbers(values: Array) -> Column:
    """Write numbers as text."""
    return pa.array(values).cast(pa.string())


def prefixed(prefix: str, texts: Column) -> Column:
    """Put a prefix before texts; nulls stay null."""
    return pc.binary_join_element_wise(prefix, texts, "")


def chosen(texts: Column, rows: Array) -> Column:
    """Take the rows of a column."""
    return texts.take(pa.array(rows))


def lists(count: Array, texts: Column) -> Column:
    """Make lists of text from so many texts each, in order; null where there is none."""
    offsets = np.concatenate([[0], np.cumsum(count)])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts, mask=pa.array(count == 0))


def record_names(world: World, feed: Array, sequence: Array) -> Column:
    """Name records: ``feed/id``, where the id is the feed's own number."""
    return pc.binary_join_element_wise(chosen(pa.array(list(world.feeds)), feed), numbers(sequence), "/")


def a_numbers(people: People, person: Array) -> Column:
    """Give the references to people's files: nine digits."""
    return prefixed("a-number:", numbers(200_000_000 + people.number[person]))


def delays(rng: np.random.Generator, kind: Array) -> Array:
    """Draw microseconds until a record reaches us: seconds (kind 0), minutes (1), hours (2); one in 125 takes days."""
    median = np.array([40.0, 1_500.0, 7_000.0])[kind]
    seconds = median * np.exp(0.8 * rng.standard_normal(len(kind)))
    late = rng.random(len(kind)) < 0.008
    seconds = np.where(late, seconds + rng.random(len(kind)) * 9 * 86_400, seconds)
    drawn: Array = (seconds * 1_000_000).astype("i8")
    return drawn


def whose(world: World, people: People, person: Array, doc: Array, name: Array, swapped: Array) -> dict[str, Column]:
    """Write the columns that say who: names in one of their forms, birth date, sex, nationality and document."""
    country = document_countries(people, person, doc)
    named = name.astype("i4") * len(people.born) + person
    return {
        "surname": chosen(people.surname, named),
        "given_names": chosen(people.given, named),
        "birth_date": birth_dates(people, person, swapped),
        "sex": chosen(people.sex, person),
        "nationality": words(country, world.countries),
        "document_type": words(np.where(doc < 0, -1, 0), ("P",)),
        "document_number": document_numbers(people, person, doc),
        "document_issuer": words(np.where(doc < 0, -1, country), world.countries),
    }


def build(schema: pa.Schema, size: int, columns: dict[str, Column]) -> pa.Table:
    """Make a table with exactly the columns of a schema; those not given are null."""
    whole = [columns.get(field.name, pa.nulls(size, field.type)) for field in schema]
    return pa.table([pc.cast(column, field.type) for column, field in zip(whole, schema, strict=True)], schema=schema)
