"""A run cut into buckets of persons gives the same bytes, and one that was interrupted goes on where it stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from mixed_worlds import AS_OF, mixed_evidence
from stays_folders import list_outputs
from stays_run import LATER

from sojourn.engine import Engine
from sojourn.errors import RunError
from sojourn.law.pack import load_pack
from sojourn.stays.reconcile import reconcile
from sojourn.stays.shelf import open_shelf


class StoppedError(Exception):
    """Stands for whatever ends a run before its time."""


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write persons of every sort: restricted, joined by a model, on trips, whose departures go unrecorded."""
    return mixed_evidence(tmp_path_factory.mktemp("in") / "evidence")


@pytest.fixture(scope="module")
def whole(duckdb_engine: Engine, evidence: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run everybody at once."""
    out = tmp_path_factory.mktemp("whole") / "run"
    run_cut(duckdb_engine, evidence, out, 1)
    return out


def run_cut(
    engine: Engine,
    evidence: Path,
    out: Path,
    buckets: int,
    as_of: str = AS_OF,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Reconcile in so many buckets."""
    engine.restart()
    law = load_pack("us").as_known_at(LATER)
    return reconcile(engine, evidence, law, date.fromisoformat(as_of), LATER, out, progress, buckets=buckets)


def differing(one: Path, other: Path) -> list[str]:
    """Name the output tables that differ in any byte, or that only one run has."""
    names = set(list_outputs(one)) | set(list_outputs(other))
    pairs = {name: [out / f"{name}.parquet" for out in (one, other)] for name in names}
    return sorted(
        name
        for name, (here, there) in pairs.items()
        if not (here.exists() and there.exists() and here.read_bytes() == there.read_bytes())
    )


@pytest.mark.parametrize("buckets", [2, 5])
def test_buckets_change_no_byte(
    duckdb_engine: Engine, evidence: Path, whole: Path, tmp_path: Path, buckets: int
) -> None:
    about = run_cut(duckdb_engine, evidence, tmp_path / "cut", buckets)
    assert differing(whole, tmp_path / "cut") == []
    assert about["coverage"]["groups"]
    assert sum(about["counts"]["states"].values()) > 0


def test_buckets_change_no_byte_where_records_are_later_than_the_day_asked_about(
    duckdb_engine: Engine, evidence: Path, tmp_path: Path
) -> None:
    run_cut(duckdb_engine, evidence, tmp_path / "whole", 1, as_of="2026-03-01")
    run_cut(duckdb_engine, evidence, tmp_path / "cut", 3, as_of="2026-03-01")
    assert differing(tmp_path / "whole", tmp_path / "cut") == []


def stop_after(words: str) -> Callable[[str], None]:
    """Give a listener that ends the run when it hears these words."""

    def heard(says: str) -> None:
        if says == words:
            raise StoppedError

    return heard


@pytest.mark.parametrize("words", ["bucket 2 of 4 crossed", "bucket 2 of 4 answered"])
def test_an_interrupted_run_goes_on_with_the_buckets_that_are_missing(
    duckdb_engine: Engine, evidence: Path, whole: Path, tmp_path: Path, words: str
) -> None:
    out, said = tmp_path / "run", []
    with pytest.raises(StoppedError):
        run_cut(duckdb_engine, evidence, out, 4, progress=stop_after(words))
    assert not out.exists()
    run_cut(duckdb_engine, evidence, out, 4, progress=said.append)
    assert any(line.startswith("going on from an interrupted run") for line in said)
    done = words.rsplit(" ", 1)[1]
    assert [line for line in said if line in (f"bucket 1 of 4 {done}", words)] == []
    assert f"bucket 3 of 4 {done}" in said
    assert differing(whole, out) == []
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_what_another_question_left_behind_is_not_used(
    duckdb_engine: Engine, evidence: Path, whole: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    with pytest.raises(StoppedError):
        run_cut(duckdb_engine, evidence, tmp_path / "run", 4, "2026-11-30", stop_after("bucket 3 of 4 crossed"))
    run_cut(duckdb_engine, evidence, tmp_path / "run", 4, progress=said.append)
    assert [line for line in said if line.startswith("going on")] == []
    assert differing(whole, tmp_path / "run") == []


def test_a_killed_process_leaves_the_earlier_run_as_it_was_and_the_next_one_ends_well(
    evidence: Path, whole: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    known = LATER.strftime("%Y-%m-%dT%H:%M:%SZ")
    asked = ["--law", "us", "--as-of", AS_OF, "--known-at", known, "--buckets", "4", "--out", str(out)]
    command = [str(Path(sys.executable).with_name("sojourn")), "reconcile", str(evidence), *asked]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr is not None
        heard = next((line for line in process.stderr if "bucket 1 of 4 answered" in line), "")
        os.kill(process.pid, signal.SIGKILL)
    assert heard
    assert not out.exists()
    again = subprocess.run(command, check=True, capture_output=True, text=True)
    assert "going on from an interrupted run" in again.stderr
    assert differing(whole, out) == []


def test_two_runs_into_one_folder_are_refused(tmp_path: Path) -> None:
    first, second = (open_shelf(tmp_path / "run", {"asked": 1}) for _ in range(2))
    with first, pytest.raises(RunError) as refused, second:
        pass
    assert refused.value.code == "run-in-progress"
