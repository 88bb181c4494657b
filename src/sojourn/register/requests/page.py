"""Requests as the pages of staff show them: references, kinds and clocks in words; no name in a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.law.procedure.clocks import urgency_of
from sojourn.register.accounts.roles import name_of
from sojourn.register.cases.clock_words import URGENCY_WORDS, ends_words
from sojourn.register.components.days import instant, long_day
from sojourn.register.letters.models import Document
from sojourn.register.requests.confirming import Followed
from sojourn.register.requests.deadlines import deadline_of
from sojourn.register.requests.models import Request
from sojourn.register.requests.opening import OpenedRequest
from sojourn.register.requests.words import EVENTS, KINDS, STATES, TOLD_HOW, TONES, outcome_words, topic_words

Cell = dict[str, object] | str
_TONES = {"overdue": "stop", "due_today": "ask", "due_soon": "ask"}
STAGES: dict[str, str | Promise] = {
    "to_tell": gettext_lazy("Not told yet"),
    "waiting": gettext_lazy("Told, not confirmed"),
    "overdue": gettext_lazy("Told, confirmation overdue"),
    "confirmed": gettext_lazy("Confirmed"),
}
_STAGE_TONES = {"to_tell": "ask", "waiting": "know", "overdue": "stop", "confirmed": "ok"}


def head() -> list[object]:
    """Give the heads of the columns of a list of requests."""
    return [_("Request"), _("What it is"), _("Received"), _("Reply due")]


def rows_of(requests: Iterable[Request], now: datetime) -> list[list[Cell]]:
    """Give a row for each request, in their order; nobody's name is in it."""
    return [
        [
            {"text": each.reference, "url": reverse("request", args=[each.reference])},
            {"text": str(KINDS[each.kind]), "note": topic_words(each.kind, each.topic)},
            instant(each.received_at),
            due_cell(each, now),
        ]
        for each in requests
    ]


def due_cell(request: Request, now: datetime) -> Cell:
    """Say until when a reply is due, and how urgent that is."""
    clock = deadline_of(request)
    if clock is None:
        return _("No reply is due")
    urgency = urgency_of(clock, now)
    cell: dict[str, object] = {"text": ends_words(clock, now)}
    if urgency in _TONES:
        cell |= {"tag": str(URGENCY_WORDS[urgency]), "tone": _TONES[urgency]}
    return cell


def about_rows(opened: OpenedRequest) -> list[dict[str, object]]:
    """Give what stands at the head of a request: what, when, whose, where it stands."""
    made = opened.request
    rows: list[dict[str, object]] = [
        {"term": _("What it is"), "value": str(KINDS[made.kind]), "note": topic_words(made.kind, made.topic)},
        {"term": _("Received"), "value": instant(made.received_at)},
        {"term": _("Where it stands"), "value": str(STATES[made.state]), "tone": TONES.get(made.state, "know")},
        {"term": _("With"), "value": name_of(made.assigned_to) if made.assigned_to else _("nobody yet")},
        {"term": _("Office"), "value": made.office or _("of no office yet")},
        {
            "term": _("Person"),
            "value": opened.person_id,
            "url": reverse("person", args=[opened.person_id]),
            "link": _("Open the person"),
        },
    ]
    if made.stay_id:
        rows.append(_link(_("Stay"), made.stay_id, reverse("stay", args=[made.stay_id]), _("Open the stay")))
    if made.case_id:
        rows.append(_link(_("Case"), made.case_id, reverse("case", args=[made.case_id]), _("Open the case")))
    if made.letter:
        rows.append({"term": _("Answers the letter"), "value": made.letter})
    if made.complained_of:
        rows.append({"term": _("Complains of the office"), "value": made.complained_of})
    if made.departs_on:
        rows.append({"term": _("Departure declared for"), "value": long_day(made.departs_on), "note": made.record})
    if made.outcome:
        rows.append({"term": _("Outcome"), "value": outcome_words(made.kind, made.outcome)})
    return rows


def document_rows(reference: str, documents: Iterable[Document]) -> list[dict[str, object]]:
    """Give a row for each document, with its address; it is saved, never shown."""
    return [
        {
            "text": _("Document %(number)s") % {"number": each.pk},
            "note": _("%(media)s, %(size)s kB, received %(day)s")
            % {"media": each.media, "size": max(1, each.size // 1024), "day": long_day(each.received_on)},
            "url": reverse("request_document", args=[reference, each.pk]),
        }
        for each in documents
    ]


def event_rows(opened: OpenedRequest) -> list[dict[str, object]]:
    """Say what happened to a request, the first thing first."""
    return [{"text": str(EVENTS[each.kind]), "note": instant(each.at)} for each in opened.events]


def person_rows(requests: Iterable[Request]) -> list[dict[str, object]]:
    """Give a row for each request of a person, for the card on the pages of the person and the case."""
    return [
        {
            "text": f"{KINDS[each.kind]}, {each.reference}",
            "url": reverse("request", args=[each.reference]),
            "note": outcome_words(each.kind, each.outcome) or str(STATES[each.state]),
        }
        for each in requests
    ]


def followed_head() -> list[object]:
    """Give the heads of the columns of corrections on their way."""
    return [_("Recipient"), _("Answer changed"), _("Told"), _("Confirmation due"), _("Where it stands")]


def followed_rows(followed: Iterable[Followed]) -> list[list[Cell]]:
    """Give a row for each correction on its way: to whom, never about whom."""
    return [
        [
            {"text": each.notice.disclosure.recipient, "url": reverse("correction_told", args=[each.notice.pk])},
            instant(each.notice.listed_at),
            instant(each.notice.told_at) if each.notice.told_at else _("not yet"),
            long_day(each.due_on) if each.due_on else "",
            {"text": "", "tag": str(STAGES[each.stage]), "tone": _STAGE_TONES[each.stage]},
        ]
        for each in followed
    ]


def one_followed_rows(each: Followed) -> list[dict[str, object]]:
    """Give what is known of one correction on its way."""
    notice, kept = each.notice, each.confirmation
    how = str(TOLD_HOW.get(kept.told_how, "")) if kept else ""
    rows: list[dict[str, object]] = [
        {"term": _("Recipient"), "value": notice.disclosure.recipient},
        {"term": _("Where a correction reaches them"), "value": notice.disclosure.contact},
        {"term": _("The answer changed"), "value": instant(notice.listed_at)},
        {"term": _("Told"), "value": instant(notice.told_at) if notice.told_at else _("not yet"), "note": how},
        {"term": _("By"), "value": name_of(notice.told_by) if notice.told_by else ""},
        {"term": _("Confirmation due"), "value": long_day(each.due_on) if each.due_on else ""},
        {"term": _("Reminders"), "value": str(each.reminders)},
    ]
    if kept and kept.confirmed_at:
        rows.append({"term": _("Confirmed"), "value": instant(kept.confirmed_at), "note": kept.their_reference})
    return [row for row in rows if row["value"]]


def _link(term: str, value: str, url: str, words: str) -> dict[str, object]:
    return {"term": term, "value": value, "url": url, "link": words}
