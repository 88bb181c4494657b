"""Decisions as their reviewers see them afterwards: the last ones, and one by one, to be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sojourn.errors import RegisterError
from sojourn.register.door.acting import Acting
from sojourn.register.review.models import PairDecision
from sojourn.register.review.words import REASONS, VERDICTS, say


@dataclass(frozen=True)
class MadeDecision:
    """One decision: its number, the verdict and the reason in words, and when; no value of the records."""

    id: int
    verdict: str
    reason: str
    decided_at: datetime
    standing: bool


def list_lately(acting: Acting, most: int = 10) -> list[MadeDecision]:
    """List one's own last decisions that stand."""
    own = PairDecision.objects.filter(decided_by_id=acting.user_id, withdrawn_at=None).order_by("-id")
    return [_made(row) for row in own[:most]]


def get_decision(acting: Acting, decision_id: int) -> MadeDecision:
    """Give a decision: one's own, or anybody's to those who assign work.

    Raises:
        RegisterError: ``decision-missing``.
    """
    rows = PairDecision.objects.filter(id=decision_id)
    if not acting.may("assign_work"):
        rows = rows.filter(decided_by_id=acting.user_id)
    found = rows.first()
    if found is None:
        raise RegisterError("decision-missing", "there is no such decision of yours. Next: go to My work.")
    return _made(found)


def _made(row: PairDecision) -> MadeDecision:
    return MadeDecision(
        row.id, say(VERDICTS, row.verdict), say(REASONS, row.reason), row.decided_at, row.withdrawn_at is None
    )
