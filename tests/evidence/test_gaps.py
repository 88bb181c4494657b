"""Gaps in a feed's counter."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from invented_rows import Row, movement, table_of

from sojourn.engine import Engine
from sojourn.evidence.gaps import find_gap_ranges, find_gaps, list_gaps

LISBON, ACCRA = {"feed": "post:LIS", "port": "LIS"}, {"feed": "post:ACC", "port": "ACC"}


def numbered(numbers: list[int], **given: Any) -> list[Row]:
    """Give movements with these numbers in their feed's counter."""
    return [movement(f"m{at}", sequence=number, **given) for at, number in enumerate(numbers)]


def test_missing_numbers_are_counted_and_named(duckdb_engine: Engine) -> None:
    rows = numbered([12, 3, 7, 4, 12], **LISBON) + numbered([1, 2, 3], **ACCRA) + [movement("x")]
    listed = list_gaps(duckdb_engine.load(table_of(rows), "rows"))
    assert listed == [{"feed": "post:LIS", "first": 3, "last": 12, "seen": 4, "gaps": 6, "ranges": [[5, 6], [8, 11]]}]


def test_only_the_first_ranges_are_named(duckdb_engine: Engine) -> None:
    table = duckdb_engine.load(table_of(numbered(list(range(0, 100, 2)))), "rows")
    assert duckdb_engine.count(find_gap_ranges(table, shown=5)) == 5


def test_feeds_without_gaps_give_an_empty_list(duckdb_engine: Engine) -> None:
    assert list_gaps(duckdb_engine.load(table_of(numbered([5, 6, 7])), "rows")) == []


@settings(max_examples=10)
@given(numbers=st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_seen_and_missing_fill_the_span(duckdb_engine: Engine, numbers: list[int]) -> None:
    found = duckdb_engine.arrow(find_gaps(duckdb_engine.load(table_of(numbered(numbers)), "rows"))).to_pylist()[0]
    assert found["gaps"] == len(set(range(min(numbers), max(numbers) + 1)) - set(numbers))
