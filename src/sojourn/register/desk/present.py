"""Who is at the desk: persons whose document an officer gave, for an hour, in the officer's session; ids only."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase

_KEY = "at_the_desk"
#: As long as a purpose that is stated lasts.
LASTS = timedelta(hours=1)
_MOST = 20


def remember(session: SessionBase, person_id: str, at: datetime) -> None:
    """Keep that this person's document was given."""
    known: dict[str, str] = {**session.get(_KEY, {})}
    known.pop(person_id, None)
    session[_KEY] = {**dict(list(known.items())[-_MOST + 1 :]), person_id: at.isoformat()}


def is_present(session: SessionBase, person_id: str, at: datetime) -> bool:
    """Say whether this person's document was given in the last hour."""
    since = session.get(_KEY, {}).get(person_id)
    return since is not None and at - datetime.fromisoformat(since) <= LASTS
