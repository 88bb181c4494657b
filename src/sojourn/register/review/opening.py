"""Open a pair: two records beside each other, what speaks for and against, and the score only where it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_unrestricted
from sojourn.register.door.verbs import Verb
from sojourn.register.review.assigned import PERMISSIONS, get_own
from sojourn.register.review.basis import basis_of
from sojourn.register.review.evidence import Weighed, weigh
from sojourn.register.review.models import Assignment, Kind, ReviewPair, SecondLook
from sojourn.register.review.whose import persons_of

PAIR_KINDS = (Kind.PAIR, Kind.SECOND_LOOK)


@dataclass(frozen=True)
class Side:
    """One record of a pair: its name and its values, personal ones too."""

    name: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class OpenedPair:
    """A pair as its reviewer sees it; ``changed``: a record has changed since the pair was found."""

    piece: Assignment
    pair: ReviewPair
    left: Side
    right: Side
    weighed: Weighed
    basis: str


@action(Verb.PAIR_OPENED, PERMISSIONS[Kind.PAIR])
def open_pair(acting: Acting, piece_id: int, *, score: bool = False) -> Done[OpenedPair]:
    """Open the pair of a piece of one's own work; ``score`` shows the weight from now on, which the log tells.

    Raises:
        RegisterError: ``work-not-yours``.
        Restricted: a record has become restricted since.
    """
    piece = get_own(acting, piece_id, PAIR_KINDS)
    pair = pair_of(piece)
    persons = require_persons(acting, pair)
    left, right = _side(pair.record_a), _side(pair.record_b)
    weighed = weigh(pair, left.values, right.values)
    if score and not piece.score_seen:
        piece.score_seen = True
        piece.save(update_fields=["score_seen"])
    opened = OpenedPair(piece, pair, left, right, weighed, basis_of(pair.record_a, pair.record_b).hex())
    return Done(opened, persons, {"piece": piece.id, "review": pair.review_id, "score": score})


def pair_of(piece: Assignment) -> ReviewPair:
    """Give the pair that a piece of work is about."""
    if piece.kind == Kind.SECOND_LOOK:
        return SecondLook.objects.select_related("decision__pair").get(id=int(piece.subject)).decision.pair
    return ReviewPair.objects.get(review_id=piece.subject)


def require_persons(acting: Acting, pair: ReviewPair) -> tuple[str, ...]:
    """Give the persons of a pair, for those who may open them.

    Raises:
        Restricted: one of them is, and whoever asks may not open it.
    """
    persons = tuple(sorted(set(persons_of([pair.record_a, pair.record_b]).values())))
    for person in persons:
        require_unrestricted(acting, person)
    return persons


def _side(name: str) -> Side:
    from sojourn.register.store.records import get_record

    return Side(name, get_record(name).values)
