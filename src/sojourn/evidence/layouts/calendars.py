"""Dates of other calendars as Gregorian dates.

``gregorian``, and:

* ``buddhist``: Thailand. The year is 543 ahead; before 1941 it began in April (Thai calendar act of 1940), so the
  year 2483 has no January to March, and in earlier years these months belong to the Gregorian year that is 542
  behind;
* ``ethiopian``: 13 months, era of mercy (Amete Mihret), leap year where the year leaves 3 on division by 4;
* ``hijri``: Umm al-Qura, the civil calendar of Saudi Arabia, by tables (package ``hijridate``), years 1343 to 1500;
* ``hijri-civil``: the arithmetic Islamic calendar with the leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29 of
  30; it may differ from a sighted calendar by one or two days;
* ``persian``: Iran and Afghanistan (solar hijri), by the 33-year rule, which is exact for the years 1244 to 1472.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

_JULIAN_DAY_OF_ORDINAL_ZERO = 1_721_425
_BUDDHIST_NEW_STYLE = 2484


def to_gregorian(calendar: str, year: int, month: int, day: int) -> date:
    """Give the Gregorian date of a day in one of ``CALENDARS``.

    Raises:
        ValueError: there is no such day, or it lies outside the years that the calendar is known for.
    """
    return _CONVERSIONS[calendar](year, month, day)


def find_partial(calendar: str, year: int, month: int | None) -> str | None:
    """Give a year, or a year and month, as Gregorian ``YYYY`` or ``YYYY-MM``; nothing where it spans two of them.

    Raises:
        ValueError: there is no such month or year.
    """
    if calendar not in ("gregorian", "buddhist"):
        return None
    if calendar == "buddhist" and year < _BUDDHIST_NEW_STYLE and month is None:
        return None
    first = to_gregorian(calendar, year, month or 1, 1)
    return f"{first.year:04d}" if month is None else f"{first.year:04d}-{first.month:02d}"


def _buddhist(year: int, month: int, day: int) -> date:
    if year >= _BUDDHIST_NEW_STYLE or month > 3:
        return date(year - 543, month, day)
    if year == _BUDDHIST_NEW_STYLE - 1:
        raise ValueError("the year 2483 began in April")
    return date(year - 542, month, day)


def _ethiopian(year: int, month: int, day: int) -> date:
    long = 6 if year % 4 == 3 else 5
    if year < 1 or not 1 <= month <= 13 or not 1 <= day <= (30 if month < 13 else long):
        raise ValueError("no such day in the Ethiopian calendar")
    return _from_julian_day(1_723_856 + 365 * year + year // 4 + 30 * month + day - 31)


def _hijri(year: int, month: int, day: int) -> date:
    from hijridate import Hijri  # tables of 160 years: read on first use

    try:
        gregorian = Hijri(year, month, day).to_gregorian()
    except OverflowError as error:
        raise ValueError("outside the years 1343 to 1500") from error
    return date(gregorian.year, gregorian.month, gregorian.day)


def _hijri_civil(year: int, month: int, day: int) -> date:
    leap = (11 * year + 14) % 30 < 11
    days = 30 if month % 2 or (month == 12 and leap) else 29
    if year < 1 or not 1 <= month <= 12 or not 1 <= day <= days:
        raise ValueError("no such day in the civil Islamic calendar")
    return _from_julian_day((11 * year + 3) // 30 + 354 * year + 30 * month - (month - 1) // 2 + day + 1_948_440 - 385)


def _persian(year: int, month: int, day: int) -> date:
    leap = (25 * year + 11) % 33 < 8
    days = 31 if month <= 6 else 30 if month <= 11 or leap else 29
    if not 1244 <= year <= 1472 or not 1 <= month <= 12 or not 1 <= day <= days:
        raise ValueError("no such day in the Persian calendar of the years 1244 to 1472")
    before = 31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6
    return _from_julian_day(1_948_319 + 365 * (year - 1) + (8 * year + 21) // 33 + before + day)


def _from_julian_day(number: int) -> date:
    try:
        return date.fromordinal(number - _JULIAN_DAY_OF_ORDINAL_ZERO)
    except OverflowError as error:
        raise ValueError("outside the years 1 to 9999") from error


_CONVERSIONS: dict[str, Callable[[int, int, int], date]] = {
    "gregorian": date,
    "buddhist": _buddhist,
    "ethiopian": _ethiopian,
    "hijri": _hijri,
    "hijri-civil": _hijri_civil,
    "persian": _persian,
}
CALENDARS = tuple(_CONVERSIONS)
"""The calendars an own layout may name."""
