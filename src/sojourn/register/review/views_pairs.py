"""Match review: one pair at a time, decided with a reason, and undone where it was wrong."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.errors import RegisterError
from sojourn.register.components.days import instant
from sojourn.register.door.actions import refuse
from sojourn.register.review import words
from sojourn.register.review.agreement import Rate, measure_agreement
from sojourn.register.review.assigned import list_own
from sojourn.register.review.compared import rows_of, told_of
from sojourn.register.review.deciding import Decided, ask_anew, decide_again, decide_pair, undo_own
from sojourn.register.review.decisions import get_decision
from sojourn.register.review.forms import DecisionForm, UndoForm
from sojourn.register.review.models import Kind
from sojourn.register.review.opening import OpenedPair, open_pair
from sojourn.register.review.views_work import acting_of, may_measure


@require_GET
def match_review(request: HttpRequest) -> HttpResponse:
    """Open the most urgent pair that one has; without any, offer the next."""
    acting = acting_of(request)
    if not (acting.may("review_pairs") or may_measure(acting)):
        refuse(acting, "review_pairs")
    own = [piece for piece in list_own(acting) if piece.kind in (Kind.PAIR, Kind.SECOND_LOOK)]
    if own:
        return redirect("pair", own[0].id)
    context = {"may_work": acting.may("review_pairs"), "may_measure": may_measure(acting), "kind": "pair"}
    return render(request, "review/none.html", context)


@require_http_methods(["GET", "POST"])
def pair(request: HttpRequest, piece_id: int) -> HttpResponse:
    """Show the pair of a piece of work, and take the decision."""
    acting = acting_of(request)
    if request.method == "POST" and "show_score" not in request.POST:
        form = DecisionForm(request.POST)
        if form.is_valid():
            return _decide(request, piece_id, form)
    else:
        form = DecisionForm()
    opened = open_pair(acting, piece_id, score="show_score" in request.POST)
    if not form.is_bound:
        form.initial["basis"] = opened.basis
    return render(request, "review/pair.html", _context(opened, form))


def _decide(request: HttpRequest, piece_id: int, form: DecisionForm) -> HttpResponse:
    acting = acting_of(request)
    given = form.cleaned_data
    said = Decided(given["verdict"], given["reason"], given["note"], given["basis"])
    piece = next((each for each in list_own(acting) if each.id == piece_id), None)
    if piece is not None and piece.kind == Kind.SECOND_LOOK:
        decide_again(acting, piece_id, said)
        return render(request, "review/decided.html", {"made": None})
    return redirect("pair_decided", decide_pair(acting, piece_id, said).id)


def _context(opened: OpenedPair, form: DecisionForm) -> dict[str, object]:
    kind = opened.pair.kind
    evidence = [{"text": each.text, "direction": each.direction} for each in opened.weighed.evidence]
    score = [
        {"term": words.say(words.FEATURES, each.feature), "value": _bits(each.weight)}
        for each in opened.weighed.evidence
        if each.level != "missing"
    ]
    return {
        "piece_id": opened.piece.id,
        "why": words.say(words.PAIR_KINDS, kind),
        "suggested": words.say(words.SETTLED_BY, kind),
        "rows": rows_of(opened),
        "left": opened.left.name,
        "right": opened.right.name,
        "left_note": told_of(opened.left),
        "right_note": told_of(opened.right),
        "evidence": evidence,
        "score": score if opened.piece.score_seen else None,
        "total": _bits(opened.weighed.weight),
        "form": form,
    }


def _bits(weight: float) -> str:
    return gettext("%(weight)s bits") % {"weight": f"{weight:+.1f}"}


@require_GET
def decided(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Say what was decided, with the way to take it back."""
    return render(request, "review/decided.html", {"made": get_decision(acting_of(request), decision_id)})


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Take a decision back with a reason."""
    acting = acting_of(request)
    form = UndoForm(request.POST if request.method == "POST" else None)
    made = get_decision(acting, decision_id)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            undo_own(acting, decision_id, reason)
        except RegisterError:
            if not acting.may("assign_work"):
                raise
            ask_anew(acting, decision_id, reason)
        return redirect("work")
    return render(request, "review/undo.html", {"form": form, "made": made})


@require_GET
def agreement(request: HttpRequest) -> HttpResponse:
    """Show how often two reviewers agree; for those who assign work, and for oversight."""
    acting = acting_of(request)
    if not may_measure(acting):
        refuse(acting, "see_log")
    found = measure_agreement()
    by_verdict = [(words.say(words.VERDICTS, verdict), rate) for verdict, rate in found.by_verdict.items()]
    rows = [
        [name, _number(rate.base), _number(rate.agreed), _share(rate), _interval(rate)] for name, rate in by_verdict
    ]
    differing = [
        [
            {"text": gettext("Decision %(number)s") % {"number": each.decision_id}},
            words.say(words.VERDICTS, each.first),
            words.say(words.VERDICTS, each.second),
            instant(each.again_at),
        ]
        for each in found.differing
    ]
    context = {"found": found, "share": _share(found.overall)["text"], "interval": _interval(found.overall)["text"]}
    return render(
        request,
        "review/agreement.html",
        {**context, "rows": rows, "differing": differing, "may_assign": acting.may("assign_work")},
    )


def _number(value: int) -> dict[str, object]:
    return {"text": f"{value:,}", "numeric": True}


def _share(rate: Rate) -> dict[str, object]:
    text = gettext("not measured yet") if rate.share is None else f"{100 * rate.share:.0f} %"
    return {"text": text, "numeric": True}


def _interval(rate: Rate) -> dict[str, object]:
    text = "" if rate.share is None else f"{100 * rate.low:.0f} % – {100 * rate.high:.0f} %"
    return {"text": text, "numeric": True}
