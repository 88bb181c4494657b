"""Pieces of work of pairs opened, and pieces closed whose matter is open no more."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast

from sojourn.register import clock
from sojourn.register.review.clocks import due_on
from sojourn.register.review.models import OPEN_STATES, Assignment, Kind, PieceState, Question, ReviewPair, SecondLook
from sojourn.register.review.whose import any_conviction, any_restricted, persons_of


def open_pair_pieces() -> int:
    """Make a piece of work for each open pair that has none; gives how many are new."""
    have = Assignment.objects.filter(kind=Kind.PAIR, state__in=OPEN_STATES).values_list("subject")
    pairs = ReviewPair.objects.filter(state=ReviewPair.State.OPEN).exclude(review_id__in=have)
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
        final_conviction=any_conviction(persons),
        open_questions=1,
        waiting_since=opened_at,
    )


def close_pieces() -> int:
    """Withdraw the pieces whose pair, question or decision is open no more; gives how many."""
    subject, key = OuterRef("subject"), Cast("id", TextField())
    pairs = ReviewPair.objects.filter(review_id=subject, state=ReviewPair.State.OPEN)
    questions = Question.objects.annotate(key=key).filter(key=subject, state=Question.State.OPEN)
    looks = SecondLook.objects.annotate(key=key).filter(key=subject, decided_by=None, decision__withdrawn_at=None)
    closed = 0
    for kinds, still in (
        ((Kind.PAIR,), Exists(pairs)),
        ((Kind.QUESTION, Kind.ORPHAN), Exists(questions)),
        ((Kind.SECOND_LOOK,), Exists(looks)),
    ):
        open_pieces = Assignment.objects.filter(kind__in=kinds, state__in=OPEN_STATES)
        closed += open_pieces.exclude(still).update(state=PieceState.WITHDRAWN, closed_at=clock.now())
    return closed
