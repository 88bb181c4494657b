"""Gaps in a feed's counter, and the quality of feeds by port and day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_rows import Row, movement, table_of

from sojourn.engine import Engine
from sojourn.evidence.gaps import feed_days, find_gap_ranges, find_gaps, list_gaps
from sojourn.evidence.quarantine import SCHEMA
from sojourn.tables import FEEDS

LISBON, ACCRA = {"feed": "post:LIS", "port": "LIS"}, {"feed": "post:ACC", "port": "ACC"}


def numbered(numbers: list[int], **given: Any) -> list[Row]:
    """Give movements with these numbers in their feed's counter."""
    return [movement(f"m{at}", sequence=number, **given) for at, number in enumerate(numbers)]


def days_of(engine: Engine, rows: list[Row], **more: Any) -> list[Row]:
    """Measure feeds."""
    table = feed_days(engine, engine.load(table_of(rows), "rows"), **more)
    return engine.arrow(table.order_by("feed", "day", "port")).to_pylist()


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


def test_the_feeds_table_has_its_shape(duckdb_engine: Engine) -> None:
    table = feed_days(duckdb_engine, duckdb_engine.load(table_of([movement()]), "rows"))
    assert duckdb_engine.arrow(table).schema.equals(FEEDS)


def test_rows_are_counted_by_feed_port_and_day(duckdb_engine: Engine) -> None:
    rows = [movement("1", **LISBON), movement("2", **LISBON), movement("3", **LISBON, local_date=date(2024, 3, 2))]
    found = days_of(duckdb_engine, [*rows, movement("4", feed="post:LIS", port=None)])
    assert [(row["port"], row["day"], row["seen"], row["status"]) for row in found] == [
        ("LIS", date(2024, 3, 1), 2, "ok"),
        (None, date(2024, 3, 1), 1, "ok"),
        ("LIS", date(2024, 3, 2), 1, "ok"),
    ]


def test_a_gap_counts_where_the_feed_goes_on(duckdb_engine: Engine) -> None:
    rows = numbered([1, 2], **LISBON) + numbered([6], feed="post:LIS", port=None)
    assert {row["port"]: row["gaps"] for row in days_of(duckdb_engine, rows)} == {"LIS": 0, None: 3}


def test_the_share_not_aboard_is_that_of_manifests_that_say(duckdb_engine: Engine) -> None:
    boarded = [True, True, False, None]
    rows = [movement(str(at), boarded=value) for at, value in enumerate(boarded)]
    rows += [movement("x", kind="declared", boarded=False), movement("y", **LISBON, kind="inspection")]
    assert {row["feed"]: row["share_not_aboard"] for row in days_of(duckdb_engine, rows)} == {
        "carrier:KL": pytest.approx(1 / 3),
        "post:LIS": None,
    }


def test_the_delay_is_the_mean_in_hours(duckdb_engine: Engine) -> None:
    crossed = movement()["occurred_at"]
    rows = [movement(str(hours), recorded_at=crossed + timedelta(hours=hours)) for hours in (1, 36)]
    rows.append(movement("none", occurred_at=None))
    assert days_of(duckdb_engine, rows)[0]["delay"] == pytest.approx(18.5)


def test_rows_set_apart_are_counted_by_feed(duckdb_engine: Engine) -> None:
    bad = [
        {"file": "movements.csv", "line": at, "name": name}
        for at, name in enumerate(("post:LIS/1", "post:LIS/2", None))
    ]
    quarantined = SCHEMA.empty_table().from_pylist(bad, SCHEMA)
    found = days_of(duckdb_engine, [movement(**LISBON)], quarantined=quarantined)
    assert [(row["day"], row["seen"], row["unreadable"]) for row in found] == [(date(2024, 3, 1), 1, 0), (None, 0, 2)]


@pytest.mark.spark
def test_spark_measures_the_same(duckdb_engine: Engine, spark_engine: Engine) -> None:
    rows = [*numbered([1, 2, 9], **LISBON), movement("4", feed="post:LIS", port=None, sequence=11)]
    assert days_of(spark_engine, rows) == days_of(duckdb_engine, rows)
