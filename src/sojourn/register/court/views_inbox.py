"""The court inbox: what is unread, by the time that is left; one message with its original; reading and matching it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.components.days import instant
from sojourn.register.court.inbox import is_supervisor, open_inbox
from sojourn.register.court.inbox_page import filters, head, read_head, read_rows, rows_of, whose_words
from sojourn.register.court.match_form import MatchForm
from sojourn.register.court.models import Message
from sojourn.register.court.opening import OpenedMessage, acknowledge, match, open_message
from sojourn.register.court.words import kind_words, sender_words, time_left
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.records.record_fields import SAYS, list_fields


@require_http_methods(["GET", "HEAD"])
def inbox(request: RegisterRequest) -> HttpResponse:
    """Show what is unread: mine, or for a supervisor the office's."""
    acting = request.acting
    opened = open_inbox(acting, office=request.GET.get("whose") == "office")
    context = {
        "office": opened.office,
        "count": len(opened.unread),
        "head": head(),
        "rows": rows_of(opened.unread, acting, clock.now()),
        "read_head": read_head(),
        "read": read_rows(opened.read),
        "filters": filters(office=opened.office) if is_supervisor(acting) else [],
    }
    return render(request, "court/inbox.html", context)


@require_http_methods(["GET", "HEAD"])
def message(request: RegisterRequest, message_id: int) -> HttpResponse:
    """Show one message with its original."""
    return _page(request, message_id, MatchForm())


@require_POST
def read(request: RegisterRequest, message_id: int) -> HttpResponse:
    """Take down that a message was read."""
    try:
        acknowledge(request.acting, message_id)
    except RegisterError as error:
        messages.error(request, error.message)
        return redirect("court_message", message_id)
    messages.success(request, _("It is noted that you have read it."))
    return redirect("court")


@require_POST
def to_case(request: RegisterRequest, message_id: int) -> HttpResponse:
    """Take down which case a message belongs to."""
    if not is_supervisor(request.acting):
        refuse(request.acting, "assign_cases")
    form = MatchForm(request.POST)
    if not form.is_valid():
        return _page(request, message_id, form)
    try:
        match(request.acting, message_id, form.cleaned_data["case_id"])
    except RegisterError as error:
        form.add_error("case_id", error.message)
        return _page(request, message_id, form)
    messages.success(request, _("The message is in the case, and whoever has the case is told."))
    return redirect("court_message", message_id)


def _page(request: RegisterRequest, message_id: int, form: MatchForm) -> HttpResponse:
    opened = open_message(request.acting, message_id)
    shown = opened.message
    may_match = shown.case is None and shown.acknowledged_at is None and is_supervisor(request.acting)
    context = {
        "message": shown,
        "title": _("%(kind)s from %(sender)s") % {"kind": kind_words(shown.kind), "sender": sender_words(shown.feed)},
        "left": "" if shown.acknowledged_at else time_left(shown.acknowledge_by, clock.now()),
        "rows": _rows(request, opened),
        "says": [{"term": each.term, "value": each.value} for each in list_fields(opened.record.values, SAYS)],
        "part": opened.part,
        "may_read": opened.mine and shown.acknowledged_at is None,
        "form": form if may_match else None,
        "apart": shown.case is not None and not opened.joined and not shown.entered_as,
    }
    return render(request, "court/message.html", context, status=422 if form.errors else 200)


def _rows(request: RegisterRequest, opened: OpenedMessage) -> list[dict[str, object]]:
    shown = opened.message
    rows: list[dict[str, object]] = [{"term": _("Received"), "value": instant(shown.received_at)}]
    if shown.acknowledged_at is None:
        rows.append({"term": _("To be read by"), "value": instant(shown.acknowledge_by)})
        rows.append({"term": _("With"), "value": whose_words(shown, request.acting)})
    else:
        by = shown.acknowledged_by.get_full_name() if shown.acknowledged_by else ""
        rows.append({"term": _("Read"), "value": instant(shown.acknowledged_at), "note": by})
    rows.append(_case_row(shown))
    rows.append({"term": _("Record"), "value": shown.record, "url": _record_url(shown), "link": _("Open the record")})
    return rows


def _case_row(shown: Message) -> dict[str, object]:
    if shown.case_id is None:
        return {"term": _("Case"), "value": _("It fits no case yet")}
    url = reverse("case", args=[shown.case_id])
    return {"term": _("Case"), "value": shown.case_id, "url": url, "link": _("Open the case")}


def _record_url(shown: Message) -> str:
    return reverse("record", args=[shown.record]) if shown.person_id else ""
