"""The log: one row for each look and each change, written in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sojourn.register.door.verbs import Verb
from sojourn.register.store.log_entry import told_json
from sojourn.register.store.logged import COVERED, note_rows
from sojourn.register.store.months import ensure_months
from sojourn.register.store.row_shape import canonical_json
from sojourn.register.store.statements import copy_rows, select

_COLUMNS = COVERED["event"].columns


@dataclass(frozen=True)
class NewEvent:
    """An event about to be written; the columns of ``door_event``."""

    at: datetime
    verb: Verb
    actor: str
    office: str
    purpose: str
    subject: str
    about: dict[str, object]


def write_events(events: Sequence[NewEvent]) -> None:
    """Append events, and note them for the log; the partition of their month is made where it is not there yet."""
    ensure_months(event.at for event in events)
    ids = select("SELECT nextval('door_event_id') FROM generate_series(1, %s)", [len(events)])
    rows = [
        (number, e.at, e.verb.value, e.actor, e.office, e.purpose, e.subject, canonical_json(e.about))
        for e, (number,) in zip(events, ids, strict=True)
    ]
    copy_rows("door_event", _COLUMNS, rows)
    note_rows("event", ({**dict(zip(_COLUMNS, row, strict=True)), "about": told_json(row[-1])} for row in rows))
