"""The inbox as a page shows it: case, kind, court, when it was received, the time left; nobody's name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from sojourn.register.cases.own import stands_in_for
from sojourn.register.components.days import instant
from sojourn.register.court.models import Level, Message
from sojourn.register.court.words import kind_words, sender_words, time_left
from sojourn.register.door.acting import Acting

Cell = dict[str, object] | str


def head() -> list[object]:
    """Give the heads of the columns of what is unread."""
    return [_("What came"), _("Case"), _("From"), _("Received"), _("With"), _("Time left")]


def rows_of(messages: Iterable[Message], acting: Acting, now: datetime) -> list[list[Cell]]:
    """Give a row for each unread message, in their order."""
    return [
        [
            {"text": kind_words(each.kind), "url": reverse("court_message", args=[each.pk])},
            case_words(each),
            sender_words(each.feed),
            instant(each.received_at),
            whose_words(each, acting),
            {"text": time_left(each.acknowledge_by, now), **_tag(each, now)},
        ]
        for each in messages
    ]


def read_head() -> list[object]:
    """Give the heads of the columns of what was read."""
    return [_("What came"), _("Case"), _("From"), _("Received"), _("Read")]


def read_rows(messages: Iterable[Message]) -> list[list[Cell]]:
    """Give a row for each message that was read, in their order."""
    return [
        [
            {"text": kind_words(each.kind), "url": reverse("court_message", args=[each.pk])},
            case_words(each),
            sender_words(each.feed),
            instant(each.received_at),
            instant(each.acknowledged_at),
        ]
        for each in messages
    ]


def filters(*, office: bool) -> list[dict[str, object]]:
    """Give the filter: whose messages."""
    options = [
        {"value": "mine", "text": _("Mine"), "checked": not office},
        {"value": "office", "text": _("My office's"), "checked": office},
    ]
    return [{"legend": _("Whose"), "name": "whose", "kind": "radios", "options": options}]


def case_words(message: Message) -> str:
    """Name the case by its number."""
    return message.case_id or _("fits no case yet")


def whose_words(message: Message, acting: Acting) -> str:
    """Say who answers for an unread message now; the name of an officer, never of the person it is about."""
    if message.level == Level.OVERSIGHT:
        return _("the supervisors; oversight has been told")
    if message.level == Level.SUPERVISORS or message.named is None:
        return _("the supervisors")
    own = acting.user_id is not None and message.named_id in stands_in_for(acting.user_id)
    return _("you") if own else message.named.get_full_name() or message.named.get_username()


def _tag(message: Message, now: datetime) -> dict[str, object]:
    if message.acknowledge_by < now:
        return {"tag": _("overdue"), "tone": "stop"}
    return {"tag": _("a removal is near"), "tone": "ask"} if message.pressing else {}
