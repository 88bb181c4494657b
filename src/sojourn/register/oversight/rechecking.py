"""Looking at a piece of the sample afresh: given to somebody who had no part in it, blind to the first result."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_unrestricted, resolved_person
from sojourn.register.door.restricted import list_restricted
from sojourn.register.door.verbs import Verb
from sojourn.register.oversight.conclusions import CANNOT_TELL, CLASSES, verdict_of
from sojourn.register.oversight.models import Piece
from sojourn.register.oversight.words import REASONS
from sojourn.register.records.person_file import known_by, read_records
from sojourn.register.review.who import user_of
from sojourn.register.store.models import Answer
from sojourn.register.store.persons import ids_ever, list_record_names
from sojourn.register.store.statements import select
from sojourn.stays.proof import Record

PERMISSION = "recheck"
#: Pieces that somebody may have at once.
MOST_AT_ONCE = 5
#: The verdict of a piece whose person is no more: it is given to nobody, and is in no rate.
VOID = "void"
#: Letters of a note.
LONGEST = 1000

# Whoever looked at the person, or did anything about them, had a part. Nobody is told why a piece is not theirs.
_HAD_PART = """
SELECT EXISTS (SELECT FROM door_event WHERE actor = %(actor)s AND subject = ANY(%(subjects)s) AND verb <> 'searched')
  OR EXISTS (SELECT FROM cases_event e JOIN cases_case c USING (case_id)
    WHERE c.person_id = ANY(%(subjects)s) AND %(actor)s IN (e.actor, e.approved_by))
  OR EXISTS (SELECT FROM cases_case WHERE person_id = ANY(%(subjects)s) AND assigned_to_id = %(user)s)
"""
# These show the first result; whoever opened one of them since the piece was theirs is no longer blind to it.
_SHOWING = """
SELECT EXISTS (SELECT FROM door_event WHERE actor = %(actor)s AND subject = ANY(%(subjects)s)
  AND at >= %(since)s AND verb <> ALL(%(own)s))
"""
_OWN_VERBS = [Verb.SAMPLE_OPENED.value, Verb.WORK_ASSIGNED.value, Verb.SAMPLE_CHECKED.value]


@dataclass(frozen=True)
class Opened:
    """A piece as whoever looks at it afresh sees it: the records known then, and the day asked about; no result."""

    piece: Piece
    as_of: date
    known_at: datetime
    arrival: str
    records: list[Record]
    erased: bool


@dataclass(frozen=True)
class Concluded:
    """What a look afresh concluded: a class (or ``cannot_tell``), what it rests on (a code), and a note."""

    conclusion: str
    reason: str
    note: str


@action(Verb.WORK_ASSIGNED, PERMISSION)
def take_piece(acting: Acting) -> Done[Piece | None]:
    """Take the piece that has waited longest and in which one had no part; nothing where there is none."""
    user = user_of(acting)
    if len(_own_open(user)) >= MOST_AT_ONCE:
        raise RegisterError(
            "sample-enough", f"you have {MOST_AT_ONCE} pieces of the sample. Next: finish one of them first."
        )
    waiting = Piece.objects.select_for_update(skip_locked=True).filter(assigned_to=None, checked_at=None)
    for piece in waiting.order_by("draw__month", "id").iterator():
        person = _still_there(piece)
        if person and _may_have(acting, piece, person):
            piece.assigned_to_id, piece.assigned_at = user, clock.now()
            piece.save(update_fields=["assigned_to", "assigned_at"])
            return Done(piece, (piece.person_id,), {"sample": piece.pk})
    return Done(None, (), {"sample": None})


@action(Verb.OVERSIGHT_OPENED, PERMISSION)
def list_pieces(acting: Acting) -> Done[list[Piece]]:
    """List one's own pieces of the sample that are still open: their numbers, never about whom."""
    return Done(_own_open(user_of(acting)), (), {"page": "sample"})


