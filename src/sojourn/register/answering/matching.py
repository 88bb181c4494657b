"""What documents left over, compared by the model: open arrivals against departures without an arrival.

What the model joins is appended as its decision, what it puts before a human as an undecided one; a decision of the
model that it would not make any more is withdrawn. Reviewers' decisions beat both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from sojourn.identity.decisions import Decisions
from sojourn.identity.model.model_file import load_model
from sojourn.identity.options import Matching
from sojourn.register import clock
from sojourn.register.answering.engine import match_records
from sojourn.register.answering.pairs import list_review_pairs
from sojourn.register.answering.recompute import answer_and_follow, history_of, together
from sojourn.register.controls.in_force import stopped_models
from sojourn.register.store.links import record_decision, standing_decisions, withdraw_decision
from sojourn.register.store.statements import select

__all__ = ["Matched", "list_review_pairs", "match_leftovers"]

MODEL: Literal["model"] = "model"
#: Subjects whose persons have an open arrival or a departure without an arrival, and those that the model joined.
_LEFT_OVER = """
SELECT DISTINCT p.subject_id FROM store_current_answer c
JOIN store_answer a ON a.stay_id = c.stay_id AND a.answer_id = c.answer_id
JOIN store_current_person p ON p.person_id = c.person_id
WHERE c.orphan OR (a.body->>'departed_on' IS NULL AND a.body->>'left_between' IS NULL)
UNION
SELECT DISTINCT m.subject_id FROM store_link_decision d
JOIN store_membership m ON m.name IN (d.record_a, d.record_b)
WHERE d.by = 'model' AND NOT EXISTS (SELECT FROM store_link_withdrawal w WHERE w.link_id = d.link_id)
"""
_Link = tuple[str, str, str]


@dataclass(frozen=True)
class Matched:
    """What a matching gave: pairs newly joined, pairs newly put to review, and decisions withdrawn."""

    joined: int
    asked: int
    withdrawn: int


def match_leftovers() -> Matched:
    """Compare what is left over, and answer anew for whom a decision of the model changed."""
    if _matching().model.version in stopped_models():
        return Matched(0, 0, 0)
    with transaction.atomic():
        subjects = {subject for (subject,) in select(_LEFT_OVER)}
        if not subjects:
            return Matched(0, 0, 0)
        history = history_of(together(subjects))
        standing = standing_decisions(history.subject_of)
        found = match_records(
            history.movements,
            history.facts,
            clock.today(),
            clock.now(),
            _by_reviewers(standing),
            _matching(),
        )
        wanted = {_key(row): row for row in found.links.to_pylist() if row["by"] == MODEL}
        stopped = stopped_models()
        stands = {
            _key(row): row
            for row in standing.rows.to_pylist()
            if row["by"] == MODEL and row["version"] not in stopped  # what is stopped waits, and is not withdrawn
        }
        fresh = [wanted[key] for key in sorted(wanted.keys() - stands.keys())]
        stale = [stands[key] for key in sorted(stands.keys() - wanted.keys())]
        _withdraw(stale)
        _record(fresh)
        names = sorted({row[side] for row in (*fresh, *stale) for side in ("record_a", "record_b")})
        touched = {history.subject_of[name] for name in names if name in history.subject_of}
        answer_and_follow(touched, "decision", names)
        joined = sum(row["verdict"] == "same" for row in fresh)
        return Matched(joined, len(fresh) - joined, len(stale))


def _key(row: dict[str, Any]) -> _Link:
    return row["record_a"], row["record_b"], row["verdict"]


def _by_reviewers(decisions: Decisions) -> Decisions:
    return Decisions(decisions.rows.filter(pc.not_equal(decisions.rows["by"], pa.scalar(MODEL))))


def _withdraw(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        withdraw_decision(row["link_id"], "service", "the model decides otherwise on what is known now", clock.now())


def _record(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        record_decision(
            row["record_a"],
            row["record_b"],
            row["verdict"],
            "service",
            "decided by the model on what documents left over",
            None,
            clock.now(),
            by=MODEL,
            version=row["version"],
            weight=row["weight"],
        )


@cache
def _matching() -> Matching:
    model = load_model(None)
    model.require_evaluated()
    return Matching(model)
