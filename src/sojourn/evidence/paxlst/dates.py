"""Dates and times as DTM writes them: with two-digit years, without a zone, and often only partly filled.

The format qualifier (UN/EDIFACT 2379) is followed where it says something that the number of digits does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

_MONTHS = {
    name: number
    for number, name in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), start=1)  # noqa: SIM905
}
_NAMED = re.compile(r"(\d{1,2})[- ]?([A-Z]{3})[- ]?(\d{4}|\d{2})")
_DAY_FIRST = ("2", "5")  # DDMMYY, DDMMYYHHMM
_TOLERANCE = timedelta(days=1)  # a child may be born on the far side of the date line


@dataclass(frozen=True)
class Moment:
    """A local day and, where it was given, the local time on it (no zone: the port's)."""

    day: date
    at: datetime | None


@dataclass(frozen=True)
class BirthDate:
    """A birth date as text: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``.

    ``assumed_century`` says that the message gave two digits of the year.
    """

    text: str
    assumed_century: bool


@lru_cache(maxsize=4096)
def find_moment(value: str, format_code: str, near: int) -> Moment | None:
    """Read the time of a departure or arrival, or the day on which a document expires.

    Of the centuries that two digits allow, the one nearest to the year ``near`` is taken. A time that no clock shows
    leaves the day alone, and 24:00 is the next day's midnight.
    """
    digits = _digits(value, format_code)
    if len(digits) in (6, 10) or (len(digits) == 12 and format_code == "202"):
        digits = _century(int(digits[:2]), near) + digits
    if len(digits) not in (8, 10, 12, 14):
        return None
    day = _find_day(digits[:8])
    if day is None:
        return None
    clock = digits[8:].ljust(4, "0")
    hour, minute = int(clock[:2]), int(clock[2:4])
    if len(digits) == 8 or hour > 24 or minute > 59 or (hour == 24 and minute):
        return Moment(day, None)
    try:
        at = datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute)  # noqa: DTZ001
    except OverflowError:
        return Moment(day, None)
    return Moment(at.date(), at)


@lru_cache(maxsize=65536)
def find_birth_date(value: str, format_code: str, known_by: date) -> BirthDate | None:
    """Read a birth date. Two digits say the latest year that is not after ``known_by``, the day of travel.

    So a traveller of a hundred years and more, written with two digits, reads as a child; ``assumed_century`` tells.
    Zeros for an unknown day or month give a partial date. A day that no calendar has gives nothing.
    """
    digits = _digits(value, format_code)
    if not digits.strip("0"):
        return None
    if len(digits) == 4 and format_code != "609":
        digits += "0000"
    if len(digits) == 6 and (format_code == "610" or (digits[:2] in ("19", "20") and int(digits[2:4]) > 12)):
        digits += "00"
    assumed = len(digits) == 6
    if assumed:
        digits = _birth_century(digits, known_by) + digits
    if len(digits) not in (8, 12, 14):
        return None
    year, month, day = digits[:4], digits[4:6], digits[6:8]
    if not 1850 <= int(year) <= known_by.year + 1:
        return None
    if month == "00":
        return BirthDate(year, assumed) if day == "00" else None
    if day == "00":
        return BirthDate(f"{year}-{month}", assumed) if int(month) <= 12 else None
    return BirthDate(f"{year}-{month}-{day}", assumed) if _find_day(digits[:8]) else None


def _digits(value: str, format_code: str) -> str:
    named = _NAMED.fullmatch(value.strip().upper())
    if named and named[2] in _MONTHS:
        return f"{named[3]}{_MONTHS[named[2]]:02d}{int(named[1]):02d}"
    digits = "".join(char for char in value if char in "0123456789")
    if format_code in _DAY_FIRST and len(digits) in (6, 10):
        return digits[4:6] + digits[2:4] + digits[:2] + digits[6:]
    return digits


def _find_day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def _century(year: int, near: int) -> str:
    century = min((near // 100 + step for step in (-1, 0, 1)), key=lambda start: abs(start * 100 + year - near))
    return f"{century:02d}"


def _birth_century(digits: str, known_by: date) -> str:
    century = known_by.year // 100
    month, day = max(int(digits[2:4]), 1), max(int(digits[4:6]), 1)
    latest = known_by + _TOLERANCE if known_by < date.max - _TOLERANCE else known_by
    if (century * 100 + int(digits[:2]), month, day) > (latest.year, latest.month, latest.day):
        century -= 1
    return f"{century:02d}"
