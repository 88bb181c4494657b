"""Days in a moving window: the closed form agrees with counting day by day, on both engines and at scale."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from window_brute import DAY_0, Stay, brute_limits, days_of, longest_stay, random_histories, used_on

from sojourn.engine import Engine
from sojourn.law.roles import BY_NAME
from sojourn.stays.window import allowed_days, merged_runs, used_days

day = date.fromisoformat


def runs_table(stays: list[Stay], traveller: str = "ada") -> pa.Table:
    """Give stays as runs of one traveller."""
    schema = pa.schema([("traveller", pa.string()), ("from_on", pa.date32()), ("to_on", pa.date32())])
    return pa.Table.from_pylist([{"traveller": traveller, "from_on": a, "to_on": b} for a, b in stays], schema)


def limit(engine: Engine, stays: list[Stay], entry: date, days: int = 90, within: int = 180) -> tuple[Any, Any]:
    """Ask how long a stay may last that begins on a day."""
    counted = merged_runs(engine, engine.load(runs_table(stays), "stays"))
    row = {"segment_id": 1, "traveller": "ada", "starts_on": entry}
    segments = engine.load(pa.Table.from_pylist([row]), "segments")
    (found,) = engine.arrow(allowed_days(engine, segments, counted, days, within)).to_pylist()
    return found["allowed_days"], found["last_on"]


def merged(engine: Engine, stays: list[Stay]) -> list[Stay]:
    """Lay stays together and give the runs in order."""
    rows = engine.arrow(merged_runs(engine, engine.load(runs_table(stays), "stays"))).to_pylist()
    return sorted((row["from_on"], row["to_on"]) for row in rows)


days = st.integers(0, 420).map(lambda number: DAY_0 + timedelta(days=number))
stays = st.lists(st.tuples(days, st.integers(0, 70)).map(lambda s: (s[0], s[0] + timedelta(days=s[1]))), max_size=7)
entries = st.integers(150, 520).map(lambda number: DAY_0 + timedelta(days=number))
few = settings(max_examples=60)


def test_who_was_never_here_may_stay_90_days(duckdb_engine: Engine) -> None:
    assert limit(duckdb_engine, [], day("2026-03-01")) == (90, day("2026-05-29"))


def test_old_days_that_leave_the_window_lengthen_a_stay(duckdb_engine: Engine) -> None:
    assert limit(duckdb_engine, [(day("2026-01-01"), day("2026-02-19"))], day("2026-05-21")) == (90, day("2026-08-18"))
    assert limit(duckdb_engine, [(day("2026-01-01"), day("2026-02-19"))], day("2026-05-20")) == (40, day("2026-06-28"))


def test_no_day_is_lawful_where_the_window_is_full(duckdb_engine: Engine) -> None:
    assert limit(duckdb_engine, [(day("2026-01-01"), day("2026-03-31"))], day("2026-04-02")) == (0, day("2026-04-01"))


def test_more_days_than_allowed_are_not_below_none(duckdb_engine: Engine) -> None:
    assert limit(duckdb_engine, [(day("2026-01-01"), day("2026-06-30"))], day("2026-07-02")) == (0, day("2026-07-01"))


def test_a_day_of_leaving_and_coming_back_counts_once(duckdb_engine: Engine) -> None:
    before = [(day("2026-01-01"), day("2026-01-10"))]
    assert limit(duckdb_engine, before, day("2026-01-10")) == (81, day("2026-03-31"))
    assert limit(duckdb_engine, before, day("2026-01-01")) == (90, day("2026-03-31"))


def test_a_window_no_longer_than_its_days_ends_no_stay(duckdb_engine: Engine) -> None:
    assert limit(duckdb_engine, [], day("2026-03-01"), days=30, within=30) == (None, None)


def test_one_more_day_of_window_ends_it(duckdb_engine: Engine) -> None:
    assert limit(duckdb_engine, [], day("2026-03-01"), days=30, within=31) == (30, day("2026-03-30"))


def test_runs_that_overlap_touch_or_follow_become_one(duckdb_engine: Engine) -> None:
    inside = [(day("2026-01-01"), day("2026-01-20")), (day("2026-01-03"), day("2026-01-05"))]
    touching = [(day("2026-01-20"), day("2026-01-22")), (day("2026-01-23"), day("2026-01-23"))]
    assert merged(duckdb_engine, [*touching, *inside]) == [(day("2026-01-01"), day("2026-01-23"))]


def test_a_day_of_absence_parts_two_runs(duckdb_engine: Engine) -> None:
    both = [(day("2026-01-01"), day("2026-01-02")), (day("2026-01-04"), day("2026-01-04"))]
    assert merged(duckdb_engine, both) == both


def test_a_run_that_ends_before_it_begins_has_no_day(duckdb_engine: Engine) -> None:
    assert merged(duckdb_engine, [(day("2026-01-05"), day("2026-01-04"))]) == []


def test_runs_of_two_travellers_stay_apart(duckdb_engine: Engine) -> None:
    rows = [runs_table([(day("2026-01-01"), day("2026-01-09"))], name) for name in ("ada", "bo")]
    found = duckdb_engine.arrow(merged_runs(duckdb_engine, duckdb_engine.load(pa.concat_tables(rows), "stays")))
    assert sorted(found["traveller"].to_pylist()) == ["ada", "bo"]


def test_the_role_of_a_window_bounds_its_numbers() -> None:
    fields = {field.name: (field.low, field.high) for field in BY_NAME["entry_window"].fields}
    assert fields == {"days": (1, 366), "within": (1, 3660)}
    assert BY_NAME["entry_window"].basis == "must"


@few
@given(stays=stays, entry=entries, within=st.integers(2, 200), share=st.floats(0.05, 0.95))
def test_the_limit_is_the_longest_stay_day_by_day(
    duckdb_engine: Engine, stays: list[Stay], entry: date, within: int, share: float
) -> None:
    allowed = max(1, int(within * share))
    assert limit(duckdb_engine, stays, entry, allowed, within)[0] == longest_stay(stays, entry, allowed, within)


@few
@given(stays=stays)
def test_runs_hold_the_days_of_the_stays_and_no_others(duckdb_engine: Engine, stays: list[Stay]) -> None:
    runs = merged(duckdb_engine, stays)
    assert days_of(runs) == days_of(stays)
    assert all(before[1] + timedelta(days=1) < after[0] for before, after in itertools.pairwise(runs))


@few
@given(stays=stays, entry=entries, data=st.data())
def test_order_and_repetition_of_stays_change_nothing(
    duckdb_engine: Engine, stays: list[Stay], entry: date, data: st.DataObject
) -> None:
    again = data.draw(st.permutations([*stays, *data.draw(st.lists(st.sampled_from(stays)) if stays else st.just([]))]))
    assert limit(duckdb_engine, again, entry) == limit(duckdb_engine, stays, entry)


@few
@given(stays=stays, absent=st.integers(90, 130))
def test_90_days_of_absence_give_90_days_again(duckdb_engine: Engine, stays: list[Stay], absent: int) -> None:
    last = max((end for _, end in stays), default=DAY_0)
    assert limit(duckdb_engine, stays, last + timedelta(days=absent + 1))[0] == 90


@few
@given(stays=stays, more=stays, entry=entries)
def test_more_days_of_presence_never_lengthen_a_stay(
    duckdb_engine: Engine, stays: list[Stay], more: list[Stay], entry: date
) -> None:
    assert limit(duckdb_engine, [*stays, *more], entry)[0] <= limit(duckdb_engine, stays, entry)[0]


@few
@given(stays=stays, entry=entries, wait=st.integers(0, 60))
def test_who_comes_later_may_stay_at_least_as_long(
    duckdb_engine: Engine, stays: list[Stay], entry: date, wait: int
) -> None:
    before = [(start, min(end, entry - timedelta(days=1))) for start, end in stays if start < entry]
    later = entry + timedelta(days=wait)
    assert limit(duckdb_engine, before, later)[0] >= limit(duckdb_engine, before, entry)[0]


@few
@given(stays=stays, entry=entries)
def test_days_used_are_the_days_of_presence_in_the_window(
    duckdb_engine: Engine, stays: list[Stay], entry: date
) -> None:
    counted = merged_runs(duckdb_engine, duckdb_engine.load(runs_table(stays), "stays"))
    asked = duckdb_engine.load(pa.Table.from_pylist([{"traveller": "ada", "on_day": entry}] * 2), "asked")
    used = used_on(days_of(stays), entry, 180)
    assert duckdb_engine.arrow(used_days(duckdb_engine, counted, asked, 90, 180)).to_pylist() == [
        {
            "traveller": "ada",
            "on_day": entry,
            "days_used": used,
            "days_left": max(0, 90 - used),
            "window_from": entry - timedelta(days=179),
        }
    ]


def test_100_000_random_histories_agree_with_counting_day_by_day(duckdb_engine: Engine) -> None:
    histories = random_histories(seed=2026, travellers=100_000)
    limits, used = brute_limits(histories, np.full(100_000, 90), np.full(100_000, 180))
    counted = merged_runs(duckdb_engine, duckdb_engine.load(histories.stays_table(), "stays"))
    asked = duckdb_engine.load(histories.asked_table(), "asked")
    found = duckdb_engine.arrow(allowed_days(duckdb_engine, asked, counted, 90, 180).order_by("segment_id"))
    counts = duckdb_engine.arrow(used_days(duckdb_engine, counted, asked, 90, 180).order_by("traveller"))
    assert np.array_equal(found["allowed_days"].to_numpy(), limits)
    last = asked_plus(histories.asked, limits - 1)
    assert found["last_on"].to_pylist() == last
    assert np.array_equal(counts["days_used"].to_numpy(), used)
    assert len(np.unique(limits)) == 91


def test_each_row_has_the_numbers_of_its_own_day(duckdb_engine: Engine) -> None:
    found, brute = own_numbers(duckdb_engine, 5_000)
    assert found == brute


@pytest.mark.spark
def test_spark_gives_the_days_that_counting_gives(spark_engine: Engine) -> None:
    found, brute = own_numbers(spark_engine, 300)
    assert found == brute


def own_numbers(engine: Engine, travellers: int) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Ask with numbers of days that differ from row to row, as columns; give what is found and what counting gives."""
    histories = random_histories(seed=7, travellers=travellers)
    rng = np.random.default_rng(8)
    allowed = rng.integers(1, 120, travellers)
    within = allowed + rng.integers(1, 200, travellers)
    limits, used = brute_limits(histories, allowed, within)
    numbers = histories.asked_table().append_column("allow", pa.array(allowed)).append_column("wide", pa.array(within))
    asked = engine.load(numbers, "asked")
    counted = merged_runs(engine, engine.load(histories.stays_table(), "stays"))
    found = engine.arrow(allowed_days(engine, asked, counted, asked.allow, asked.wide).order_by("segment_id"))
    days_asked = asked.select("traveller", "on_day", "allow", "wide")
    counts = used_days(engine, counted, days_asked, days_asked.allow, days_asked.wide)
    counts = engine.arrow(counts.order_by("traveller"))
    columns = [found["allowed_days"], found["last_on"], counts["days_used"], counts["days_left"], counts["window_from"]]
    brute = [
        limits.tolist(),
        asked_plus(histories.asked, limits - 1),
        used.tolist(),
        np.maximum(allowed - used, 0).tolist(),
        asked_plus(histories.asked, 1 - within),
    ]
    return list(zip(*(column.to_pylist() for column in columns), strict=True)), list(zip(*brute, strict=True))


def asked_plus(numbers: Any, more: Any) -> list[date]:
    """Give the days that lie so many days after the days asked about."""
    return [DAY_0 + timedelta(days=int(number)) for number in numbers + more]
