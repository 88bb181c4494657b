"""Pages of holds: who keeps what, by whose authority, until when."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.register.components.days import long_day
from sojourn.register.retention.forms import HoldForm, ReasonForm
from sojourn.register.retention.holds import NewHold, end_hold, in_force, set_hold
from sojourn.register.retention.models import Hold
from sojourn.register.retention.views import Cell, acting_of


@require_GET
def holds(request: HttpRequest) -> HttpResponse:
    """List the holds in force, the one that ends first before the others."""
    acting_of(request, "set_hold")
    rows = [_row(hold) for hold in in_force()]
    head = [
        gettext("Who is held"),
        gettext("Authority"),
        gettext("Legal basis"),
        gettext("Their reference"),
        gettext("Last day"),
        gettext("Next"),
    ]
    return render(request, "retention/holds.html", {"rows": rows, "count": len(rows), "head": head})


@require_http_methods(["GET", "POST"])
def new_hold(request: HttpRequest) -> HttpResponse:
    """Set a hold."""
    acting = acting_of(request, "set_hold")
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
    """End a hold before its last day."""
    acting = acting_of(request, "set_hold")
    row = get_object_or_404(Hold, id=hold_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        end_hold(acting, hold_id, form.cleaned_data["reason"])
        messages.success(request, gettext("The hold has ended. What is due is listed again tomorrow."))
        return redirect("retention_holds")
    return render(request, "retention/hold_end.html", {"form": form, "row": row, "about": _about(row)})


def _row(hold: Hold) -> list[Cell]:
    end: Cell = {"text": gettext("End it"), "url": reverse("retention_hold_end", args=[hold.pk])}
    return [_about(hold), hold.authority, hold.legal_basis, hold.reference, long_day(hold.until), end]


def _about(hold: Hold) -> str:
    return hold.person_id or str(hold.case_id)
