"""Pieces of work of pairs opened, and pieces closed whose matter is open no more."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from sojourn.register import clock
from sojourn.register.review.clocks import due_on
from sojourn.register.review.models import OPEN_STATES, Assignment, Kind, PieceState, Question, ReviewPair, SecondLook
from sojourn.register.review.whose import any_restricted, persons_of


def open_pair_pieces(only: Collection[str] | None = None) -> int:
    """Make a piece of work for each open pair (or each of some) that has none; gives how many are new."""
    have = Assignment.objects.filter(kind=Kind.PAIR, state__in=OPEN_STATES).values_list("subject")
    pairs = ReviewPair.objects.filter(state=ReviewPair.State.OPEN).exclude(review_id__in=have)
    pairs = pairs if only is None else pairs.filter(review_id__in=only)
    return len([open_piece(Kind.PAIR, pair.review_id, pair) for pair in pairs])


def open_piece(kind: Kind, subject: str, pair: ReviewPair) -> Assignment:
    """Make a piece of work about a pair: a first look or a second one."""
    persons = sorted(set(persons_of([pair.record_a, pair.record_b]).values()))
    opened_at = clock.now() if kind == Kind.SECOND_LOOK else pair.opened_at
    return Assignment.objects.create(
        kind=kind,
        subject=subject,
        person_ids=persons,
        restricted=any_restricted(persons),
        due_on=due_on(kind, opened_at),
        open_questions=1,
        waiting_since=opened_at,
    )


def close_pieces(pairs_only: Collection[str] | None = None, stays: Collection[str] | None = None) -> int:
    """Withdraw the pieces whose pair, question or decision is open no more; gives how many.

    A piece that somebody holds at this moment is passed over; the next look at all pieces finds it.

    Args:
        pairs_only, stays: only pieces about these pairs, and about questions of these stays; None: all pieces.
    """
    subject, key = OuterRef("subject"), Cast("id", TextField())
    pairs = ReviewPair.objects.filter(review_id=subject, state=ReviewPair.State.OPEN)
    questions = Question.objects.annotate(key=key).filter(key=subject, state=Question.State.OPEN)
    looks = SecondLook.objects.annotate(key=key).filter(key=subject, decided_by=None, decision__withdrawn_at=None)
    closed = 0
    for kinds, still, only in (
        ((Kind.PAIR,), Exists(pairs), pairs_only),
        ((Kind.QUESTION, Kind.ORPHAN), Exists(questions), _questions_of(stays)),
        ((Kind.SECOND_LOOK,), Exists(looks), None),
    ):
        rows = Assignment.objects.filter(kind__in=kinds, state__in=OPEN_STATES)
        rows = rows if only is None else rows.filter(subject__in=only)
        over = list(rows.exclude(still).select_for_update(skip_locked=True).values_list("id", flat=True))
        closed += Assignment.objects.filter(id__in=over).update(state=PieceState.WITHDRAWN, closed_at=clock.now())
    return closed


def _questions_of(stays: Collection[str] | None) -> list[str] | None:
    if stays is None:
        return None
    return [str(each) for each in Question.objects.filter(stay_id__in=stays).values_list("id", flat=True)]
