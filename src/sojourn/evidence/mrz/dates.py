"""The six-digit dates of a machine-readable zone, with their century and their unknown parts."""

from __future__ import annotations

import calendar
from datetime import date


def resolve_birth(six: str, *, on: date) -> str | None:
    """Give a partial birth date (``YYYY-MM-DD``, ``YYYY-MM``, ``YYYY``) for the six characters of a zone.

    The century is the latest that does not put the birth after ``on``; so a person over 100 years old cannot be told
    from a young one. Unknown parts are ``<<`` (some issuers print ``00``). Anything else that is no date gives null.
    """
    for year in _years(six, latest=on.year):
        found = _partial(six, year)
        if found is not None and found <= on.isoformat()[: len(found)]:
            return found
    return None


def resolve_expiry(six: str, *, on: date) -> str | None:
    """Give a partial date for an expiry, in the hundred years from 50 before ``on`` to 49 after."""
    years = _years(six, latest=on.year + 49)
    return _partial(six, years[0]) if years else None


def _years(six: str, *, latest: int) -> list[int]:
    digits = six[:2]
    if len(six) != 6 or not (digits.isascii() and digits.isdigit()):
        return []
    newest = latest - (latest - int(digits)) % 100
    return [newest, newest - 100]


def _partial(six: str, year: int) -> str | None:
    month, day = _month_or_day(six[2:4]), _month_or_day(six[4:6])
    if min(month, day) < 0 or month > 12 or (month and day > calendar.monthrange(year, month)[1]) or day > 31:
        return None
    if not month:
        return f"{year:04d}"
    return f"{year:04d}-{month:02d}-{day:02d}" if day else f"{year:04d}-{month:02d}"


def _month_or_day(part: str) -> int:
    if part in ("<<", "00"):
        return 0
    return int(part) if part.isascii() and part.isdigit() else -1
