"""Pages of the records officer: what is due, batches, holds. No name and no value of any record stands on them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.errors import RegisterError
from sojourn.register.components.charts import Bar, Chart, bar_chart
from sojourn.register.components.days import instant, long_day
from sojourn.register.door.actions import acting_with
from sojourn.register.retention.batches import decide, propose
from sojourn.register.retention.forms import ReasonForm
from sojourn.register.retention.models import Batch, Decision
from sojourn.register.retention.overview import DueUnder, Overview, find_decision, open_batch, open_overview
from sojourn.register.retention.schedule import find_rule
from sojourn.register.retention.views_items import Cell, item_row, items_head, number_cell
from sojourn.register.retention.words import period_words


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """Show what is due, by rule and by month, what will be, and the batches."""
    found = open_overview(acting_with(request, "propose_disposal"))
    context = {
        "due": sum(each.due for each in found.rules),
        "free": sum(each.free for each in found.rules),
        "looked": found.looked,
        "chart": _chart(found),
        "rules": [_rule_row(each) for each in found.rules],
        "batches": [_batch_row(each) for each in found.batches],
        "batch_count": len(found.batches),
        **_heads(),
    }
    return render(request, "retention/retention.html", context)


@require_http_methods(["GET", "POST"])
def propose_batch(request: HttpRequest, rule_id: str) -> HttpResponse:
    """Propose to destroy what is due under a rule."""
    acting = acting_with(request, "propose_disposal")
    rule = find_rule(rule_id)
    if rule is None:
        raise RegisterError("rule-missing", "there is no such rule in the schedule of today. Next: open the list anew.")
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        batch = propose(acting, rule_id, form.cleaned_data["reason"])
        messages.success(request, gettext("Proposed. Nothing goes before another records officer has confirmed it."))
        return redirect("retention_batch", batch.pk)
    return render(request, "retention/propose.html", {"form": form, "rule": rule, "period": period_words(rule.period)})


@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show a batch, and confirm or decline it."""
    acting = acting_with(request, "propose_disposal")
    row = get_object_or_404(Batch.objects.select_related("proposed_by"), id=batch_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        verdict = Decision.Verdict.DECLINED if "decline" in request.POST else Decision.Verdict.CONFIRMED
        decide(acting, batch_id, verdict, form.cleaned_data["reason"])
        messages.success(request, _decided(verdict))
        return redirect("retention_batch", batch_id)
    items, decision = open_batch(acting, row), find_decision(row)
    context = {
        "row": row,
        "rule": find_rule(row.rule_id),
        "form": form,
        "decision": decision,
        "own": row.proposed_by_id == acting.user_id,
        "count": len(items),
        "items": [item_row(item) for item in items],
        "items_head": items_head(),
        "dealt": sum(hasattr(item, "outcome") for item in items),
        "certificate": hasattr(row, "certificate"),
        **_heads(),
    }
    return render(request, "retention/batch.html", context)


@require_GET
def certificate(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give the signed certificate of a batch as a file."""
    acting_with(request, "propose_disposal")
    row = get_object_or_404(Batch.objects.select_related("certificate"), id=batch_id, certificate__isnull=False)
    answer = HttpResponse(row.certificate.note, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="destroyed-{batch_id}.txt"'
    return answer


def _decided(verdict: Decision.Verdict) -> str:
    if verdict == Decision.Verdict.DECLINED:
        return gettext("Declined. Nothing is destroyed.")
    return gettext("Confirmed. It is destroyed in the background; what somebody holds by then stays.")


def _chart(found: Overview) -> Chart:
    bars = [Bar(date_format(month, "F Y"), count) for month, count in found.months]
    return bar_chart(gettext("What falls due, by month"), bars, of=gettext("Month"), count=gettext("Files and parts"))


def _heads() -> dict[str, object]:
    numbers = [gettext("Due"), gettext("Free to go"), gettext("Held"), gettext("Soon due")]
    return {
        "rules_head": [
            gettext("Rule"),
            gettext("Kept for"),
            *({"text": each, "numeric": True} for each in numbers),
            gettext("First due on"),
        ],
        "batches_head": [gettext("Batch"), gettext("Rule"), gettext("Proposed"), gettext("Where it stands")],
    }


def _rule_row(each: DueUnder) -> list[Cell]:
    rule = each.rule
    note = rule.citation if rule.kind == "law" else gettext("a convention; no law is cited")
    named: dict[str, object] = {"text": gettext(rule.title), "note": note}
    if each.free:
        named = {**named, "url": reverse("retention_propose", args=[rule.id])}
    first = long_day(each.first) if each.first else gettext("none")
    listed = each.listed - each.due
    return [named, period_words(rule.period), *map(number_cell, (each.due, each.free, each.held, listed)), first]


def _batch_row(row: Batch) -> list[Cell]:
    decision = getattr(row, "decision", None)
    if decision is None:
        stands: Cell = {"text": "", "tag": gettext("Waits for a second person"), "tone": "ask"}
    elif decision.verdict == Decision.Verdict.DECLINED:
        stands = {"text": "", "tag": gettext("Declined"), "tone": "know"}
    elif hasattr(row, "certificate"):
        stands = {"text": "", "tag": gettext("Ended"), "tone": "ok"}
    else:
        stands = {"text": "", "tag": gettext("Being destroyed"), "tone": "ask"}
    rule = find_rule(row.rule_id)
    return [
        {"text": gettext("Batch %(number)s") % {"number": row.pk}, "url": reverse("retention_batch", args=[row.pk])},
        gettext(rule.title) if rule is not None else row.rule_id,
        instant(row.proposed_at),
        stands,
    ]
