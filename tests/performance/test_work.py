"""The performance test: what DuckDB does for one ``reconcile`` is counted, and no count may double unseen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import ibis
import pyarrow as pa
import pytest

from sojourn.engine import Statements, open_engine
from tools.work import (
    ALL,
    LITTLE_MEMORY,
    SMALL,
    Counts,
    count_spills,
    count_stages,
    find_breaches,
    main,
    read_budgets,
    run_counted,
)
from tools.work_counting import COUNTS, Work, counting

NEXT = "If this is meant: python -m tools.work --write"
#: The stages that the tests of the test itself run: the first two, which take a second.
LAST = "each record has its fate"
Make = Callable[[Statements, str, str], str]


class _EnoughError(Exception):
    """The stages that are asked about were run."""


def count_first_stages(folder: Path) -> tuple[Counts, Counts]:
    """Run the first stages; give their counts and their budgets."""
    kept: list[Work] = []

    def until(work: Work) -> Callable[[str], None]:
        kept.append(work)

        def stage(name: str) -> None:
            work.stage(name)
            if name == LAST:
                raise _EnoughError

        return stage

    with pytest.raises(_EnoughError):
        run_counted(SMALL, folder, until)
    seen = {name: {count: found[count] for count in COUNTS} for name, found in kept[0].stages.items()}
    return seen, {name: counts for name, counts in read_budgets().items() if name in seen}


@pytest.fixture
def made_otherwise(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Make], Make]], None]:
    """Let a test change how the engine makes each table that it keeps."""

    def change(how: Callable[[Make], Make]) -> None:
        monkeypatch.setattr(Statements, "make", how(Statements.make))

    return change


def test_no_count_of_a_whole_run_left_its_budget(tmp_path: Path) -> None:
    budgets = {name: counts for name, counts in read_budgets().items() if name != LITTLE_MEMORY}
    assert find_breaches(count_stages(tmp_path), budgets) == [], NEXT


def test_a_run_larger_than_its_memory_ends_and_spills_no_more_than_it_may(tmp_path: Path) -> None:
    seen = count_spills(tmp_path)
    assert seen[LITTLE_MEMORY]["bytes_spilled"] > 0, "the memory is too large to tell anything"
    assert find_breaches(seen, {LITTLE_MEMORY: read_budgets()[LITTLE_MEMORY]}) == [], NEXT


def test_the_first_stages_alone_are_within_their_budgets(tmp_path: Path) -> None:
    assert find_breaches(*count_first_stages(tmp_path)) == [], NEXT


def test_a_needless_sort_is_refused(tmp_path: Path, made_otherwise: Callable[[Callable[[Make], Make]], None]) -> None:
    made_otherwise(lambda make: lambda self, sql, name: make(self, f"FROM ({sql}) ORDER BY ALL", name))
    breaches = find_breaches(*count_first_stages(tmp_path))
    assert any(said.startswith(f"`sorts` of `{LAST}`") for said in breaches), breaches


def test_work_done_twice_is_refused(tmp_path: Path, made_otherwise: Callable[[Callable[[Make], Make]], None]) -> None:
    made_otherwise(lambda make: lambda self, sql, name: make(self, sql, make(self, sql, name)))
    breaches = find_breaches(*count_first_stages(tmp_path))
    assert any("`rows_from_files`" in said and "twice its budget" in said for said in breaches), breaches


def test_each_operator_is_counted_with_the_rows_that_go_into_it(tmp_path: Path) -> None:
    rows = pa.table({"key": [n % 3 for n in range(12)], "value": list(range(12))})
    with open_engine("duckdb", threads=1) as engine:
        kept = engine.once(engine.load(rows, "rows"), "kept")
        names = engine.load(pa.table({"key": [0, 1, 2], "name": ["a", "b", "c"]}), "names")
        with counting(engine) as work:
            newest = ibis.row_number().over(group_by="key", order_by=kept.value.desc())
            ranked = engine.once(kept.mutate(rank=newest), "ranked")
            work.stage("ranked")
            engine.write_parquet(ranked.join(names, "key"), tmp_path / "out.parquet", ["value"])
            work.stage("written")
            assert engine.count(engine.read_parquet(tmp_path / "out.parquet").filter(ibis._.value > 3)) == 8
            work.stage("read")
    ranked_work, written, read = (work.stages[name] for name in ("ranked", "written", "read"))
    assert (ranked_work["windows"], ranked_work["rows_in_windows"], ranked_work["rows_kept"]) == (1, 12, 12)
    assert (written["sorts"], written["rows_sorted"], written["joins"]) == (1, 12, 1)
    assert (written["rows_in_joins"], written["rows_from_kept"], written["rows_written"]) == (15, 15, 12)
    assert (read["rows_from_files"], read["aggregates"], read["sorts"]) == (12, 1, 0)


def test_an_engine_counts_only_inside_and_works_as_before_after(tmp_path: Path) -> None:
    with open_engine("duckdb", threads=1) as engine:
        connection, statements = engine.con.con, engine.statements
        with counting(engine) as work:
            engine.load(pa.table({"value": [1]}), "inside")
        counted = work.total["statements"]
        engine.load(pa.table({"value": [1]}), "outside")
        assert (engine.con.con, engine.statements) == (connection, statements)
    assert 0 < counted == work.total["statements"]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (10, None),
        (19, None),
        (20, "is 20, twice its budget of 10 or more"),
        (5, None),
        (4, "is 4, less than half its budget of 10"),
    ],
)
def test_a_count_is_refused_at_twice_and_below_half_its_budget(now: int, said: str | None) -> None:
    breaches = find_breaches({ALL: {"sorts": now}}, {ALL: {"sorts": 10}})
    assert breaches == ([] if said is None else [f"`sorts` of `{ALL}` {said}"])


@pytest.mark.parametrize(("count", "now", "refused"), [("rows_kept", 1999, False), ("rows_kept", 2000, True)])
def test_a_handful_of_rows_is_not_judged(count: str, now: int, refused: bool) -> None:
    assert bool(find_breaches({ALL: {count: now}}, {ALL: {count: 10}})) is refused


def test_a_stage_without_a_budget_and_a_budget_without_a_stage_are_named() -> None:
    assert find_breaches({"new": {"sorts": 1}}, {"old": {"sorts": 1}}) == [
        "the stage `new` has no budget",
        "the stage `old` has a budget and was not run",
    ]


def test_what_is_written_is_within_its_own_budgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = {ALL: {**dict.fromkeys(COUNTS, 3), "bytes_written": 7_000_000}}
    monkeypatch.setattr("tools.work.count_stages", lambda _: stages)
    monkeypatch.setattr("tools.work.count_spills", lambda _: {LITTLE_MEMORY: {"bytes_spilled": 5_000_000}})
    monkeypatch.setattr("tools.work.BUDGETS", tmp_path / "performance" / "work.yaml")
    assert main([]) == 1, "nothing has a budget yet"
    assert main(["--write"]) == 0
    assert main([]) == 0
    stages[ALL]["sorts"] = 6
    assert main([]) == 1
