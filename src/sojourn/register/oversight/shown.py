"""Figures as they are shown: by month a chart of a share or of totals, with the whole table. Nothing is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from sojourn.register.components.charts import Bar, Chart, Line, bar_chart, line_chart, write
from sojourn.register.oversight.figure_words import TOLD, Share, words_of
from sojourn.statistics.wilson import wilson_interval

Printed = Mapping[str, Any]
Cells = list[dict[str, object]]


@dataclass(frozen=True)
class Rate:
    """A share of printed counts, with Wilson's 95 % interval."""

    above: int
    below: int

    @property
    def share(self) -> float:
        """Give the share."""
        return self.above / self.below

    @property
    def interval(self) -> tuple[float, float]:
        """Give the interval."""
        return wilson_interval(self.above, self.below)


def chart_of(key: str, months: Sequence[tuple[str, Printed]]) -> Chart:
    """Draw a table over months: its share where it has one, else its totals; the table beneath has every number.

    Args:
        key: of the table (``counting.TABLES``).
        months: the names of the months, the oldest first, each with the table as printed.
    """
    told = TOLD[key]
    names = [name for name, _table in months]
    if told.share is None:
        line = Line(_("All"), tuple(_total(table) for _name, table in months))
        drawn = line_chart(str(told.title), names, [line])
    else:
        rates = [rate_of(told.share, table) for _name, table in months]
        shares = Line(str(told.share.words), tuple(100 * rate.share if rate else None for rate in rates))
        drawn = line_chart(str(told.title), names, [shares], unit="%")
    return replace(drawn, head=_head(key, months), rows=tuple(_rows(key, months)))


def rate_of(share: Share, table: Printed) -> Rate | None:
    """Give a share of a table; none where a count that it needs is withheld, or nothing was counted."""
    above, below = _sum(share.above, table), _sum(share.below, table)
    return Rate(above, below) if above is not None and below else None


def number(value: object) -> str:
    """Write a count; "withheld" where it is none."""
    return _("withheld") if value is None else write(float(str(value)))


def rate_words(rate: Rate | None) -> str:
    """Write a share with its interval; a dash where there is none."""
    if rate is None:
        return "–"
    low, high = rate.interval
    told = {"share": f"{100 * rate.share:.1f} %", "low": f"{100 * low:.1f} %", "high": f"{100 * high:.1f} %"}
    return _("%(share)s (%(low)s to %(high)s)") % told


def lines_of(table: Printed) -> list[tuple[str, str, int | None]]:
    """Give every count of a table: the code of its line (empty: the only one), of its column, and the count."""
    return [(str(row["code"]), column, row["counts"][column]) for row in table["rows"] for column in table["columns"]]


def _sum(cells: Sequence[str], table: Printed) -> int | None:
    """Add up the counts that some patterns name: ``line/column``, where an empty part stands for all."""
    found: list[int | None] = []
    for cell in cells:
        line, _slash, column = cell.partition("/")
        found.extend(_counts(line, column, table))
    return None if any(each is None for each in found) else sum(each for each in found if each is not None)


def _counts(line: str, column: str, table: Printed) -> list[int | None]:
    rows = [row for row in table["rows"] if not line or row["code"] == line]
    if not column and not line:
        return [_total(table)] if rows else []
    if not column:
        return [row["total"] for row in rows]
    if not line and table["totals"]:
        return [table["totals"]["counts"].get(column, 0)]
    return [row["counts"].get(column, 0) for row in rows]


def _total(table: Printed) -> int | None:
    row = table["totals"] or (table["rows"][0] if table["rows"] else {"total": 0})
    total: int | None = row["total"]
    return total


def _head(key: str, months: Sequence[tuple[str, Printed]]) -> tuple[object, ...]:
    share = TOLD[key].share
    columns = [{"text": words_of(column), "numeric": True} for column in _columns(months)]
    more = [{"text": str(share.words), "numeric": True}] if share else []
    line = [_("What")] if _is_parted(months) else []
    return (_("Month"), *line, *columns, {"text": _("All"), "numeric": True}, *more)


def _rows(key: str, months: Sequence[tuple[str, Printed]]) -> list[tuple[object, ...]]:
    """Give a row for each month and line, and one for the month where it has several lines."""
    share, columns, parted = TOLD[key].share, _columns(months), _is_parted(months)
    found: list[tuple[object, ...]] = []
    for name, table in reversed(months):
        rows = [*table["rows"], *([table["totals"]] if table["totals"] else [])]
        for row in rows:
            numbers = [row["counts"].get(column, 0) for column in columns]
            cells: Cells = [{"text": number(each), "numeric": True} for each in (*numbers, row["total"])]
            whole = row is rows[-1]
            told = rate_words(rate_of(share, table)) if share and whole else ""
            more: Cells = [{"text": told, "numeric": True}] if share else []
            found.append((name, *([words_of(str(row["code"]))] if parted else []), *cells, *more))
    return found


def _columns(months: Sequence[tuple[str, Printed]]) -> list[str]:
    return list(dict.fromkeys(column for _name, table in months for column in table["columns"]))


def _is_parted(months: Sequence[tuple[str, Printed]]) -> bool:
    return any(row["code"] for _name, table in months for row in table["rows"])


def year_chart(key: str, table: Printed) -> Chart:
    """Draw the counts of a year as bars, with every number and the share beneath; what is withheld has no bar."""
    told = TOLD[key]
    bars = [Bar(_bar_name(line, column), float(count or 0), number(count)) for line, column, count in lines_of(table)]
    drawn = bar_chart(str(told.title), bars, of=_("What"))
    rows: list[tuple[object, ...]] = [(bar.label, {"text": bar.written, "numeric": True}) for bar in bars]
    rows.append((_("All"), {"text": number(_total(table)), "numeric": True}))
    if told.share:
        rows.append((str(told.share.words), {"text": rate_words(rate_of(told.share, table)), "numeric": True}))
    return replace(drawn, rows=tuple(rows) if bars else ())


def _bar_name(line: str, column: str) -> str:
    return f"{words_of(line)}: {words_of(column)}" if line else words_of(column)
