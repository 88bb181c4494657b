"""The pages of letters: making one in a case, looking at one, recording how it was served."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sojourn.errors import RegisterError
from sojourn.register.cases.opening import open_case
from sojourn.register.desk.recording import new_token
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.door.interactive import interactive_of
from sojourn.register.letters import words
from sojourn.register.letters.case_letters import Choice, choices_of, rows_of_letters
from sojourn.register.letters.files import download
from sojourn.register.letters.forms import LetterForm, ServeForm, today_parts
from sojourn.register.letters.letter_page import attempt_rows, letter_rows
from sojourn.register.letters.listing import list_letters
from sojourn.register.letters.making import Asked, make_letter, make_notice, preview_letter
from sojourn.register.letters.opening import open_letter, open_pdf
from sojourn.register.letters.serving import record_service
from sojourn.register.letters.texts import NOTICE

#: The second factor was shown too long ago: the page leads to where it is shown again.
STALE = "second-factor-stale"


@require_safe
def case_letters(request: RegisterRequest, case_id: str) -> HttpResponse:
    """List the letters of a case, and offer those that can be made now."""
    opened = open_case(request.acting, case_id)
    offered = choices_of(opened) if request.acting.may("work_cases") else []
    context = {"case_id": case_id, "rows": rows_of_letters(list_letters(opened.case, opened.file)), "offered": offered}
    context["head"] = [_("Letter"), _("Where it stands")]
    return render(request, "letters/case_letters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_letter(request: RegisterRequest, case_id: str, kind: str) -> HttpResponse:
    """Make a letter of a case: choose, look at it, then make it."""
    acting = request.acting
    if not acting.may("decide_step" if kind == NOTICE else "work_cases"):
        refuse(acting, "decide_step" if kind == NOTICE else "work_cases")
    opened = open_case(acting, case_id)
    choice = next((each for each in choices_of(opened) if each.kind == kind), None)
    if choice is None:
        return redirect("case_letters", case_id)
    form = _letter_form(request, choice)
    context: dict[str, Any] = {"case_id": case_id, "choice": choice, "form": form, "pages": [], "problem": ""}
    if request.method == "POST" and form.is_valid():
        asked = _asked(choice, form)
        try:
            if "make" in request.POST:
                return _make(request, case_id, asked)
            context["pages"] = [_picture(page) for page in preview_letter(acting, case_id, asked)]
        except RegisterError as error:
            context |= {"problem": error.message, "again": _again(request) if error.code == STALE else ""}
    return render(request, "letters/new_letter.html", context, status=422 if context["problem"] or form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: RegisterRequest, letter: str) -> HttpResponse:
    """Show a letter with its service, and take one more try."""
    acting = request.acting
    form = ServeForm(request.POST or None, request.FILES or None, initial={**today_parts(), "token": new_token()})
    problem = ""
    if request.method == "POST":
        if not acting.may("record_procedure"):
            refuse(acting, "record_procedure")
        if form.is_valid():
            try:
                record_service(acting, letter, form.served())
            except RegisterError as error:
                problem = error.message
            else:
                messages.success(request, _("It is recorded how the letter was served."))
                return redirect("letter", letter)
    opened = open_letter(acting, letter)
    context = {
        "letter": opened.letter,
        "title": f"{words.KINDS[opened.letter.kind]}, {opened.letter.reference}",
        "state": words.STATES[opened.service.state],
        "service": opened.service,
        "rows": letter_rows(opened),
        "attempts": attempt_rows(opened.attempts),
        "head": [_("When"), _("How"), _("What came of it"), _("Who brought it"), _("Proof")],
        "form": form if acting.may("record_procedure") else None,
        "problem": problem,
    }
    return render(request, "letters/letter.html", context, status=422 if problem or form.errors else 200)


@require_safe
def letter_pdf(request: RegisterRequest, letter: str) -> HttpResponse:
    """Hand out the PDF of a letter."""
    return download(open_pdf(request.acting, letter), "application/pdf", f"{letter}.pdf")


def _letter_form(request: RegisterRequest, choice: Choice) -> LetterForm:
    given = {"records": choice.records, "grounds": choice.grounds}
    if request.method == "POST":
        return LetterForm(request.POST, **given)
    return LetterForm(initial={"records": list(choice.relied_on)}, **given)


def _asked(choice: Choice, form: LetterForm) -> Asked:
    given = form.cleaned_data
    records, grounds = given.get("records", ()), given.get("grounds", ())
    return Asked(choice.kind, given["language"], tuple(records), tuple(grounds))


def _make(request: RegisterRequest, case_id: str, asked: Asked) -> HttpResponse:
    if asked.kind == NOTICE:
        made = make_notice(request.acting, interactive_of(request), case_id, asked)
    else:
        made = make_letter(request.acting, case_id, asked)
    messages.success(request, _("The letter is made. Next: have it served, and record how."))
    return redirect("letter", made.reference)


def _again(request: RegisterRequest) -> str:
    return f"{resolve_url('mfa_reauthenticate')}?{urlencode({'next': request.path})}"


def _picture(page: bytes) -> str:
    return "data:image/png;base64," + base64.b64encode(page).decode()
