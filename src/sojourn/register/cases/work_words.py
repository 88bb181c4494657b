"""The words of the work list: stages, filters, what is due and when, what a bulk action does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sojourn.law.clock_words import CLOCKS
from sojourn.register.cases.law_of_case import lifecycle_of
from sojourn.register.cases.models import Case
from sojourn.register.cases.work_rows import WorkRow
from sojourn.register.components.days import instant, long_day
from sojourn.register.review.order import Bounds, group_of

STAGES: dict[str, Promise] = {
    "pre_stage": _("Before a determination"),
    "determined": _("Determined"),
    "custody": _("Custody"),
    "court": _("Before the court"),
    "ordered": _("Ordered"),
    "appeal": _("Appeal"),
    "departure": _("Departure"),
    "removal": _("Removal"),
    "closed": _("Closed"),
    "undoing": _("Being put right"),
}
KINDS: dict[str, Promise] = {
    "case": _("Case"),
    "question": _("Question"),
    "pair": _("Match review"),
    "orphan": _("Departure without an arrival"),
}
WHOSE: dict[str, Promise] = {
    "": _("Mine and what I cover"),
    "mine": _("Mine"),
    "covering": _("Covering for somebody"),
    "office": _("My office"),
}
BLOCKED: dict[str, Promise] = {
    "": _("Blocked or not"),
    "no": _("Not blocked"),
    "yes": _("Blocked"),
}
GIVE_BACK: dict[str, Promise] = {
    "know_the_person": _("I know the person, or have an interest"),
    "cannot_read": _("I cannot read the script or language"),
    "decided_before": _("I reviewed or decided in this matter before"),
    "away": _("I am away before it is due"),
    "other_reason": _("Another reason, in the note"),
}


def due_words(row: WorkRow, bounds: Bounds) -> str:
    """Say what is due and when, in words and with the date."""
    if row.urgency.due_at is None:
        return gettext("When custody began is not known: overdue") if row.urgency.liberty else gettext("No clock runs")
    clock = gettext(CLOCKS[row.due_clock]) if row.due_clock in CLOCKS else gettext("Our own clock")
    return gettext("%(clock)s: %(when)s") % {"clock": clock, "when": _when(row, row.urgency.due_at, bounds)}


def _when(row: WorkRow, due_at: datetime, bounds: Bounds) -> str:
    overdue = due_at <= bounds.now
    if row.urgency.liberty:
        told = {"time": instant(due_at), "hours": _hours(abs(due_at - bounds.now))}
        late, early = gettext("overdue by %(hours)s, since %(time)s"), gettext("in %(hours)s, at %(time)s")
        return (late if overdue else early) % told
    zone = ZoneInfo(settings.CONFIGURATION.zone)
    last, today = (due_at - timedelta(microseconds=1)).astimezone(zone).date(), bounds.now.astimezone(zone).date()
    told = {"day": long_day(last), "days": _days(abs((last - today).days))}
    if overdue:
        return gettext("overdue by %(days)s, last day %(day)s") % told if last < today else gettext("overdue, today")
    if group_of(row.urgency, bounds) == "due_today":
        return gettext("today, %(day)s") % told
    return gettext("in %(days)s, last day %(day)s") % told


def _days(number: int) -> str:
    return ngettext("%(number)s day", "%(number)s days", number) % {"number": number}


def _hours(left: timedelta) -> str:
    number = int(left.total_seconds() // 3600)
    return ngettext("%(number)s hour", "%(number)s hours", number) % {"number": number}


def step_title(row: WorkRow) -> str:
    """Give the plain name of the step that a case waits for."""
    if not row.next_step or row.law_known_at is None:
        return gettext("Nothing of ours: a court or the person is next")
    return _title(row.lifecycle, row.law_known_at, row.next_step, get_language())


@lru_cache(maxsize=4096)
def _title(lifecycle: str, known_on: date, step: str, language: str | None) -> str:
    """Titles of steps by lifecycle, day of its law and step, in the language of now: a list shows few of them."""
    law = lifecycle_of(Case(lifecycle=lifecycle, law_known_at=known_on))
    return gettext({each.id: each.title for each in law.steps}.get(step, step))


def blocked_words(row: WorkRow) -> str:
    """Say what blocks the next step of a case; empty where nothing does."""
    if not row.blocked:
        return ""
    if row.blocked_by:
        return _blocked_by(row.blocked_by, get_language())
    return ngettext("%(number)s thing blocks it", "%(number)s things block it", row.blocked) % {"number": row.blocked}


@lru_cache(maxsize=4096)
def _blocked_by(codes: tuple[str, ...], language: str | None) -> str:
    from sojourn.register.cases.gate_words import blocker_title

    return gettext("Blocked by: %(what)s") % {"what": ", ".join(blocker_title(code) for code in codes)}
