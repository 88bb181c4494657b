"""What a birth date may mean, and how two relate. All dates are invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis import _

from sojourn.engine import Engine
from sojourn.identity.birth_dates import fit_classes
from sojourn.identity.birth_readings import (
    BIRTH_RELATIONS,
    birth_relation,
    find_other_readings,
    with_birth_readings,
)

Born = tuple[str | None, str | None]

READINGS: list[tuple[Born, list[str] | None]] = [
    (("1980-05-17", "UTO"), ["1980-05-17"]),
    (("1980-05-07", "UTO"), ["1980-05-07", "1980-07-05"]),
    (("1980-05-05", "UTO"), ["1980-05-05"]),
    (("1980-05", "UTO"), ["1980-05"]),
    (("1980", None), ["1980"]),
    ((None, "ETH"), None),
    (("2523-05-27", "THA"), ["2523-05-27", "1980-05-27"]),
    (("2523-05-07", "UTO"), ["2523-05-07", "2523-07-05", "1980-05-07"]),
    (("2523", "THA"), ["2523", "1980"]),
    (("2523-05", "THA"), ["2523-05", "1980-05"]),
    (("2470-02-20", "THA"), ["2470-02-20", "1928-02-20"]),
    (("1420-01-01", "SAU"), ["1420-01-01", "1999-04-17"]),
    (("1410", "SAU"), ["1410"]),
    (("1260-03-20", "SAU"), ["1260-03-20"]),
    (("1992-01-01", "ETH"), ["1992-01-01", "1999-09-12"]),
    (("2000-01-01", "ERI"), ["2000-01-01", "2007-09-12"]),
    (("2000-01-01", "UTO"), ["2000-01-01"]),
    (("1991-13-06", "ETH"), ["1991-13-06", "1999-09-11"]),
]
RELATIONS: list[tuple[Born, Born, str]] = [
    (("1980-05-17", "UTO"), ("1980-05-17", None), "same"),
    (("1980-05-07", "UTO"), ("1980-07-05", "UTO"), "same_reading"),
    (("2523-05-27", "THA"), ("1980-05-27", "THA"), "same_reading"),
    (("1420-01-01", "SAU"), ("1999-04-17", "SAU"), "same_reading"),
    (("1992-01-01", "ETH"), ("1999-09-12", "ETH"), "same_reading"),
    (("1992-01-01", "UTO"), ("1999-09-12", "UTO"), "different"),
    (("1980-05-17", "UTO"), ("1980-05-18", "UTO"), "one_digit"),
    (("1980-05-17", "UTO"), ("1960-05-17", "UTO"), "one_digit"),
    (("1989-05-17", "UTO"), ("1998-05-17", "UTO"), "close"),
    (("1980-05-13", "UTO"), ("1980-05-31", "UTO"), "close"),
    (("1980-05-17", "UTO"), ("1980", "UTO"), "partial_fits"),
    (("1980-05", "UTO"), ("1980-05-17", "UTO"), "partial_fits"),
    (("1980-05-17", "UTO"), ("1980-06", "UTO"), "year_only"),
    (("1980-05-17", "UTO"), ("1980-11-29", "UTO"), "year_only"),
    (("1980", "UTO"), ("1981", "UTO"), "different"),
    (("1980-05-17", "UTO"), ("1971-11-29", "UTO"), "different"),
    ((None, "UTO"), ("1980-05-17", "UTO"), "missing"),
    ((None, "UTO"), (None, "UTO"), "missing"),
]


def readings_of(engine: Engine, born: list[Born]) -> list[dict[str, Any]]:
    """Give the readings of each date, in the order given."""
    columns = {
        "place": pa.array(range(len(born)), pa.int64()),
        "birth_date": pa.array([one[0] for one in born], pa.string()),
        "nationality": pa.array([one[1] for one in born], pa.string()),
    }
    table = engine.load(pa.table(columns), "born")
    return engine.arrow(with_birth_readings(engine, table)).sort_by("place").to_pylist()


def relations_of(engine: Engine, pairs: list[tuple[Born, Born]]) -> list[str]:
    """Say how each pair relates."""
    sides = [readings_of(engine, [pair[side] for pair in pairs]) for side in (0, 1)]
    kinds = {"birth_date": pa.string(), "birth_readings": pa.list_(pa.string())}
    columns: dict[str, pa.Array] = {"place": pa.array(range(len(pairs)), pa.int64())}
    for side, rows in zip("ab", sides, strict=True):
        columns |= {f"{name}_{side}": pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()}
    table = engine.load(pa.table(columns), "pairs")
    relation = birth_relation(_.birth_date_a, _.birth_date_b, _.birth_readings_a, _.birth_readings_b)
    found = engine.arrow(table.select("place", relation=relation)).sort_by("place")
    return [str(text) for text in found["relation"].to_pylist()]


@pytest.fixture(scope="module")
def readings(duckdb_engine: Engine) -> dict[Born, Any]:
    """Work out all readings in one run."""
    born = [one for one, _wanted in READINGS]
    rows = readings_of(duckdb_engine, born)
    return {one: row["birth_readings"] for one, row in zip(born, rows, strict=True)}


@pytest.fixture(scope="module")
def relations(duckdb_engine: Engine) -> dict[tuple[Born, Born], str]:
    """Work out all relations in one run."""
    pairs = [(a, b) for a, b, _wanted in RELATIONS]
    return dict(zip(pairs, relations_of(duckdb_engine, pairs), strict=True))


@pytest.mark.parametrize(("born", "wanted"), READINGS)
def test_a_date_is_read_in_every_way_it_may_mean(readings: dict[Born, Any], born: Born, wanted: Any) -> None:
    assert readings[born] == wanted


@pytest.mark.parametrize(("a", "b", "wanted"), RELATIONS)
def test_two_dates_relate(relations: dict[tuple[Born, Born], str], a: Born, b: Born, wanted: str) -> None:
    assert relations[a, b] == wanted


def test_the_first_of_january_may_stand_for_a_year(duckdb_engine: Engine) -> None:
    rows = readings_of(duckdb_engine, [("1980-01-01", None), ("1980-01-02", None), ("1980-01", None), (None, None)])
    assert [row["birth_is_placeholder"] for row in rows] == [True, False, False, False]


@pytest.mark.parametrize(
    ("ethiopian", "gregorian"),
    [
        ("1992-01-01", "1999-09-12"),
        ("2000-01-01", "2007-09-12"),
        ("1993-01-01", "2000-09-11"),
        ("1991-13-06", "1999-09-11"),
        ("1967-04-29", "1975-01-07"),
        ("1991-13-07", None),
        ("1992-13-06", None),
    ],
)
def test_ethiopian_days_are_known_ones(ethiopian: str, gregorian: str | None) -> None:
    assert find_other_readings(ethiopian, is_ethiopian=True) == gregorian


@pytest.mark.parametrize("text", ["", "unknown", "1420-13-01", "1420-01-31", "2523-02-30", "1420-1-1"])
def test_what_is_no_date_of_another_calendar_has_no_reading(text: str) -> None:
    assert find_other_readings(text, is_ethiopian=False) is None


DAYS = st.builds(lambda days: (date(1979, 12, 1) + timedelta(days)).isoformat(), st.integers(0, 800))
DATES = DAYS | DAYS.map(lambda text: text[:7]) | DAYS.map(lambda text: text[:4])


@settings(max_examples=12)
@given(st.lists(st.tuples(DATES, DATES), min_size=1, max_size=60))
def test_a_relation_is_the_same_both_ways(duckdb_engine: Engine, dates: list[tuple[str, str]]) -> None:
    pairs = [((a, None), (b, None)) for a, b in dates]
    found = relations_of(duckdb_engine, [*pairs, *[(b, a) for a, b in pairs]])
    assert found[: len(pairs)] == found[len(pairs) :]
    assert set(found) <= set(BIRTH_RELATIONS)


@settings(max_examples=8)
@given(st.lists(st.tuples(DATES, DATES), min_size=1, max_size=60))
def test_within_a_key_the_same_dates_are_compatible(duckdb_engine: Engine, dates: list[tuple[str, str]]) -> None:
    found = relations_of(duckdb_engine, [((a, None), (b, None)) for a, b in dates])
    keyed = [{"key": str(place), "birth": text} for place, pair in enumerate(dates) for text in sorted(set(pair))]
    schema = pa.schema([("key", pa.string()), ("birth", pa.string())])
    classes = fit_classes(duckdb_engine, duckdb_engine.load(pa.Table.from_pylist(keyed, schema=schema), "keyed"))
    nodes = classes.group_by("key").aggregate(classes=_.node.nunique())
    compatible = {int(row["key"]): row["classes"] == 1 for row in duckdb_engine.arrow(nodes).to_pylist()}
    fits = {"same", "same_reading", "one_digit", "partial_fits"}
    assert [relation in fits for relation in found] == [compatible[place] for place in range(len(dates))]


@pytest.mark.spark
def test_spark_reads_and_relates_alike(spark_engine: Engine, duckdb_engine: Engine) -> None:
    born = [one for one, _wanted in READINGS]
    assert readings_of(spark_engine, born) == readings_of(duckdb_engine, born)
    pairs = [(a, b) for a, b, _wanted in RELATIONS]
    assert relations_of(spark_engine, pairs) == [wanted for _a, _b, wanted in RELATIONS]


def test_the_expression_is_one_of_text() -> None:
    table = ibis.table({"a": "string", "b": "string", "x": "array<string>", "y": "array<string>"})
    assert birth_relation(table.a, table.b, table.x, table.y).type().is_string()
