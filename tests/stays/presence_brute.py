"""A plain counter of days of unlawful presence, written apart from the engine: a day at a time, one world at a time.

An invented stay is settled in *worlds*: each open question answered one way. The number of days in any world must lie
within the interval that the engine gives.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from stays_records import Row, arrival, departure, fact

DAY = timedelta(days=1)
ARRIVED = date(2025, 1, 10)
LAST = date(2025, 7, 9)
AS_OF = date(2026, 12, 31)


@dataclass(frozen=True)
class Course:
    """What happened in an invented stay; days are counted from the day of arrival."""

    left: int | None
    protected: tuple[tuple[int, int], ...] = ()
    adjustment: tuple[int, int | None] | None = None
    extension: tuple[int, int | None, str | None] | None = None
    order: int | None = None
    born: str = "1980-01-01"


def records(course: Course) -> list[Row]:
    """Write the course as records."""
    person = {"birth_date": course.born}
    rows = [arrival(ARRIVED.isoformat() + "T10:00", until=LAST.isoformat(), **person)]
    if course.left is not None:
        rows.append(departure(_day(course.left).isoformat() + "T10:00", "inspection", **person))
    for first, last in course.protected:
        rows.append(fact("protection", type="tps", valid_from=_text(first), valid_to=_text(last)))
    if course.adjustment:
        rows += _application("adjustment", "R-2", course.adjustment[0], course.adjustment[1], "merits")
    if course.extension:
        rows += _application("extension", "R-1", *course.extension)
    if course.order is not None:
        rows.append(fact("order", type="removal", decided_at=_text(course.order), reference="A-1"))
    return rows


def worlds(course: Course) -> Iterator[int]:
    """Count the days that count in each world that the records leave open."""
    ends = [_day(course.left)] if course.left is not None else [ARRIVED, LAST + DAY, AS_OF]
    births = [date.fromisoformat(course.born)] if len(course.born) == 10 else _births(course.born)
    for end, excused, born in itertools.product(ends, (True, False), births):
        yield sum(_counts(course, day, excused=excused, born=born) for day in _days(end))


def _counts(course: Course, day: date, *, excused: bool, born: date) -> bool:
    ordered = course.order is not None and day > _day(course.order)
    if day <= LAST and not ordered:
        return False
    if (day.year - born.year, day.month, day.day) < (18, born.month, born.day):
        return False
    if any(_day(first) <= day <= _day(last) for first, last in course.protected):
        return False
    if course.adjustment and _waits(day, *course.adjustment):
        return False
    if course.extension and not ordered:
        filed, decided, ground = course.extension
        in_time = _day(filed) <= LAST
        refused = decided is not None
        kept = ground == "merits" if refused and ground else excused
        if in_time and (not refused or kept) and _waits(day, min(filed, 0), decided):
            return False
        if not in_time and not refused and excused:
            return False
    return True


def _waits(day: date, filed: int, decided: int | None) -> bool:
    return _day(filed) <= day and (decided is None or day <= _day(decided))


def _application(benefit: str, reference: str, filed: int, decided: int | None, ground: str | None) -> list[Row]:
    rows = [fact("application", benefit=benefit, reference=reference, filed_at=_text(filed))]
    if decided is not None:
        given: dict[str, Any] = {"type": ground} if ground else {}
        rows.append(fact("decision", outcome="denied", reference=reference, decided_at=_text(decided), **given))
    return rows


def _births(partial: str) -> list[date]:
    year = int(partial[:4])
    months = [int(partial[5:7])] if len(partial) == 7 else list(range(1, 13))
    return [date(year, month, day) for month in months for day in (1, 28)]


def _days(end: date) -> Iterator[date]:
    day = ARRIVED + DAY
    while day <= end:
        yield day
        day += DAY


def _day(number: int) -> date:
    return ARRIVED + number * DAY


def _text(number: int) -> str:
    return _day(number).isoformat()
