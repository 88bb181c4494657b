"""A complaint whose office was not known at first: the person says later which one, and it leaves that office."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.accounts.models import Office
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_unrestricted
from sojourn.register.door.verbs import Verb
from sojourn.register.portal.looked import offices_shown
from sojourn.register.requests.events import write_event
from sojourn.register.requests.models import OPEN_STATES, Kind, Request, State
from sojourn.register.requests.own import get_own
from sojourn.register.requests.receiving import PERMISSION


def offices_of(person_id: str) -> list[tuple[str, str]]:
    """Give the offices that the person is shown to have looked or changed something: nobody else's are listed."""
    known = offices_shown(person_id)
    return [(each.code, each.name or each.code) for each in Office.objects.filter(code__in=known).order_by("name")]


def may_name(request: Request) -> bool:
    """Say whether it can still be said which office a complaint is about."""
    return request.kind == Kind.COMPLAINT and request.state in OPEN_STATES and not request.complained_of


@action(Verb.REQUEST_MADE, PERMISSION)
def name_office(acting: Acting, person_id: str, reference: str, office: str) -> Done[Request]:
    """Say which office a complaint is about; where that office has it, it waits for another one to take it.

    Raises:
        RegisterError: ``request-missing``, ``request-decided``, ``complaint-office``.
        Restricted: the record is closed to this door.
    """
    require_unrestricted(acting, person_id)
    request = get_own(person_id, reference, locked=True)
    if not may_name(request):
        raise RegisterError(
            "request-decided",
            "this was answered or taken back, or it says already which office it is about. Allowed are complaints that "
            "are open and name none. Next: make a new one.",
        )
    if office not in {code for code, _name in offices_of(person_id)}:
        raise RegisterError(
            "complaint-office",
            "this is no office that is shown to have had to do with the record. Allowed are those of the list. "
            "Next: choose one.",
        )
    holder = request.assigned_to.office_id if request.assigned_to else ""
    left = office in (request.office, holder)
    request.complained_of = office
    if left:
        request.office, request.state, request.assigned_to, request.assigned_at = "", State.WAITING, None, None
    request.save(update_fields=["complained_of", "office", "state", "assigned_to", "assigned_at"])
    write_event(acting, request, "office_named", {"office": office, "taken_away": left})
    return Done(request, (person_id,), {"request": reference, "office": office})
