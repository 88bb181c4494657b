"""Days and instants as people read them: 14 March 2027 · 14 March 2027, 16:02 UTC; partial dates too."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

#: How a day is written, where a language has a way of its own.
_DAY = {"es": r"j \d\e F \d\e Y"}
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def long_day(value: object) -> str:
    """Write a day in words; a partial date ("1990-09", "1990") as far as it is known; other text as it stands."""
    if isinstance(value, datetime):
        return _long(value.astimezone(UTC).date() if value.tzinfo else value.date())
    if isinstance(value, date):
        return _long(value)
    text = "" if value is None else str(value)
    found = _PARTIAL.fullmatch(text)
    return _from_parts(text, *found.groups()) if found else text


def instant(value: object) -> str:
    """Write an aware time to the minute in UTC; text of ISO 8601 is read first, other text stays as it is."""
    read = _read(value) if isinstance(value, str) else value
    if not isinstance(read, datetime):
        return long_day(value)
    known = read.astimezone(UTC) if read.tzinfo else read
    return gettext("%(day)s, %(time)s UTC") % {"day": _long(known.date()), "time": f"{known:%H:%M}"}


def short_month(value: date) -> str:
    """Write a month for an axis: ``Mar``, and in January the year too."""
    return date_format(value, "M Y") if value.month == 1 else date_format(value, "M")


def _read(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if "T" in text or " " in text else None
    except ValueError:
        return None


def _long(value: date) -> str:
    return _written(value.year, value.month, value.day, get_language())


@lru_cache(maxsize=8192)
def _written(year: int, month: int, day: int, language: str | None) -> str:
    """Write a day in the language of now: a page names few days many times."""
    return date_format(date(year, month, day), _DAY.get(language or "", "j F Y"))


def _from_parts(text: str, year: str, month: str | None, day: str | None) -> str:
    if month is None:
        return year
    if not 1 <= int(month) <= 12:
        return text
    if day is None:
        return gettext("%(month)s %(year)s") % {"month": MONTHS[int(month)], "year": year}
    try:
        return _long(date(int(year), int(month), int(day)))
    except ValueError:
        return text
