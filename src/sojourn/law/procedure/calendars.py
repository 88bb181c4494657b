"""Which days an office works: Saturdays and Sundays it does not, nor on the holidays of a named list.

The lists come from the package ``holidays``; its version stands in every deadline that was counted by one.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import holidays
from holidays.version import __version__ as holidays_version

DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """A list of holidays by its name: ``US``, ``GB-ENG`` (a country and a part of it), or empty for weekends alone."""

    name: str = ""

    def __str__(self) -> str:
        """Name the list with its version: ``US (holidays 0.109)``."""
        return f"{self.name} (holidays {holidays_version})" if self.name else "weekends"

    def works(self, day: date) -> bool:
        """Say whether a day is a business day."""
        return day.weekday() < _SATURDAY and not (self.name and day in _days_off(self.name, day.year))

    def next_working(self, day: date) -> date:
        """Give the day itself where it is a business day, and the next one otherwise."""
        while not self.works(day):
            day += DAY
        return day


def calendar_problem(name: str) -> str | None:
    """Say why a list of holidays cannot be used; nothing where it can."""
    known = holidays.list_supported_countries()
    country, _, part = name.partition("-")
    if not name or (country in known and (not part or part in known[country])):
        return None
    return f"`holidays` is `{name}`; allowed: a country of the package `holidays` (`US`), or a part of one (`GB-ENG`)"


def zone_problem(name: str) -> str | None:
    """Say why a time zone cannot be used; nothing where it can."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return f"`zone` is `{name}`; allowed: a name of the IANA list (`America/New_York`)"
    return None


@functools.lru_cache(maxsize=512)
def _days_off(name: str, year: int) -> frozenset[date]:
    country, _, part = name.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))
