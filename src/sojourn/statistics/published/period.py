"""The period of a publication: a fiscal year, a quarter, or months."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from sojourn.errors import RunError
from sojourn.statistics import numerals

_YEAR = re.compile(r"FY(\d{4})")
_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_MONTHS = re.compile(r"(\d{4})-(\d{2})(?:\.\.(\d{4})-(\d{2}))?")


@dataclass(frozen=True)
class Period:
    """Days from ``first`` to ``last``, both included, and the name that was given (``FY2026``)."""

    name: str
    first: date
    last: date

    @property
    def in_words(self) -> str:
        """Say the period with its days: ``1 October 2025 to 30 September 2026``."""
        return f"{numerals.day(self.first)} to {numerals.day(self.last)}"


def read_period(given: str | None, as_of: date, year_starts: int = 1) -> Period:
    """Read a period; none given means the last fiscal year that was over on the day asked about.

    Args:
        given: ``FY2026`` (the fiscal year that ends in 2026), ``2026Q1`` (a calendar quarter), ``2026-01`` or
            ``2026-01..2026-09`` (months).
        as_of: the day asked about; a period not yet over is cut on the day before it, because only a last day that
            has passed can be asked about.
        year_starts: the month in which the fiscal year starts; with 1 the year ``FY2026`` is the calendar year.

    Raises:
        RunError: ``bad-period``: the period cannot be read, or begins on or after the day asked about.
    """
    period = _fiscal_year(_last_year(as_of, year_starts), year_starts) if given is None else _read(given, year_starts)
    if period.first >= as_of:
        raise RunError(
            "bad-period",
            f"the period `{period.name}` begins on {period.first}, and the run asks about {as_of}: no stay of it can "
            "have ended. Allowed are periods that began before. Next: name an earlier `--period`, or run `sojourn "
            "reconcile` with a later `--as-of`.",
        )
    return Period(period.name, period.first, min(period.last, as_of - timedelta(days=1)))


def _read(given: str, year_starts: int) -> Period:
    if found := _YEAR.fullmatch(given):
        return _fiscal_year(int(found[1]), year_starts)
    if found := _QUARTER.fullmatch(given):
        start = int(found[2]) * 3 - 2
        return Period(given, _month(int(found[1]), start, given), _last_of(int(found[1]), start + 2, given))
    if found := _MONTHS.fullmatch(given):
        year, month = int(found[1]), int(found[2])
        until = (int(found[3]), int(found[4])) if found[3] else (year, month)
        period = Period(given, _month(year, month, given), _last_of(*until, given))
        if period.first <= period.last:
            return period
    raise _unreadable(given)


def _last_year(as_of: date, year_starts: int) -> int:
    ends = _fiscal_year(as_of.year, year_starts).last
    return as_of.year if ends < as_of else as_of.year - 1


def _fiscal_year(year: int, year_starts: int) -> Period:
    name = f"FY{year}"
    first_year = year if year_starts == 1 else year - 1
    first = _month(first_year, year_starts, name)
    return Period(name, first, first.replace(year=first_year + 1) - timedelta(days=1))


def _month(year: int, month: int, given: str) -> date:
    if not (1900 <= year <= 9998 and 1 <= month <= 12):
        raise _unreadable(given)
    return date(year, month, 1)


def _last_of(year: int, month: int, given: str) -> date:
    after = _month(year, month, given).replace(day=28) + timedelta(days=4)
    return after.replace(day=1) - timedelta(days=1)


def _unreadable(given: str) -> RunError:
    return RunError(
        "bad-period",
        f"the period `{given}` cannot be read. Allowed are a fiscal year (`FY2026`), a quarter (`2026Q1`), a month "
        "(`2026-01`) and months from the first to the last (`2026-01..2026-09`). Next: write it so.",
    )
