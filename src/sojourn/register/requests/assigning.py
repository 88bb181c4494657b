"""Giving a request to a colleague of one's own office; a complaint never to the office that it is about."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.accounts.roles import actor_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.restricted import list_restricted
from sojourn.register.door.verbs import Verb
from sojourn.register.requests.colleagues import find_colleague
from sojourn.register.requests.models import OPEN_STATES, Request
from sojourn.register.requests.opening import ASSIGNS, find_shown
from sojourn.register.requests.routing import give
from sojourn.register.store.persons import resolve_person


@action(Verb.REQUEST_ASSIGNED, ASSIGNS)
def assign(acting: Acting, reference: str, user_id: int) -> Done[Request]:
    """Give a request that is open to a colleague of one's own office, whoever had it before.

    Raises:
        RegisterError: ``request-missing``, ``request-decided``, ``request-not-of-office``, ``request-colleague``.
        Restricted, PurposeNeeded: as with opening it.
    """
    request = find_shown(acting, reference, locked=True)
    person = resolve_person(request.person_id)
    if request.state not in OPEN_STATES:
        raise RegisterError(
            "request-decided",
            "this request was answered or taken back. Allowed are requests that are open. Next: go back to the list.",
        )
    if request.office not in ("", acting.office):
        raise RegisterError(
            "request-not-of-office",
            "this request is with another office. Allowed are requests of your own office, and of none yet. "
            "Next: ask a supervisor of that office.",
        )
    user = find_colleague(acting, user_id, restricted=bool(list_restricted([person])))
    if request.assigned_to_id != user.pk:
        request.office = acting.office
        give(acting, request, user)
    return Done(request, (person,), {"request": reference, "to": actor_of(user.pk)})
