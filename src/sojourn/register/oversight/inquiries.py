"""Inquiries: the only way by which oversight opens a person, a stay, a record, a case or a letter.

An inquiry is one of oversight's own, about one person, named by a reference that somebody gave. It lasts seven days and
is logged; the person sees it, and each look that it opened, with the purpose ``oversight``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.roles import actor_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.models import StatedPurpose
from sojourn.register.door.verbs import Purpose, Verb
from sojourn.register.oversight.models import Inquiry
from sojourn.register.oversight.naming import find_named
from sojourn.register.oversight.officers import find_officer
from sojourn.register.oversight.words import GROUNDS, NAMED_BY, RESULTS
from sojourn.register.review.who import user_of
from sojourn.register.store.persons import ids_ever, resolve_person

LASTS = timedelta(days=7)
#: Letters of a reason, or of what came of it.
LONGEST = 1000
PERMISSION = "inquire"


@dataclass(frozen=True)
class Asked:
    """What an inquiry is to be about: how it is named, the reference, the ground (a code), and why in words."""

    named_by: str
    named: str
    ground: str
    reason: str


@action(Verb.INQUIRY_OPENED, PERMISSION)
def open_inquiry(acting: Acting, asked: Asked) -> Done[Inquiry]:
    """Open an inquiry about the person, or the officer, whom a reference names.

    Raises:
        RegisterError: ``inquiry-incomplete``, ``inquiry-missing``.
    """
    _require_complete(asked)
    about_officer = asked.named_by == "officer"
    person = "" if about_officer else find_named(asked.named_by, asked.named)
    officer = find_officer(asked.named) if about_officer else None
    at = clock.now()
    made = Inquiry.objects.create(
        user_id=user_of(acting),
        named_by=asked.named_by,
        named="".join(asked.named.split()),
        person_id=person,
        about_user_id=officer,
        ground=asked.ground,
        reason=asked.reason.strip(),
        opened_at=at,
        lapses_at=at + LASTS,
    )
    if person:
        _state(acting, made)
    subject = person or actor_of(officer or 0)
    about = {"inquiry": made.pk, "named_by": asked.named_by, "ground": asked.ground}
    return Done(made, (subject,), about, Purpose.OVERSIGHT.value)


@action(Verb.INQUIRY_CLOSED, PERMISSION)
def close_inquiry(acting: Acting, inquiry_id: int, result: str, note: str) -> Done[Inquiry]:
    """Close an inquiry of one's own with what came of it; what it opened is closed from now on.

    Raises:
        RegisterError: ``inquiry-missing``, ``inquiry-incomplete``.
    """
    found = _get_own(acting, inquiry_id, lock=True)
    if result not in RESULTS or len(note.strip()) > LONGEST or found.closed_at is not None:
        raise _incomplete(f"the result is one of {', '.join(f'`{code}`' for code in RESULTS)}, and is given once")
    found.closed_at, found.result, found.result_note = clock.now(), result, note.strip()
    found.save(update_fields=["closed_at", "result", "result_note"])
    if found.person_id:
        stated = StatedPurpose.objects.filter(
            actor=acting.actor, purpose=Purpose.OVERSIGHT, lapses_at__gt=found.closed_at
        )
        stated.filter(subject__in=[found.person_id, _now(found.person_id)]).update(lapses_at=found.closed_at)
    subject = _now(found.person_id) if found.person_id else actor_of(found.about_user_id or 0)
    return Done(found, (subject,), {"inquiry": found.pk, "result": result}, Purpose.OVERSIGHT.value)


@action(Verb.OVERSIGHT_OPENED, PERMISSION)
def list_inquiries(acting: Acting) -> Done[list[Inquiry]]:
    """List one's own inquiries, the newest first; those of others are in the log."""
    found = Inquiry.objects.filter(user_id=user_of(acting)).select_related("about_user").order_by("-opened_at", "-id")
    return Done(list(found[:100]), (), {"page": "inquiries"})


@action(Verb.OVERSIGHT_OPENED, PERMISSION)
def get_inquiry(acting: Acting, inquiry_id: int) -> Done[Inquiry]:
    """Get an inquiry of one's own.

    Raises:
        RegisterError: ``inquiry-missing``.
    """
    return Done(_get_own(acting, inquiry_id), (), {"inquiry": inquiry_id})


def inquiry_open(acting: Acting, person_id: str) -> bool:
    """Say whether an inquiry of whoever acts about a person, under any id ever shown, is open now."""
    if acting.user_id is None:
        return False
    named = list_open(acting)
    return person_id in named or (bool(named) and _now(person_id) in {_now(each) for each in named})


def list_open(acting: Acting) -> list[str]:
    """Give the persons about whom an inquiry of whoever acts is open now."""
    if acting.user_id is None:
        return []
    own = _in_force(clock.now()).filter(user_id=acting.user_id).exclude(person_id="")
    return list(own.values_list("person_id", flat=True))


def list_open_persons(acting: Acting) -> list[str]:
    """Give every id ever shown of the persons about whom an inquiry of whoever acts is open now."""
    return sorted({each for named in list_open(acting) for each in (named, *ids_ever(_now(named)))})


def is_open(inquiry: Inquiry) -> bool:
    """Say whether an inquiry is open now."""
    return inquiry.closed_at is None and inquiry.lapses_at > clock.now()


def forget_inquiries(person_ids: list[str]) -> int:
    """Delete what was written in inquiries about persons whose values are erased; the codes stay."""
    return Inquiry.objects.filter(person_id__in=person_ids).update(reason="", result_note="")


def _state(acting: Acting, made: Inquiry) -> None:
    """State the purpose for as long as the inquiry lasts, so that each look that it opens carries it in the log."""
    StatedPurpose.objects.create(
        actor=acting.actor, subject=made.person_id, purpose=Purpose.OVERSIGHT.value, note="",
        stated_at=made.opened_at, lapses_at=made.lapses_at,
    )  # fmt: skip


def _in_force(at: datetime) -> QuerySet[Inquiry]:
    return Inquiry.objects.filter(Q(closed_at__isnull=True), lapses_at__gt=at, opened_at__lte=at)


def _get_own(acting: Acting, inquiry_id: int, *, lock: bool = False) -> Inquiry:
    rows = Inquiry.objects.select_for_update() if lock else Inquiry.objects.select_related("about_user")
    found = rows.filter(pk=inquiry_id, user_id=user_of(acting)).first()
    if found is None:
        raise RegisterError(
            "inquiry-missing", "you have no inquiry of this number. Allowed are your own. Next: open the list of them."
        )
    return found


def _now(person_id: str) -> str:
    """Give the person that holds an id now; the id itself where nobody does any more."""
    try:
        return resolve_person(person_id)
    except RegisterError as error:
        if error.code != "person-missing":
            raise
        return person_id


def _require_complete(asked: Asked) -> None:
    problems = []
    if asked.named_by not in NAMED_BY:
        problems.append(f"it is named by one of {', '.join(f'`{code}`' for code in NAMED_BY)}")
    if asked.ground not in GROUNDS:
        problems.append(f"the ground is one of {', '.join(f'`{code}`' for code in GROUNDS)}")
    if not 0 < len(asked.reason.strip()) <= LONGEST:
        problems.append(f"the reason has from 1 to {LONGEST} letters")
    if problems:
        raise _incomplete("; ".join(problems))


def _incomplete(why: str) -> RegisterError:
    return RegisterError("inquiry-incomplete", f"the inquiry cannot be taken: {why}. Next: complete it.")
