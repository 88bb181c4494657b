"""The tables of cases: a chart and its table for each, and the numbers as a file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from sojourn.errors import RegisterError
from sojourn.register.cases.opening import lifecycles
from sojourn.register.components.charts import Bar, Chart, bar_chart
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.published.case_issues import open_case_issue
from sojourn.register.published.case_tables import KEYS
from sojourn.register.published.case_words import TITLES, words_of
from sojourn.register.published.words import number
from sojourn.statistics.published.disclosure import SMALL, SPAN

Row = Mapping[str, Any]


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """Show the newest issue."""
    issue = open_case_issue(cast(RegisterRequest, request).acting)
    tables = [_shown(table) for table in issue.tables if table["rows"]] if issue else []
    context = {"issue": issue, "tables": tables, "small": SMALL, "least": SPAN}
    return render(request, "published/cases.html", context)


@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """Give one table as CSV; withheld is empty.

    Raises:
        RegisterError: ``issue-missing``.
    """
    issue, key = open_case_issue(cast(RegisterRequest, request).acting), request.GET.get("table", "")
    found = [table for table in (issue.tables if issue else []) if table["key"] == key]
    if not found:
        raise RegisterError("issue-missing", "this issue has no such table. Next: open the statistics anew.")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="cases-{KEYS.index(key) + 1}.csv"'
    writer = csv.writer(answer, lineterminator="\n")
    further = ["half", "nine_in_ten"] if key == "spent" else []
    writer.writerow(["code", "number", *further])
    for row in found[0]["rows"]:
        writer.writerow(["" if row[name] is None else row[name] for name in ("code", "number", *further)])
    return answer


def _shown(table: Row) -> dict[str, object]:
    titles = _titles()
    key, rows = table["key"], table["rows"]
    csv_url = f"{reverse('published_cases_numbers')}?table={key}"
    named = [(words_of(row["code"], titles), row) for row in rows]
    if key == "spent":
        return {
            "title": TITLES[key],
            "csv_url": csv_url,
            "head": _waited_head(),
            "rows": [_waited(*each) for each in named],
        }
    bars = [Bar(name, float(row["number"] or 0), number(row["number"])) for name, row in named]
    return {
        "title": TITLES[key],
        "csv_url": csv_url,
        "chart": _chart(str(TITLES[key]), bars),
        "total": number(table["total"]),
    }


def _chart(title: str, bars: list[Bar]) -> Chart:
    return bar_chart(title, bars, of=gettext("What"), count=gettext("Number"))


def _waited_head() -> list[object]:
    words = (gettext("Cases"), gettext("Half within"), gettext("Nine in ten within"))
    return [gettext("Stage"), *({"text": each, "numeric": True} for each in words)]


def _waited(name: str, row: Row) -> list[object]:
    return [name, *({"text": number(row[column]), "numeric": True} for column in ("number", "half", "nine_in_ten"))]


def _titles() -> dict[str, str]:
    """Give the titles of all states and steps, by ``lifecycle/id``."""
    known = lifecycles()
    states = {f"{each.id}/{state.id}": f"{each.title}: {state.title}" for each in known for state in each.states}
    return states | {f"{each.id}/{step.id}": f"{each.title}: {step.title}" for each in known for step in each.steps}
