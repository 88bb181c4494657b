"""What one micro-batch did, for those who follow it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sojourn.register.answering.found import Changed

__all__ = ["Batch", "Changed"]


@dataclass(frozen=True)
class Batch:
    """One micro-batch.

    Attributes:
        answered_at: when its answers were worked out.
        subjects: how many subjects were looked at.
        names: the records that caused it.
        changed: the stays that have a new version.
        seconds: how long each part took, by name.
        why: ``records``, ``decision``, ``day`` or ``feed``.
    """

    answered_at: datetime
    subjects: int
    names: tuple[str, ...]
    changed: tuple[Changed, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    why: str = "records"
