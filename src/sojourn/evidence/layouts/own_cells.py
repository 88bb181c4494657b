"""From the cells of a row to one value: texts and codes, dates of any calendar, times with their zone.

A value that cannot be read raises ``ValueError`` with what is wrong and what is allowed; the cell is never quoted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sojourn.evidence import airports
from sojourn.evidence.layouts.batch import Tally
from sojourn.evidence.layouts.calendars import find_partial, to_gregorian
from sojourn.evidence.layouts.date_formats import DateFormat, Moment, resolve_short_year
from sojourn.evidence.layouts.own_spec import Codes, Value

_YEARS_AHEAD = 20
"""A two-digit year that is not of a birth may lie this many years after the reading (the end of a permit)."""


@dataclass(frozen=True)
class Row:
    """One row: its cells by column (null where empty), and its name within the reading (``file-12``)."""

    cells: dict[str, str | None]
    name: str


def find_text(value: Value, row: Row, *, whole: bool = False) -> str | None:
    """Give the text of a value, its codes applied; nothing where its cells are empty (``whole``: where any is)."""
    if value.constant is not None:
        text: str | None = value.constant
    elif value.row:
        text = row.name
    else:
        parts = [cell for cell in (row.cells[column] for column in value.columns) if cell is not None]
        text = value.join.join(parts) if parts and not (whole and len(parts) < len(value.columns)) else None
    if text is not None and value.codes is not None:
        text = _decode(text, value.codes)
    return None if text is None else f"{value.prefix}{text}{value.suffix}"


def list_texts(value: Value, row: Row) -> list[str]:
    """Give the texts of a list: one, or several between separators."""
    text = find_text(value, row)
    if text is None:
        return []
    return [each.strip() for each in text.split(value.separator) if each.strip()] if value.separator else [text]


def read_bool(text: str) -> bool:
    """Read ``true`` or ``false``."""
    if text.casefold() not in ("true", "false"):
        raise ValueError("neither `true` nor `false` (`codes` can map other words)")
    return text.casefold() == "true"


def read_int(text: str) -> int:
    """Read a whole number of at most 18 digits."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise ValueError("no whole number")
    return int(text)


def read_date(text: str, value: Value, *, latest: date) -> date:
    """Read a day; a year of two digits is the latest that lies at most 20 years after ``latest``."""
    return _to_day(_read_moment(text, value), value, latest.year + _YEARS_AHEAD)


def read_partial_date(text: str, value: Value, *, latest: date, tally: Tally) -> str | None:
    """Read ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; a year of two digits is never after ``latest``.

    A year or month of another calendar that spans two Gregorian ones gives nothing, and is counted.
    """
    moment = _read_moment(text, value)
    if moment.month is not None and moment.day is not None:
        day = _to_day(moment, value, latest.year)
        if moment.short_year and day > latest:
            day = _to_day(moment, value, latest.year - 1)
        return day.isoformat()
    year = resolve_short_year(moment.year, latest=latest.year) if moment.short_year else moment.year
    try:
        found = find_partial(value.calendar, year, moment.month)
    except ValueError as error:
        raise ValueError("no such year or month") from error
    if found is None:
        said = "a year or month of another calendar that spans two Gregorian ones; left out"
        tally.count_remark("partial-in-calendar", said)
    return found


def read_timestamp(text: str, value: Value, row: Row, *, latest: date, tally: Tally) -> tuple[datetime, date]:
    """Read a time as an instant in UTC, and its local day; a day alone is its midnight in UTC."""
    moment = _read_moment(text, value)
    day = _to_day(moment, value, latest.year + _YEARS_AHEAD)
    local = datetime(day.year, day.month, day.day, moment.hour or 0, moment.minute, moment.second)  # noqa: DTZ001
    zone = find_text(value.zone, row) if value.zone else None
    if moment.hour is None:
        return local.replace(tzinfo=UTC), day
    if moment.zone is not None:
        instant = local.replace(tzinfo=moment.zone)
        return _to_zone(instant, UTC), _to_zone(instant, _get_zone(zone)).date() if zone else day
    if zone is None:
        raise ValueError("a local time whose zone is empty on this row")
    found = airports.to_utc(local, _get_zone(zone).key)
    if found.doubt is not None:
        twice = found.doubt == "ambiguous"
        said = "came twice, as clocks were set back" if twice else "never came, as clocks were set forward"
        tally.count_remark("local-time-twice" if twice else "local-time-never", f"a local time that {said}")
    return found.instant, day


def _to_zone(instant: datetime, zone: tzinfo) -> datetime:
    try:
        return instant.astimezone(zone)
    except OverflowError as error:
        raise ValueError("a time before the year 1 or after 9999") from error


@lru_cache(maxsize=200)
def _get_zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("the zone on this row is no name of a zone") from error


def _decode(text: str, codes: Codes) -> str | None:
    key = text.strip().casefold()
    if key in codes.known:
        return codes.known[key]
    country = airports.find_country(text) if codes.countries else None
    if country is not None or codes.other == "null":
        return country
    if codes.other == "keep":
        return text
    raise ValueError("no country code" if codes.countries else "a code that is not in `codes`")


def _read_moment(text: str, value: Value) -> Moment:
    moment = _find_moment(text, value.formats)
    if moment is not None:
        return moment
    allowed = " or ".join(f"`{each.text}`" for each in value.formats)
    raise ValueError(f"not of the format {allowed}")


@lru_cache(maxsize=20_000)
def _find_moment(text: str, formats: tuple[DateFormat, ...]) -> Moment | None:
    """Read a date by the first format that fits; days repeat from row to row."""
    return next((moment for moment in (each.read(text) for each in formats) if moment is not None), None)


def _to_day(moment: Moment, value: Value, latest_year: int) -> date:
    if moment.month is None or moment.day is None:
        raise ValueError("a date without its day or month")
    year = resolve_short_year(moment.year, latest=latest_year) if moment.short_year else moment.year
    try:
        return to_gregorian(value.calendar, year, moment.month, moment.day)
    except ValueError as error:
        raise ValueError(f"no such day in the calendar `{value.calendar}`") from error
