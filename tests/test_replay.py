"""Statements kept and run again: equal to building anew, on every way that the rows may take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import replay
from sojourn.engine import Engine, open_engine
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


def names_table(names: Sequence[str | None]) -> pa.Table:
    """Make the table given of the next functions: names in their order."""
    return pa.table(
        {"name": pa.array(names, pa.string()), "at": pa.array(range(len(names)), pa.int64())},
    )


def told(engine: Engine, given: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
    """Group, join, rank and sort by words and numbers: all that DuckDB shapes by what it knows of the rows."""
    names = engine.once(given["names"].mutate(short=given["names"].name.substr(0, 1)), "named")
    most = engine.once(names.group_by("short").agg(times=names.count(), last=names.at.max()), "most")
    both = engine.once(names.inner_join(most, "short"), "both")
    ranked = both.mutate(place=ibis.row_number().over(ibis.window(group_by="short", order_by=["name", "at"])))
    rare = engine.once(ranked.filter(ranked.last < 1000).select("name", "at", "times", "place", "last"), "rare")
    return {"told": rare.order_by("name", "at")}


FEW = ["Ann", "Žofia", None, "Ann"]
MANY = [f"{letter}{number} and a long name that stands on its own: Ω" for number in range(400) for letter in "abcdé"]


@pytest.mark.parametrize("threads", [1, 2])
def test_statements_planned_for_some_rows_serve_any_others(threads: int) -> None:
    worlds: list[list[str | None]] = [[], FEW, list(MANY), [], ["", None], list(reversed(MANY)), FEW]
    with open_engine("duckdb", memory="1GB", threads=threads) as engine:
        recording = Recording(engine, told)
        again = [recording.run({"names": names_table(names)})["told"] for names in worlds]
        anew = [Recording(engine, told).run({"names": names_table(names)})["told"] for names in worlds]
    assert (again, recording.built) == (anew, 1)


def test_an_error_in_a_run_leaves_nothing_behind(duckdb_engine: Engine) -> None:
    def build(engine: Engine, given: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
        kept = engine.once(given["names"], "kept")
        return {"numbers": engine.once(kept.mutate(number=kept.name.cast("int64")), "numbers")}

    recording = Recording(duckdb_engine, build)
    for names in (["1"], ["1"]):
        recording.run({"names": names_table(names)})
    with pytest.raises(duckdb.ConversionException):
        recording.run({"names": names_table(["not a number"])})
    assert recording.run({"names": names_table(["7"])})["numbers"]["number"].to_pylist() == [7]


def test_runs_leave_no_rows_and_no_tables(duckdb_engine: Engine) -> None:
    recording = Recording(duckdb_engine, told)

    def held() -> list[tuple[str, int]]:
        assert recording._prepared is not None
        con = recording._prepared._con
        tables = [row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        return sorted((name, con.execute(f'SELECT count(*) FROM temp.main."{name}"').fetchone()[0]) for name in tables)

    found = []
    for _ in range(4):
        recording.run({"names": names_table(FEW)})
        recording.run({"names": names_table(FEW)})
        found.append(held())
    assert found[0] == found[-1]
    assert {rows for _, rows in found[0]} == {0}


def test_many_rows_are_planned_for(duckdb_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "MOST_ROWS", 2)
    recording = Recording(duckdb_engine, told)
    few, many = names_table(["a", "b"]), names_table(FEW)
    found = [recording.run({"names": rows})["told"].num_rows for rows in (few, many, few, many)]
    assert (found, recording.built) == ([2, 3, 2, 3], 1)


def halved(engine: Engine, given: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
    """Halve days as long as any of them is even; then tell where they are long."""

    def further(stays: ir.Table) -> ir.Table:
        even = engine.once(stays.filter((stays.days > 0) & (stays.days % 2 == 0)), "even")
        half = even.mutate(days=(even.days / 2).floor().cast("int64"))
        return stays.anti_join(even, ["class", "days"]).union(half)

    def changed(before: ir.Table, after: ir.Table) -> ir.Table:
        return before.anti_join(after, ["class", "days"])

    last = engine.settle(given["stays"].distinct(), "halves", further, changed)
    long = engine.once(last.filter(last.days > 2), "long")
    return {"halved": last.order_by("class", "days"), "long": long.order_by("class", "days")}


ROUNDS = [[("a", 3)], [("a", 8), ("b", 6)], [], [("a", 48), ("a", 5)], [("c", 0)], [("b", 1024), ("c", 7)]]


def test_any_number_of_rounds_is_one_way(duckdb_engine: Engine) -> None:
    recording = Recording(duckdb_engine, halved)
    again = [recording.run({"stays": stays_table(rows)}) for rows in ROUNDS]
    assert [found["halved"]["days"].to_pylist() for found in again] == [[3], [1, 3], [], [3, 5], [0], [1, 7]]
    assert [found["long"]["days"].to_pylist() for found in again] == [[3], [3], [], [3, 5], [], [7]]
    assert recording.built == 1


def test_rounds_without_a_recording_give_the_same(duckdb_engine: Engine) -> None:
    found = []
    for rows in ROUNDS:
        tables = {"stays": duckdb_engine.load(stays_table(rows), "stays")}
        found.append(duckdb_engine.arrow(halved(duckdb_engine, tables)["halved"])["days"].to_pylist())
    assert found == [[3], [1, 3], [], [3, 5], [0], [1, 7]]


@pytest.mark.parametrize(
    "look",
    [
        lambda engine, stays: stays.filter(engine.has_rows(stays)),
        lambda engine, stays: stays.semi_join(engine.load(RATES, "rates"), "class"),
        lambda engine, stays: engine.settle(stays, "inner", lambda each: each, lambda a, b: a.anti_join(b, "class")),
    ],
    ids=["asks", "loads", "repeats"],
)
def test_a_round_that_does_more_than_make_tables_is_refused(
    duckdb_engine: Engine, look: Callable[[Engine, ir.Table], ir.Table]
) -> None:
    def build(engine: Engine, given: Mapping[str, ir.Table]) -> dict[str, ir.Table]:
        def changed(before: ir.Table, after: ir.Table) -> ir.Table:
            return before.anti_join(after, "class")

        return {"stays": engine.settle(given["stays"], "rounds", lambda stays: look(engine, stays), changed)}

    with pytest.raises(EngineError, match="recording-round"):
        Recording(duckdb_engine, build).run({"stays": stays_table([("a", 1)])})


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
