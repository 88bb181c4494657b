"""Telling oversight of something, once, in the transaction in which it happened."""

from __future__ import annotations

from sojourn.register import clock
from sojourn.register.cases.models import Alert, Case
from sojourn.register.door.acting import SERVICE
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb


def raise_alert(kind: str, case: Case | None = None, user: int | None = None, **about: object) -> Alert:
    """Tell oversight; ``about`` holds ids, codes and numbers, never values."""
    alert = Alert.objects.create(kind=kind, case=case, user_id=user, about=about, raised_at=clock.now())
    subject = case.person_id if case else ""
    told = {"alert": alert.pk, "kind": kind}
    write_events([NewEvent(alert.raised_at, Verb.ALERT_RAISED, SERVICE.actor, SERVICE.office, "", subject, told)])
    return alert
