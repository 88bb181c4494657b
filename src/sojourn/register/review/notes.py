"""Notes of reviewers about persons: the only text of these tables that could name somebody. They can be forgotten."""

from __future__ import annotations

from collections.abc import Collection

from sojourn.register.review.models import (
    Assignment,
    Kind,
    PairDecision,
    Question,
    QuestionReview,
    ReviewPair,
    SecondLook,
    WorkReturn,
)


def forget_notes(person_ids: Collection[str]) -> int:
    """Empty the notes of every piece of work about these persons; gives how many were emptied."""
    pieces = Assignment.objects.filter(person_ids__overlap=sorted(person_ids))
    about = {kind: set(pieces.filter(kind=kind).values_list("subject", flat=True)) for kind in Kind}
    looked = {int(key) for key in about[Kind.SECOND_LOOK]}
    pairs = ReviewPair.objects.filter(review_id__in=about[Kind.PAIR]) | ReviewPair.objects.filter(
        decisions__second_look__id__in=looked
    )
    decisions = PairDecision.objects.filter(pair__in=pairs)
    questions = Question.objects.filter(person_id__in=person_ids) | Question.objects.filter(
        id__in={int(key) for key in about[Kind.QUESTION] | about[Kind.ORPHAN]}
    )
    written = (
        decisions,
        SecondLook.objects.filter(decision__in=decisions),
        QuestionReview.objects.filter(question__in=questions),
        WorkReturn.objects.filter(assignment__in=pieces),
    )
    return sum(rows.exclude(note="").update(note="") for rows in written)
