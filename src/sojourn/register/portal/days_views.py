"""The page that answers about days without a code; it keeps nothing and writes nothing down."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from sojourn.register.portal.days_asked import DaysTold, ask_days, counts_window
from sojourn.register.portal.forms import FIRST_ROWS, MORE_ROWS, MOST_ROWS, DaysForm


@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """Ask for stays and a plan, and say whether it keeps to the days; they travel in the form, never in an address."""
    window = counts_window()
    rows = _rows(request.POST.get("rows", ""))
    if request.method != "POST":
        return _page(request, DaysForm(rows=rows, with_class=not window), None, window)
    if "more" in request.POST:
        rows = min(rows + MORE_ROWS, MOST_ROWS)
        begun = DaysForm(initial=_typed(request.POST), rows=rows, with_class=not window)  # not finished, so not judged
        return _page(request, begun, None, window)
    form = DaysForm(request.POST, rows=rows, with_class=not window)
    if not form.is_valid():
        return _page(request, form, None, window)
    told = ask_days(form.stays(), form.cleaned_data["planned_from"], form.cleaned_data["planned_to"])
    return _page(request, form, told, window)


def _page(request: HttpRequest, form: DaysForm, told: DaysTold | None, window: bool) -> HttpResponse:
    context = {"form": form, "told": told, "window": window, "more": form.rows < MOST_ROWS}
    return render(request, "portal/days.html", context, status=400 if form.errors else 200)


def _rows(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else FIRST_ROWS
    return min(max(number, FIRST_ROWS), MOST_ROWS)


def _typed(told: QueryDict) -> dict[str, object]:
    """Give what was typed so far by the names of the fields; a day is three boxes."""
    names = {name.removesuffix("_2") for name in told if name.endswith("_2")}
    days: dict[str, object] = {name: [told.get(f"{name}_{part}", "") for part in range(3)] for name in names}
    return days | {"admitted_class": told.get("admitted_class", "")}
