"""The page of speed: made from the results alone, honest about what is missing, and in step with what is committed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import page
from benchmarks.page_words import lines_of
from benchmarks.results import RESULTS, Block, Measured, Results, load, save

MACHINE = {
    "cores": 2,
    "memory_gib": 24.0,
    "system": "Linux, x86_64",
    "python": "3.11.1",
    "sojourn": "0",
    "versions": {"duckdb": "1.5.6"},
}
RIGHT = {
    "stays": 1000,
    "departures_right": 990,
    "lawful": 800,
    "falsely_late": 4,
    "lawful_known": 700,
    "falsely_late_known": 0,
    "late": 50,
    "late_found": 45,
}
STAGES = {"timings": {"read": 10.0, "write_answers": 30.0, "total": 40.0}}


def took(seconds: float, **more: object) -> Measured:
    return replace(Measured(seconds, peak_bytes=3 * 2**30), **more)  # type: ignore[arg-type]


def size(movements: int, reconcile: float, **steps: Measured) -> Block:
    whole = {"make": took(1), "floor": took(10), "reconcile": took(reconcile, said=STAGES | {"accuracy": RIGHT})}
    last = {"floor_after": took(12)}
    return Block("size", movements // 3, "c0de", "2026-11-23", movements, 9, {**whole, **steps, **last})


def results(*blocks: Block) -> Results:
    found = Results(MACHINE, note="A note.")
    for block in blocks:
        found = found.with_block(block)
    return found


def line_of(text: str, words: str) -> list[str]:
    line = next(line for line in text.splitlines() if words in line and line.startswith("|"))
    return [cell.strip() for cell in line.strip("|").split("|")]


def full() -> Results:
    others = {
        "pandas": took(20, said={"accuracy": RIGHT}),
        "postgres": took(40, phases={"load": 9.0}, said={"accuracy": RIGHT}),
        "splink": took(1800, stopped="time"),
    }
    spark = {"reconcile": took(8), "spark1": took(100, phases={"start": 10.0}), "spark2": took(80)}
    more = {"reconcile": took(9), "spark1": took(150, phases={"start": 10.0}), "spark2": took(90)}
    return results(
        size(1_000_000, 20.0, **others),
        size(10_000_000, 30.0, documents=took(26)),
        Block("spark", 10, "c0de", "2026-11-23", 30, 1, spark),
        Block("spark", 10_000, "c0de", "2026-11-23", 32_000, 1, more),
        Block("paxlst", 0, "c0de", "2026-11-23", steps={"paxlst": took(1, said={"passengers_a_second": 6000})}),
        Block("size", 31_000_000, "c0de", "2026-11-23", missing="99 GiB of disk are needed"),
    )


def test_a_run_is_held_against_the_mean_of_the_floor_before_and_after() -> None:
    text = page.render(results(size(10_000_000, 33.0)))
    assert line_of(text, "reconcile 10 million movements") == [
        "reconcile 10 million movements, in floors",
        "at most 3.0",
        "3.00",
        "met",
    ]


def test_a_bar_that_is_missed_says_so() -> None:
    assert line_of(page.render(results(size(10_000_000, 34.0))), "in floors")[-1] == "**not met**"


def test_a_bar_whose_size_is_lacking_is_not_measured() -> None:
    assert line_of(page.render(full()), "memory of 100 million")[1:] == ["at most 16", "not measured", ""]


def test_a_size_that_did_not_fit_is_named_with_its_reason() -> None:
    assert "* 31,000,000 travellers: 99 GiB of disk are needed." in page.render(full())


def test_growth_is_the_ratio_of_two_runs() -> None:
    assert line_of(page.render(full()), "time of 10 million")[2:] == ["1.50", "met"]


def test_an_approach_that_was_stopped_has_no_ratio() -> None:
    assert line_of(page.render(full()), "Splink, all records")[2:4] == ["ended for time", "–"]


def test_every_approach_is_shown_with_how_right_it_is() -> None:
    text = page.render(full()).split("Departures right, %")[1]
    assert line_of(text, "pandas, a script") == ["pandas, a script", "99.00", "500", "0", "90.00"]


def test_the_overhead_of_spark_is_what_it_takes_over_nearly_no_rows() -> None:
    rows = [line for line in page.render(full()).splitlines() if line.startswith("| 32,000") and "Spark, 1" in line]
    assert [cell.strip() for cell in rows[0].strip("|").split("|")][2:6] == ["150", "10.0", "90.0", "50.0"]


def test_stages_share_the_time_of_the_run_without_its_total() -> None:
    text = page.render(full())
    assert line_of(text, "write answers")[1:] == ["30.0", "75.00"]


def test_every_chart_stands_beside_a_table() -> None:
    parts = [part for part in page.render(full()).split("\n## ") if "](images/" in part]
    assert len(parts) == 4
    assert all("\n|---" in part for part in parts)


def test_sizes_of_different_versions_are_told_apart() -> None:
    older = replace(size(1_000_000, 20.0), code="01d")
    assert "Not all sizes were measured with the same version" in page.render(results(older, size(10_000_000, 30.0)))


def test_results_are_the_same_after_the_file(tmp_path: Path) -> None:
    save(tmp_path / "results.json", full())
    assert load(tmp_path / "results.json") == full()


def test_a_page_that_was_written_is_in_step(tmp_path: Path) -> None:
    written = page.write(full(), tmp_path)
    assert len(written) == 5
    assert page.list_stale(full(), tmp_path) == []


def test_other_results_make_page_and_chart_stale(tmp_path: Path) -> None:
    page.write(full(), tmp_path)
    other = full().with_block(size(1_000_000, 21.0))
    assert page.list_stale(other, tmp_path) == ["speed.md", "images/speed-growth.svg", "images/speed-compared.svg"]


def test_a_chart_that_nothing_shows_any_more_is_stale(tmp_path: Path) -> None:
    page.write(full(), tmp_path)
    assert "images/speed-spark.svg" in page.list_stale(results(size(1_000_000, 20.0)), tmp_path)


def test_the_committed_page_is_in_step_with_the_committed_results() -> None:
    found = load(RESULTS)
    assert found is not None
    assert page.list_stale(found) == []


@pytest.mark.parametrize("step", ["pandas", "postgres", "splink"])
def test_lines_of_code_leave_out_what_is_said_of_it(step: str) -> None:
    assert 10 < lines_of(step) < 100
