"""Rows in quarantine: listed without values, opened one by one, repaired or discarded with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from sojourn.errors import RegisterError
from sojourn.register.components.days import instant
from sojourn.register.door.actions import acting_with
from sojourn.register.feeds.columns import LABELS
from sojourn.register.feeds.forms import DiscardForm, RepairForm
from sojourn.register.feeds.rows import OpenedRow, count_by_code, discard, open_row, open_rows, read_row, repair

#: Rows on one page.
AT_ONCE = 50


@require_GET
def rows(request: HttpRequest, feed: str) -> HttpResponse:
    """List the open rows of a feed by what is wrong with them; nothing of what they say."""
    acting_with(request, "repair_rows")
    code, before = request.GET.get("code", ""), request.GET.get("before", "")
    found = open_rows(feed, code)
    found = found.filter(quarantined_id__lt=int(before)) if before.isascii() and before.isdigit() else found
    shown = list(found[: AT_ONCE + 1])
    more = shown[AT_ONCE - 1].quarantined_id if len(shown) > AT_ONCE else None
    options = [
        {"value": each, "text": each, "checked": each == code, "count": number}
        for each, number in count_by_code(feed).items()
    ]
    everything = {"value": "", "text": gettext("Everything"), "checked": not code}
    context = {
        "feed": feed,
        "filters": [
            {"legend": gettext("What is wrong"), "name": "code", "kind": "radios", "options": [everything, *options]}
        ],
        "rows": [
            [
                {
                    "text": gettext("Row %(number)s") % {"number": row.quarantined_id},
                    "url": reverse("feed_row", args=[row.quarantined_id]),
                },
                ", ".join(row.codes),
                row.reason,
                instant(row.received_at),
            ]
            for row in shown[:AT_ONCE]
        ],
        "next_url": f"?code={code}&before={more}" if more else "",
    }
    return render(request, "feeds/rows.html", context)


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, quarantined_id: int) -> HttpResponse:
    """Show a row with its text and what is wrong with it, and take the repaired row in."""
    acting = acting_with(request, "repair_rows")
    problem = ""
    if request.method == "POST":
        form = RepairForm(read_row(quarantined_id), request.POST)
        if form.is_valid():
            try:
                name = repair(acting, quarantined_id, form.values, form.cleaned_data["why"])
            except RegisterError as error:
                problem = error.message
            else:
                messages.success(request, gettext("The row was taken in as %(name)s.") % {"name": name})
                return redirect("feed_rows", name.partition("/")[0])
        opened = open_row(acting, quarantined_id)
    else:
        opened = open_row(acting, quarantined_id)
        form = RepairForm(opened)
    return render(request, "feeds/row.html", _context(opened, form, problem))


@require_http_methods(["GET", "POST"])
def discard_row(request: HttpRequest, quarantined_id: int) -> HttpResponse:
    """Discard a row with a reason."""
    acting = acting_with(request, "repair_rows")
    form = DiscardForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        discard(acting, quarantined_id, form.cleaned_data["why"])
        messages.success(request, gettext("The row was discarded. It stays on file as discarded, with your reason."))
        return redirect("feeds")
    return render(request, "feeds/discard.html", {"form": form, "quarantined_id": quarantined_id})


def _context(opened: OpenedRow, form: RepairForm, problem: str) -> dict[str, object]:
    wrong = {each.column for each in opened.problems if each.column}
    said = [
        {
            "term": str(LABELS.get(name, name)),
            "value": _text(value),
            **({"tag": gettext("Problem"), "tone": "ask"} if name in wrong else {}),
        }
        for name, value in opened.values.items()
    ]
    problems = [
        {
            "text": each.said,
            "note": str(LABELS.get(each.column, each.column)) if each.column else gettext("The whole row"),
        }
        for each in opened.problems
    ]
    return {
        "number": opened.row.quarantined_id,
        "feed": opened.row.feed,
        "row": opened.row,
        "raw": opened.raw,
        "said": said,
        "problems": problems,
        "form": form,
        "problem": problem,
    }


def _text(value: object) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
