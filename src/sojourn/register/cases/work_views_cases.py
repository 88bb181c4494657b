"""The pages by which cases change hands: several at once, given back, handed over, moved to another office."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register.cases.assigning import get_of_office, give_back_case
from sojourn.register.cases.bulk import MOST, Bulk, Chosen, Outcome, closing_choices, do_bulk, list_reachable
from sojourn.register.cases.handing_over import may_hand_over, note_handover, transfer_case
from sojourn.register.cases.models import Case
from sojourn.register.cases.opening import get_case
from sojourn.register.cases.work_forms import AssignForm, BackForm, CloseForm, HandoverForm, TransferForm
from sojourn.register.cases.work_query import read_query
from sojourn.register.door.acting import Acting, Refused, RegisterRequest
from sojourn.register.door.actions import refuse

READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_POST
def bulk(request: RegisterRequest) -> HttpResponse:
    """Give several cases out, or close them in the persons' favour; asks once more before it does."""
    what = next((each for each in Bulk if each.value == request.POST.get("what")), None)
    if what is None:
        raise RegisterError(
            "bulk-unknown",
            "this cannot be done to several cases at once. Allowed are giving them out, and closing them in the "
            "persons' favour. Next: open one case.",
        )
    if what is Bulk.ASSIGN and not request.acting.may("assign_cases"):
        refuse(request.acting, "assign_cases")
    chosen = request.POST.getlist("case")[:MOST]
    case_ids = list_reachable(request.acting, what, chosen)
    back = f"{reverse('work')}?{read_query(request.POST.get('asked', '')).address()}"
    if not chosen:
        messages.info(request, gettext("No case was chosen. Tick the cases first."))
        return redirect(back)
    if len(case_ids) < len(set(chosen)):
        messages.info(request, gettext("Cases that are not with you, or that are closed, were left out."))
    if not case_ids:
        return redirect(back)
    sent = request.POST if "confirmed" in request.POST else None
    form = _bulk_form(request.acting, what, case_ids, sent)
    if sent is not None and form.is_valid():
        _tell(request, do_bulk(request.acting, what, case_ids, _chosen(what, form.cleaned_data)))
        return redirect(back)
    shown = {
        "form": form,
        "what": what.value,
        "case_ids": case_ids,
        "asked": request.POST.get("asked", ""),
        "back": back,
    }
    return render(request, "cases/work_bulk.html", shown)


@require_http_methods(READ_OR_SEND)
def give_back(request: RegisterRequest, case_id: str) -> HttpResponse:
    """Give one's own case back to the office, with a reason."""
    case = get_case(case_id)
    if case.assigned_to_id is None or case.assigned_to_id != request.acting.user_id:
        raise Refused("not-allowed", "this case is not with you. Next: go to My work.")
    form = BackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give_back_case(request.acting, case_id, form.cleaned_data["reason"], form.cleaned_data["note"])
        messages.success(request, gettext("The case went back to the office, in its old place in the order."))
        return redirect("work")
    title = gettext("Give case %(number)s back") % {"number": case_id}
    told = gettext("It goes to somebody else. You are not given it again.")
    return _form(request, form, title, told, gettext("Give it back"))


@require_http_methods(READ_OR_SEND)
def hand_over(request: RegisterRequest, case_id: str) -> HttpResponse:
    """Leave a note for whoever has the case next."""
    if not may_hand_over(request.acting, get_case(case_id)):
        raise Refused("not-allowed", "this case is not with you. Next: ask a supervisor of its office.")
    form = HandoverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        note_handover(request.acting, case_id, form.cleaned_data["note"])
        messages.success(request, gettext("The note stands in the list and in the case."))
        return redirect("work")
    title = gettext("Handover note for case %(number)s") % {"number": case_id}
    told = gettext("The work list shows the last note. It is deleted when the person's values are erased.")
    return _form(request, form, title, told, gettext("Leave the note"))


@require_http_methods(READ_OR_SEND)
def transfer(request: RegisterRequest, case_id: str) -> HttpResponse:
    """Move a case to another office."""
    _require_office(request.acting, case_id)
    form = TransferForm(request.acting, request.POST or None)
    if request.method == "POST" and form.is_valid():
        transfer_case(request.acting, case_id, form.cleaned_data["office"], form.cleaned_data["note"])
        messages.success(request, gettext("The case went to the other office, where it waits to be given out."))
        return redirect("work")
    title = gettext("Move case %(number)s to another office") % {"number": case_id}
    told = gettext("Its clocks run on, and it keeps its place in the order.")
    return _form(request, form, title, told, gettext("Move it"))


def _require_office(acting: Acting, case_id: str) -> Case:
    get_case(case_id)
    if not acting.may("assign_cases"):
        refuse(acting, "assign_cases")
    from django.db import transaction

    with transaction.atomic():
        return get_of_office(acting, case_id)


def _form(request: RegisterRequest, form: object, title: str, told: str, button: str) -> HttpResponse:
    shown = {"form": form, "title": title, "told": told, "button": button}
    return render(request, "cases/work_form.html", shown)


def _bulk_form(acting: Acting, what: Bulk, case_ids: list[str], data: object) -> AssignForm | CloseForm:
    if what is Bulk.ASSIGN:
        return AssignForm(acting, data)
    steps = closing_choices(acting, case_ids).values()
    choices = [
        (f"{step.id}:{code}", f"{gettext(step.title)}: {gettext(text)}")
        for step in steps
        for code, text in (step.grounds or {"": step.citation}).items()
    ]
    return CloseForm(choices, data)


def _chosen(what: Bulk, given: dict[str, object]) -> Chosen:
    if what is Bulk.ASSIGN:
        return Chosen(user_id=int(str(given["colleague"])))
    step, _colon, ground = str(given["choice"]).partition(":")
    return Chosen(step=step, ground=ground, note=str(given["note"]))


def _tell(request: RegisterRequest, outcome: Outcome) -> None:
    number = len(outcome.done)
    if number:
        done = ngettext("%(number)s case is done.", "%(number)s cases are done.", number) % {"number": number}
        messages.success(request, done)
    for left in outcome.left:
        messages.info(request, gettext("Case %(number)s: %(why)s") % {"number": left.case_id, "why": left.why})
