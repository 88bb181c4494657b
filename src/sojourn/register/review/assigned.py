"""Who has which piece of work. Pieces are given one at a time, in the order of ``order``; nobody picks from a list."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.actions import Done, action
from sojourn.register.door.policy import Resource
from sojourn.register.door.verbs import Verb
from sojourn.register.review.models import Assignment, Kind, PieceState, SecondLook, WorkReturn
from sojourn.register.review.order import ORDER_BY, Urgency, end_of_day
from sojourn.register.review.who import user_of
from sojourn.register.store.statements import select

#: The permission that each kind of work takes.
PERMISSIONS: dict[str, str] = {
    Kind.PAIR: "review_pairs",
    Kind.QUESTION: "review_questions",
    Kind.ORPHAN: "review_questions",
    Kind.SECOND_LOOK: "check_again",
}
_COUNTS = """
WITH waiting AS NOT MATERIALIZED ({waiting})
SELECT k.kind, (SELECT count(*) FROM (SELECT 1 FROM waiting w WHERE w.kind = k.kind LIMIT 1000) AS counted)
FROM unnest(%s::text[]) AS k (kind)
"""
#: So many pieces one person may have at once.
MOST_AT_ONCE = 10


def is_assigned(user_id: int, person_id: str) -> bool:
    """Say whether a piece of work about a person is with a user now; any id of the person counts."""
    from sojourn.register.store.persons import ids_ever

    own = Assignment.objects.filter(assigned_to_id=user_id, state=PieceState.ASSIGNED)
    about = {person for persons in own.values_list("person_ids", flat=True) for person in persons}
    if not about or person_id in about:  # a few pieces at most: the ids of long ago are asked for only where it matters
        return bool(about)
    return not about.isdisjoint(ids_ever(person_id))


def urgency_of(piece: Assignment) -> Urgency:
    """Give all that may order a piece of work: its clock is a day, it has no custody clock and no offence."""
    ends = end_of_day(piece.due_on, ZoneInfo(settings.CONFIGURATION.zone)) if piece.due_on else None
    return Urgency(
        liberty=False,
        due_at=ends,
        open_questions=piece.open_questions,
        offence=False,
        waiting_since=piece.waiting_since,
    )


def list_own(acting: Acting) -> list[Assignment]:
    """List the pieces of work that somebody has now, the most urgent first."""
    return list(Assignment.objects.filter(assigned_to_id=acting.user_id, state=PieceState.ASSIGNED).order_by(*ORDER_BY))


def count_waiting(acting: Acting) -> dict[str, int]:
    """Count by kind the pieces that wait and that one may be given; no more than 1,000 of each are counted."""
    statement, given = _waiting(acting).values("kind").query.sql_with_params()
    counted = select(_COUNTS.format(waiting=statement), [*given, list(PERMISSIONS)])
    return {kind: int(number) for kind, number in counted}


def find_next(acting: Acting) -> Assignment | None:
    """Find the piece that somebody would be given next; none where nothing waits, or where they have enough."""
    if len(list_own(acting)) >= MOST_AT_ONCE:
        return None
    return _waiting(acting).order_by(*ORDER_BY).first()


@action(Verb.WORK_ASSIGNED, "review_questions")
def take_next(acting: Acting, kind: str = "") -> Done[Assignment]:
    """Give somebody the next piece of work.

    Raises:
        RegisterError: ``work-enough`` or ``no-work``.
    """
    if len(list_own(acting)) >= MOST_AT_ONCE:
        raise RegisterError(
            "work-enough",
            f"you have {MOST_AT_ONCE} pieces of work; no more are given at once. Next: finish one, or give one back.",
        )
    waiting = _waiting(acting).filter(**({"kind": kind} if kind else {}))
    piece = waiting.select_for_update(skip_locked=True, of=("self",)).order_by(*ORDER_BY).first()
    if piece is None:
        raise RegisterError("no-work", "no piece of work waits that you may do. Next: look again later.")
    piece.state, piece.assigned_to_id, piece.office = PieceState.ASSIGNED, acting.user_id, acting.office
    piece.assigned_at, piece.score_seen = clock.now(), False
    piece.save()
    return Done(piece, tuple(piece.person_ids), {"piece": piece.id, "kind": piece.kind})


@action(Verb.WORK_RETURNED, "review_questions")
def give_back(acting: Acting, piece_id: int, reason: str, note: str = "") -> Done[None]:
    """Give a piece of one's own work back; one is not given it again.

    Raises:
        RegisterError: ``work-not-yours``.
    """
    piece = get_own(acting, piece_id, tuple(PERMISSIONS))
    return _put_back(acting, piece, reason, note)


@action(Verb.WORK_RETURNED, "assign_work")
def put_back(acting: Acting, piece_id: int, reason: str, note: str = "") -> Done[None]:
    """Put a piece back that somebody of one's office has; for those who assign work.

    Raises:
        RegisterError: ``work-not-yours``.
        Refused: it belongs to another office.
    """
    piece = Assignment.objects.select_for_update().filter(id=piece_id, state=PieceState.ASSIGNED).first()
    if piece is None:
        raise _not_yours()
    if not acting.may("assign_work", Resource("work", office=piece.office)):
        raise Refused("not-allowed", "this work is with another office. Next: ask a supervisor of that office.")
    return _put_back(acting, piece, reason, note)


def get_own(acting: Acting, piece_id: int, kinds: tuple[str, ...]) -> Assignment:
    """Give a piece of work that is with somebody now, locked.

    Raises:
        RegisterError: ``work-not-yours``: it is with somebody else, done, withdrawn or no such piece.
    """
    mine = Assignment.objects.select_for_update().filter(assigned_to_id=acting.user_id, state=PieceState.ASSIGNED)
    piece = mine.filter(id=piece_id, kind__in=kinds).first()
    if piece is None:
        raise _not_yours()
    return piece


def finish(piece: Assignment) -> None:
    """Close a piece of work that was done."""
    piece.state, piece.closed_at = PieceState.DONE, clock.now()
    piece.save()


def _put_back(acting: Acting, piece: Assignment, reason: str, note: str) -> Done[None]:
    assert piece.assigned_to is not None
    WorkReturn.objects.create(
        assignment=piece, user=piece.assigned_to, reason=reason, note=note, returned_at=clock.now()
    )
    piece.state, piece.assigned_to, piece.office, piece.assigned_at = PieceState.WAITING, None, "", None
    piece.save()
    return Done(None, tuple(piece.person_ids), {"piece": piece.id, "kind": piece.kind, "reason": reason})


def _waiting(acting: Acting) -> QuerySet[Assignment]:
    """The pieces that wait and that the policies let somebody do; never one's own decision a second time."""
    may = Q(pk__in=[])
    for kind, permission in PERMISSIONS.items():
        for restricted in (False, True):
            if acting.may(permission, Resource(kind, restricted=restricted, assigned_to=acting.user_id)):
                may |= Q(kind=kind, restricted=restricted)
    decided = SecondLook.objects.filter(decision__decided_by_id=acting.user_id)
    own = decided.annotate(key=Cast("id", TextField())).values("key")
    waiting = Assignment.objects.filter(may, state=PieceState.WAITING)
    return waiting.exclude(returns__user_id=user_of(acting)).exclude(kind=Kind.SECOND_LOOK, subject__in=own)


def _not_yours() -> RegisterError:
    return RegisterError(
        "work-not-yours",
        "this piece of work is not with you: it is done, withdrawn, or somebody else has it. Next: go to My work.",
    )
