"""Months, quarters and years of the figures, in the country's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sojourn.register import clock

#: Days after a month within which something that was looked at may still be used; the month is counted after them.
USE_DAYS = 14
#: Months that the figures go back.
BACK = 12


@dataclass(frozen=True)
class Span:
    """Days from ``first`` to the day before ``after``."""

    first: date
    after: date

    @property
    def last(self) -> date:
        """Give the last day."""
        return self.after - timedelta(days=1)

    @property
    def name(self) -> str:
        """Give the name of the month in which it begins: ``2026-10``."""
        return f"{self.first:%Y-%m}"

    def bounds(self) -> dict[str, datetime]:
        """Give the first moment, the first moment after it, and the last one at which a look counts as used."""
        return {
            "first": clock.start_of(self.first),
            "after": clock.start_of(self.after),
            "used_by": clock.start_of(self.after + timedelta(days=USE_DAYS)),
        }


def month_of(day: date) -> Span:
    """Give the month of a day."""
    first = day.replace(day=1)
    return Span(first, (first + timedelta(days=32)).replace(day=1))


def before(month: Span, number: int = 1) -> Span:
    """Give the month that lies so many months before."""
    for _each in range(number):
        month = month_of(month.first - timedelta(days=1))
    return month


def list_due(today: date) -> list[Span]:
    """List the months that can be counted on a day, the oldest first: over, with the days of use after them."""
    newest = before(month_of(today - timedelta(days=USE_DAYS)))
    return [before(newest, number) for number in range(BACK - 1, -1, -1)]


def quarter_of(day: date) -> date:
    """Give the first day of the quarter of a day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def year_before(quarter: date) -> Span:
    """Give the twelve months before a quarter."""
    return Span(quarter.replace(year=quarter.year - 1), quarter)
