"""The pages of disclosures: what waits for a second person, who was told, and a new proposal."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.errors import RegisterError
from sojourn.register.accounts.roles import name_of
from sojourn.register.door import disclosures as disclosing
from sojourn.register.door import notices as noticing
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.actions import refuse
from sojourn.register.door.disclosed_text import text_of
from sojourn.register.door.models import Disclosure


class DisclosureForm(forms.Form):
    """To whom an answer goes, on which legal basis, what for."""

    recipient = forms.CharField(
        label=_("Recipient"), max_length=200, help_text=_("The authority or court, and the office within it.")
    )
    contact = forms.CharField(
        label=_("Where a correction reaches the recipient"), max_length=300, help_text=_("A postal or e-mail address.")
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("The provision that allows it, with its citation.")
    )
    purpose = forms.CharField(
        label=_("What the recipient needs it for"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_GET
def disclosures(request: RegisterRequest) -> HttpResponse:
    """Show the proposals that wait for a second person, and who is to be told that an answer has changed."""
    _require(request, "see_disclosures")
    waiting = disclosing.list_waiting(request.acting)
    rows = [(one.pk, one.recipient, name_of(one.proposed_by), one.proposed_at) for one in waiting]
    due = noticing.list_due(request.acting)
    notices = [(one.disclosure_id, one.disclosure.recipient, one.disclosure.confirmed_at, one.listed_at) for one in due]
    return render(request, "door/disclosures.html", {"rows": rows, "notices": notices})


@require_http_methods(["GET", "POST"])
def disclosure(request: RegisterRequest, disclosure_id: int) -> HttpResponse:
    """Show one disclosure; confirm or decline it as the second person, or note that a change was told."""
    if request.method == "POST" and "notice" in request.POST:
        told_of = noticing.note_told(request.acting, _number(request.POST["notice"]) or 0)
        messages.success(request, gettext("Noted: the recipient was told."))
        return redirect("disclosure", told_of.disclosure_id)
    if request.method == "POST":
        confirmed = request.POST.get("decision") == "confirm"
        decide = disclosing.confirm_disclosure if confirmed else disclosing.decline_disclosure
        decided = decide(request.acting, disclosure_id)
        told = gettext("The answer is disclosed.") if confirmed else gettext("The disclosure is declined.")
        messages.success(request, told)
        return redirect("disclosure", decided.pk)
    found = disclosing.open_disclosure(request.acting, disclosure_id)
    may = {"may_decide": _may_decide(request, found), "may_note": request.acting.may("propose_disclosure")}
    return render(request, "door/disclosure.html", {"disclosure": found, **may, **_changes(found)})


@require_GET
def stay_disclosures(request: RegisterRequest, stay_id: str) -> HttpResponse:
    """Show who was told an answer for a stay."""
    recipients = disclosing.open_recipients(request.acting, stay_id)
    context = {"recipients": recipients, "stay_id": stay_id, "may_propose": request.acting.may("propose_disclosure")}
    return render(request, "door/stay_disclosures.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: RegisterRequest, stay_id: str) -> HttpResponse:
    """Propose a disclosure, having read its text; or the correction of an earlier one."""
    _require(request, "propose_disclosure")
    recipients = disclosing.open_recipients(request.acting, stay_id)  # opening the record is logged before it is shown
    corrects = _number(request.POST.get("corrects") or request.GET.get("corrects") or "")
    told = [one.disclosure_id for one in recipients if one.disclosure_id == corrects]
    earlier = Disclosure.objects.filter(pk__in=told).first()
    form = DisclosureForm(request.POST or None, initial=_initial(earlier))
    if request.method == "POST" and form.is_valid():
        try:
            made = disclosing.propose_disclosure(
                request.acting, stay_id, disclosing.Told(**form.cleaned_data), corrects
            )
            messages.success(request, gettext("The disclosure is proposed. Another person has to confirm it."))
            return redirect("disclosure", made.pk)
        except RegisterError as problem:
            form.add_error(None, problem.message)
    text = text_of(disclosing.answer_told(disclosing.current_answer(stay_id)))
    context = {"form": form, "text": text, "stay_id": stay_id, "corrects": corrects}
    return render(request, "door/propose_disclosure.html", context, status=400 if form.errors else 200)


def _changes(found: Disclosure) -> dict[str, object]:
    """Give what has changed of a disclosed answer since, and what its recipient was told of that."""
    due = noticing.find_due(found)
    told = [(one.told_at, name_of(one.told_by), noticing.say(one)) for one in noticing.list_told(found) if one.told_by]
    return {"due": due, "changed": noticing.say(due) if due else [], "cause": noticing.cause_of(due), "told": told}


def _initial(earlier: Disclosure | None) -> dict[str, str]:
    if earlier is None:
        return {}
    return {name: getattr(earlier, name) for name in ("recipient", "contact", "legal_basis", "purpose")}


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _may_decide(request: RegisterRequest, found: Disclosure) -> bool:
    waits = found.confirmed_at is None and found.declined_at is None
    return waits and found.proposed_by_id != request.acting.user_id and request.acting.may("confirm_disclosure")


def _require(request: RegisterRequest, permission: str) -> None:
    if not request.acting.may(permission):
        refuse(request.acting, permission)
