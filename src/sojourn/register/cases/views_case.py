"""The pages of a case: the case, asking about a blocker, looking again, the receipt, beginning one, and stops."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.errors import RegisterError, SojournError
from sojourn.law.procedure.blockers.asking import ASKED_DAYS, expiry_of
from sojourn.register import clock
from sojourn.register.cases import receipts
from sojourn.register.cases.asking import ask_blocker
from sojourn.register.cases.begin_form import BeginForm
from sojourn.register.cases.case_links import ways_of
from sojourn.register.cases.case_page import identity_rows, lay_out
from sojourn.register.cases.departure_shown import make_departure_receipt
from sojourn.register.cases.documents_shown import list_documents
from sojourn.register.cases.gate_words import blocker_question, blocker_says, blocker_title
from sojourn.register.cases.kept import drop_old
from sojourn.register.cases.looking_again import get_built, review_built
from sojourn.register.cases.matter import read_matter, read_who
from sojourn.register.cases.opening import begin_case, lifecycles, open_case
from sojourn.register.cases.step_forms import AskForm, BuiltForm, source_choices
from sojourn.register.cases.stops import acknowledge, list_stops
from sojourn.register.cases.stops_shown import stops_shown
from sojourn.register.components.days import long_day
from sojourn.register.controls.shown import stopped_words
from sojourn.register.door.acting import Acting, RegisterRequest, Restricted
from sojourn.register.door.actions import refuse
from sojourn.register.records.actions import open_stay
from sojourn.register.records.identity import name_of
from sojourn.register.requests.opening import list_of_person
from sojourn.register.requests.page import person_rows

READ = ["GET", "HEAD"]
READ_OR_SEND = [*READ, "POST"]


@require_http_methods(READ)
def case(request: RegisterRequest, case_id: str) -> HttpResponse:
    """Show a case."""
    opened = open_case(request.acting, case_id)
    page = lay_out(opened, read_matter(request.acting, opened), clock.now())
    may = {"ask": request.acting.may("work_cases"), "act": request.acting.may("decide_step")}
    ways = ways_of(request.acting, opened, request.GET.get("next"))
    drop_old(request)
    asked = person_rows(list_of_person(request.acting, opened.file.person_id))
    context = {"page": page, "case": opened.case, "may": may, "ways": ways, "requests": asked}
    context["stopped"] = stopped_words(opened.desk)
    return render(request, "cases/case.html", context)


@require_http_methods(READ_OR_SEND)
def ask(request: RegisterRequest, case_id: str, blocker: str) -> HttpResponse:
    """Note what was asked about a blocker, and the answer."""
    _need(request.acting, "work_cases")
    opened = open_case(request.acting, case_id)
    if blocker not in ASKED_DAYS:
        raise RegisterError(
            "asked-incomplete",
            f"`{blocker[:20]}` is no blocker that can be asked about. "
            f"Allowed: {', '.join(f'`{code}`' for code in ASKED_DAYS)}. Next: open the case and choose one.",
        )
    form = AskForm(
        blocker,
        source_choices(opened.file, list_documents(opened.case)),
        request.POST or None,
        may_clear=request.acting.may("approve_step"),
    )
    if request.method == "POST" and form.is_valid():
        ask_blocker(request.acting, case_id, blocker, form.cleaned_data["answer"], form.cleaned_data["source"])
        messages.success(request, _("What was asked, and the answer, are on file with the day on which it lapses."))
        return redirect("case", case_id)
    who = read_who(opened)
    context = {
        "form": form,
        "case": opened.case,
        "name": name_of(dict(who)),
        "identity": identity_rows(who, opened.file.person_id),
        "title": blocker_title(blocker),
        "question": blocker_question(blocker),
        "says": blocker_says(blocker),
        "days": ASKED_DAYS[blocker],
        "may_record": request.acting.may("record_procedure"),
        "until": long_day(expiry_of(blocker, clock.today())),
    }
    return render(request, "cases/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(READ_OR_SEND)
def built(request: RegisterRequest, case_id: str, event_id: int) -> HttpResponse:
    """Look again at a step that was built on a record which was corrected since."""
    _need(request.acting, "work_cases")
    opened = open_case(request.acting, case_id)
    found = get_built(opened, event_id)
    form = BuiltForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        review_built(request.acting, case_id, event_id, form.cleaned_data["outcome"], form.cleaned_data["note"])
        messages.success(request, _("That you looked again, and what follows, is on file."))
        return redirect("case", case_id)
    title = {step.id: _(step.title) for step in opened.standing.lifecycle.steps}.get(found.step, found.step)
    context = {"form": form, "case": opened.case, "built": found, "title": title}
    context["records"] = [{"url": reverse("record", args=[name]), "text": name} for name in found.records]
    return render(request, "cases/built.html", context, status=422 if form.errors else 200)


@require_http_methods(READ)
def receipt(request: RegisterRequest, case_id: str) -> HttpResponse:
    """Show the receipt of a departure, ready to print."""
    made = make_departure_receipt(request.acting, case_id)
    return render(request, "cases/receipt_departure.html", {"receipt": made, **receipts.told(made)})


@require_http_methods(READ_OR_SEND)
def begin(request: RegisterRequest) -> HttpResponse:
    """Begin a case about a stay."""
    _need(request.acting, "work_cases")
    stay_id = (request.POST if request.method == "POST" else request.GET).get("stay", "")
    opened = open_stay(request.acting, stay_id)
    form = BeginForm(lifecycles(), stay_id, request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            begun = begin_case(request.acting, form.beginning(opened.file.person_id))
        except Restricted:
            raise
        except SojournError as error:
            problem = error.message
        else:
            return redirect("case", begun.case_id)
    context = {"form": form, "problem": problem, "stay_url": reverse("stay", args=[stay_id])}
    return render(request, "cases/begin.html", context, status=422 if form.errors or problem else 200)


@require_GET
def stops(request: RegisterRequest) -> HttpResponse:
    """Show the steps that were stopped, each with what stopped it, until they are acknowledged."""
    _need(request.acting, "see_cases")
    return render(request, "cases/stops.html", {"stops": stops_shown(list_stops(request.acting))})


@require_POST
def stop_acknowledge(request: RegisterRequest, proposal_id: int) -> HttpResponse:
    """Take down that whoever is told of a stopped step has read it."""
    acknowledge(request.acting, proposal_id)
    messages.success(request, _("It is noted that you know of it."))
    return redirect("stops") if list_stops(request.acting) else redirect("work")


def _need(acting: Acting, permission: str) -> None:
    if not acting.may(permission):
        refuse(acting, permission)
