"""Writing down what happened in a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sojourn.register import clock
from sojourn.register.cases.models import Case, Event, Text
from sojourn.register.door.acting import Acting
from sojourn.register.store.logged import COVERED, note_rows


def write_event(
    acting: Acting,
    case: Case,
    kind: str,
    *,
    step: str = "",
    to_state: str = "",
    approved_by: str = "",
    grounds: Iterable[str] = (),
    records: Iterable[str] = (),
    note: str = "",
    about: Mapping[str, object] | None = None,
) -> Event:
    """Append an event to a case; what somebody wrote is kept beside it, where it can be deleted."""
    event = append_event(
        case=case,
        at=clock.now(),
        kind=kind,
        step=step,
        from_state=case.state,
        to_state=to_state or case.state,
        actor=acting.actor,
        approved_by=approved_by,
        office=acting.office,
        grounds=list(grounds),
        records=list(records),
        about=dict(about or {}),
    )
    if note.strip():
        Text.objects.create(event=event, person_id=case.person_id, text=note.strip())
    return event


def append_event(**values: Any) -> Event:
    """Append a row as it is given, and note it for the log; whoever writes history calls it (``demo_cases``)."""
    event = Event.objects.create(**values)
    note_rows("case_event", [{name: getattr(event, name) for name in COVERED["case_event"].columns}])
    return event


def forget_texts(person_ids: Iterable[str]) -> int:
    """Delete what was written about persons whose values are erased; what was decided stays, as codes."""
    return Text.objects.filter(person_id__in=list(person_ids)).delete()[0]
