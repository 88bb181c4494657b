"""Work that was withdrawn while somebody had it, and what withdrew it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.notices import CAUSES
from sojourn.register.review import words
from sojourn.register.review.models import Assignment, Kind, PieceState, Question
from sojourn.register.review.work_page import name_of

#: Days for which withdrawn work is told of.
_DAYS = 7


@dataclass(frozen=True)
class Withdrawn:
    """One piece of work: what it was called, when it was withdrawn, and what withdrew it, in words or by name."""

    name: str
    withdrawn_at: datetime
    by: str


def list_withdrawn(acting: Acting, most: int = 10) -> list[Withdrawn]:
    """List the questions that were withdrawn lately while one had them, the last first."""
    since = clock.now() - timedelta(days=_DAYS)
    mine = Assignment.objects.filter(
        assigned_to_id=acting.user_id,
        state=PieceState.WITHDRAWN,
        kind__in=(Kind.QUESTION, Kind.ORPHAN),
        closed_at__gte=since,
    )
    pieces = list(mine.order_by("-closed_at", "-id")[:most])
    questions = Question.objects.in_bulk([int(piece.subject) for piece in pieces])
    return [
        Withdrawn(name_of(piece), piece.closed_at, withdrawn_by(questions[int(piece.subject)]))
        for piece in pieces
        if piece.closed_at is not None and int(piece.subject) in questions
    ]


def withdrawn_by(question: Question) -> str:
    """Say what withdrew a question: the names of the records, or the cause in words where none is named."""
    return ", ".join(question.withdrawn_by) or words.say(CAUSES, question.withdrawn_why)
