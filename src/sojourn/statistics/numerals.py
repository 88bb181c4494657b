"""Numbers, shares, days and delays as people read them: 12,345 · 44.1 % · 14 March 2027 · 31 h."""

from __future__ import annotations

from datetime import date, datetime

from sojourn.law.sentences import MONTHS

_SPACE = "\N{NO-BREAK SPACE}"
NOTHING = "\N{EN DASH}"


def count(number: int) -> str:
    """Group the digits of a count: ``12345`` gives ``12,345``."""
    return f"{number:,}"


def share(part: int, whole: int) -> str:
    """Give a part of a whole in per cent with one decimal; a part never reads as nothing, nor as all."""
    if whole == 0:
        return NOTHING
    return percent(part / whole)


def percent(fraction: float | None) -> str:
    """Give a fraction between 0 and 1 in per cent with one decimal; an absent one gives a dash."""
    if fraction is None:
        return NOTHING
    if 0 < fraction < 0.0005:
        return f"<0.1{_SPACE}%"
    if 0.9995 <= fraction < 1:
        return f">99.9{_SPACE}%"
    return f"{100 * fraction:.1f}{_SPACE}%"


def day(value: date) -> str:
    """Write a day in words: ``14 March 2027``."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def month(value: date) -> str:
    """Write the month of a day: ``March 2027``."""
    return f"{MONTHS[value.month - 1]} {value.year}"


def short_month(value: date) -> str:
    """Write the month of a day in short, for an axis: ``Mar 2027``."""
    return f"{MONTHS[value.month - 1][:3]} {value.year}"


def moment(value: datetime) -> str:
    """Write an aware UTC time to the minute: ``14 March 2027, 16:02 UTC``."""
    return f"{day(value.date())}, {value:%H:%M} UTC"


def delay(hours: float | None) -> str:
    """Write a delay given in hours: minutes below one hour, hours below two days (one decimal below ten), then days."""
    if hours is None:
        return NOTHING
    if hours < 0.99:
        return f"{round(hours * 60)}{_SPACE}min"
    if hours < 9.95:
        return f"{hours:.1f}{_SPACE}h"
    if hours < 48:
        return f"{round(hours)}{_SPACE}h"
    return f"{round(hours / 24)}{_SPACE}days"


def seconds(value: float) -> str:
    """Write a duration given in seconds: ``8.4 s``, from two minutes on ``3 min 20 s``."""
    if value < 120:
        return f"{value:.1f} s"
    whole = round(value)
    return f"{whole // 60} min {whole % 60:02d} s"
