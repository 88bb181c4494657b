"""The date formats of own layouts: ``DD.MM.YYYY HH:mm``, and what they read.

Parts: ``YYYY`` ``YY`` ``MM`` (one or two digits) ``MON`` (a month's name) ``DD`` (one or two digits) ``HH`` ``mm``
``ss`` and ``Z`` (``Z``, ``+02:00`` or ``+0200``). Every other character stands for itself; a space stands for any
blanks. Digits may be of any script. ``00`` for a day or a month is an unknown part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, timedelta, timezone, tzinfo

_PARTS = {
    "YYYY": r"(?P<YYYY>\d{4})",
    "YY": r"(?P<YY>\d{2})",
    "MON": r"(?P<MON>[^\W\d_]+)\.?",
    "MM": r"(?P<MM>\d{1,2})",
    "DD": r"(?P<DD>\d{1,2})",
    "HH": r"(?P<HH>\d{1,2})",
    "mm": r"(?P<mm>\d{2})",
    "ss": r"(?P<ss>\d{2})(?:[.,]\d+)?",
    "Z": r"(?P<Z>Z|[+-]\d{2}:?\d{2})",
}
_TOKENS = re.compile("|".join(_PARTS))
_ENGLISH = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)


@dataclass(frozen=True)
class Moment:
    """What was read: a year with its parts, as far as they are there, in the calendar of the source."""

    year: int
    month: int | None
    day: int | None
    hour: int | None = None
    minute: int = 0
    second: int = 0
    zone: tzinfo | None = None
    short_year: bool = False


@dataclass(frozen=True)
class DateFormat:
    """One format; make it with ``parse_format``."""

    text: str
    pattern: re.Pattern[str] = field(repr=False, compare=False)
    parts: frozenset[str]
    months: tuple[str, ...]

    def read(self, text: str) -> Moment | None:
        """Read a text, or nothing where it is not of this format."""
        match = self.pattern.fullmatch(text.strip())
        return None if match is None else self._moment(match)

    def _moment(self, match: re.Match[str]) -> Moment | None:
        found = match.groupdict()
        number = {name: int(found[name]) for name in ("YYYY", "YY", "MM", "DD", "HH", "mm", "ss") if found.get(name)}
        month = self._month(found["MON"]) if found.get("MON") else number.get("MM")
        if month == -1 or number.get("HH", 0) > 23 or number.get("mm", 0) > 59 or number.get("ss", 0) > 59:
            return None
        return Moment(
            year=number.get("YYYY", number.get("YY", 0)),
            month=month or None,
            day=number.get("DD") or None,
            hour=number.get("HH"),
            minute=number.get("mm", 0),
            second=number.get("ss", 0),
            zone=_zone(found["Z"]) if found.get("Z") else None,
            short_year="YYYY" not in number,
        )

    def _month(self, name: str) -> int:
        """Find a month by its name, or by the start of exactly one name; -1 for none."""
        wanted = name.casefold()
        exact = [number for number, month in enumerate(self.months, 1) if month == wanted]
        starts = [number for number, month in enumerate(self.months, 1) if len(wanted) > 2 and month.startswith(wanted)]
        found = exact or starts
        return found[0] if len(found) == 1 else -1


def parse_format(text: str, months: tuple[str, ...] = _ENGLISH) -> DateFormat:
    """Make a format from its text.

    Raises:
        ValueError: it has no year, a part twice, a day without a month, or minutes without hours.
    """
    parts: list[str] = []
    pattern, end = "", 0
    for match in _TOKENS.finditer(text):
        pattern += _literal(text[end : match.start()]) + _PARTS[match.group()]
        parts.append(match.group())
        end = match.end()
    names = frozenset(parts)
    if len(names) != len(parts) or len(names & {"YYYY", "YY"}) != 1 or names >= {"MM", "MON"}:
        raise ValueError("it needs one year, and each part at most once")
    if ("DD" in names and not names & {"MM", "MON"}) or ("HH" in names and "DD" not in names):
        raise ValueError("a day needs a month, and an hour needs a day")
    if ("mm" in names and "HH" not in names) or ("ss" in names and "mm" not in names):
        raise ValueError("minutes need hours, and seconds need minutes")
    pattern += _literal(text[end:])
    return DateFormat(text, re.compile(pattern), names, tuple(month.casefold() for month in months))


def _literal(text: str) -> str:
    return re.sub(r"(?:\\\s)+", r"\\s+", re.escape(text))


def _zone(text: str) -> tzinfo:
    if text == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(sign * offset) if offset < timedelta(hours=24) else UTC


def resolve_short_year(year: int, *, latest: int) -> int:
    """Give the four digits of a two-digit year: the latest that is not after ``latest``."""
    return latest - (latest - year) % 100
