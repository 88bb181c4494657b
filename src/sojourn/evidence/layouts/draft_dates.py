"""Guess the date format of a column from a sample, and say where the sample cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sojourn.evidence.layouts.calendars import to_gregorian
from sojourn.evidence.layouts.date_formats import DateFormat, parse_format

_DAYS = (
    *(f"YYYY{mark}MM{mark}DD" for mark in "-/."),
    *(f"DD{mark}MM{mark}YYYY" for mark in "-/. "),
    *(f"MM{mark}DD{mark}YYYY" for mark in "-/."),
    *("DD MON YYYY", "DD-MON-YYYY", "MON DD, YYYY", "YYYYMMDD"),
    *(f"DD{mark}MM{mark}YY" for mark in "-/."),
    *(f"MM{mark}DD{mark}YY" for mark in "-/."),
    *("DD-MON-YY", "DD MON YY"),
)
_TIMES = ("", " HH:mm:ss", " HH:mm", "THH:mm:ss", "THH:mm:ssZ", " HH:mm:ssZ")
_CLOCKS = ("HH:mm:ss", "HH:mm", "HHmm")
_PARTIAL = ("YYYY-MM", "MM/YYYY", "MM.YYYY", "YYYY")


@dataclass(frozen=True)
class Guess:
    """The formats that read the whole sample (one is an answer, several a question), and the calendar's years.

    ``years`` is ``gregorian``, ``buddhist``, ``islamic or persian``, or ``odd``. ``partial`` are formats that the
    rest of a sample of birth dates needs beside the first.
    """

    formats: tuple[str, ...]
    years: str
    partial: tuple[str, ...] = ()

    @property
    def has_time(self) -> bool:
        """Say whether every format has a time of day."""
        return bool(self.formats) and all("HH" in each for each in self.formats)


def guess_dates(sample: Sequence[str], *, partial: bool = False) -> Guess:
    """Guess the formats of a sample of dates; with ``partial`` some may be a year, or a year and a month."""
    kept, rest = list(sample), []
    if partial:
        short = [parse_format(each) for each in _PARTIAL]
        rest = [text for text in sample if any(each.read(text) for each in short)]
        kept = [text for text in sample if text not in set(rest)]
    fits = [each for each in _iter_formats() if kept and all(each.read(text) for text in kept)]
    fits = [each for each in fits if _get_years(each, kept) != "odd"]
    if not fits:
        return Guess((), "odd")
    needed = [each for each in _PARTIAL if any(parse_format(each).read(text) for text in rest)]
    return Guess(tuple(each.text for each in fits), _get_years(fits[0], kept), tuple(needed))


def guess_clock(sample: Sequence[str]) -> str | None:
    """Guess the format of a column of times of day."""
    for clock in _CLOCKS:
        whole = parse_format(f"YYYY-MM-DD {clock}")
        if sample and all(whole.read(f"2000-01-01 {text}") for text in sample):
            return clock
    return None


def _iter_formats() -> list[DateFormat]:
    return [parse_format(day + time) for day in _DAYS for time in _TIMES]


def _get_years(fmt: DateFormat, sample: Sequence[str]) -> str:
    """Tell the calendar by its years; ``odd`` where a day does not exist or the years fit no calendar."""
    moments = [moment for moment in (fmt.read(text) for text in sample) if moment is not None]
    years = {moment.year for moment in moments if not moment.short_year}
    for name, first, last in (("gregorian", 1850, 2150), ("buddhist", 2393, 2700), ("islamic or persian", 1280, 1520)):
        if all(first <= year <= last for year in years):
            exists = name == "islamic or persian" or all(
                _exists(name, moment.year + (2000 if moment.short_year else 0), moment.month, moment.day)
                for moment in moments
            )
            plausible = all((moment.month or 1) <= 12 and (moment.day or 1) <= 31 for moment in moments)
            return name if exists and plausible else "odd"
    return "odd"


def _exists(calendar: str, year: int, month: int | None, day: int | None) -> bool:
    try:
        to_gregorian(calendar, year, month or 1, day or 1)
    except ValueError:
        return False
    return True
