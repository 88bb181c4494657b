"""Passing on what nobody acknowledges: to the supervisors of the office, then to oversight, each at its time."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sojourn.register.cases.alerts import raise_alert
from sojourn.register.court.models import Escalation, Level, Message
from sojourn.register.court.pressing import pressing_among
from sojourn.register.court.timers import PRESSING, timer_of
from sojourn.register.court.who import supervisors_of
from sojourn.register.door.acting import SERVICE
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb
from sojourn.register.store.statements import select

#: So many messages are passed on in one go.
_AT_ONCE = 100
ALERT = "court_message_unread"

# Unread messages with a long timer whose case has a step proposed, stands before a removal or has a clock that ends
# soon: whether a removal is near among them is asked of the lifecycle. A few rows at most times, found by the indexes.
_MAY_PRESS = """
SELECT DISTINCT m.case_id FROM court_message m JOIN cases_case c USING (case_id)
WHERE m.acknowledged_at IS NULL AND NOT m.pressing AND c.closed_at IS NULL AND (
  c.stage = 'removal'
  OR EXISTS (SELECT FROM cases_proposal p WHERE p.case_id = c.case_id AND p.state IN ('pending', 'approved'))
  OR EXISTS (SELECT FROM cases_clock k WHERE k.case_id = c.case_id AND k.clock IN ('voluntary_departure',
    'notice_of_removal') AND k.met_at IS NULL AND k.ends_at BETWEEN %(now)s AND %(now)s + interval '24 hours'))
"""


def escalate_due(now: datetime) -> int:
    """Pass on every message whose time is over, and shorten the time where a removal is near; gives how many.

    It is asked every second: without anything to do it is two looks at indexes.
    """
    with transaction.atomic():
        _press(now)
        due = Message.objects.select_for_update(skip_locked=True, of=("self",)).select_related("case")
        messages = list(
            due.filter(acknowledged_at__isnull=True, escalate_at__lte=now).order_by("escalate_at", "id")[:_AT_ONCE]
        )
        for message in messages:
            _pass_on(message, now)
    return len(messages)


def _press(now: datetime) -> None:
    """Give unread messages the short timer, counted from now, where a removal has come near since they came in."""
    near = pressing_among((case for (case,) in select(_MAY_PRESS, {"now": now})), now)
    if not near:
        return
    unread = Message.objects.select_for_update(skip_locked=True).filter(
        case__in=near, acknowledged_at__isnull=True, pressing=False
    )
    for message in unread.order_by("id"):
        message.pressing = True
        message.acknowledge_by = min(message.acknowledge_by, now + PRESSING.named)
        if message.escalate_at is not None:
            message.escalate_at = min(message.escalate_at, now + PRESSING.named)
        message.save()


def _pass_on(message: Message, now: datetime) -> None:
    if message.level == Level.NAMED:
        message.level = Level.SUPERVISORS
        message.escalate_at = now + timer_of(message.kind, pressing=message.pressing).supervisors
        told = supervisors_of(message.case.office if message.case else "")
    else:
        message.level, message.escalate_at, told = Level.OVERSIGHT, None, []
        minutes = int((now - message.received_at).total_seconds() // 60)
        raise_alert(ALERT, message.case, message.named_id, message=message.pk, what=message.kind, minutes=minutes)
    message.save()
    Escalation.objects.create(message=message, level=message.level, at=now, told=told)
    about: dict[str, object] = {"message": message.pk, "level": Level(message.level).name.lower(), "told": told}
    event = NewEvent(now, Verb.COURT_MESSAGE_ESCALATED, SERVICE.actor, SERVICE.office, "", message.person_id, about)
    write_events([event])
