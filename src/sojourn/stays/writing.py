"""From evidence to the output files of a run: everybody at once, or one bucket of persons after the other."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from sojourn import tables
from sojourn.engine import Engine
from sojourn.evidence.fates import Fated, decide_fates, names_known
from sojourn.evidence.feed_table import Feeds
from sojourn.evidence.folder import Evidence
from sojourn.identity.options import Whose
from sojourn.identity.people import People
from sojourn.identity.reviewed import find_reviewed_people
from sojourn.law.rule import Law
from sojourn.stays.buckets import answer_in_buckets
from sojourn.stays.coverage_cells import Measured
from sojourn.stays.engine_run import Answered, answer_people
from sojourn.stays.feed_run import about_feeds, judges, measured_feeds
from sojourn.stays.outputs import Finish, join_parts, unchanged, write_output
from sojourn.stays.shelf import Shelf

RESTRICTED = "restricted"


@dataclass
class Clock:
    """Times the steps of a run for ``run.json``; answers never depend on it."""

    progress: Callable[[str], None]
    timings: dict[str, float] = field(default_factory=dict)
    _since: float = field(default_factory=time.monotonic)

    def step(self, name: str, says: str) -> None:
        """Note the end of a step; what one name takes adds up."""
        self.progress(says)
        now = time.monotonic()
        self.timings[name] = round(self.timings.get(name, 0.0) + now - self._since, 3)
        self._since = now


@dataclass(frozen=True)
class Task:
    """One run: what is asked, of which evidence, and where its pieces are kept."""

    engine: Engine
    found: Evidence
    law: Law
    as_of: date
    known_at: datetime
    whose: Whose
    shelf: Shelf
    buckets: int
    clock: Clock

    def run(self, out: Path) -> dict[str, Any]:
        """Write every output into a folder; give the counts of ``run.json``."""
        engine, found, clock = self.engine, self.found, self.clock
        movements = decide_fates(engine, found.movements, "movement_id", self.known_at, found.rights)
        taken = names_known(found.movements, "movement_id", self.known_at)
        facts = decide_fates(engine, found.facts, "fact_id", self.known_at, found.rights, names_taken=taken)
        clock.step("fates", "each record has its fate")
        feeds = measured_feeds(engine, found, movements.lines, self.law, self.as_of, self.known_at)
        clock.step("feeds", "feeds measured")
        people = find_reviewed_people(engine, movements.lines, facts.lines, self.known_at, self.whose.decisions)
        clock.step("identity", "records joined to persons")
        write = self._at_once if self.buckets == 1 else self._in_buckets
        judged, coverage = write(people, feeds, out)
        clock.step("write_rest", "feeds and links written")
        return {
            **_fates(movements, facts, found),
            "states": _states(engine, out),
            "feeds": about_feeds(engine, feeds, judged),
            "coverage": coverage.published(),
        }

    def _at_once(self, people: People, feeds: Feeds, out: Path) -> tuple[ir.Table | None, Measured]:
        judge, matching = judges(self.engine, feeds), self.whose.matching
        people, answered = answer_people(
            self.engine, people, self.law, self.as_of, self.known_at, feeds=judge, matching=matching
        )
        self.clock.step("stays", "stays found")
        self._write_persons(people.members, answered, out)
        self._write_shared(people, answered.restricted, answered.feeds, out)
        return answered.feeds, answered.coverage

    def _in_buckets(self, people: People, feeds: Feeds, out: Path) -> tuple[ir.Table | None, Measured]:
        parts = [self.shelf.path(f"out-{bucket}") for bucket in range(self.buckets)]

        def write(bucket: int, members: ir.Table, answered: Answered) -> None:
            shutil.rmtree(parts[bucket], ignore_errors=True)
            parts[bucket].mkdir()
            self.clock.step("stays", f"bucket {bucket + 1} of {self.buckets}: stays found")
            self._write_persons(members, answered, parts[bucket])

        people, judged, coverage = answer_in_buckets(
            self.engine,
            people,
            self.law,
            self.as_of,
            self.known_at,
            judges(self.engine, feeds),
            self.whose.matching,
            self.shelf,
            self.buckets,
            write,
            lambda says: self.clock.step("stays", says),
        )
        join_parts(self.engine, parts, out)
        join_parts(self.engine, [part / RESTRICTED for part in parts], out / RESTRICTED)
        self.clock.step("write_joined", "parts of the buckets laid end to end")
        hidden = people.facts.filter(people.facts.restricted.fill_null(False)).select("person_id").distinct()
        self._write_shared(people, hidden, judged, out)
        return judged, coverage

    def _write_persons(self, members: ir.Table, answered: Answered, out: Path) -> None:
        """Write the outputs whose rows are about one person; those of restricted persons go to a folder of their own.

        The restricted folder holds every output even where it has no row.
        """
        engine = self.engine
        hidden = engine.once(answered.restricted, "restricted")
        anybody = engine.has_rows(hidden)
        finish: Mapping[str, Finish] = {"answers": answered.finish}
        by_person = {
            "people": members,
            "crossings": answered.crossings,
            "answers": answered.open_rows,
            "periods": answered.periods,
            **answered.further,
        }
        for name, table in by_person.items():
            public = table.anti_join(hidden, "person_id") if anybody else table
            write_output(engine, name, public, out, finish.get(name, unchanged))
            self.clock.step(f"write_{name}", f"{name} written")
        if not anybody:
            return
        (out / RESTRICTED).mkdir()
        for name, table in by_person.items():
            private = table.semi_join(hidden, "person_id")
            write_output(engine, name, private, out / RESTRICTED, finish.get(name, unchanged))
        self.clock.step("write_restricted", "restricted persons' rows written apart")

    def _write_shared(self, people: People, restricted: ir.Table, judged: ir.Table | None, out: Path) -> None:
        """Write links, review pairs and feeds, which are not about one person."""
        engine = self.engine
        hidden = engine.once(restricted, "restricted_persons")
        if engine.has_rows(hidden):
            _write_links_apart(engine, people, hidden, out)
        else:
            write_output(engine, "links", people.links, out)
            write_output(engine, "review", people.review, out)
        if judged is not None:
            write_output(engine, "feeds", judged, out)


def _write_links_apart(engine: Engine, people: People, hidden: ir.Table, out: Path) -> None:
    """Links and review pairs name two records; with either of a restricted person, the row is restricted."""
    private = engine.once(people.members.semi_join(hidden, "person_id").select("record_id"), "private")
    by_a, by_b = private.rename(record_a="record_id"), private.rename(record_b="record_id")
    links, review = people.links, people.review
    linked = links.semi_join(by_a, "record_a").union(links.semi_join(by_b, "record_b")).select("link_id").distinct()
    flat = review.select("review_id", record_id=review.record_ids.unnest())
    named = flat.semi_join(private, "record_id").select("review_id").distinct()
    for name, table, key, hide in (("links", links, "link_id", linked), ("review", review, "review_id", named)):
        write_output(engine, name, table.anti_join(hide, key), out)
        write_output(engine, name, table.semi_join(hide, key), out / RESTRICTED)


def _states(engine: Engine, out: Path) -> dict[str, int]:
    counts = dict.fromkeys(tables.STATES, 0)
    for path in (out / "answers.parquet", out / RESTRICTED / "answers.parquet"):
        if path.exists():
            answers = engine.read_parquet(path)
            for row in engine.arrow(answers.group_by("state").agg(stays=answers.count())).to_pylist():
                counts[row["state"]] += row["stays"]
    return counts


def _fates(movements: Fated, facts: Fated, found: Evidence) -> dict[str, dict[str, int]]:
    """Count the rows of both tables by fate; those that could not be read are quarantined too."""
    files = [str(name) for name in found.quarantined.column("file").to_pylist()]
    of_facts = sum(name.startswith("facts") for name in files)
    counted = {"movements": (movements.counts, len(files) - of_facts), "facts": (facts.counts, of_facts)}
    return {name: {**counts, "quarantined": counts["quarantined"] + more} for name, (counts, more) in counted.items()}
