"""Why a record is opened: said by whoever opens what is not their own work, for one person and one hour."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting, InquiryNeeded, PurposeNeeded, Restricted
from sojourn.register.door.actions import Done, action
from sojourn.register.door.in_force import list_in_force, purpose_in_force
from sojourn.register.door.models import StatedPurpose
from sojourn.register.door.restricted import list_restricted
from sojourn.register.door.verbs import STATED, Verb
from sojourn.register.door.work import assigned

__all__ = [
    "LASTS",
    "NOTE_LENGTH",
    "forget_notes",
    "list_in_force",
    "list_problems",
    "purpose_in_force",
    "require_inquiry",
    "require_open",
    "require_unrestricted",
    "resolved_person",
    "state_purpose",
]

LASTS = timedelta(hours=1)
NOTE_LENGTH = 500


@action(Verb.PURPOSE_STATED, "open_person")
def state_purpose(acting: Acting, subject: str, purpose: str, note: str) -> Done[None]:
    """Say why a person's record is needed; it lasts an hour, is logged, and the person may see it.

    Raises:
        RegisterError: ``purpose-incomplete``, ``person-missing``.
        Restricted: where the person is, and whoever asks may not open it.
    """
    person = resolved_person(subject)
    require_unrestricted(acting, person)
    problems = list_problems(purpose, note)
    if problems:
        raise RegisterError(
            "purpose-incomplete", f"the purpose cannot be taken: {'; '.join(problems)}. Next: complete it."
        )
    at = clock.now()
    StatedPurpose.objects.create(
        actor=acting.actor, subject=person, purpose=purpose, note=note.strip(), stated_at=at, lapses_at=at + LASTS
    )
    return Done(None, subjects=(person,), about={"purpose": purpose})


def list_problems(purpose: str, note: str) -> list[str]:
    """List what is missing in a purpose."""
    problems = [] if purpose in STATED else [f"allowed purposes are {', '.join(f'`{one}`' for one in STATED)}"]
    if not 0 < len(note.strip()) <= NOTE_LENGTH:
        problems.append(f"the note has to have from 1 to {NOTE_LENGTH} characters")
    return problems


def require_unrestricted(acting: Acting, person_id: str) -> None:
    """Refuse with the one neutral line where the person is restricted and whoever asks may not open that.

    Oversight opens nobody without an inquiry of their own about that person: restricted or not, the answer is the same.

    Raises:
        Restricted: the same whatever the reason, and before a purpose is asked for.
        InquiryNeeded: whoever asks is of oversight, and no inquiry of theirs about the person is open.
    """
    from sojourn.register.controls.glass import glass_open

    require_inquiry(acting, person_id)
    closed = list_restricted([person_id])  # asked of everybody, so that it takes the same time for all
    if closed and not acting.may("open_restricted") and not glass_open(acting, person_id):
        raise Restricted(person_id)


def require_inquiry(acting: Acting, person_id: str) -> None:
    """Let oversight open only whom an inquiry of their own is about; nobody else is asked.

    Raises:
        InquiryNeeded: whoever asks is of oversight, and no inquiry of theirs about the person is open.
    """
    from sojourn.register.oversight.inquiries import inquiry_open
    from sojourn.register.oversight.overseers import is_overseer

    if is_overseer(acting) and not inquiry_open(acting, person_id):
        raise InquiryNeeded(person_id)


def require_open(acting: Acting, person_id: str) -> None:
    """Let nobody open a person without a reason: their own work, or a purpose in force; oversight by an inquiry.

    Raises:
        Restricted: where the person is, and whoever asks may not open it.
        InquiryNeeded: of oversight, where no inquiry of theirs about the person is open.
        PurposeNeeded: where it is not one's own work and no purpose is in force.
        RegisterError: ``person-missing``.
    """
    person = resolved_person(person_id)
    require_unrestricted(acting, person)
    if acting.user_id is None or purpose_in_force(acting, person) or assigned(acting, person):
        return
    raise PurposeNeeded(person)


def forget_notes(person_ids: Collection[str]) -> int:
    """Delete the notes about persons whose values are erased; the log keeps the purposes' codes."""
    return StatedPurpose.objects.filter(subject__in=list(person_ids)).delete()[0]


def resolved_person(person_id: str) -> str:
    """Give the person that now holds the line of an id ever shown.

    Raises:
        RegisterError: ``person-missing``.
    """
    from sojourn.register.store.persons import resolve_person

    return resolve_person(person_id)
