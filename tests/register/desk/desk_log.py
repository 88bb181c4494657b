"""The log as the tests of the desk read it: what other modules left in the database is not looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sojourn.register.store.models import Event

_SINCE = [0]


def forget_earlier() -> None:
    """Look at later events only."""
    from sojourn.register.store.models import Event

    last = Event.objects.order_by("-event_id").first()
    _SINCE[0] = last.event_id if last else 0


def list_events(verb: str) -> list[Event]:
    """List the events of a verb, the first one first."""
    from sojourn.register.store.models import Event

    return list(Event.objects.filter(verb=verb, event_id__gt=_SINCE[0]).order_by("event_id"))
