"""A person's own requests, and nobody else's: whatever is given out here hangs on the person whom the code let in."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.law.procedure.deadline import Deadline
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_unrestricted
from sojourn.register.door.verbs import Verb
from sojourn.register.requests.deadlines import deadline_of
from sojourn.register.requests.models import Request, RequestEvent
from sojourn.register.requests.texts import ASKED, REPLY, read_text
from sojourn.register.store.persons import ids_ever, resolve_person


@dataclass(frozen=True)
class OwnRequest:
    """A request as the person who made it sees it; the officer is named by the decision alone."""

    request: Request
    asked: str
    reply: str
    decided_by: str
    documents: int
    events: tuple[RequestEvent, ...]
    deadline: Deadline | None


def list_own_requests(person_id: str) -> list[Request]:
    """List the requests of a person, the last one first; the caller has let them in."""
    found = Request.objects.filter(person_id__in=ids_ever(person_id)).order_by("-received_at")
    return [each for each in found if _is_whose(each, person_id)]


@action(Verb.OWN_RECORD_OPENED, "see_own")
def open_own(acting: Acting, person_id: str, reference: str) -> Done[OwnRequest]:
    """Open one of a person's own requests.

    Raises:
        RegisterError: ``request-missing``: there is none, or it is somebody else's; both read the same.
        Restricted: the record is closed to this door.
    """
    require_unrestricted(acting, person_id)
    request = get_own(person_id, reference)
    told = OwnRequest(
        request=request,
        asked=read_text(request, ASKED),
        reply=read_text(request, REPLY),
        decided_by=request.decided_by.get_full_name() if request.decided_by else "",
        documents=request.evidence.count(),
        events=tuple(request.events.order_by("id")),
        deadline=deadline_of(request),
    )
    return Done(told, (person_id,), {"request": reference})


def get_own(person_id: str, reference: str, *, locked: bool = False) -> Request:
    """Give a person's own request.

    Raises:
        RegisterError: ``request-missing``.
    """
    rows = Request.objects.select_for_update() if locked else Request.objects.select_related("decided_by")
    found = rows.filter(pk=reference).first()
    if found is None or not _is_whose(found, person_id):
        raise missing()
    return found


def missing() -> RegisterError:
    """Say that there is no such request; the same words for one that somebody may not see."""
    return RegisterError(
        "request-missing",
        "there is no such request here. Allowed are the references on your own receipts, and for staff the requests "
        "that their list shows. Next: go back to the list.",
    )


def _is_whose(request: Request, person_id: str) -> bool:
    """Say whether a request is a person's: under its id now, or the one that its id leads to."""
    if request.person_id == person_id:
        return True
    try:
        return resolve_person(request.person_id) == person_id
    except RegisterError:  # every record under that id was taken back: nobody's any more
        return False
