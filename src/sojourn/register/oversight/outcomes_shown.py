"""Outcomes by nationality, sex and age as oversight sees them: shares with intervals, to find unequal treatment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from sojourn.register.components.charts import Bar, Chart, bar_chart
from sojourn.register.oversight.figure_words import TRAITS, words_of
from sojourn.register.oversight.shown import Rate, number, rate_words


def outcome_charts(tables: Sequence[Mapping[str, Any]]) -> list[Chart]:
    """Draw each table: of every group the share of questions that ended in the person's favour; all numbers beneath."""
    return [_chart(table) for table in tables]


def _chart(table: Mapping[str, Any]) -> Chart:
    rows = [*table["rows"], {**table["totals"], "code": ""}]
    bars = [Bar(words_of(row["code"]), _share(row), _words(row)) for row in rows]
    drawn = bar_chart(str(TRAITS[table["trait"]]), bars, count=_("Withdrawn, or closed in the person’s favour"))
    columns = [(column, words_of(column)) for column in table["columns"]]
    head: list[object] = [_("Group")]
    for _column, words in columns:
        head += [_numeric(words), _numeric(_("%(outcome)s: share and interval") % {"outcome": words})]
    head += [_numeric(_("All")), _numeric(_("Days until half were decided"))]
    return replace(drawn, head=tuple(head), rows=tuple(_row(row, columns, table["half"]) for row in rows))


def _row(row: Mapping[str, Any], columns: Sequence[tuple[str, str]], half: Mapping[str, Any]) -> tuple[object, ...]:
    cells: list[object] = [words_of(row["code"])]
    for column, _words_of_it in columns:
        cells += [_numeric(number(row["counts"][column])), _numeric(rate_words(_rate(row, column)))]
    days = half.get(row["code"])
    return (*cells, _numeric(number(row["total"])), _numeric("–" if days is None else f"{days:.1f}"))


def _rate(row: Mapping[str, Any], column: str) -> Rate | None:
    above, below = row["counts"][column], row["total"]
    return Rate(above, below) if above is not None and below else None


def _share(row: Mapping[str, Any]) -> float:
    rate = _rate(row, "withdrawn")
    return 100 * rate.share if rate else 0.0


def _words(row: Mapping[str, Any]) -> str:
    rate = _rate(row, "withdrawn")
    return rate_words(rate) if rate else _("withheld")


def _numeric(text: str) -> dict[str, object]:
    return {"text": text, "numeric": True}
