"""What is counted of feeds, from records to the feeds table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_rows import END, Row, movement, table_of

from sojourn.engine import Engine
from sojourn.evidence.fates import decide_fates
from sojourn.evidence.feed_measures import measure_feeds
from sojourn.evidence.feed_table import Feeds
from sojourn.evidence.quarantine import SCHEMA
from sojourn.tables import FEEDS

LISBON, ACCRA = {"feed": "post:LIS", "port": "LIS"}, {"feed": "post:ACC", "port": "ACC"}


def feeds_of(engine: Engine, rows: list[Row], **more: Any) -> Feeds:
    """Measure feeds."""
    given = engine.load(table_of(rows), "rows")
    lines = decide_fates(engine, given, "movement_id", END, {}).lines
    return Feeds(measure_feeds(engine, lines, given, **more), (), END)


def days_of(engine: Engine, rows: list[Row], **more: Any) -> list[Row]:
    """Judge feeds and give the rows of their table."""
    found: list[Row] = feeds_of(engine, rows, **more).judge().to_pylist()
    return found


def numbered(numbers: list[int], **given: Any) -> list[Row]:
    """Give movements with these numbers in their feed's counter."""
    return [movement(f"m{at}", sequence=number, **given) for at, number in enumerate(numbers)]


def test_the_table_has_its_shape(duckdb_engine: Engine) -> None:
    assert feeds_of(duckdb_engine, [movement()]).judge().schema.equals(FEEDS)


def test_rows_are_counted_by_feed_port_and_day(duckdb_engine: Engine) -> None:
    rows = [movement("1", **LISBON), movement("2", **LISBON), movement("3", **LISBON, local_date=date(2024, 3, 2))]
    found = days_of(duckdb_engine, [*rows, movement("4", feed="post:LIS", port=None)])
    assert [(row["port"], row["day"], row["seen"], row["status"]) for row in found] == [
        (None, date(2024, 3, 1), 1, "not_judged"),
        ("LIS", date(2024, 3, 1), 2, "not_judged"),
        ("LIS", date(2024, 3, 2), 1, "not_judged"),
    ]


def test_a_gap_counts_where_the_feed_goes_on(duckdb_engine: Engine) -> None:
    rows = [*numbered([1, 2], **LISBON), movement("m9", sequence=6, feed="post:LIS", port=None)]
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
    names = ("post:LIS/1", "post:LIS/2", None)
    bad = [{"file": "movements.csv", "line": at, "name": name} for at, name in enumerate(names)]
    quarantined = SCHEMA.empty_table().from_pylist(bad, SCHEMA)
    found = days_of(duckdb_engine, [movement(**LISBON)], quarantined=quarantined)
    assert [(row["day"], row["seen"], row["unreadable"]) for row in found] == [(date(2024, 3, 1), 1, 0), (None, 0, 2)]


@settings(max_examples=5)
@given(chance=st.randoms(use_true_random=False))
def test_order_and_repetition_of_rows_change_no_judgement(duckdb_engine: Engine, chance: Any) -> None:
    rows = [
        movement(f"m{at}", direction="departure", boarded=at % 2 > 0, local_date=date(2024, 3, 1 + at % 9))
        for at in range(90)
    ]
    again = rows + chance.sample(rows, 40)
    chance.shuffle(again)
    found = days_of(duckdb_engine, again)
    assert found == days_of(duckdb_engine, rows)
    assert {row["status"] for row in found} == {"quarantined"}


def test_a_load_of_old_records_has_no_delay(duckdb_engine: Engine) -> None:
    read = datetime(2026, 1, 1, tzinfo=UTC)
    loaded = [movement(f"m{at}", local_date=date(2024, 3, 1 + at % 20), recorded_at=read) for at in range(60)]
    live = [movement("x", **LISBON)]
    delays = {row["feed"]: row["delay"] for row in days_of(duckdb_engine, loaded + live)}
    assert delays == {"carrier:KL": None, "post:LIS": pytest.approx(1.5)}


@pytest.mark.spark
def test_spark_measures_the_same(duckdb_engine: Engine, spark_engine: Engine) -> None:
    rows = [*numbered([1, 2, 9], **LISBON), movement("4", feed="post:LIS", port=None, sequence=11, occurred_at=None)]
    assert days_of(spark_engine, rows) == days_of(duckdb_engine, rows)
