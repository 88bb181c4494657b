"""Counting a period from the act that starts it to the instant at which it ends. The only place that counts.

The day of the act is not counted, the last day counts to its end, and a period of hours runs in real hours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sojourn.law.procedure.calendars import DAY, Calendar
from sojourn.law.procedure.deadline import Pause

LONGEST = timedelta(days=40 * 366)
"""No period with its pauses is followed further than this from its start: its end is then not known."""


@dataclass(frozen=True)
class Counted:
    """How far a period reaches: the first instant after it, and its last day where it is counted in days.

    Both are None where a pause that has begun has no end on file: the period cannot run out.
    """

    ends_at: datetime | None
    last_day: date | None


def day_begins(day: date, zone: str) -> datetime:
    """Give the first instant of a day in a zone, in UTC.

    Where the clocks jump over midnight it is the instant of the jump; where midnight comes twice, the first.
    """
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def local_day(at: datetime, zone: str) -> date:
    """Give the day that it was in a zone."""
    return at.astimezone(ZoneInfo(zone)).date()


def count_hours(starts_at: datetime, hours: int, pauses: Sequence[Pause] = ()) -> Counted:
    """Count real hours, through nights, weekends, holidays and changes of the clocks."""
    ends_at = starts_at.astimezone(UTC) + timedelta(hours=hours)
    reached = starts_at
    for pause in sorted(pauses, key=lambda each: each.starts_at):
        if pause.starts_at >= ends_at:
            break
        if pause.ends_at is None:
            return Counted(None, None)
        ends_at += max(pause.ends_at - max(pause.starts_at, reached), timedelta(0))
        reached = max(reached, pause.ends_at)
    return Counted(ends_at, None)


def count_days(
    start: date,
    days: int,
    zone: str,
    *,
    business: Calendar | None = None,
    rolls: Calendar | None = None,
    pauses: Sequence[Pause] = (),
) -> Counted:
    """Count days after a day.

    Args:
        start: the day of the act, in the zone.
        days: how many days are counted.
        zone: where the days begin and end.
        business: only the business days of this calendar count; None: every day counts.
        rolls: a last day on which the offices of this calendar are closed moves to the next business day.
        pauses: a day that a pause touches is not counted.
    """
    last = (
        start + timedelta(days=days) if not pauses and business is None else _walk(start, days, zone, business, pauses)
    )
    if last is None:
        return Counted(None, None)
    if rolls is not None:
        last = rolls.next_working(last)
    return Counted(day_begins(last + DAY, zone), last)


def _walk(start: date, days: int, zone: str, business: Calendar | None, pauses: Sequence[Pause]) -> date | None:
    spans = [_touched(pause, zone) for pause in pauses]
    day = start
    while days:
        day += DAY
        if day - start > LONGEST or any(first <= day and last is None for first, last in spans):
            return None
        paused = any(first <= day <= last for first, last in spans if last is not None)
        days -= not paused and (business is None or business.works(day))
    return day


def _touched(pause: Pause, zone: str) -> tuple[date, date | None]:
    """Give the first and the last day that a pause touches; the instant of its end is no longer in it."""
    first = local_day(pause.starts_at, zone)
    if pause.ends_at is None:
        return first, None
    return first, local_day(max(pause.ends_at - timedelta(microseconds=1), pause.starts_at), zone)
