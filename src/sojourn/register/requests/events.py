"""Writing down what happened to a request; each row is noted for the transparency log as it is written."""

from __future__ import annotations

from collections.abc import Mapping

from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.requests.models import Request, RequestEvent
from sojourn.register.store.logged import note_rows

#: What the transparency log calls the table of these events.
SOURCE = "request_event"


def write_event(acting: Acting, request: Request, kind: str, about: Mapping[str, object] | None = None) -> RequestEvent:
    """Append an event of a request; ids and codes only."""
    event = RequestEvent.objects.create(
        request=request, at=clock.now(), kind=kind, actor=acting.actor, office=acting.office, about=dict(about or {})
    )
    note_rows(
        SOURCE,
        [
            {
                "id": event.pk,
                "request_id": request.pk,
                "at": event.at,
                "kind": event.kind,
                "actor": event.actor,
                "office": event.office,
                "about": event.about,
            }
        ],
    )
    return event
