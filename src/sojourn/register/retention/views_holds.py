"""Pages of holds: who keeps what, by whose authority, until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.register.components.days import long_day
from sojourn.register.door.actions import acting_with
from sojourn.register.retention.forms import HoldForm, ReasonForm
from sojourn.register.retention.holds import (
    NewHold,
    confirm_end,
    keep_hold,
    list_holds,
    open_hold,
    propose_end,
    set_hold,
)
from sojourn.register.retention.models import Hold
from sojourn.register.retention.views_items import Cell


@require_GET
def holds(request: HttpRequest) -> HttpResponse:
    """List the holds in force, the one that ends first before the others; whom each is about stands on its own page."""
    rows = [_row(hold) for hold in list_holds(acting_with(request, "set_hold"))]
    head = [
        gettext("Hold"),
        gettext("Authority"),
        gettext("Legal basis"),
        gettext("Their reference"),
        gettext("Last day"),
        gettext("Where it stands"),
    ]
    return render(request, "retention/holds.html", {"rows": rows, "count": len(rows), "head": head})


@require_http_methods(["GET", "POST"])
def new_hold(request: HttpRequest) -> HttpResponse:
    """Set a hold."""
    acting = acting_with(request, "set_hold")
    form = HoldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        about, basis = said["about"].strip(), said["legal_basis"]
        set_hold(acting, NewHold(about, said["authority"], basis, said["reference"], said["until"]))
        messages.success(request, gettext("The hold is set. Nothing about this person is destroyed."))
        return redirect("retention_holds")
    return render(request, "retention/hold_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
def hold_end(request: HttpRequest, hold_id: int) -> HttpResponse:
    """Show one hold; propose to end it before its last day, confirm that, or let it stay."""
    acting = acting_with(request, "set_hold")
    if request.method == "POST" and ("confirm" in request.POST or "keep" in request.POST):
        if "confirm" in request.POST:
            confirm_end(acting, hold_id)
            messages.success(request, gettext("The hold has ended. What is due is listed again tomorrow."))
        else:
            keep_hold(acting, hold_id)
            messages.success(request, gettext("The hold stays."))
        return redirect("retention_holds")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        propose_end(acting, hold_id, form.cleaned_data["reason"])
        messages.success(request, gettext("Proposed. The hold stays until another records officer has confirmed it."))
        return redirect("retention_holds")
    row = open_hold(acting, hold_id)
    context = {
        "form": form,
        "row": row,
        "about": row.person_id or str(row.case_id),
        "own": row.ending_by_id == acting.user_id,
    }
    return render(request, "retention/hold_end.html", context)


def _row(hold: Hold) -> list[Cell]:
    named: Cell = {
        "text": gettext("Hold %(number)s") % {"number": hold.pk},
        "url": reverse("retention_hold_end", args=[hold.pk]),
    }
    stands: Cell = gettext("In force")
    if hold.ending_by_id is not None:
        stands = {"text": "", "tag": gettext("Waits for a second person"), "tone": "ask"}
    return [named, hold.authority, hold.legal_basis, hold.reference, long_day(hold.until), stands]
