"""My work: what I have, by urgency in words, and the next piece on request."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sojourn.errors import RegisterError
from sojourn.register.door.acting import Acting, RegisterRequest
from sojourn.register.review import words, work_page
from sojourn.register.review.assigned import count_waiting, give_back, list_of_office, list_own, put_back, take_next
from sojourn.register.review.clocks import DAYS
from sojourn.register.review.decisions import list_lately
from sojourn.register.review.forms import ReturnForm
from sojourn.register.review.models import Kind
from sojourn.register.review.order import SOON_DAYS
from sojourn.register.review.withdrawn import list_withdrawn


def acting_of(request: HttpRequest) -> Acting:
    """Give who acts."""
    return cast(RegisterRequest, request).acting


@require_GET
def work(request: HttpRequest) -> HttpResponse:
    """Show my work; those who assign work may look at their office's."""
    acting = acting_of(request)
    may_assign = acting.may("assign_work")
    office = may_assign and request.GET.get("whose") == "office"
    pieces = list_of_office(acting) if office else list_own(acting)
    given = {name: request.GET.getlist(name) for name in request.GET}
    may_work = acting.may("review_questions")
    counts = count_waiting(acting) if may_work else {}
    context = {
        "count": len(pieces),
        "office": office,
        "groups": work_page.groups_of(work_page.keep_kinds(pieces, given.get("kind", [])), office=office),
        "head": work_page.head(office),
        "filters": work_page.filters(given, pieces, may_assign=may_assign),
        "may_work": may_work,
        "may_measure": may_measure(acting),
        "waiting": work_page.waiting_sentence(counts),
        "any_waiting": any(counts.values()),
        "lately": list_lately(acting),
        "withdrawn": list_withdrawn(acting),
    }
    return render(request, "review/work.html", context)


@require_GET
def order(request: HttpRequest) -> HttpResponse:
    """Explain how the order of work is made."""
    clocks = [(words.say(words.KINDS, kind), days) for kind, days in DAYS.items() if kind != Kind.SECOND_LOOK]
    return render(request, "review/order.html", {"clocks": clocks, "soon": SOON_DAYS})


@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Give the next piece of work, and open it."""
    try:
        piece = take_next(acting_of(request))
    except RegisterError as problem:
        messages.info(request, problem.message)
        return redirect("work")
    return redirect(work_page.place_of(piece))


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
