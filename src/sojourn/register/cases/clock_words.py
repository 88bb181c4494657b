"""Clocks in words: what started each, when it ends and in which zone, by which rule; liberty first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.law.clock_words import PAUSES
from sojourn.law.procedure.clocks import urgency_of
from sojourn.law.procedure.deadline import URGENCIES, Deadline
from sojourn.register.components.days import instant, long_day

Link = dict[str, str]
#: The mark of a start that is an event of the case and no record.
EVENT_START = "case:"

#: How urgent a clock is, in words.
URGENCY_WORDS: dict[str, Promise] = {
    "liberty": gettext_lazy("Liberty"),
    "overdue": gettext_lazy("Overdue"),
    "due_today": gettext_lazy("Due today"),
    "due_soon": gettext_lazy("Due soon"),
    "not_due": gettext_lazy("Not due yet"),
}
_TONES = {"liberty": "stop", "overdue": "stop", "due_today": "ask", "due_soon": "ask", "not_due": "know"}


@dataclass(frozen=True)
class ClockShown:
    """One clock as the page shows it.

    Attributes:
        ends: until when, in the zone in which it ends. kept: when the act that keeps it was done.
        urgency, tone: how urgent, in words; neither where it was kept, or where the time is the person's own.
        started: what started it, with the links to that record.
        notes: rule, citation, calendar, pauses, exception.
        code, start: which clock, and the record that started it, where the law may allow another end of custody.
    """

    title: str
    ends: str
    kept: str
    urgency: str
    tone: str
    liberty: bool
    started: str
    links: tuple[Link, ...]
    notes: tuple[str, ...]
    code: str = ""
    start: str = ""


def clocks_shown(clocks: Iterable[Deadline], now: datetime) -> list[ClockShown]:
    """Lay out clocks: custody before everything else, then by urgency, then those that were kept."""
    return [show_clock(each, now) for each in sorted(clocks, key=lambda each: _order(each, now))]


def show_clock(clock: Deadline, now: datetime) -> ClockShown:
    """Lay out one clock."""
    urgency = "" if clock.met_at else urgency_of(clock, now)
    quiet = clock.theirs and not clock.liberty
    return ClockShown(
        title=_(clock.title),
        ends=ends_words(clock, now),
        kept=_("Kept on %(time)s") % {"time": local_instant(clock.met_at, clock.zone)} if clock.met_at else "",
        urgency="" if quiet or not urgency else str(URGENCY_WORDS[urgency]),
        tone=_TONES.get(urgency, "know"),
        liberty=clock.liberty and clock.met_at is None,
        started=_started(clock),
        links=_links(clock.start_record),
        notes=tuple(_notes(clock)),
        code=clock.clock if clock.liberty and clock.met_at is None and clock.starts_at else "",
        start=clock.start_record,
    )


def ends_words(clock: Deadline, now: datetime) -> str:
    """Say until when a clock runs, or ran: a last day to its end, or an instant, each with its zone."""
    if clock.ends_at is None:
        return _("When it began is not known: it is held to be overdue")
    if clock.last_day is not None:
        told = {"day": long_day(clock.last_day), "zone": clock.zone}
        if clock.theirs and clock.ends_at <= now:
            return _("The person's time ended with %(day)s (%(zone)s)") % told
        if clock.theirs:
            return _("The person has until the end of %(day)s (%(zone)s)") % told
        return _("Last day: %(day)s, to its end (%(zone)s)") % told
    return _("Ends at %(time)s") % {"time": local_instant(clock.ends_at, clock.zone)}


def local_instant(value: datetime, zone: str) -> str:
    """Write an instant to the minute as the clock on the wall of its zone shows it."""
    if not zone or zone == "UTC":
        return instant(value)
    local = value.astimezone(ZoneInfo(zone))
    told = {"day": long_day(local.date()), "time": f"{local:%H:%M}", "zone": zone}
    return _("%(day)s, %(time)s (%(zone)s)") % told


def _order(clock: Deadline, now: datetime) -> tuple[bool, bool, int, bool, float]:
    urgency = URGENCIES.index(urgency_of(clock, now)) if clock.met_at is None else len(URGENCIES)
    ends = clock.ends_at.timestamp() if clock.ends_at else 0.0
    return clock.met_at is not None, not clock.liberty, urgency, clock.theirs, ends


def _started(clock: Deadline) -> str:
    if clock.starts_at is None:
        return _("What started it is not on file.")
    return _("Started %(time)s.") % {"time": local_instant(clock.starts_at, clock.zone)}


def _links(record: str) -> tuple[Link, ...]:
    if not record or record.startswith(EVENT_START):
        return ()
    return ({"url": reverse("record", args=[record]), "text": record},)


def _notes(clock: Deadline) -> Iterable[str]:
    yield _("Rule %(rule)s, version %(version)s") % {"rule": clock.rule_id, "version": clock.rule_version}
    yield clock.citation
    if clock.calendar:
        yield _("Holidays: %(calendar)s") % {"calendar": clock.calendar}
    for pause in clock.pauses:
        told = {"why": _(PAUSES[pause.why]), "first": local_instant(pause.starts_at, clock.zone)}
        if pause.ends_at is None:
            yield _("Paused since %(first)s: %(why)s") % told
        else:
            last = local_instant(pause.ends_at, clock.zone)
            yield _("Paused from %(first)s to %(last)s: %(why)s") % {**told, "last": last}
    if clock.excepted:
        yield _("A legal exception was noted: %(why)s") % {"why": clock.excepted}
