"""How the order of work is made, and giving a review piece back; the list itself is a page of `cases`."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.register.door.acting import Acting, RegisterRequest
from sojourn.register.review import words
from sojourn.register.review.assigned import give_back, list_own, put_back
from sojourn.register.review.clocks import DAYS
from sojourn.register.review.forms import ReturnForm
from sojourn.register.review.models import Kind
from sojourn.register.review.order import SOON_DAYS


def acting_of(request: HttpRequest) -> Acting:
    """Give who acts."""
    return cast(RegisterRequest, request).acting


@require_GET
def order(request: HttpRequest) -> HttpResponse:
    """Explain how the order of work is made."""
    clocks = [(words.say(words.KINDS, kind), days) for kind, days in DAYS.items() if kind != Kind.SECOND_LOOK]
    return render(request, "review/order.html", {"clocks": clocks, "soon": SOON_DAYS})


@require_http_methods(["GET", "POST"])
def back(request: HttpRequest, piece_id: int) -> HttpResponse:
    """Give a piece of work back with a reason, or put one of one's office back."""
    acting = acting_of(request)
    own = any(piece.id == piece_id for piece in list_own(acting))
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        give = give_back if own else put_back
        give(acting, piece_id, form.cleaned_data["reason"], form.cleaned_data["note"])
        return redirect("work")
    return render(request, "review/back.html", {"form": form, "piece_id": piece_id, "own": own})


def may_measure(acting: Acting) -> bool:
    """Say whether somebody may see how often reviewers agree: those who assign work, and oversight."""
    return acting.may("assign_work") or acting.may("see_log")
