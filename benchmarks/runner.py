"""Runs one step in a process of its own, and watches what it takes until it ends or must be stopped."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psutil

from benchmarks.results import Measured
from benchmarks.tree import bytes_under, end_tree, memory_of

#: Least memory and disk of the machine that a step must leave free, or it is stopped.
LEAST_MEMORY = 512 * 2**20
LEAST_DISK = 1 * 2**30
_EVERY = 0.2
_DISK_EVERY = 5
_OUT_OF_MEMORY = ("OutOfMemory", "Out of Memory", "MemoryError", "Cannot allocate memory", "Java heap space")
_OUT_OF_DISK = ("No space left", "out of disk", "max_temp_directory_size")


@dataclass
class Watched:
    """What was seen of a running step."""

    peak: int = 0
    disk: int = 0
    stopped: str = ""
    began: float = field(default_factory=time.monotonic)


def run_step(step: str, evidence: Path, work: Path, limit: float) -> Measured:
    """Run one step with a folder of its own for its files; it is ended after ``limit`` seconds.

    Raises:
        RuntimeError: the step failed, and neither time nor memory nor disk was short.
    """
    folder = work / "step"
    folder.mkdir(mode=0o755)
    try:
        return _run(step, evidence, folder, work, limit)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(step: str, evidence: Path, folder: Path, work: Path, limit: float) -> Measured:
    command = [sys.executable, "-m", "benchmarks.steps", step, str(evidence.resolve()), str(folder.resolve())]
    environment = {**os.environ, "TMPDIR": str(folder.resolve())}
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, text=True, env=environment)
        try:
            seen = _watch(process, folder, work, limit)
        finally:
            end_tree(process.pid)
            process.wait()
        spent = time.monotonic() - seen.began
        out.seek(0)
        err.seek(0)
        told, wrong = out.read(), err.read()
    stopped = seen.stopped or ("" if process.returncode == 0 else _why(process.returncode, wrong))
    if stopped == "failed":
        raise RuntimeError(f"the step `{step}` failed:\n{wrong[-3000:]}")
    if stopped:
        return Measured(round(spent, 1), peak_bytes=seen.peak, peak_disk_bytes=seen.disk, stopped=stopped)
    said, measure = (json.loads(line) for line in told.splitlines() if line.startswith("{"))
    return replace(_measured(measure, seen), said=said | (_judge(step, evidence, folder) if step in _FOUND else {}))


def _watch(process: subprocess.Popen[str], folder: Path, work: Path, limit: float) -> Watched:
    seen, turn = Watched(), 0
    while process.poll() is None:
        seen.peak = max(seen.peak, memory_of(process.pid))
        if turn % _DISK_EVERY == 0:
            seen.disk = max(seen.disk, bytes_under(folder))
        seen.stopped = _short(work, time.monotonic() - seen.began, limit)
        if seen.stopped:
            return seen
        turn += 1
        time.sleep(_EVERY)
    seen.disk = max(seen.disk, bytes_under(folder))
    return seen


def _short(work: Path, spent: float, limit: float) -> str:
    if spent > limit:
        return "time"
    if psutil.virtual_memory().available < LEAST_MEMORY:
        return "memory"
    return "disk" if shutil.disk_usage(work).free < LEAST_DISK else ""


def _why(code: int, wrong: str) -> str:
    if code == -9 or any(words in wrong for words in _OUT_OF_MEMORY):
        return "memory"
    return "disk" if any(words in wrong for words in _OUT_OF_DISK) else "failed"


def _measured(measure: Mapping[str, Any], seen: Watched) -> Measured:
    own = int(measure["own_peak_bytes"])
    figures = {name: value for name, value in measure.items() if name != "own_peak_bytes"}
    return Measured(**figures, peak_bytes=max(own, seen.peak), peak_disk_bytes=seen.disk)


#: Where a step leaves what it found, to be held against the truth.
_FOUND = {
    "reconcile": "run",
    "pandas": "pandas.parquet",
    "postgres": "postgres.parquet",
    "splink": "splink.parquet",
}


def _judge(step: str, evidence: Path, folder: Path) -> dict[str, Any]:
    """Hold what a step found against the truth; evidence of several worlds is not judged."""
    if not (evidence / "truth.parquet").is_file():
        return {}
    command = [sys.executable, "-m", "benchmarks.accuracy", str(evidence), str(folder / _FOUND[step])]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {"accuracy": json.loads(done.stdout)}
