"""The published tables: for analysts and oversight, each with a chart and its numbers as a file."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from sojourn.errors import RegisterError
from sojourn.register.components.charts import Bar, Chart, bar_chart
from sojourn.register.components.days import long_day
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.published.issues import list_issues, open_issue
from sojourn.register.published.models import Issue
from sojourn.register.published.words import COLUMNS, label, number
from sojourn.statistics.published.disclosure import SMALL
from sojourn.statistics.published.pooling import LEAST
from sojourn.statistics.published.shapes import PARTS

Row = Mapping[str, object]


@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """Show the newest issue, or the one asked for."""
    issue = open_issue(cast(RegisterRequest, request).acting, _asked(request))
    context: dict[str, object] = {"issue": issue, "small": SMALL, "least": LEAST}
    if issue is not None:
        context |= {
            "tables": [_shown(issue, table) for table in issue.tables],
            "issues": [_line(each, issue) for each in list_issues()],
        }
    return render(request, "published/published.html", context)


@require_GET
def numbers(request: HttpRequest) -> HttpResponse:
    """Give one table of an issue (the summary of the newest, unless others are asked for) as CSV; withheld is empty.

    Raises:
        RegisterError: ``issue-missing``.
    """
    issue, table = open_issue(cast(RegisterRequest, request).acting, _asked(request)), request.GET.get("table", "1")
    found = [each for each in (issue.tables if issue else []) if each["number"] == table]
    if not found:
        raise RegisterError("issue-missing", "this issue has no such table. Next: open the statistics anew.")
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="statistics-{found[0]["number"]}.csv"'
    writer = csv.writer(answer, lineterminator="\n")
    writer.writerow(["row", "expected", *PARTS, "unexplained_rate", "unexplained_rate_low", "unexplained_rate_high"])
    for row in _lines(found[0]):
        rate = row["unexplained_rate"] or ["", "", ""]
        cells = [row["expected"], *(row[part] for part in PARTS), *cast(list[object], rate)]
        writer.writerow([row["label"], *("" if cell is None else cell for cell in cells)])
    return answer


def _asked(request: HttpRequest) -> int | None:
    given = request.GET.get("issue", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _lines(table: Row) -> list[dict[str, object]]:
    return [*cast(list[dict[str, object]], table["rows"]), *cast(list[dict[str, object]], table["total"])]


def _shown(issue: Issue, table: Row) -> dict[str, object]:
    """Lay a table out: all its columns as a table, the expected departures as a chart."""
    rows = _lines(table)
    head = [gettext("Group") if table["key"] == "summary" else gettext("Way of arrival")]
    heads = [*head, *({"text": str(text), "numeric": True} for text in COLUMNS.values())]
    cells = [[_name(row), *(_cell(row, name) for name in COLUMNS)] for row in rows]
    return {
        "title": label(str(table["key"])),
        "chart": _chart(table),
        "head": heads,
        "rows": cells,
        "csv_url": f"{reverse('published_numbers')}?issue={issue.id}&table={table['number']}",
    }


def _cell(row: Row, name: str) -> dict[str, object]:
    """Write one number; beside the unexplained their share, where so many were expected that one can be told."""
    cell: dict[str, object] = {"text": number(row[name]), "numeric": True}
    rate = cast(list[float] | None, row["unexplained_rate"]) if name == "unexplained" else None
    if rate is None:
        return cell
    told = dict(zip(("share", "low", "high"), (f"{100 * each:.1f} %" for each in rate), strict=True))
    return {**cell, "note": gettext("%(share)s (%(low)s to %(high)s)") % told}


def _chart(table: Row) -> Chart:
    """Draw of the total what became of the expected departures; a number that is withheld has no bar."""
    rows = cast(list[dict[str, object]], table["total"]) or cast(list[dict[str, object]], table["rows"])
    said = {part: rows[-1][part] for part in PARTS}
    bars = [Bar(str(COLUMNS[part]), float(str(said[part] or 0)), number(said[part])) for part in PARTS]
    return bar_chart(
        gettext("%(table)s: what is known of expected departures") % {"table": label(str(table["key"]))},
        bars,
        of=gettext("What is known"),
        count=gettext("Departures"),
    )


def _name(row: Row) -> str:
    pooled = int(str(row["pooled"] or 0))
    name = label(str(row["label"]))
    return gettext("%(name)s (%(number)s)") % {"name": name, "number": pooled} if pooled else name


def _line(each: Issue, shown: Issue) -> dict[str, object]:
    told = {"period": each.period, "day": long_day(each.counted_on)}
    text = gettext("%(period)s, counted on %(day)s") % told
    return {"text": text, "url": f"{reverse('published')}?issue={each.id}", "current": each.id == shown.id}
