"""The order of work. It may know five things about a piece of work, and nothing about a person.

The law's clocks come first, custody before all others; then what is quickest to settle (the fewest open questions in
the data); then, for cases in which a determination was made, final convictions by a criminal court of a type of the
closed list; then what has waited longest. Review pieces and cases stand in one order.

INVARIANT: ``Urgency`` has no trait of a person and no proxy of one. ``SQL`` is the same order for the database, one
expression for each field, in the order of the fields; a test holds the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: The order of review pieces alone, for the database; they have no custody clock and no offence.
ORDER_BY = ("due_on", "open_questions", "waiting_since", "id")

#: What ends within so many days is due soon.
SOON_DAYS = 7

#: The words of `sojourn.law.procedure.deadline.URGENCIES`, the most urgent first.
GROUPS: dict[str, Promise] = {
    "liberty": _("Liberty: somebody is held"),
    "overdue": _("Overdue"),
    "due_today": _("Due today"),
    "due_soon": _("Due soon"),
    "not_due": _("Not due yet"),
}

#: For each field of ``Urgency``, the SQL that sorts it upwards; the indexes of ``cases_case`` are made of these.
SQL: dict[str, str] = {
    "liberty": "(CASE WHEN liberty THEN 0 ELSE 1 END)",
    "due_at": "(COALESCE(due_at, CASE WHEN liberty THEN '-infinity'::timestamptz ELSE 'infinity'::timestamptz END))",
    "open_questions": "open_questions",
    "offence": "(CASE WHEN offence THEN 0 ELSE 1 END)",
    "waiting_since": "waiting_since",
}


_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Urgency:
    """All that may order work.

    Attributes:
        liberty: a custody clock runs.
        due_at: the first instant after the clock that runs; none: no clock runs. Of a custody clock, none means that
            nobody knows when it began: it comes before all.
        open_questions: how many questions in the data are open.
        offence: a final conviction of a type of the closed list, under a signed mapping, where a determination was
            made.
        waiting_since: since when the piece waits.
    """

    liberty: bool
    due_at: datetime | None
    open_questions: int
    offence: bool
    waiting_since: datetime


@dataclass(frozen=True)
class Bounds:
    """The instants that part the groups: now, the end of today, and the end of what is due soon."""

    now: datetime
    today_ends: datetime
    soon_ends: datetime


def order_key(urgency: Urgency) -> tuple[bool, datetime, int, bool, datetime]:
    """Give the key by which pieces of work are sorted, the most urgent first."""
    unknown = _FIRST if urgency.liberty else _LAST
    return (
        not urgency.liberty,
        urgency.due_at or unknown,
        urgency.open_questions,
        not urgency.offence,
        urgency.waiting_since,
    )


def group_of(urgency: Urgency, bounds: Bounds) -> str:
    """Say in which group a piece stands: a word of ``URGENCIES``."""
    if urgency.liberty:
        return "liberty"
    if urgency.due_at is None:
        return "not_due"
    if urgency.due_at <= bounds.now:
        return "overdue"
    if urgency.due_at <= bounds.today_ends:
        return "due_today"
    return "due_soon" if urgency.due_at <= bounds.soon_ends else "not_due"


def bounds_at(now: datetime, zone: tzinfo) -> Bounds:
    """Give the instants that part the groups, at a time and in the zone in which days are counted."""
    today = now.astimezone(zone).date()
    return Bounds(now, end_of_day(today, zone), end_of_day(today + timedelta(days=SOON_DAYS), zone))


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """Give the first instant after a day in a zone: what is due on a day is overdue from then on, and not before."""
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
