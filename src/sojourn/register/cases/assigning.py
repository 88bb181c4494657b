"""Who has which case. Cases are given out in the order of work, or by a supervisor of the office; nobody picks one.

A case is always given to one person, one at a time; giving out many is ``bulk``, which repeats this for each.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.roles import actor_of
from sojourn.register.cases.colleagues import find_colleague
from sojourn.register.cases.events import write_event
from sojourn.register.cases.models import IN_ORDER, Case, Event
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.policy import Resource
from sojourn.register.door.verbs import Verb
from sojourn.register.review.order import Urgency
from sojourn.register.review.who import user_of

#: So many open cases somebody may have and still take another; a supervisor may give more.
MOST_TAKEN = 60


@dataclass(frozen=True)
class Given:
    """A case that changed hands: its number, and the person it is about (for the log)."""

    case_id: str
    person_id: str


def urgency_of(case: Case) -> Urgency:
    """Give all that may order a case."""
    return Urgency(case.liberty, case.due_at, case.open_questions, case.offence, case.waiting_since)


def find_next_waiting(acting: Acting, *, lock: bool = False) -> Case | None:
    """Find the case of one's office that waits and comes first, among those that the policies let one work on."""
    waiting = _waiting(acting)
    if lock:
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    return waiting.order_by(*IN_ORDER).first()


def any_waiting(acting: Acting) -> bool:
    """Say whether a case of one's office waits that one may have."""
    return _waiting(acting).exists()


@action(Verb.CASE_ASSIGNED, "work_cases")
def take_next_case(acting: Acting) -> Done[Given]:
    """Give somebody the next case of their office.

    Raises:
        RegisterError: ``work-enough`` or ``no-work``.
    """
    user_id = user_of(acting)
    if Case.objects.filter(assigned_to_id=user_id, closed_at__isnull=True).count() >= MOST_TAKEN:
        raise RegisterError(
            "work-enough",
            f"you have {MOST_TAKEN} cases; no more are given at once. Next: finish one, or give one back.",
        )
    case = find_next_waiting(acting, lock=True)
    if case is None:
        raise RegisterError("no-work", "no case of your office waits that you may have. Next: look again later.")
    _give(acting, case, user_id, {})
    return _done(case, {"to": actor_of(user_id)})


@action(Verb.CASE_ASSIGNED, "assign_cases")
def assign_case(acting: Acting, case_id: str, user_id: int) -> Done[Given]:
    """Give a case of one's own office to a colleague, whoever had it before.

    Raises:
        RegisterError: ``case-missing``, ``case-not-of-office``, ``case-closed``, ``colleague-missing``.
    """
    case = get_of_office(acting, case_id)
    find_colleague(acting, user_id, restricted=case.restricted)
    if case.assigned_to_id != user_id:
        _give(acting, case, user_id, {})
    return _done(case, {"to": actor_of(user_id)})


@action(Verb.CASE_ASSIGNED, "work_cases")
def give_back_case(acting: Acting, case_id: str, reason: str, note: str = "") -> Done[Given]:
    """Give a case of one's own back to the office; one is not given it again by ``take_next_case``.

    Raises:
        RegisterError: ``case-missing``, ``case-closed``, ``work-not-yours``.
    """
    case = _locked(case_id)
    if case.assigned_to_id is None or case.assigned_to_id != acting.user_id:
        raise RegisterError(
            "work-not-yours",
            "this piece of work is not with you: it is done, withdrawn, or somebody else has it. Next: go to My work.",
        )
    _give(acting, case, None, {"given_back": actor_of(case.assigned_to_id), "reason": reason}, note)
    return _done(case, {"to": "", "reason": reason})


def get_of_office(acting: Acting, case_id: str) -> Case:
    """Give an open case of one's own office, locked.

    Raises:
        RegisterError: ``case-missing``, ``case-not-of-office``, ``case-closed``.
    """
    case = _locked(case_id)
    if not acting.office or case.office != acting.office:
        raise RegisterError(
            "case-not-of-office",
            "this case is with another office. Allowed are cases of your own office. "
            "Next: ask a supervisor of that office.",
        )
    return case


def _locked(case_id: str) -> Case:
    from sojourn.register.cases.opening import get_case

    case = get_case(case_id, locked=True)
    if case.closed_at is not None:
        raise RegisterError(
            "case-closed", "this case is closed. Allowed are open cases. Next: open it, and reopen it if it has to be."
        )
    return case


def _give(acting: Acting, case: Case, user_id: int | None, about: dict[str, object], note: str = "") -> None:
    before = actor_of(case.assigned_to_id) if case.assigned_to_id else ""
    case.assigned_to_id, case.assigned_at = user_id, clock.now() if user_id else None
    case.save(update_fields=["assigned_to", "assigned_at"])
    told = {"from": before, "to": actor_of(user_id) if user_id else "", **about}
    write_event(acting, case, "assigned", note=note, about=told)


def _done(case: Case, about: dict[str, object]) -> Done[Given]:
    return Done(Given(case.case_id, case.person_id), (case.person_id,), {"case": case.case_id, **about})


def _waiting(acting: Acting) -> QuerySet[Case]:
    """The open cases of one's office that nobody has; never one that was given back by whoever asks."""
    if not acting.office:
        return Case.objects.none()
    given_back = Event.objects.filter(case=OuterRef("pk"), kind="assigned", about__given_back=acting.actor)
    waiting = Case.objects.filter(office=acting.office, assigned_to__isnull=True, closed_at__isnull=True)
    if not acting.may("work_cases", Resource("case", restricted=True)):
        waiting = waiting.filter(restricted=False)
    return waiting.exclude(Exists(given_back))
