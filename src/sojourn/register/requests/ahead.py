"""Departures declared ahead become records on their day, or lapse where they cannot be declared any more."""

from __future__ import annotations

from django.db import transaction

from sojourn.register import clock
from sojourn.register.door.acting import SERVICE, Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.requests import declaring
from sojourn.register.requests.models import Request, State


def put_due_on_file(most: int = 100) -> int:
    """Put the declarations on record whose day has come; gives how many were looked at."""
    due = Request.objects.filter(state=State.AHEAD, departs_on__lte=clock.today()).order_by("departs_on", "reference")
    looked = 0
    for reference in list(due.values_list("reference", flat=True)[:most]):
        with transaction.atomic():
            held = Request.objects.select_for_update(skip_locked=True).filter(pk=reference, state=State.AHEAD).first()
            if held is not None:
                _put(SERVICE, held)
                looked += 1
    return looked


@action(Verb.DEPARTURE_DECLARED, "key_movement")
def _put(acting: Acting, request: Request) -> Done[Request]:
    why = declaring.why_not(request)
    if why:
        declaring.lapse(acting, request, why)
    else:
        declaring.put_on_file(acting, request)
    about = {"request": request.reference, "record": request.record, "lapsed": why}
    return Done(request, (request.person_id,), about)
