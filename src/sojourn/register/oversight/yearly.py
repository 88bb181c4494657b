"""The public report of a year: counted anew for the year alone, withheld as every table, the same each time.

Nothing by month is in it but the error rates of the samples, so that no month can be held against the year; and two
years have no day in common.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.configuration import LIVE
from sojourn.register.oversight.counting import TABLES, count_span
from sojourn.register.oversight.figure_words import MEASURED, SIMULATED, TOLD
from sojourn.register.oversight.measured_shown import measured_chart, simulated_head, simulated_rows
from sojourn.register.oversight.months import USE_DAYS, Span
from sojourn.register.oversight.outcomes import count_outcomes
from sojourn.register.oversight.outcomes_shown import outcome_charts
from sojourn.register.oversight.printing import print_tables
from sojourn.register.oversight.quality import LEAST_FRAME, Measured, measure_sample, measure_second_looks
from sojourn.register.oversight.shown import lines_of, year_chart
from sojourn.register.oversight.simulated import list_simulated
from sojourn.statistics.published.disclosure import SMALL
from sojourn.statistics.published.pooling import LEAST

Printed = dict[str, dict[str, object]]


def write_year(year: int, out: Path) -> int:
    """Write ``report.html`` and a CSV file for each table; gives the number of files.

    A live register reports a year that is over, with the days of use after it; training reports a year that goes on.

    Raises:
        RegisterError: ``report-exists``, ``report-year-open``.
    """
    span = Span(date(year, 1, 1), date(year + 1, 1, 1))
    _require(span, out)
    with translation.override("en"):
        tables = print_tables(count_span(span))
        outcomes = count_outcomes(span)
        sample, looks = measure_sample(span), measure_second_looks(span)
        files = {"report.html": _page(span, tables, outcomes, [sample, looks])}
    files |= {f"{key}.csv": _table_file(tables[key]) for key in TABLES}
    files |= {f"outcomes-{table['trait']}.csv": _table_file(table) for table in outcomes}
    files["error-rates.csv"] = _measured_file([*sample, *looks])
    beside = out.with_name(f".{out.name}.part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    for name, text in files.items():
        (beside / name).write_text(text, "utf-8")
    beside.rename(out)
    return len(files)


def _require(span: Span, out: Path) -> None:
    if out.exists():
        raise RegisterError(
            "report-exists", f"there is something at `{out}` already. Nothing was written. Next: name a new folder."
        )
    ready = span.after + timedelta(days=USE_DAYS)
    if clock.today() < ready and settings.CONFIGURATION.mode == LIVE:
        raise RegisterError(
            "report-year-open",
            f"the year {span.first.year} is not over yet, with the {USE_DAYS} days after it: two reports of one year "
            f"could be held against each other. Allowed is a year that is over. Next: come back on {ready}.",
        )


def _page(span: Span, tables: Printed, outcomes: list[dict[str, object]], measured: list[list[Measured]]) -> str:
    sections = [
        {"chart": year_chart(key, tables[key]), "note": str(TOLD[key].note), "file": f"{key}.csv"} for key in TABLES
    ]
    told = {
        "year": span.first.year,
        "controller": settings.CONFIGURATION.controller,
        "training": settings.CONFIGURATION.mode != LIVE,
        "sections": sections,
        "measured": [
            measured_chart("Looked at afresh: a sample drawn by chance", ("answer", "determination"), measured[0]),
            measured_chart("Second looks at pairs, blind to the first", ("same", "different"), measured[1]),
        ],
        "simulated_head": simulated_head(),
        "simulated": simulated_rows(),
        "outcomes": outcome_charts(outcomes),
        "small": SMALL,
        "least": LEAST,
        "least_frame": LEAST_FRAME,
        "days": USE_DAYS,
        "sample": settings.CONFIGURATION.sample,
    }
    return render_to_string("oversight/year.html", told)


def _table_file(table: Mapping[str, Any]) -> str:
    rows: list[list[object]] = [
        [line, column, "" if count is None else count] for line, column, count in lines_of(table)
    ]
    return _csv(["line", "column", "count"], rows)


def _measured_file(measured: list[Measured]) -> str:
    rows: list[list[object]] = [
        [f"{each.month:%Y-%m}", str(MEASURED[each.kind]), each.wrong, each.base, each.unsure, each.drawn, each.frame]
        for each in measured
        if each.told
    ]
    rows += [["simulated", str(SIMULATED[each.code]), each.wrong, each.base, "", "", ""] for each in list_simulated()]
    return _csv(["month", "what", "wrong", "of", "cannot_tell", "drawn", "drawn_from"], rows)


def _csv(head: list[str], rows: list[list[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()
