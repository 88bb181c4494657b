"""The hearings of a month, of one's own cases or of one's office; case numbers, courts and times, nobody's name."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.own import stands_in_for
from sojourn.register.court.inbox import PERMISSION, is_supervisor
from sojourn.register.court.models import Hearing
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.policy import Resource
from sojourn.register.door.verbs import Verb

#: No month of an office is shown with more.
MOST = 500


@dataclass(frozen=True)
class Month:
    """A month and its hearings, in the order of their times.

    Attributes:
        first: its first day. weeks: the days of each week from Monday on, those of the neighbouring months too.
        office: all hearings of the office, not those of one's own cases alone.
    """

    first: date
    weeks: tuple[tuple[date, ...], ...]
    hearings: tuple[Hearing, ...]
    office: bool

    @property
    def before(self) -> date:
        """Give the first day of the month before."""
        return (self.first - timedelta(days=1)).replace(day=1)

    @property
    def after(self) -> date:
        """Give the first day of the month after."""
        return (self.first + timedelta(days=31)).replace(day=1)


@action(Verb.CALENDAR_OPENED, PERMISSION)
def open_month(acting: Acting, month: date, *, office: bool) -> Done[Month]:
    """Open the hearings of the month that a day lies in: of one's own cases and of those of whom one stands in for.

    A supervisor may open those of the office.
    """
    office = office and is_supervisor(acting)
    first = month.replace(day=1)
    weeks = tuple(tuple(week) for week in calendar.Calendar().monthdatescalendar(first.year, first.month))
    shown = Hearing.objects.filter(_whose(acting, office=office), on_day__year=first.year, on_day__month=first.month)
    if not acting.may(PERMISSION, Resource("hearing", restricted=True)):
        shown = shown.exclude(case__restricted=True)
    hearings = tuple(shown.select_related("case").order_by("on_day", "at", "id")[:MOST])
    about = {"month": f"{first:%Y-%m}", "office": office, "shown": len(hearings)}
    return Done(Month(first, weeks, hearings, office), (), about)


def read_month(text: str) -> date:
    """Read a month, ``2026-11``; this month where nothing is given.

    Raises:
        RegisterError: ``bad-parameter``.
    """
    if not text:
        return clock.today()
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise RegisterError(
            "bad-parameter", f"`{text[:20]}` is no month. Allowed: a month such as `2026-11`. Next: choose one."
        ) from None


def _whose(acting: Acting, *, office: bool) -> Q:
    if office and acting.office:
        return Q(case__office=acting.office) | Q(case__isnull=True)
    return Q(case__assigned_to_id__in=stands_in_for(acting.user_id)) if acting.user_id else Q(pk__in=[])
