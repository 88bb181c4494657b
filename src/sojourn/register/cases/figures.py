"""Counts of cases for the published tables: stages, origins, ends, what stopped steps, what was put right, how long.

There is no measure of speed to removal: a duration is counted only for the stages in ``WAITED``, in which the person
waits for this service, and no count or duration is kept by officer or office.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.procedure.lifecycle import Lifecycle
from sojourn.register.store.statements import select

WAITED = ("pre_stage", "appeal", "undoing")
"""The stages of which durations are counted: the person waits for an answer, for a decision on appeal, or for an error
to be put right."""

PUT_RIGHT = frozenset({"rescind", "reopen", "return_facilitation"})
"""The steps by which something is put right; every lifecycle that can go against a person has them."""

_OPEN = "SELECT stage, count(*) FROM cases_case WHERE closed_at IS NULL GROUP BY 1"
_ORIGINS = "SELECT origin, count(*) FROM cases_case WHERE opened_at >= %(first)s AND opened_at < %(after)s GROUP BY 1"
_ENDS = """
SELECT lifecycle || '/' || state, count(*) FROM cases_case
WHERE closed_at >= %(first)s AND closed_at < %(after)s GROUP BY 1
"""
_STOPS = """
SELECT code, count(*) FROM (
  SELECT DISTINCT e.id, unnest(e.records) AS code FROM cases_event e
  WHERE e.kind = 'stopped' AND e.at >= %(first)s AND e.at < %(after)s) stopped
WHERE code = ANY(%(codes)s) GROUP BY 1
"""
_STEPS = """
SELECT c.lifecycle || '/' || e.step, count(*) FROM cases_event e JOIN cases_case c USING (case_id)
WHERE e.kind = 'step' AND e.at >= %(first)s AND e.at < %(after)s GROUP BY 1
"""
# How long cases were in one of the states: from the event that led there to the next one that led elsewhere.
_SPENT = """
WITH moved AS (
  SELECT e.case_id, e.at, e.to_state, c.lifecycle,
    lead(e.at) OVER (PARTITION BY e.case_id ORDER BY e.id) AS left_at
  FROM cases_event e JOIN cases_case c USING (case_id) WHERE e.kind IN ('opened', 'step'))
SELECT count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM left_at - at) / 86400.0)
FROM moved
WHERE lifecycle || '/' || to_state = ANY(%(states)s) AND left_at >= %(first)s AND left_at < %(after)s
"""


@dataclass(frozen=True)
class Spent:
    """How long cases were in a stage: how many, and the days within which half and nine in ten had left it."""

    cases: int
    half: float
    nine_in_ten: float


@dataclass(frozen=True)
class CaseFigures:
    """The counts of one year. Keys are codes of the closed lists, or ``lifecycle/state``.

    Attributes:
        adverse: adverse steps taken, by ``lifecycle/step``. undone: steps that put something right, likewise.
    """

    open_by_stage: dict[str, int]
    begun_by_origin: dict[str, int]
    ended_by_state: dict[str, int]
    stopped_by_blocker: dict[str, int]
    adverse: dict[str, int]
    undone: dict[str, int]
    spent: dict[str, Spent]


def count_cases(first: date, after: date, lifecycles: Iterable[Lifecycle]) -> CaseFigures:
    """Count the cases of a period, from ``first`` to the day before ``after``."""
    known = list(lifecycles)
    asked = {"first": first, "after": after, "codes": list(BLOCKER_CODES)}
    taken = _counted(_STEPS, asked)
    adverse = {f"{each.id}/{step.id}" for each in known for step in each.steps if step.adverse}
    undoing = {f"{each.id}/{step.id}" for each in known for step in each.steps if step.id in PUT_RIGHT}
    return CaseFigures(
        open_by_stage=_counted(_OPEN, {}),
        begun_by_origin=_counted(_ORIGINS, asked),
        ended_by_state=_counted(_ENDS, asked),
        stopped_by_blocker=_counted(_STOPS, asked),
        adverse={name: number for name, number in taken.items() if name in adverse},
        undone={name: number for name, number in taken.items() if name in undoing},
        spent=_spent(known, asked),
    )


def _spent(lifecycles: list[Lifecycle], asked: Mapping[str, object]) -> dict[str, Spent]:
    found: dict[str, Spent] = {}
    for stage in WAITED:
        states = [f"{each.id}/{state.id}" for each in lifecycles for state in each.states if state.stage == stage]
        ((cases, days),) = select(_SPENT, {**asked, "states": states})
        if cases:
            found[stage] = Spent(cases, float(days[0]), float(days[1]))
    return found


def _counted(sql: str, asked: Mapping[str, object]) -> dict[str, int]:
    return dict(sorted(select(sql, asked)))
