"""The pages of mail and of documents."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.errors import RegisterError
from sojourn.register.components.days import long_day
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.letters import words
from sojourn.register.letters.documents import ListedDocument, Sent, open_document, open_documents, upload_document
from sojourn.register.letters.files import download
from sojourn.register.letters.forms import DocumentForm, MailForm, MatchForm, sent_of, today_parts
from sojourn.register.letters.mail import Matched, get_mail, keep_mail, match_mail, open_mail, open_queue
from sojourn.register.letters.models import Mail

Cell = dict[str, object] | str


@require_http_methods(["GET", "HEAD", "POST"])
def mail_queue(request: RegisterRequest) -> HttpResponse:
    """Show the mail that waits in one's own office, and keep what came in."""
    acting, problem = request.acting, ""
    form = MailForm(request.POST or None, request.FILES or None, initial=today_parts())
    if request.method == "POST" and form.is_valid():
        try:
            kept = keep_mail(acting, _sent(form), form.cleaned_data["received"])
        except RegisterError as error:
            problem = error.message
        else:
            messages.success(request, _("The mail is kept as number %(number)s.") % {"number": kept.pk})
            return redirect("mail_queue")
    context = {"rows": [_mail_row(each) for each in open_queue(acting)], "form": form, "problem": problem}
    context["head"] = [_("Mail"), _("Reached us on"), _("Size")]
    return render(request, "letters/mail_queue.html", context, status=422 if problem or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request: RegisterRequest, mail_id: int) -> HttpResponse:
    """Say whose mail it is."""
    acting, problem = request.acting, ""
    if not acting.may("keep_documents"):
        refuse(acting, "keep_documents")
    form = MatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.cleaned_data
            case = match_mail(acting, mail_id, Matched(given["reference"], given["is_answer"]))
        except RegisterError as error:
            problem = error.message
        else:
            messages.success(request, _("The mail is in the case, with the day on which it reached us."))
            return redirect("case_documents", case.case_id)
    try:
        waiting = get_mail(acting, mail_id)
    except RegisterError as error:
        messages.warning(request, error.message)
        return redirect("mail_queue")
    context = {"mail": waiting, "form": form, "problem": problem, "received": long_day(waiting.received_on)}
    return render(request, "letters/mail.html", context, status=422 if problem or form.errors else 200)


@require_safe
def mail_file(request: RegisterRequest, mail_id: int) -> HttpResponse:
    """Hand out a piece of mail that waits."""
    opened = open_mail(request.acting, mail_id)
    return download(opened.content, opened.document.media, opened.name)


@require_http_methods(["GET", "HEAD", "POST"])
def case_documents(request: RegisterRequest, case_id: str) -> HttpResponse:
    """List the documents of a case, and keep another."""
    acting, problem = request.acting, ""
    form = DocumentForm(request.POST or None, request.FILES or None, initial=today_parts())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            upload_document(acting, case_id, _sent(form), given["about"], given["received"])
        except RegisterError as error:
            problem = error.message
        else:
            messages.success(request, _("The document is kept in the case."))
            return redirect("case_documents", case_id)
    listed = open_documents(acting, case_id)
    context = {
        "case_id": case_id,
        "rows": [_document_row(each) for each in listed],
        "head": [_("Document"), _("Reached us on"), _("Size")],
        "form": form if acting.may("keep_documents") else None,
        "problem": problem,
    }
    return render(request, "letters/case_documents.html", context, status=422 if problem or form.errors else 200)


@require_safe
def document(request: RegisterRequest, document_id: int) -> HttpResponse:
    """Hand out a document of a case."""
    opened = open_document(request.acting, document_id)
    return download(opened.content, opened.document.media, opened.name)


def _sent(form: MailForm | DocumentForm) -> Sent:
    sent = sent_of(form.cleaned_data["file"])
    assert sent is not None, "the form asks for a file"
    return sent


def _mail_row(each: Mail) -> list[Cell]:
    number: Cell = {"text": _("Number %(number)s") % {"number": each.pk}, "url": reverse("mail", args=[each.pk])}
    return [number, long_day(each.received_on), _size(each.document.size)]


def _document_row(each: ListedDocument) -> list[Cell]:
    found = each.document
    what = str(words.ABOUT[found.about])
    name: Cell = {"text": what, "url": reverse("document", args=[found.pk]), "note": each.name} if each.name else what
    said = _size(found.size) if each.name else _("Erased with the person's values")
    return [name, long_day(found.received_on), said]


def _size(size: int) -> str:
    return _("%(kilobytes)s kB") % {"kilobytes": f"{max(1, size // 1024):,}"}
