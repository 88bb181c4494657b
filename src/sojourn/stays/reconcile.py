"""``sojourn reconcile``: a folder of evidence to a folder of answers, written whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from sojourn import __version__, tables
from sojourn.engine import Engine
from sojourn.errors import RunError
from sojourn.evidence.fates import decide_fates, names_known
from sojourn.evidence.folder import Evidence, load_evidence
from sojourn.identity.options import SHIPPED, IdentityOptions, Whose, read_options
from sojourn.identity.reviewed import find_reviewed_people
from sojourn.law.rule import Law
from sojourn.stays.engine_run import answer_people
from sojourn.stays.feed_run import about_feeds, judges, measured_feeds

Progress = Callable[[str], None]

#: Each output file, its columns, and the columns that order it.
OUTPUTS: dict[str, tuple[pa.Schema, list[str]]] = {
    "people": (tables.PEOPLE, ["person_id", "record_id"]),
    "links": (tables.LINKS, ["link_id"]),
    "review": (tables.REVIEW, ["review_id"]),
    "crossings": (tables.CROSSINGS, ["person_id", "local_date", "crossing_id"]),
    "periods": (tables.PERIODS, ["stay_id", "valid_from", "rule_id", "basis", "valid_to", "class", "record_ids"]),
    "answers": (tables.ANSWERS, ["stay_id"]),
    "feeds": (tables.FEEDS, ["feed", "day", "port"]),
    "days": (tables.DAYS, ["stay_id"]),
    "unlawful_presence": (tables.UNLAWFUL_PRESENCE, ["stay_id"]),
    "departure_effects": (tables.DEPARTURE_EFFECTS, ["stay_id", "effect", "rule_id"]),
}


@dataclass
class _Clock:
    """Times the steps of a run for ``run.json``; answers never depend on it."""

    progress: Progress
    timings: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=time.monotonic)

    def step(self, name: str, says: str) -> None:
        self.progress(says)
        now = time.monotonic()
        self.timings[name] = round(now - self._since, 3)
        self._since = now


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
) -> dict[str, Any]:
    """Reconcile a folder of evidence and write every output of the run.

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

    Returns:
        What ``run.json`` holds.

    Raises:
        EvidenceError: the evidence cannot be used as it stands.
        LawError: the law pack does not cover ``as_of``.
        RunError: ``out`` is something else than the output of a run.
    """
    _check_target(out)
    law.check_day(as_of)
    whose = read_options(identity, known_at)
    clock = _Clock(progress)
    found = load_evidence(engine, evidence)
    clock.step("read", "evidence read")
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        counts = _run(engine, found, law, as_of, known_at, whose, beside, clock)
        about = _about(evidence, found, law, as_of, known_at, counts, clock.timings)
        about["law_source"] = law_source or law.code
        about["coverage"] = counts.pop("coverage")
        about["identity"] = whose.about
        (beside / "run.json").write_text(json.dumps(about, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        beside.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        beside.rename(out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return about


def _run(
    engine: Engine,
    found: Evidence,
    law: Law,
    as_of: date,
    known_at: datetime,
    whose: Whose,
    out: Path,
    clock: _Clock,
) -> dict[str, Any]:
    movements = decide_fates(engine, found.movements, "movement_id", known_at, found.rights)
    taken = names_known(found.movements, "movement_id", known_at)
    facts = decide_fates(engine, found.facts, "fact_id", known_at, found.rights, names_taken=taken)
    clock.step("fates", "each record has its fate")
    feeds = measured_feeds(engine, found, movements.lines, law, as_of, known_at)
    clock.step("feeds", "feeds measured")
    people = find_reviewed_people(engine, movements.lines, facts.lines, known_at, whose.decisions)
    clock.step("identity", "records joined to persons")
    judge = judges(engine, feeds)
    people, answered = answer_people(engine, people, law, as_of, known_at, feeds=judge, matching=whose.matching)
    clock.step("stays", "stays found")
    hidden = engine.once(answered.restricted, "restricted")
    count = engine.count(hidden)
    by_person = {
        "people": people.members,
        "crossings": answered.crossings,
        "answers": answered.open_rows,
        "periods": answered.periods,
        **answered.further,
    }
    finish = {"answers": answered.finish}
    for name, table in by_person.items():
        public = table.anti_join(hidden, "person_id") if count else table
        _write(engine, name, public, out, finish.get(name, _unchanged))
        clock.step(f"write_{name}", f"{name} written")
    _write_links(engine, people.links, people.review, people.members, hidden, count, out)
    if answered.feeds is not None:
        _write(engine, "feeds", answered.feeds, out)
    if count:
        for name, table in by_person.items():
            private = table.semi_join(hidden, "person_id")
            _write(engine, name, private, out / "restricted", finish.get(name, _unchanged))
    pq.write_table(_quarantine(found.quarantined), out / "quarantine.parquet")
    clock.step("write_rest", "feeds and links written")
    set_apart = _set_apart(found)
    return {
        "movements": {**movements.counts, "quarantined": movements.counts["quarantined"] + set_apart["movements"]},
        "facts": {**facts.counts, "quarantined": facts.counts["quarantined"] + set_apart["facts"]},
        "states": _states(engine, out),
        "feeds": about_feeds(engine, feeds, answered.feeds),
        "coverage": answered.coverage.published(),
    }


def _unchanged(rows: ir.Table) -> ir.Table:
    return rows


def _write(
    engine: Engine, name: str, table: ir.Table, folder: Path, finish: Callable[[ir.Table], ir.Table] = _unchanged
) -> None:
    schema, order = OUTPUTS[name]
    types = ibis.Schema.from_pyarrow(schema)

    def shape(rows: ir.Table) -> ir.Table:
        done = finish(rows)
        return done.select(**{column: done[column].cast(kind) for column, kind in types.items()})

    engine.write_parquet(table, folder / f"{name}.parquet", order, shape)


def _write_links(
    engine: Engine, links: ir.Table, review: ir.Table, members: ir.Table, hidden: ir.Table, count: int, out: Path
) -> None:
    """Links and review pairs name two records; with either of a restricted person, the row is restricted."""
    if count == 0:
        _write(engine, "links", links, out)
        _write(engine, "review", review, out)
        return
    private = engine.once(members.semi_join(hidden, "person_id").select("record_id"), "private")
    by_a, by_b = private.rename(record_a="record_id"), private.rename(record_b="record_id")
    linked = links.semi_join(by_a, "record_a").union(links.semi_join(by_b, "record_b")).select("link_id").distinct()
    flat = review.select("review_id", record_id=review.record_ids.unnest())
    named = flat.semi_join(private, "record_id").select("review_id").distinct()
    (out / "restricted").mkdir()
    for name, table, key, hide in (("links", links, "link_id", linked), ("review", review, "review_id", named)):
        _write(engine, name, table.anti_join(hide, key), out)
        _write(engine, name, table.semi_join(hide, key), out / "restricted")


def _states(engine: Engine, out: Path) -> dict[str, int]:
    counts = dict.fromkeys(tables.STATES, 0)
    for path in (out / "answers.parquet", out / "restricted" / "answers.parquet"):
        if path.exists():
            answers = engine.read_parquet(path)
            for row in engine.arrow(answers.group_by("state").agg(stays=answers.count())).to_pylist():
                counts[row["state"]] += row["stays"]
    return counts


def _set_apart(found: Evidence) -> dict[str, int]:
    files = [str(name) for name in found.quarantined.column("file").to_pylist()]
    facts = sum(name.startswith("facts") for name in files)
    return {"movements": len(files) - facts, "facts": facts}


def _quarantine(quarantined: pa.Table) -> pa.Table:
    """The rows set apart, without their content: where they stand and why. The raw line stays in the evidence."""
    return quarantined.drop_columns([name for name in ("raw",) if name in quarantined.column_names])


def _about(
    evidence: Path,
    found: Evidence,
    law: Law,
    as_of: date,
    known_at: datetime,
    counts: dict[str, Any],
    timings: dict[str, float],
) -> dict[str, Any]:
    return {
        "engine_version": __version__,
        "law": law.code,
        "law_version": law.version,
        "as_of": as_of.isoformat(),
        "known_at": known_at.astimezone(UTC).isoformat(),
        "evidence": str(evidence.resolve()),
        "digests": found.digests,
        "counts": counts,
        "timings": {**timings, "total": round(sum(timings.values()), 3)},
    }


def _check_target(out: Path) -> None:
    if out.exists() and not (out / "run.json").is_file() and any(out.iterdir()):
        raise RunError(
            "out-not-empty",
            f"the folder `{out}` is not empty and is no earlier run. Nothing was written. "
            "Next: name a new folder with `--out`, or empty this one.",
        )
