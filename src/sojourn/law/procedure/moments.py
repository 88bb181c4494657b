"""When an act happened: an instant and a day in a zone. Never when it was recorded.

A column that has only a day, and a time of exactly midnight UTC (that is how a record with only a day is taken in), are
a day without a time. It is read in the way that cannot harm: for a start, the first instant of the day; for what keeps
a clock of custody, its last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sojourn.law.procedure.calendars import DAY
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.counting_days import day_begins, local_day


@dataclass(frozen=True)
class Moment:
    """When something happened at the earliest and at the latest, and on which day in the zone."""

    at: datetime
    day: date
    at_latest: datetime


def moment(value: date | datetime, zone: str) -> Moment:
    """Read a day, or an aware time, in a zone."""
    if isinstance(value, datetime) and value.astimezone(UTC).time() != time.min:
        return Moment(value, local_day(value, zone), value)
    if isinstance(value, datetime):
        day = value.astimezone(UTC).date()
        return Moment(min(value, day_begins(day, zone)), day, max(value, day_begins(day + DAY, zone)))
    return Moment(day_begins(value, zone), value, day_begins(value + DAY, zone))


def moment_of(fact: Fact, columns: Sequence[str], zone: str) -> Moment | None:
    """Give when an act happened, by the first of some columns that it has; None where it has none of them."""
    value = next((fact.get(column) for column in columns if fact.get(column) is not None), None)
    return None if value is None else moment(value, zone)


DONE = ("decided_at", "filed_at", "received_at", "valid_from", "notified_at", "valid_to")
"""When an act was done, whatever its kind: the first of these that it has."""

FILED = ("filed_at", "received_at")
"""When something was filed: where paper is entered later, the day on which it was received."""


def done(fact: Fact, zone: str) -> Moment:
    """Give when an act was done; a fact that says nothing of it was done when it was recorded, at the latest."""
    return moment_of(fact, DONE, zone) or Moment(fact.recorded_at, local_day(fact.recorded_at, zone), fact.recorded_at)
