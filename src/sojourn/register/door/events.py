"""The log: one row for each look and each change, written in the transaction of what it tells of."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sojourn.register.door.verbs import Verb
from sojourn.register.store.months import ensure_months
from sojourn.register.store.statements import copy_rows


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
    """Append events; the partition of their month is made where it is not there yet."""
    ensure_months(event.at for event in events)
    rows = ((e.at, e.verb.value, e.actor, e.office, e.purpose, e.subject, json.dumps(e.about)) for e in events)
    copy_rows("door_event", ("at", "verb", "actor", "office", "purpose", "subject", "about"), rows)
