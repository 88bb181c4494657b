"""``sojourn reconcile``: a folder of evidence to a folder of answers, written whole or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn import __version__
from sojourn.compiling import rare_collections
from sojourn.engine import Engine
from sojourn.errors import EngineError, RunError
from sojourn.evidence.folder import Evidence, load_evidence
from sojourn.identity.options import SHIPPED, IdentityOptions, read_options
from sojourn.law.rule import Law
from sojourn.stays.buckets import MOST_BUCKETS
from sojourn.stays.shelf import OUT, open_shelf
from sojourn.stays.writing import Clock, Task

Progress = Callable[[str], None]

#: Bytes of memory for each movement of a bucket, and movements beyond which a run is cut into buckets at all.
_BYTES_PER_MOVEMENT = 700
_LEAST_CUT = 1_000_000


def reconcile(
    engine: Engine,
    evidence: Path,
    law: Law,
    as_of: date,
    known_at: datetime,
    out: Path,
    progress: Progress = lambda _: None,
    law_source: str | None = None,
    identity: IdentityOptions = SHIPPED,
    buckets: int | None = None,
) -> dict[str, Any]:
    """Reconcile a folder of evidence and write every output of the run.

    A run that does not fit in memory is cut into buckets of persons (``stays.buckets``); that changes no answer. If
    such a run is interrupted, the next one that asks the same of the same evidence goes on where it stopped.

    Args:
        engine: an open engine.
        evidence: a folder with ``movements.*`` and ``facts.*``.
        law: the law as known at ``known_at``.
        as_of: the day asked about.
        known_at: records learned later do not exist for the run.
        out: the folder to make; it must not exist, or be the output of an earlier run.
        progress: called with a short sentence after each step.
        law_source: how the pack was named (its code or folder), so that the answers can be explained later.
        identity: reviewers' decisions, and the model that compares what documents left over.
        buckets: into how many buckets of persons to cut the run; null: as many as the engine's memory asks for.

    Returns:
        What ``run.json`` holds.

    Raises:
        EvidenceError: the evidence cannot be used as it stands.
        LawError: the law pack does not cover ``as_of``.
        EngineError: buckets are asked for on Spark.
        RunError: ``out`` is something else than the output of a run, or another process writes there.
    """
    _check_target(out)
    _check_buckets(engine, buckets)
    law.check_day(as_of)
    whose = read_options(identity, known_at)
    clock = Clock(progress)
    found = load_evidence(engine, evidence)
    clock.step("read", "evidence read")
    count = buckets or buckets_for(engine, found)
    about = _about(evidence, found, law, as_of, known_at) | {"identity": whose.about}
    with rare_collections(), open_shelf(out, {**about, "buckets": count}, lasting=count > 1) as shelf:
        if shelf.found:
            progress(f"going on from an interrupted run: {shelf.found} pieces of it are whole")
        about["law_source"] = law_source or law.code
        _write_whole(Task(engine, found, law, as_of, known_at, whose, shelf, count, clock), about, out)
    return about


def _write_whole(task: Task, about: dict[str, Any], out: Path) -> None:
    """Write a run beside its folder and rename it; add to ``about`` what was counted."""
    beside = task.shelf.path(OUT)
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir()
    about["counts"] = task.run(beside)
    about["coverage"] = about["counts"].pop("coverage")
    timings = task.clock.timings
    about["timings"] = {**timings, "total": round(sum(timings.values()), 3)}
    pq.write_table(_quarantine(task.found.quarantined), beside / "quarantine.parquet")
    (beside / "run.json").write_text(json.dumps(about, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    if out.exists():
        shutil.rmtree(out)
    beside.rename(out)


def buckets_for(engine: Engine, found: Evidence) -> int:
    """Say into how many buckets of persons a run is cut, so that one fits into the engine's memory; Spark cuts none."""
    if engine.memory is None:
        return 1
    rows = engine.count(found.movements)
    if rows <= _LEAST_CUT:
        return 1
    return min(MOST_BUCKETS, -(-rows * _BYTES_PER_MOVEMENT // engine.memory))


def _quarantine(quarantined: pa.Table) -> pa.Table:
    """The rows set apart, without their content: where they stand and why. The raw line stays in the evidence."""
    return quarantined.drop_columns([name for name in ("raw",) if name in quarantined.column_names])


def _about(evidence: Path, found: Evidence, law: Law, as_of: date, known_at: datetime) -> dict[str, Any]:
    return {
        "engine_version": __version__,
        "law": law.code,
        "law_version": law.version,
        "as_of": as_of.isoformat(),
        "known_at": known_at.astimezone(UTC).isoformat(),
        "evidence": str(evidence.resolve()),
        "digests": found.digests,
    }


def _check_buckets(engine: Engine, buckets: int | None) -> None:
    if engine.memory is None and buckets not in (None, 1):
        raise EngineError(
            "buckets-on-spark",
            f"{buckets} buckets were asked for on Spark, which parts its work itself. Allowed: buckets on DuckDB. "
            "Next: leave `--buckets` out, or use `--engine duckdb`.",
        )


def _check_target(out: Path) -> None:
    if out.exists() and not (out / "run.json").is_file() and any(out.iterdir()):
        raise RunError(
            "out-not-empty",
            f"the folder `{out}` is not empty and is no earlier run. Nothing was written. "
            "Next: name a new folder with `--out`, or empty this one.",
        )