@action(Verb.SAMPLE_OPENED, PERMISSION)
def open_piece(acting: Acting, piece_id: int) -> Done[Opened]:
    """Open a piece of one's own: what was on file then, without any answer.

    Raises:
        RegisterError: ``sample-not-yours``.
        Restricted: the person has become restricted since.
    """
    piece = _get_own(acting, piece_id)
    person = resolved_person(piece.person_id)
    require_unrestricted(acting, person)
    answer = Answer.objects.get(stay_id=piece.stay_id, answer_id=piece.answer_id)
    names = list_record_names(person)
    records = known_by(read_records(person, names), answer.known_at)
    arrival = str(answer.body.get("arrival_id") or "")
    opened = Opened(piece, answer.as_of, answer.known_at, arrival, list(records.values()), bool(names) and not records)
    return Done(opened, (person,), {"sample": piece.pk})


@action(Verb.SAMPLE_CHECKED, PERMISSION)
def conclude(acting: Acting, piece_id: int, said: Concluded) -> Done[Piece]:
    """Take what a look afresh concluded; given once, and held against the first result.

    Raises:
        RegisterError: ``sample-not-yours``, ``sample-incomplete``.
        Restricted: the person has become restricted since.
    """
    piece = _get_own(acting, piece_id, lock=True)
    person = resolved_person(piece.person_id)
    require_unrestricted(acting, person)
    allowed = said.conclusion in {*CLASSES, CANNOT_TELL} and said.reason in REASONS
    if not allowed or len(said.note.strip()) > LONGEST:
        raise RegisterError(
            "sample-incomplete",
            "this is no conclusion of a look afresh. Allowed are the conclusions and reasons of the form, with a note "
            f"of {LONGEST} letters at most. Next: choose one of each.",
        )
    piece.seen_first = _has_seen(acting, piece, person)
    piece.conclusion, piece.reason, piece.note = said.conclusion, said.reason, said.note.strip()
    piece.verdict, piece.checked_at = verdict_of(piece.first, said.conclusion), clock.now()
    piece.save()
    about = {"sample": piece.pk, "verdict": piece.verdict, "reason": piece.reason, "blind": not piece.seen_first}
    return Done(piece, (person,), about)


def forget_checks(person_ids: Collection[str]) -> int:
    """Delete the notes of looks afresh at persons whose values are erased; the verdicts stay."""
    return Piece.objects.filter(person_id__in=list(person_ids)).update(note="")


def _still_there(piece: Piece) -> str:
    """Give the person of a piece; a piece of nobody (all records were retracted) is void, and the answer is empty."""
    try:
        return resolved_person(piece.person_id)
    except RegisterError as error:
        if error.code != "person-missing":
            raise
    piece.verdict, piece.checked_at = VOID, clock.now()
    piece.save(update_fields=["verdict", "checked_at"])
    return ""


def _may_have(acting: Acting, piece: Piece, person: str) -> bool:
    if list_restricted([person]) and not acting.may("open_restricted"):
        return False
    told = {"actor": acting.actor, "user": acting.user_id, "subjects": _subjects(piece, person)}
    return not select(_HAD_PART, told)[0][0]


def _has_seen(acting: Acting, piece: Piece, person: str) -> bool:
    told = {"actor": acting.actor, "subjects": _subjects(piece, person), "since": piece.assigned_at, "own": _OWN_VERBS}
    return bool(select(_SHOWING, told)[0][0])


def _subjects(piece: Piece, person: str) -> list[str]:
    return sorted({piece.person_id, piece.stay_id, person, *ids_ever(person)})


def _own_open(user: int) -> list[Piece]:
    found = Piece.objects.filter(assigned_to_id=user, checked_at=None).select_related("draw").order_by("id")
    return [piece for piece in found if _still_there(piece)]


def _get_own(acting: Acting, piece_id: int, *, lock: bool = False) -> Piece:
    rows = Piece.objects.select_for_update(of=("self",)) if lock else Piece.objects.all()
    found = rows.filter(pk=piece_id, assigned_to_id=user_of(acting), checked_at=None).first()
    if found is None:
        raise RegisterError(
            "sample-not-yours",
            "this piece of the sample is not yours, or it is done. Allowed are your own. Next: go to Sample.",
        )
    return found
