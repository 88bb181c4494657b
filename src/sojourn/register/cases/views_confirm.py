"""The page on which a second person confirms what somebody recorded of a court's act."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sojourn.errors import RegisterError
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import name_of
from sojourn.register.cases.confirming import confirm_record, list_to_confirm
from sojourn.register.cases.kept import STALE, go_and_come_back
from sojourn.register.cases.opening import open_case
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.door.interactive import interactive_of


@require_http_methods(["GET", "HEAD", "POST"])
def case_confirm(request: RegisterRequest, case_id: str) -> HttpResponse:
    """Show what waits for a second person, and confirm one record."""
    opened = open_case(request.acting, case_id)
    problem = ""
    if request.method == "POST":
        try:
            confirm_record(request.acting, interactive_of(request), case_id, request.POST.get("record", ""))
        except RegisterError as error:
            if error.code == STALE:
                return go_and_come_back(request, reverse("case_confirm", args=[case_id]))
            problem = error.message
        else:
            messages.success(request, _("Confirmed. The case has moved."))
            return redirect("case", case_id)
    rows = [
        {
            "record": fact.name,
            "url": reverse("record", args=[fact.name]),
            "step": _(step.title),
            "who": _who(fact.by),
            "mine": fact.by == request.acting.actor,
        }
        for fact, step in list_to_confirm(opened.desk)
    ]
    context = {"case": opened.case, "rows": rows, "problem": problem, "may": request.acting.may("approve_step")}
    return render(request, "cases/confirm.html", context, status=409 if problem else 200)


def _who(actor: str) -> str:
    number = actor.removeprefix("user:")
    user = User.objects.filter(pk=int(number)).first() if number.isdigit() else None
    return name_of(user) if user else actor
