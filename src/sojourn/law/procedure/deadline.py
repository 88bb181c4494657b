"""One deadline: what started it, under which version of which rule, how it is counted, the instant at which it ends.

The same object is shown and tested: there is no second place that works a deadline out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

URGENCIES = ("liberty", "overdue", "due_today", "due_soon", "not_due")
"""How urgent a case is, in words, the most urgent first. Liberty stands before everything else that is due."""


@dataclass(frozen=True)
class Pause:
    """A time that does not count: why (a code that the rule allows), from when to when, by which record."""

    why: str
    starts_at: datetime
    ends_at: datetime | None
    record: str = ""


@dataclass(frozen=True)
class Deadline:
    """A period that the law sets, running in one case.

    Attributes:
        clock: its code (``answer_to_notice``); title: its plain name.
        rule_id, rule_version, citation: the rule it is counted by.
        start_record: the record (or ``case:EVENT``) that started it; empty where the start is unknown.
        starts_at: when the act happened that starts it; ends_at: the first instant after it (None: unknown start).
        last_day: the last day on which it may be kept, in ``zone``; None for a clock of hours.
        zone: the named zone in which it ends. calendar: which holidays count, with the version of the list.
        pauses: times that do not count.
        liberty: a custody clock: elapsed hours, never paused but where the rule says so; unknown start = overdue.
        theirs: the person's time to act (answer, appeal); nobody may act against them before it ends.
        met_at: when the act that keeps it was done, even if recorded later.
        met_by: the record that keeps it, or ``case:STEP``; ended_by: the record that ended the period before its time.
        excepted: a legal exception: its reason and who made it (``emergency user:12``); the new end stands in
            ``ends_at``, the end that the rule alone gives in ``ends_without``.
    """

    clock: str
    title: str
    rule_id: str
    rule_version: str
    citation: str
    start_record: str
    starts_at: datetime | None
    ends_at: datetime | None
    last_day: date | None
    zone: str
    calendar: str = ""
    pauses: tuple[Pause, ...] = ()
    liberty: bool = False
    theirs: bool = False
    met_at: datetime | None = None
    excepted: str = ""
    met_by: str = ""
    ended_by: str = ""
    ends_without: datetime | None = None

    @property
    def late(self) -> bool:
        """Say whether the act that was to keep it was done after its end."""
        return self.met_at is not None and self.ends_at is not None and self.met_at >= self.ends_at

    def over(self, now: datetime) -> bool:
        """Say whether it has ended. With no end known, a clock of custody is over, and any other is not."""
        return self.liberty if self.ends_at is None else self.ends_at <= now


@dataclass(frozen=True)
class ClockException:
    """A legal exception to a clock of custody, as it stands in the events of the case.

    Attributes:
        clock, start_record: which deadline it is about.
        officer: who made it. why: the reason, a code that the rule allows.
        ends_at: the new end. citation: the text of law that allows it.
    """

    clock: str
    start_record: str
    officer: str
    why: str
    ends_at: datetime
    citation: str
