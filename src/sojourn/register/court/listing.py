"""What the page of a case shows of courts: its messages and its hearings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.register.components.days import instant, long_day
from sojourn.register.court.models import Hearing, Message
from sojourn.register.court.words import hearing_words, kind_words, sender_words


@dataclass(frozen=True)
class MessageShown:
    """One message of a court as a case shows it.

    Attributes:
        title: what came, and from whom. note: when it was received, and whether it was read. url: opens it.
        unread: nobody has acknowledged it, and no step is taken until somebody does.
    """

    message_id: int
    record: str
    title: str
    note: str
    url: str
    received_at: datetime
    unread: bool


@dataclass(frozen=True)
class HearingShown:
    """One hearing as a case shows it: what it is, then when and where it was told; ``url`` opens the record."""

    record: str
    title: str
    note: str
    url: str
    on_day: date
    at: datetime | None


def list_messages(case_id: str) -> list[MessageShown]:
    """List the messages of a case: those that nobody has read first, then the newest."""
    found = Message.objects.filter(case_id=case_id).order_by("-received_at", "-id")
    return [_message(each) for each in sorted(found, key=lambda message: message.acknowledged_at is not None)]


def list_hearings(case_id: str) -> list[HearingShown]:
    """List the hearings of a case, the first day first."""
    found = Hearing.objects.filter(case_id=case_id).order_by("on_day", "at", "id")
    return [_hearing(each) for each in found]


def _message(message: Message) -> MessageShown:
    unread = message.acknowledged_at is None
    told = {"received": instant(message.received_at), "read": instant(message.acknowledged_at)}
    note = _("Received %(received)s. Nobody has read it yet.") if unread else _("Received %(received)s, read %(read)s.")
    return MessageShown(
        message_id=message.pk,
        record=message.record,
        title=_("%(kind)s from %(sender)s") % {"kind": kind_words(message.kind), "sender": sender_words(message.feed)},
        note=note % told,
        url=reverse("court_message", args=[message.pk]),
        received_at=message.received_at,
        unread=unread,
    )


def _hearing(hearing: Hearing) -> HearingShown:
    when = instant(hearing.at) if hearing.at else long_day(hearing.on_day)
    return HearingShown(
        record=hearing.record,
        title=hearing_words(hearing.type, hearing.outcome),
        note=_("%(when)s, told by %(sender)s") % {"when": when, "sender": sender_words(hearing.feed)},
        url=reverse("record", args=[hearing.record]),
        on_day=hearing.on_day,
        at=hearing.at,
    )
