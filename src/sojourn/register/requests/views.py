"""The pages of staff: the list of requests, one request, its documents, and the numbers for oversight."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.roles import name_of
from sojourn.register.cases.clock_words import show_clock
from sojourn.register.door.acting import Acting, RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.letters.files import download
from sojourn.register.requests.assigning import assign
from sojourn.register.requests.colleagues import list_colleagues
from sojourn.register.requests.deciding import decide, records_since
from sojourn.register.requests.figures import open_counts
from sojourn.register.requests.figures_shown import show_counts
from sojourn.register.requests.forms import AssignForm, DecideForm
from sojourn.register.requests.models import OPEN_STATES
from sojourn.register.requests.opening import (
    ASSIGNS,
    OpenedRequest,
    open_evidence,
    open_list,
    open_question_evidence,
    open_request,
)
from sojourn.register.requests.page import about_rows, document_rows, event_rows, head, rows_of
from sojourn.statistics.published.disclosure import SMALL


@require_GET
def requests(request: RegisterRequest) -> HttpResponse:
    """Show one's own requests by clock, and those that wait, for whoever gives them out."""
    listed, now = open_list(request.acting), clock.now()
    context = {
        "head": head(),
        "mine": rows_of(listed.mine, now),
        "waiting": rows_of(listed.waiting, now),
        "gives_out": request.acting.may(ASSIGNS),
    }
    return render(request, "requests/requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: RegisterRequest, request_ref: str) -> HttpResponse:
    """Show one request; answer it where it is one's own."""
    form = None
    if request.method == "POST":
        opened = open_request(request.acting, request_ref)
        form = _decide_form(opened, request.POST)
        if form is not None and form.is_valid():
            try:
                decide(request.acting, request_ref, form.decided())
            except RegisterError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, _("The request is answered. The person reads the reply at their door."))
                return redirect("requests")  # it is one's own work no longer
    opened = open_request(request.acting, request_ref)
    return _page(request, opened, form or _decide_form(opened, None))


@require_POST
def give(request: RegisterRequest, request_ref: str) -> HttpResponse:
    """Give a request to a colleague."""
    if not request.acting.may(ASSIGNS):
        refuse(request.acting, ASSIGNS)
    form = AssignForm(request.POST, colleagues=_colleagues(request.acting))
    if form.is_valid():
        try:
            assign(request.acting, request_ref, int(form.cleaned_data["user"]))
        except RegisterError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("The request is with a colleague now."))
            return redirect("requests")
    return redirect("request", request_ref)


@require_GET
def document(request: RegisterRequest, request_ref: str, document_id: int) -> HttpResponse:
    """Hand out a document that came with a request."""
    opened = open_evidence(request.acting, request_ref, document_id)
    return download(opened.content, opened.document.media, opened.name)


@require_GET
def question_document(request: RegisterRequest, piece_id: int, document_id: int) -> HttpResponse:
    """Hand out a document that came with an answer to a question, to whoever reviews the question."""
    opened = open_question_evidence(request.acting, piece_id, document_id)
    return download(opened.content, opened.document.media, opened.name)


@require_GET
def figures(request: RegisterRequest) -> HttpResponse:
    """Show how many requests came in during the last quarters that are over."""
    tables = [show_counts(each) for each in open_counts(request.acting)]
    return render(request, "requests/figures.html", {"tables": tables, "small": SMALL})


def _page(request: RegisterRequest, opened: OpenedRequest, form: DecideForm | None) -> HttpResponse:
    made, acting = opened.request, request.acting
    may_give = acting.may(ASSIGNS) and made.state in OPEN_STATES and made.office in ("", acting.office)
    context = {
        "opened": opened,
        "made": made,
        "about": about_rows(opened),
        "documents": document_rows(made.reference, opened.documents),
        "events": event_rows(opened),
        "clock": show_clock(opened.deadline, clock.now()) if opened.deadline else None,
        "form": form,
        "assign": AssignForm(colleagues=_colleagues(acting)) if may_give else None,
        "decided_by": name_of(made.decided_by) if made.decided_by else "",
    }
    wrong = form is not None and bool(form.errors)
    return render(request, "requests/request.html", context, status=422 if wrong else 200)


def _decide_form(opened: OpenedRequest, data: object) -> DecideForm | None:
    if not opened.mine:
        return None
    return DecideForm(data, request=opened.request, records=records_since(opened.request))


def _colleagues(acting: Acting) -> list[tuple[str, str]]:
    return [(str(each.pk), name_of(each)) for each in list_colleagues(acting)]
