"""The inbox: which messages somebody is shown, and whose each is. Case numbers, kinds and times; nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet

from sojourn.register import clock
from sojourn.register.cases.own import stands_in_for
from sojourn.register.court.models import Message
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.policy import Resource
from sojourn.register.door.verbs import Verb

PERMISSION = "court_inbox"
#: No page is longer; whatever is unread longest stands first.
MOST = 200
#: How long what was read is still shown.
READ_SHOWN = timedelta(days=7)


@dataclass(frozen=True)
class Inbox:
    """The messages that somebody is shown: those that nobody has read, by the time that is left, and those read lately.

    Attributes:
        office: all of the office's, not one's own alone.
    """

    unread: list[Message]
    read: list[Message]
    office: bool


@action(Verb.COURT_MESSAGE_OPENED, PERMISSION)
def open_inbox(acting: Acting, *, office: bool) -> Done[Inbox]:
    """Open the inbox: one's own, with those of whom one stands in for; a supervisor's also that of the office."""
    office = office and is_supervisor(acting)
    opened = Inbox(list_unread(acting, office=office), list_read(acting, office=office), office)
    shown = len(opened.unread) + len(opened.read)
    return Done(opened, (), {"inbox": "office" if office else "mine", "shown": shown})


def list_unread(acting: Acting, *, office: bool) -> list[Message]:
    """List messages that nobody has acknowledged, by the time that is left: one's own, or a supervisor's office's.

    What fits no case is shown to every supervisor, also among their own.
    """
    shown = _seen_by(acting, office=office).filter(acknowledged_at__isnull=True)
    return list(shown.select_related("case", "named").order_by("acknowledge_by", "id")[:MOST])


def list_read(acting: Acting, *, office: bool) -> list[Message]:
    """List messages that were acknowledged in the last days, the newest first."""
    shown = _seen_by(acting, office=office).filter(acknowledged_at__gt=clock.now() - READ_SHOWN)
    return list(shown.select_related("case", "acknowledged_by").order_by("-acknowledged_at", "-id")[:MOST])


def is_mine(acting: Acting, message: Message) -> bool:
    """Say whether somebody answers for a message: it is for them, they stand in, or they supervise its office.

    Supervisors answer for what fits no case, and for the messages of their own office.
    """
    return Message.objects.filter(_mine(acting) | _supervised(acting), pk=message.pk).exists()


def is_supervisor(acting: Acting) -> bool:
    """Say whether somebody answers for an office."""
    return acting.may("assign_cases")


def _seen_by(acting: Acting, *, office: bool) -> QuerySet[Message]:
    whose = _mine(acting)
    if is_supervisor(acting):
        whose |= _of_office(acting) if office else Q(pk__in=[])
        whose |= Q(case__isnull=True)
    shown = Message.objects.filter(whose)
    return shown if acting.may(PERMISSION, Resource("message", restricted=True)) else shown.filter(restricted=False)


def _mine(acting: Acting) -> Q:
    if acting.user_id is None:
        return Q(pk__in=[])
    return Q(named_id=acting.user_id) | Q(case__assigned_to_id__in=stands_in_for(acting.user_id))


def _of_office(acting: Acting) -> Q:
    return Q(case__office=acting.office) if acting.office else Q(pk__in=[])


def _supervised(acting: Acting) -> Q:
    return (Q(case__isnull=True) | _of_office(acting)) if is_supervisor(acting) else Q(pk__in=[])
