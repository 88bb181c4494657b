"""What the log proves that somebody opened: before a step against a person they have seen the person's records."""

from __future__ import annotations

from datetime import datetime

from sojourn.register.door.verbs import Verb
from sojourn.register.store.statements import select

_LOOKS = (Verb.PERSON_OPENED, Verb.STAY_OPENED, Verb.RECORD_OPENED, Verb.RAW_OPENED)
_OPENED = """
SELECT subject, about->>'record', about->>'stay' FROM door_event
WHERE actor = %s AND subject = ANY(%s) AND at >= %s AND verb = ANY(%s)
"""


def opened_by(actor: str, subjects: list[str], since: datetime) -> frozenset[str]:
    """Give the ids of persons, stays and records that somebody opened since a time, as far as the log tells."""
    rows = select(_OPENED, [actor, subjects, since, [verb.value for verb in _LOOKS]])
    return frozenset(name for row in rows for name in row if name)
