"""A real cluster: a master and two workers in processes of their own, one of which is killed during a run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from stays_folders import list_outputs, rows_of, run_folder, write_evidence
from stays_population import random_population

from benchmarks.spark_cluster import HOST, Cluster, cluster, wait_until
from sojourn.engine import Engine

AS_OF = "2026-12-01"
SMALL = (
    f"spark.driver.host={HOST}",
    f"spark.driver.bindAddress={HOST}",
    "spark.driver.memory=1g",
    "spark.executor.memory=512m",
    "spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.sql.shuffle.partitions=2",
)


def start(evidence: Path, out: Path, master: str, work: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start the command on a cluster."""
    command = [str(Path(sys.executable).with_name("sojourn")), "reconcile", str(evidence), "--law", "base"]
    command += ["--as-of", AS_OF, "--known-at", "2030-01-01", "--model", "none", "--engine", "spark"]
    command += ["--master", master, "--work", str(work), "--out", str(out)]
    command += [part for setting in SMALL for part in ("--set", setting)]
    with log.open("wb") as file:
        return subprocess.Popen(command, stdout=file, stderr=file)


def lose_a_worker(running: Cluster, run: subprocess.Popen[bytes], log: Path) -> None:
    """Kill a worker that has done a task, once the run has read its evidence and goes on."""
    lost = running.workers[0]
    wait_until(lambda: run.poll() is not None or "each record has its fate" in log.read_text(), 300, "the run goes on")
    wait_until(lambda: run.poll() is not None or lost.finished_tasks() > 0, 120, "the worker has done a task")
    assert run.poll() is None, log.read_text()
    assert lost.kill() > 0, "it had no executor"


@pytest.mark.spark
def test_spark_ends_right_when_a_worker_dies(spark_engine: Engine, duckdb_engine: Engine, tmp_path: Path) -> None:
    book = random_population(3, 12)
    evidence = write_evidence(tmp_path / "evidence", book.movements, book.facts)
    here, there, log = tmp_path / "duckdb", tmp_path / "spark", tmp_path / "log"
    run_folder(duckdb_engine, evidence, here, AS_OF, law="base")
    with cluster(tmp_path / "cluster", workers=2) as running:
        run = start(evidence, there, running.master, tmp_path / "work", log)
        try:
            lose_a_worker(running, run, log)
            assert run.wait(500) == 0, log.read_text()
        finally:
            run.kill()
            run.wait(30)
    assert "Lost executor" in log.read_text()
    names = list_outputs(here)
    assert list_outputs(there) == names
    for name in names:
        assert sorted(map(str, rows_of(there, name))) == sorted(map(str, rows_of(here, name))), name
        assert pq.read_schema(there / f"{name}.parquet") == pq.read_schema(here / f"{name}.parquet"), name
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.spark
def test_spark_ends_with_a_word_when_no_worker_takes_a_task(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from sojourn import spark\n"
        "from sojourn.engine import open_engine\n"
        "spark.WAIT_SECONDS = 3\n"
        "where = {'spark.driver.host': '127.0.0.1', 'spark.driver.bindAddress': '127.0.0.1'}\n"
        "try:\n"
        "    with open_engine('spark', master=sys.argv[1], work=Path(sys.argv[2]), settings=where): pass\n"
        "except spark.EngineError as error: print(error.code)\n"
    )
    with cluster(tmp_path / "cluster", workers=0) as running:
        command = [sys.executable, "-c", program, running.master, str(tmp_path / "work")]
        told = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert told.stdout.strip() == "spark-no-workers", told.stderr
