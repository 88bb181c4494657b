"""The pages of a step: what stands in its way, the form, and for a step against a person the second officer's page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sojourn.errors import RegisterError
from sojourn.law.procedure.lifecycle import Step
from sojourn.register.cases.case_links import preview_of
from sojourn.register.cases.case_page import identity_rows
from sojourn.register.cases.gate_words import record_link, show_gate
from sojourn.register.cases.gates import gate_of
from sojourn.register.cases.kept import STALE, forget_kept, go_and_come_back, take_kept
from sojourn.register.cases.matter import read_who
from sojourn.register.cases.next_step import OTHERS, offers_of
from sojourn.register.cases.opening import OpenedCase, open_case
from sojourn.register.cases.proposals_shown import has_opened, proposal_shown, records_url, require_in_case
from sojourn.register.cases.step_forms import DeclineForm, StepForm
from sojourn.register.cases.steps import approve, decline, execute, propose, take, withdraw
from sojourn.register.cases.timeline import names_on_file
from sojourn.register.cases.wanted import PERMISSION, StepBlocked, step_of
from sojourn.register.controls.shown import stopped_words
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.door.interactive import interactive_of
from sojourn.register.records.identity import name_of

READ_OR_SEND = ["GET", "HEAD", "POST"]


@require_http_methods(READ_OR_SEND)
def case_step(request: RegisterRequest, case_id: str, step_id: str) -> HttpResponse:
    """Show a step with everything that stands in its way; take it, or propose it where it goes against the person."""
    opened = open_case(request.acting, case_id)
    step = step_of(opened.desk, step_id)
    here = reverse("case_step", args=[case_id, step_id])
    read = has_opened(request.acting, opened, opened.case.waiting_since)
    if request.method != "POST":
        return _step_page(request, opened, step, StepForm(step, opened.file, read, take_kept(request, here)))
    form = StepForm(step, opened.file, read, request.POST)
    if not form.is_valid():
        return _step_page(request, opened, step, form, status=422)
    try:
        return _take_or_propose(request, opened, step, form)
    except StepBlocked:
        problem = _("This step is not possible now: see below what stands in its way, and what would lift it.")
        return _step_page(request, opened, step, form, problem=problem, status=409)
    except RegisterError as error:
        if error.code == STALE:
            return go_and_come_back(request, here)
        return _step_page(request, opened, step, form, problem=error.message, status=409)


@require_http_methods(READ_OR_SEND)
def case_proposal(request: RegisterRequest, case_id: str, proposal_id: int) -> HttpResponse:
    """Show a proposed step: the second officer approves or declines it, its proposer carries it out or withdraws it."""
    if not request.acting.may("see_cases"):
        refuse(request.acting, "see_cases")
    opened = open_case(request.acting, case_id)
    require_in_case(opened, proposal_id)
    here = reverse("case_proposal", args=[case_id, proposal_id])
    sent = request.POST if request.method == "POST" else None
    form = DeclineForm(sent if sent and sent.get("do") == "decline" else None)
    problem = ""
    if sent is not None:
        try:
            if _done(request, proposal_id, sent, form):
                forget_kept(request)
                return redirect("case", opened.case.case_id)
        except StepBlocked:
            problem = _("This step is not possible now: see below what stands in its way, and what would lift it.")
        except RegisterError as error:
            if error.code == STALE:
                return go_and_come_back(request, here)
            problem = error.message
    take_kept(request, here)
    shown = proposal_shown(request.acting, opened, proposal_id)
    context = {**_around(opened), "shown": shown, "form": form, "problem": problem}
    status = 422 if form.errors else 409 if problem else 200
    return render(request, "cases/proposal.html", context, status=status)


def _take_or_propose(request: RegisterRequest, opened: OpenedCase, step: Step, form: StepForm) -> HttpResponse:
    case_id = opened.case.case_id
    if step.adverse or step.second_person:
        proposal = propose(request.acting, interactive_of(request), case_id, form.wanted)
        forget_kept(request)
        messages.success(request, _("The step is proposed. Nothing has happened to the person yet."))
        return redirect("case_proposal", case_id, proposal.pk)
    take(request.acting, case_id, form.wanted)
    forget_kept(request)
    messages.success(request, _("The step is taken, with its reasons."))
    return redirect("case", case_id)


def _done(request: RegisterRequest, proposal_id: int, sent: QueryDict, form: DeclineForm) -> bool:
    """Do what was chosen with a proposed step; false where the form says what is missing."""
    acting, chosen = request.acting, sent.get("do", "")
    doing: dict[str, tuple[Callable[[], object], str]] = {
        "approve": (
            lambda: approve(acting, interactive_of(request), proposal_id),
            _("You approved the step. Whoever proposed it carries it out; everything is looked at again then."),
        ),
        "execute": (
            lambda: execute(acting, interactive_of(request), proposal_id),
            _("The step is carried out, with its reasons."),
        ),
        "withdraw": (
            lambda: withdraw(acting, proposal_id),
            _("The step is withdrawn. Nothing happened to the person."),
        ),
    }
    if chosen == "decline":
        if not form.is_valid():
            return False
        decline(acting, proposal_id, form.cleaned_data["note"])
        messages.success(request, _("The step is declined. Nothing happened to the person."))
        return True
    if chosen not in doing:
        return False
    do, said = doing[chosen]
    do()
    messages.success(request, said)
    return True


def _step_page(
    request: RegisterRequest, opened: OpenedCase, step: Step, form: StepForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    permission = PERMISSION.get(step.by)
    if permission and not request.acting.may(permission):
        refuse(request.acting, permission, opened.file.person_id)
    shown = show_gate(gate_of(opened.desk, step), opened.case.case_id, opened.clocks)
    against = step.adverse or step.second_person
    context = {
        **_around(opened),
        "step": step,
        "title": _(step.title),
        "gate": shown,
        "form": form,
        "problem": problem,
        "against": against,
        "not_ours": str(OTHERS[step.by]) if step.by in OTHERS else "",
        "to_open": _to_open(request, opened) if against or "records_opened" in step.requires else [],
        "preview": preview_of(request.acting, opened, step),
        "offers": [] if shown.possible else offers_of(opened, step.id),
    }
    return render(request, "cases/step.html", context, status=status)


def _to_open(request: RegisterRequest, opened: OpenedCase) -> list[dict[str, str]]:
    """List the records that whoever fills the form in has not opened yet."""
    read = has_opened(request.acting, opened, opened.case.waiting_since)
    return [record_link(name) for name in names_on_file(opened.file) if name not in read]


def _around(opened: OpenedCase) -> dict[str, object]:
    who = read_who(opened)
    state = opened.standing.lifecycle.state(opened.standing.state)
    return {
        "case": opened.case,
        "stopped": stopped_words(opened.desk),
        "state": _(state.title),
        "name": name_of(dict(who)) or _("No name on file"),
        "identity": identity_rows(who, opened.file.person_id),
        "records_url": records_url(opened.case, opened.file.person_id),
    }
