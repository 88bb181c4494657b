"""The pages of corrections on their way: who is to be told, who was, who confirmed, who is to be reminded."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.register.components.days import long_day
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.requests import confirming
from sojourn.register.requests.confirming import CHANGES, Followed
from sojourn.register.requests.forms import ConfirmForm, HowForm
from sojourn.register.requests.page import followed_head, followed_rows, one_followed_rows


@require_GET
def corrections(request: RegisterRequest) -> HttpResponse:
    """Show the corrections that are not confirmed yet."""
    followed = confirming.open_followed(request.acting)
    context = {
        "head": followed_head(),
        "rows": followed_rows(followed),
        "count": len(followed),
        "days": confirming.confirmation_days(),
    }
    return render(request, "requests/corrections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: RegisterRequest, notice_id: int) -> HttpResponse:
    """Show one correction on its way; note that the recipient was told, was reminded, or confirmed."""
    acting, how, confirm = request.acting, HowForm(), ConfirmForm()
    opened = confirming.open_one(acting, notice_id)
    if request.method == "POST" and "confirm" in request.POST:
        confirm = ConfirmForm(request.POST)
        if confirm.is_valid():
            confirming.confirm(acting, notice_id, confirm.cleaned_data["their_reference"])
            messages.success(request, _("The confirmation is noted."))
            return redirect("correction_told", notice_id)
    elif request.method == "POST":
        how = HowForm(request.POST)
        if how.is_valid():
            note = confirming.tell if opened.stage == "to_tell" else confirming.remind
            note(acting, notice_id, how.cleaned_data["how"])
            messages.success(request, _("It is noted, with the day and your name."))
            return redirect("correction_told", notice_id)
    return _page(request, opened, how, confirm)


def _page(request: RegisterRequest, opened: Followed, how: HowForm, confirm: ConfirmForm) -> HttpResponse:
    context = {
        "opened": opened,
        "rows": one_followed_rows(opened),
        "how": how,
        "confirm": confirm,
        "may_note": request.acting.may(CHANGES) and opened.stage != "confirmed",
        "due": long_day(opened.due_on) if opened.due_on else "",
    }
    wrong = bool(how.errors or confirm.errors)
    return render(request, "requests/correction.html", context, status=422 if wrong else 200)
