"""Whose work a request becomes: of whoever has the case or the question; else it waits for a supervisor.

A complaint never goes by itself to anybody: a supervisor of another office than the one complained of gives it out.
"""

from __future__ import annotations

from sojourn.register import clock
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import actor_of
from sojourn.register.cases.models import Case
from sojourn.register.door.acting import Acting
from sojourn.register.requests.colleagues import may_answer
from sojourn.register.requests.events import write_event
from sojourn.register.requests.models import Kind, Request, State
from sojourn.register.review.models import Assignment, PieceState
from sojourn.register.store.persons import ids_ever


def route(acting: Acting, request: Request) -> None:
    """Give a new request to whoever has the matter, or leave it to wait; the caller is an action."""
    if request.kind == Kind.COMPLAINT:
        return
    case = request.case or _open_case(request)
    request.office = case.office if case else ""
    user = _whoever_has(request, case)
    if user is not None and may_answer(user):
        request.office = user.office_id or request.office
        give(acting, request, user)
        return
    request.save(update_fields=["office"])


def give(acting: Acting, request: Request, user: User) -> None:
    """Give a request to somebody, whoever had it before."""
    before = actor_of(request.assigned_to_id) if request.assigned_to_id else ""
    request.assigned_to, request.assigned_at = user, clock.now()
    request.state, request.office = State.ASSIGNED, request.office or user.office_id or ""
    request.save(update_fields=["assigned_to", "assigned_at", "state", "office"])
    write_event(acting, request, "assigned", {"from": before, "to": actor_of(user.pk)})


def _whoever_has(request: Request, case: Case | None) -> User | None:
    if request.kind == Kind.ANSWER and case is not None:
        return case.assigned_to
    if request.question is not None:
        held = Assignment.objects.filter(subject=str(request.question), kind="question", state=PieceState.ASSIGNED)
        piece = held.select_related("assigned_to").first()
        return piece.assigned_to if piece else None
    return None


def _open_case(request: Request) -> Case | None:
    """Give the open case about the same person, of the same stay where one is named."""
    found = Case.objects.filter(person_id__in=ids_ever(request.person_id), closed_at__isnull=True)
    own = found.filter(stay_id=request.stay_id).first() if request.stay_id else None
    return own or found.order_by("opened_at").first()
