"""The facts of simulated cases: of each kind the least that it requires, about a simulated person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sojourn.evidence.fact_kinds import fact_kinds
from sojourn.law.procedure.lifecycle import Step

#: Which feed of training sends a kind of fact; all others come from the agency.
_COURT = frozenset(
    {"order", "hearing", "removal_stay", "decision", "appeal", "motion", "voluntary_departure", "proceeding"}
)
_NUMBER = {"days": 30, "entries": 1}


def fact_of(step: Step, person: Mapping[str, object], at: datetime, token: str) -> dict[str, object] | None:
    """Give the fact that takes a step, or that a step puts on file; nothing where it has none."""
    wanted = step.by_fact[0] if step.by_fact else None
    kind = wanted.kind if wanted else step.records
    if not kind:
        return None
    values = {column: words[0] for column, words in wanted.where.items()} if wanted else {}
    return {**person, **_required(kind, at, token), **values, **_head(kind, at, token)}


def _head(kind: str, at: datetime, token: str) -> dict[str, object]:
    feed = "court:TRAINING" if kind in _COURT else "agency:TRAINING"
    return {"fact_id": token, "feed": feed, "kind": kind, "recorded_at": at}


def _required(kind: str, at: datetime, token: str) -> dict[str, object]:
    """Give one column of each group that the kind requires, and when the person was told."""
    columns = {group[0] for group in fact_kinds()[kind].requires} | {"notified_at"}
    return {column: _value(column, at, token) for column in columns}


def _value(column: str, at: datetime, token: str) -> object:
    if column.endswith("_at"):
        return at
    if column == "valid_to":
        return at.date() + timedelta(days=_NUMBER["days"])
    if column == "valid_from":
        return at.date()
    if column in _NUMBER:
        return _NUMBER[column]
    return {"type": "removal", "place": "1 Example Street, Exampletown"}.get(column, f"training-{token}")
