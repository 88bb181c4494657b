"""What is measured for the page of speed: each step over few travellers, what it takes, and when it is not begun."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks import blocks, worlds
from benchmarks.accuracy import measure
from benchmarks.blocks import Wanted, iter_measured, plan
from benchmarks.results import Block, Measured, Results, code_digest
from benchmarks.runner import run_step
from benchmarks.tree import taken_by
from sojourn.engine import open_engine
from sojourn.evidence.folder import load_evidence

STEPS = ("make", "floor", "reconcile", "pandas", "postgres", "splink", "floor_after")
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def few() -> Block:
    """All steps over few travellers, each in a process of its own, as the benchmark runs them."""
    said: list[str] = []
    wanted = [Wanted("size", 1200, STEPS)]
    with tempfile.TemporaryDirectory(prefix="sojourn-bench-") as folder:
        work = Path(folder)
        work.chmod(0o755)  # so that the server's own account gets to its data
        (found,) = iter_measured(wanted, Results({}), work, "2026-11-23", keep=False, say=said.append)
        assert list(work.iterdir()) == []
    assert said[-1].startswith("size/1200: floor_after, ended in")
    return found.blocks["size/1200"]


def test_each_step_takes_time_memory_and_bytes(few: Block) -> None:
    assert set(few.steps) == set(STEPS)
    assert few.movements > 2000
    for name, step in few.steps.items():
        assert step.stopped == "", name
        assert min(step.seconds, step.cpu_seconds, step.peak_bytes, step.read_bytes, step.written_bytes) > 0, name


def test_the_servers_of_postgres_are_counted(few: Block) -> None:
    assert few.steps["postgres"].written_bytes > 10 * few.steps["pandas"].written_bytes
    assert set(few.steps["postgres"].phases) == {"start", "load", "query"}


def test_every_approach_judges_the_same_true_stays(few: Block) -> None:
    judged = {name: step.said["accuracy"] for name, step in few.steps.items() if "accuracy" in step.said}
    assert set(judged) == {"reconcile", "pandas", "postgres", "splink"}
    assert len({(said["stays"], said["lawful"], said["late"]) for said in judged.values()}) == 1
    assert all(said["departures_right"] > 0.9 * said["stays"] for said in judged.values())


def test_sojourn_calls_fewer_lawful_stays_late_than_a_script(few: Block) -> None:
    falsely = {name: few.steps[name].said["accuracy"]["falsely_late"] for name in ("reconcile", "pandas", "postgres")}
    assert falsely["reconcile"] < falsely["pandas"] == falsely["postgres"]


def test_a_run_says_what_its_stages_took(few: Block) -> None:
    timings = few.steps["reconcile"].said["timings"]
    assert timings["total"] <= few.steps["reconcile"].seconds


def test_what_is_of_this_code_and_whole_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict.fromkeys(STEPS, Measured(1.0))
    before = Results({}).with_block(Block("size", 5, code_digest(), "2026-11-22", steps=known))
    monkeypatch.setattr(blocks, "run_step", lambda *_: pytest.fail("a step was measured again"))
    said: list[str] = []
    wanted = [Wanted("size", 5, STEPS)]
    assert list(iter_measured(wanted, before, tmp_path, "2026-11-23", keep=True, say=said.append)) == []
    assert said == ["size/5: kept, it was measured with this code"]


@pytest.mark.parametrize(("code", "steps"), [("0ther", STEPS), (None, STEPS[:3])])
def test_other_code_or_a_step_that_lacks_is_measured_again(
    code: str | None, steps: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = Block("size", 5, code or code_digest(), "2026-11-22", steps=dict.fromkeys(steps, Measured(1.0)))
    monkeypatch.setattr(blocks, "run_step", lambda *_: Measured(2.0))
    wanted = [Wanted("size", 5, STEPS)]
    (found,) = iter_measured(
        wanted, Results({}).with_block(block), tmp_path, "2026-11-23", keep=True, say=lambda _: None
    )
    assert {step.seconds for step in found.blocks["size/5"].steps.values()} == {2.0}


def test_a_size_that_does_not_fit_on_the_disk_is_not_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, 20 * 2**30))
    monkeypatch.setattr(blocks, "run_step", lambda *_: pytest.fail("a step was begun"))
    said: list[str] = []
    wanted = plan(["growth"], [31_000_000], [])
    (found,) = iter_measured(wanted, Results({}), tmp_path, "2026-11-23", keep=False, say=said.append)
    missing = found.blocks["size/31000000"].missing
    assert "99,510,000 movements need about" in missing
    assert "20 GiB were free" in missing
    assert said == [f"size/31000000: does not fit, {missing}"]


def test_large_sizes_leave_out_what_would_not_end() -> None:
    steps = {each.travellers: each.steps for each in plan(["growth", "comparisons"], [31_000_000, 3_100_000, 310], [])}
    assert "splink" in steps[310]
    assert "splink" not in steps[3_100_000]
    assert steps[31_000_000] == ("make", "floor", "reconcile", "floor_after")


def test_a_step_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    found = run_step("paxlst", tmp_path, tmp_path, 0.0)
    assert found.stopped == "time"


def test_a_step_that_fails_tells_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"(?s)the step `floor` failed.*movements"):
        run_step("floor", tmp_path / "nothing", tmp_path, 60)


def test_what_a_child_reads_and_writes_is_its_parents(tmp_path: Path) -> None:
    before = taken_by(os.getpid())
    code = f"import pathlib; p = pathlib.Path({str(tmp_path / 'file')!r}); p.write_bytes(bytes(10**7)); p.read_bytes()"
    subprocess.run([sys.executable, "-c", code], check=True)
    taken = taken_by(os.getpid()) - before
    assert taken.written_bytes >= 10**7
    assert taken.read_bytes >= 10**7


def test_several_worlds_in_one_folder_share_no_record_document_or_feed(tmp_path: Path) -> None:
    worlds.make(tmp_path / "whole", 400, world=200)
    with open_engine("duckdb") as engine:
        evidence = load_evidence(engine, tmp_path / "whole")
        rows = evidence.movements.select("feed", "movement_id", "document_number", "references").to_pyarrow()
    assert evidence.quarantined.num_rows == 0
    pairs = zip(rows["feed"].to_pylist(), rows["movement_id"].to_pylist(), strict=True)
    names = [f"{feed}/{own}" for feed, own in pairs]
    later = [name.split("/")[0].endswith("-1") for name in names]
    assert 0.3 < sum(later) / len(later) < 0.7
    assert len(set(names)) == len(names)
    for column in ("feed", "document_number"):
        values = list(zip(rows[column].to_pylist(), later, strict=True))
        first, second = ({value for value, two in values if value and two is which} for which in (False, True))
        assert not first & second


def test_a_file_of_stays_is_held_against_the_truth(tmp_path: Path) -> None:
    def write(name: str, **columns: list[object]) -> Path:
        pq.write_table(pa.table(columns), tmp_path / name)
        return tmp_path / name

    write(
        "truth.parquet",
        record_id=["f/1", "f/2", "f/3", "f/4", "f/5"],
        truth=["left_in_time", "left_in_time", "overstayed", "in_status", "not_subject"],
        knowable=[True, False, True, True, True],
        left_on=["2026-01-05", "2026-01-06", None, None, None],
    )
    found = write(
        "found.parquet",
        record_id=["f/1", "f/2", "f/3", "f/9"],
        left_on=["2026-01-05", "2026-01-07", None, None],
        overstay=[False, True, True, True],
    )
    assert measure(tmp_path, found) == {
        "stays": 4,
        "departures_right": 2,
        "lawful": 3,
        "falsely_late": 1,
        "lawful_known": 2,
        "falsely_late_known": 0,
        "late": 1,
        "late_found": 1,
    }
