"""The worked answers of a report: a blind, repeatable choice of stays, with the proof of each in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sojourn.statistics.run_folder import Run

WANTED = 10
_ORDER = (
    "unexplained",
    "unknown",
    "left_after_end",
    "left_date_unknown",
    "awaiting_records",
    "authorised",
    "removal_barred",
    "in_status",
    "left_in_time",
    "resident",
    "not_subject",
)

Explain = Callable[[list[str]], dict[str, list[str]]]
"""Gives the proofs of some stays, by their ids, in plain sentences without names and document numbers."""

# A stay's id is a digest, so the smallest id is a blind choice. Of one state, the second stay shown rests on other
# grounds than the first where there is one.
_SMALLEST = """
SELECT state, unknown_code, departure_basis, unnest(min(stay_id, 2)) AS stay_id
FROM answers GROUP BY state, unknown_code, departure_basis ORDER BY stay_id
"""

_FOUND = """
SELECT state, unknown_code, certainty, arrived_on, departed_on, authorised_until FROM answers WHERE stay_id = ?
"""


@dataclass(frozen=True)
class Worked:
    """One answer with its proof in words."""

    stay_id: str
    state: str
    unknown_code: str | None
    certainty: str | None
    arrived_on: date | None
    departed_on: date | None
    authorised_until: date | None
    steps: tuple[str, ...]


def worked_answers(run: Run, explain: Explain) -> list[Worked]:
    """Choose one answer of each state, then second ones up to ten, and explain them; the choice repeats."""
    chosen = _choose([(state, (code, basis), stay) for state, code, basis, stay in run.rows(_SMALLEST)])
    proofs = explain(chosen)
    return [_explained(run, stay_id, proofs[stay_id]) for stay_id in chosen]


def _choose(found: list[tuple[str, tuple[str | None, str | None], str]]) -> list[str]:
    firsts: dict[str, str] = {}
    seconds: dict[str, str] = {}
    for state in _ORDER:
        stays = [(grounds, stay) for its, grounds, stay in found if its == state]
        if not stays:
            continue
        grounds, firsts[state] = stays[0]
        others = sorted(stays[1:], key=lambda one: (one[0] == grounds, one[1]))
        if others:
            seconds[state] = others[0][1]
    room = max(0, WANTED - len(firsts))
    kept = dict(list(seconds.items())[:room])
    return [stay for state in firsts for stay in (firsts[state], kept.get(state)) if stay is not None]


def _explained(run: Run, stay_id: str, proof: list[str]) -> Worked:
    state, code, certainty, arrived_on, departed_on, authorised_until = run.rows(_FOUND, stay_id)[0]
    return Worked(stay_id, state, code, certainty, arrived_on, departed_on, authorised_until, steps=tuple(proof))
