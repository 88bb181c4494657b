"""What one answered world counts, and the sum of several: small enough to keep as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sojourn.law.rule import Law
from sojourn.statistics.calibration import Said, count_calibration
from sojourn.statistics.run_folder import Run
from sojourn.statistics.truth import NO_CAUSE, open_scored

ALL = ""
"""Stands in place of a cause for all stays together."""

# A true overstay is due when the waiting time of the pack is over and the person arrived where the pack counts on
# departures being recorded. Both come from the truth, the pack and the arrival's own record, never from an answer.
_DUE = """
CREATE OR REPLACE TEMP TABLE counted AS
SELECT scored.*, coalesce(overstays.due, false) AS due, coalesce(answers_all.unknown_code, '') AS code
FROM scored LEFT JOIN answers_all USING (stay_id) LEFT JOIN (
    SELECT truth.record_id,
        date_add(authorised_until, to_days(?::INTEGER)) < ?::DATE AND list_contains(?::VARCHAR[], "mode") AS due
    FROM truth JOIN (
        SELECT feed || '/' || movement_id AS record_id, "mode" FROM arrivals WHERE direction = 'arrival'
    ) USING (record_id)
    WHERE truth.truth = 'overstayed'
) AS overstays USING (record_id)
"""
_CELLS = """
SELECT cause, truth, state, code, knowable, due, count(*) FROM (
    SELECT '' AS cause, truth, state, code, knowable, due FROM counted
    UNION ALL BY NAME
    SELECT unnest(CASE WHEN coalesce(len(causes), 0) = 0 THEN ['none'] ELSE list_distinct(causes) END) AS cause,
        truth, state, code, knowable, due FROM counted
) GROUP BY ALL ORDER BY ALL
"""


class Cell(NamedTuple):
    """Stays of one cause (``ALL``: of any) with this truth and this answer; due: a true overstay to be asked about.

    ``code`` is the code of an `unknown` answer, empty for any other.
    """

    cause: str
    truth: str
    state: str
    code: str
    knowable: bool
    due: bool


@dataclass(frozen=True)
class Tally:
    """What was counted in one or more worlds under one approach; none of them ended where ``cells`` is empty.

    ``never_were`` counts the `unexplained` answers that no true stay belongs to. ``seconds`` is the mean, ``peak_gib``
    the largest; ``stopped`` counts the worlds in which the approach did not end in time.
    """

    worlds: int
    cells: Mapping[Cell, int]
    never_were: int
    shared: int
    bases: Mapping[Said, int]
    causes: Mapping[Said, int]
    seconds: float
    peak_gib: float
    stopped: int = 0


STOPPED = Tally(0, {}, 0, 0, {}, {}, 0.0, 0.0, 1)


def count_run(run: Path, evidence: Path, law: Law, as_of: date) -> Tally:
    """Count a run against the truth beside its evidence."""
    with open_scored(run, evidence / "truth.parquet") as opened:
        _mark_due(opened, evidence, law, as_of)
        rows = opened.rows(_CELLS)
        made = count_calibration(opened)
        ghosts = opened.rows(
            "SELECT count(*) FROM answers_all ANTI JOIN scored USING (stay_id) WHERE state = 'unexplained'"
        )
        shared = opened.rows("SELECT count(stay_id) - count(DISTINCT stay_id) FROM scored")
    return Tally(
        worlds=1,
        cells={Cell(*row[:6]): int(row[6]) for row in rows},
        never_were=int(ghosts[0][0]),
        shared=int(shared[0][0]),
        bases=_by_group(made.bases),
        causes=_by_group(made.causes),
        seconds=0.0,
        peak_gib=0.0,
    )


def add(tallies: Iterable[Tally]) -> Tally:
    """Add the counts of several worlds; a world in which the approach did not end adds nothing else."""
    given = list(tallies)
    ended = [each for each in given if each.worlds]
    worlds = sum(each.worlds for each in ended)
    cells: Counter[Cell] = Counter()
    bases: Counter[Said] = Counter()
    causes: Counter[Said] = Counter()
    for each in ended:
        cells.update(each.cells)
        bases.update(each.bases)
        causes.update(each.causes)
    return Tally(
        worlds,
        cells,
        sum(each.never_were for each in ended),
        sum(each.shared for each in ended),
        bases,
        causes,
        sum(each.seconds * each.worlds for each in ended) / worlds if worlds else 0.0,
        max((each.peak_gib for each in ended), default=0.0),
        sum(each.stopped for each in given),
    )


def to_json(tally: Tally) -> dict[str, Any]:
    """Write a tally as plain values."""
    plain = {
        name: getattr(tally, name) for name in ("worlds", "never_were", "shared", "seconds", "peak_gib", "stopped")
    }
    groups = {
        name: [[each.certainty, each.of, each.knowable, each.right, stays] for each, stays in sorted(found.items())]
        for name, found in (("bases", tally.bases), ("causes", tally.causes))
    }
    return {**plain, **groups, "cells": [[*cell, stays] for cell, stays in sorted(tally.cells.items())]}


def from_json(said: Mapping[str, Any]) -> Tally:
    """Read a tally back."""
    groups = {name: {_group(*row[:4]): int(row[4]) for row in said[name]} for name in ("bases", "causes")}
    return Tally(**{**said, **groups, "cells": {Cell(*row[:6]): int(row[6]) for row in said["cells"]}})


def causes_of(tallies: Iterable[Tally]) -> list[str]:
    """List the causes that any tally holds, by name; the stays without one come last."""
    found = {cell.cause for tally in tallies for cell in tally.cells if cell.cause != ALL}
    return sorted(found, key=lambda cause: (cause == NO_CAUSE, cause))


def _group(certainty: str, of: str, knowable: bool, right: bool) -> Said:
    return Said(certainty, of, knowable, right, 0)


def _by_group(said: Iterable[Said]) -> dict[Said, int]:
    return {replace(each, stays=0): each.stays for each in said}


def _mark_due(run: Run, evidence: Path, law: Law, as_of: date) -> None:
    waiting, coverage = law.one("waiting_time").on(as_of), law.one("coverage").on(as_of)
    if waiting is None or coverage is None:
        raise ValueError(f"the pack {law.code} says nothing about silence on {as_of}")
    modes = [mode for mode, day in coverage.values["departures"].items() if day is not None]
    run.engine.con.read_parquet(str(evidence / "movements.parquet"), table_name="arrivals")
    run.rows(_DUE, int(waiting.values["days"]), as_of, modes)
