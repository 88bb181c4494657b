"""Statements kept and run again: equal to building anew, on every way that the rows may take."""

from __future__ import annotations

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import replay
from sojourn.engine import Engine
from sojourn.errors import EngineError
from sojourn.replay import Recording

RATES = pa.table({"class": ["a", "b"], "days": [3, 5]})
STAYS = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6)), max_size=6)


def stays_table(rows: list[tuple[str, int]]) -> pa.Table:
    """Make the table given: a class and the days of each stay."""
    return pa.table(
        {
            "class": pa.array([row[0] for row in rows], pa.string()),
            "days": pa.array([row[1] for row in rows], pa.int64()),
        }
    )


def over(engine: Engine, given: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
    """Find stays over the days of their class; where there are any, tell by how much and how often."""
    rates = engine.load(RATES, "rates").rename(allowed="days")
    joined = engine.once(given["stays"].inner_join(rates, "class"), "joined")
    late = engine.once(joined.filter(joined.days > joined.allowed), "late")
    if not engine.has_rows(late):
        return {"over": late.select("class", over=late.days)}
    number = engine.count(late)
    kinds = engine.arrow(late.select("class").distinct().order_by("class"))["class"].to_pylist()
    found = late.select("class", over=late.days - late.allowed).order_by("class", "over")
    return {"over": found.mutate(number=ibis.literal(number), kinds=ibis.literal(",".join(map(str, kinds))))}


def test_a_second_run_of_the_same_kind_is_not_built(duckdb_engine: Engine) -> None:
    recording = Recording(duckdb_engine, over)
    recording.run({"stays": stays_table([("a", 1)])})
    found = recording.run({"stays": stays_table([("b", 2), ("c", 9)])})
    assert (found["over"].num_rows, recording.built) == (0, 1)


def test_other_rows_give_other_answers_from_the_same_statements(duckdb_engine: Engine) -> None:
    recording = Recording(duckdb_engine, over)
    recording.run({"stays": stays_table([("a", 4)])})
    found = recording.run({"stays": stays_table([("a", 6)])})
    assert (found["over"].to_pylist(), recording.built) == ([{"class": "a", "over": 3, "number": 1, "kinds": "a"}], 1)


def test_a_decision_that_falls_out_as_never_before_is_built(duckdb_engine: Engine) -> None:
    recording = Recording(duckdb_engine, over)
    recording.run({"stays": stays_table([("a", 1)])})
    found = recording.run({"stays": stays_table([("a", 6)])})
    assert (found["over"].num_columns, recording.built) == (4, 2)


def test_a_way_seen_before_is_known_again_after_another(duckdb_engine: Engine) -> None:
    recording = Recording(duckdb_engine, over)
    for days in (1, 6, 2, 5):
        recording.run({"stays": stays_table([("a", days)])})
    assert recording.built == 2


def test_other_work_on_the_engine_between_two_runs_does_no_harm(duckdb_engine: Engine) -> None:
    recording, other = Recording(duckdb_engine, over), Recording(duckdb_engine, over)
    recording.run({"stays": stays_table([("a", 4)])})
    other.run({"stays": stays_table([("b", 6), ("b", 7)])})
    duckdb_engine.once(duckdb_engine.load(stays_table([("c", 1)]), "joined"), "late")
    assert recording.run({"stays": stays_table([("a", 5)])})["over"]["over"].to_pylist() == [2]


def test_what_depends_on_more_than_the_tables_given_is_refused(duckdb_engine: Engine) -> None:
    days = iter([1, 2])

    def build(engine: Engine, given: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
        kept = engine.once(given["stays"].mutate(asked=next(days)), "kept")
        return {"any": kept.mutate(some=engine.has_rows(kept))}

    recording = Recording(duckdb_engine, build)
    recording.run({"stays": stays_table([("a", 1)])})
    with pytest.raises(EngineError, match="recording-differs"):
        recording.run({"stays": stays_table([])})


def test_an_error_while_building_leaves_the_engine_and_the_recording_as_they_were(duckdb_engine: Engine) -> None:
    def build(engine: Engine, given: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
        if engine.has_rows(given["stays"]):
            raise ValueError
        return {"stays": given["stays"]}

    before = duckdb_engine.statements
    recording = Recording(duckdb_engine, build)
    with pytest.raises(ValueError):  # noqa: PT011
        recording.run({"stays": stays_table([("a", 1)])})
    assert (duckdb_engine.statements, recording.run({"stays": stays_table([])})["stays"].num_rows) == (before, 0)


def test_past_the_most_ways_runs_are_built_and_still_right(
    duckdb_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "MOST_WAYS", 1)
    recording = Recording(duckdb_engine, over)
    runs = [recording.run({"stays": stays_table([("a", days)])})["over"].num_rows for days in (1, 6, 6, 1)]
    assert (runs, recording.built) == ([0, 1, 1, 0], 3)


def test_what_may_be_skipped_is_kept_so_that_one_way_serves_all_rows(duckdb_engine: Engine) -> None:
    def build(engine: Engine, given: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
        late = given["stays"].filter(given["stays"].days > 3)
        return {"late": given["stays"].limit(0) if engine.may_skip(late) else late}

    recording = Recording(duckdb_engine, build)
    runs = [recording.run({"stays": stays_table([("a", days)])})["late"].num_rows for days in (1, 6)]
    assert (runs, recording.built) == ([0, 1], 1)


@pytest.mark.spark
def test_on_spark_every_run_is_built_and_gives_the_same(spark_engine: Engine) -> None:
    recording = Recording(spark_engine, over)
    found = [recording.run({"stays": stays_table([("a", days)])})["over"].to_pylist() for days in (4, 6)]
    assert found == [[{"class": "a", "over": over, "number": 1, "kinds": "a"}] for over in (1, 3)]


@given(runs=st.lists(STAYS, min_size=1, max_size=6))
def test_a_recording_gives_what_building_gives(duckdb_engine: Engine, runs: list[list[tuple[str, int]]]) -> None:
    recording = Recording(duckdb_engine, over)
    replayed = [recording.run({"stays": stays_table(rows)})["over"].to_pylist() for rows in runs]
    built = [Recording(duckdb_engine, over).run({"stays": stays_table(rows)})["over"].to_pylist() for rows in runs]
    assert replayed == built
