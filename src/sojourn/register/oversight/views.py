"""The figures of oversight: rates by month, each a chart with its table and its numbers as a file."""

from __future__ import annotations

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sojourn.errors import RegisterError
from sojourn.register.accounts.words import ROLE_WORDS
from sojourn.register.door.acting import RegisterRequest
from sojourn.register.oversight.counting import TABLES
from sojourn.register.oversight.figure_words import TOLD
from sojourn.register.oversight.measured_shown import measured_chart, simulated_head, simulated_rows
from sojourn.register.oversight.months import USE_DAYS
from sojourn.register.oversight.outcomes_shown import outcome_charts
from sojourn.register.oversight.quality import LEAST_FRAME
from sojourn.register.oversight.reading import Figures, read_figures
from sojourn.register.oversight.shown import chart_of, lines_of, number
from sojourn.statistics.published.disclosure import SMALL
from sojourn.statistics.published.pooling import LEAST

Row = dict[str, object]


@require_GET
def figures(request: RegisterRequest) -> HttpResponse:
    """Show the figures of the last twelve months."""
    found = read_figures(request.acting)
    context: Row = {
        "sections": _sections(found) if found.months else [],
        "measured": [
            measured_chart(_("Looked at afresh: a sample drawn by chance"), ("answer", "determination"), found.sample),
            measured_chart(_("Second looks at pairs, blind to the first"), ("same", "different"), found.second_looks),
        ],
        "simulated_head": simulated_head(),
        "simulated": simulated_rows(),
        "unusual": _unusual(found),
        "outcomes": outcome_charts(found.outcomes.tables) if found.outcomes else [],
        "issue": found.outcomes,
        "small": SMALL,
        "least": LEAST,
        "least_frame": LEAST_FRAME,
        "days": USE_DAYS,
    }
    return render(request, "oversight/figures.html", context)


@require_GET
def numbers(request: RegisterRequest) -> HttpResponse:
    """Give one table of all months as CSV; what is withheld is empty.

    Raises:
        RegisterError: ``figures-missing``.
    """
    found, key = read_figures(request.acting), request.GET.get("table", TABLES[0])
    if key not in TABLES:
        raise RegisterError(
            "figures-missing",
            f"there is no such table. Allowed are {', '.join(f'`{each}`' for each in TABLES)}. Next: open the figures.",
        )
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="oversight-{key}.csv"'
    writer = csv.writer(answer, lineterminator="\n")
    writer.writerow(["month", "line", "column", "count"])
    for month in found.months:
        for line, column, count in lines_of(month.tables["tables"][key]):
            writer.writerow([f"{month.month:%Y-%m}", line, column, "" if count is None else count])
    return answer


def _sections(found: Figures) -> list[Row]:
    shown = []
    for key in TABLES:
        months = [(f"{each.month:%Y-%m}", each.tables["tables"][key]) for each in found.months]
        address = f"{reverse('oversight_numbers')}?table={key}"
        shown.append({"chart": chart_of(key, months), "note": str(TOLD[key].note), "csv_url": address})
    return shown


def _unusual(found: Figures) -> list[Row]:
    """Say of the newest month, for each role, what is usual and who opened far more."""
    newest = found.months[-1] if found.months else None
    head = [
        _("Number"),
        _("Office"),
        *({"text": each, "numeric": True} for each in (_("Persons opened"), _("Not used"))),
    ]
    shown: list[Row] = []
    for role in newest.tables["unusual"] if newest else []:
        told = {"users": role["users"], "half": f"{role['half']:g}", "tail": role["nine_in_ten"]}
        words = _("%(users)s people; half opened %(half)s persons or fewer, nine in ten %(tail)s or fewer.") % told
        rows = [
            [
                row["number"],
                row["office"],
                *({"text": number(row[name]), "numeric": True} for name in ("persons", "unused")),
            ]
            for row in role["rows"]
        ]
        shown.append({"title": str(ROLE_WORDS[role["role"]]), "words": words, "head": head, "rows": rows})
    return shown
