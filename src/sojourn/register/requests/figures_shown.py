"""The counts of requests as they are shown: a row for each office, with what all offices have together."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sojourn.register.oversight.shown import Printed, number
from sojourn.register.requests.figures import Counted
from sojourn.register.requests.words import KINDS

Cell = str | dict[str, object]


def show_counts(counted: Counted) -> dict[str, object]:
    """Give the table of a quarter: its days, its head and its rows; no row where nothing was received."""
    printed = counted.printed
    head: list[Cell] = [_("Office"), *(_numeric(str(KINDS[kind])) for kind in printed["columns"]), _numeric(_("All"))]
    rows = [_row(row, str(row["code"]) or _("none")) for row in printed["rows"]]
    if rows and printed["totals"]:
        rows.append(_row(printed["totals"], _("All")))
    return {"first": counted.quarter.first, "last": counted.quarter.last, "head": head, "rows": rows}


def _row(row: Printed, name: str) -> list[Cell]:
    return [name, *(_numeric(number(count)) for count in (*row["counts"].values(), row["total"]))]


def _numeric(text: str) -> dict[str, object]:
    return {"text": text, "numeric": True}
