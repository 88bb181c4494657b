"""Clocks of custody: liberty first. They run in real hours from the act of detention, and nobody can dismiss them.

What is not known counts against the authority: a start that is not on file makes the clock overdue, and a start known
only by its day began with that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sojourn.errors import LawError
from sojourn.law.clock_words import HELD, LIBERTY
from sojourn.law.procedure.case_file import CaseFile, Fact
from sojourn.law.procedure.case_records import cancelled
from sojourn.law.procedure.clock_counting import Start
from sojourn.law.procedure.clock_rules import ClockRule
from sojourn.law.procedure.deadline import ClockException, Deadline
from sojourn.law.procedure.lifecycle import Standing
from sojourn.law.procedure.moments import Moment, done, moment_of

_BEGAN = ("decided_at", "valid_from")
_ENDED = ("decided_at", "valid_to", "valid_from")
_HOUR = 3600

Met = tuple[Moment, str]
"""When a clock was kept, and by which record."""


@dataclass(frozen=True)
class Custody:
    """One time in custody: its start (``when`` None: not known) and its end, None while it lasts."""

    start: Start
    end: Fact | None

    def covers(self, when: Moment, zone: str) -> bool:
        """Say whether something happened while it lasted."""
        ended = _ended(self.end, zone).at_latest if self.end else None
        began = self.start.when
        return (began is None or began.at <= when.at_latest) and (ended is None or when.at <= ended)


def custodies(standing: Standing, file: CaseFile, zone: str) -> list[Custody]:
    """Give the times in custody: one for each start on file, and one without a start where only its traces are."""
    starts = [Start(each.name, moment_of(each, _BEGAN, zone), each) for each in file.of("custody_start")]
    starts += _without_start(standing, file, zone, starts)
    return [Custody(start, _end_of(start, file, zone)) for start in starts]


def _without_start(standing: Standing, file: CaseFile, zone: str, starts: list[Start]) -> list[Start]:
    """A step that took the person into custody, or a decision to hold them, before which no start is on file."""
    known = [start.when.at for start in starts if start.when]
    steps = {step.id: step for step in standing.lifecycle.steps}
    traces = [
        Start(f"case:{each.step}", None)
        for each in standing.taken
        if each.step in steps and steps[each.step].kind == "custody" and set(LIBERTY) & set(steps[each.step].starts)
        if not starts and not _closed_after(each.at, file, zone)
    ]
    for fact in file.of("custody_decision"):
        when = done(fact, zone)
        if fact.get("outcome") in HELD and not any(at <= when.at_latest for at in known):
            traces.append(Start(fact.name, None, fact))
    return traces[:1]


def _closed_after(at: datetime, file: CaseFile, zone: str) -> bool:
    return any(_ended(each, zone).at_latest >= at for each in file.of("custody_end"))


def _ended(fact: Fact, zone: str) -> Moment:
    return moment_of(fact, _ENDED, zone) or done(fact, zone)


def _end_of(start: Start, file: CaseFile, zone: str) -> Fact | None:
    """Give the first end after a start; where both name a reference, it is the same."""
    ours = start.fact.get("reference") if start.fact else None
    after = start.when or (done(start.fact, zone) if start.fact else None)
    found = [
        each
        for each in file.of("custody_end")
        if (after is None or _ended(each, zone).at_latest >= after.at)
        and (not ours or not each.get("reference") or each.get("reference") == ours)
    ]
    return min(found, key=lambda each: _ended(each, zone).at_latest, default=None)


def custody_starts(rule: ClockRule, standing: Standing, file: CaseFile, zone: str) -> Iterator[Start]:
    """Give what starts a clock of custody: each act of detention, or each decision while the custody lasts."""
    held = custodies(standing, file, zone)
    if rule.act == "custody_start":
        yield from (each.start for each in held)
        return
    for fact in file.of("custody_decision"):
        when = moment_of(fact, rule.at, zone)
        if when is not None and any(each.covers(when, zone) for each in held):
            yield Start(fact.name, when, fact)


def custody_met(rule: ClockRule, start: Start, standing: Standing, file: CaseFile, zone: str) -> Met | None:
    """Give when a clock of custody was kept, and by which record: by what it needs, or by the end of the custody."""
    ends = [each.end for each in custodies(standing, file, zone) if each.end and _within(each, start, zone)]
    ended = [(_ended(end, zone), end.name) for end in ends]
    needed = [_first(kind, start, file, zone) for kind in rule.needs]
    kept = [each for each in needed if each is not None]
    if rule.needs and len(kept) == len(needed):
        ended.append(max(kept, key=lambda each: each[0].at_latest))
    return min(ended, key=lambda each: each[0].at_latest, default=None)


def _within(custody: Custody, start: Start, zone: str) -> bool:
    return custody.start == start or (start.when is not None and custody.covers(start.when, zone))


def _first(kind: str, start: Start, file: CaseFile, zone: str) -> Met | None:
    """Give the first act of a kind after the start; a charge issued before the detention counts if it still stands."""
    found = []
    for fact in file.of(kind):
        when = done(fact, zone)
        after = start.when is None or when.at_latest > start.when.at
        if fact.name == start.record or (cancelled(file, fact, zone) if kind == "charge_issued" else not after):
            continue
        found.append((when, fact.name))
    return min(found, key=lambda each: each[0].at_latest, default=None)


def except_clock(deadline: Deadline, wanted: ClockException, rule: ClockRule) -> Deadline:
    """Give a clock of custody the later end that an officer sets for a reason that the law allows.

    Raises:
        LawError: ``clock-exception-invalid``: the clock, its rule or the exception do not allow it; the text says why.
    """
    problem = exception_problem(deadline, wanted, rule)
    if problem is not None:
        raise LawError(
            "clock-exception-invalid",
            f"the clock `{deadline.clock}` cannot get a later end: {problem}. Allowed are exceptions that its rule "
            "names, made by an officer, with a reason and an end. Next: keep the clock, or correct the exception.",
        )
    return replace(
        deadline,
        ends_at=wanted.ends_at,
        ends_without=deadline.ends_without or deadline.ends_at,
        excepted=f"{wanted.why} {wanted.officer}",
    )


def exception_problem(deadline: Deadline, wanted: ClockException, rule: ClockRule) -> str | None:
    """Say why an exception cannot be made; nothing where it can."""
    if (wanted.clock, wanted.start_record) != (deadline.clock, deadline.start_record):
        return "the exception is about another clock"
    if not deadline.liberty or not rule.exceptions:
        return "its rule allows no exception"
    if deadline.starts_at is None or deadline.ends_at is None:
        return "its start is not on file"
    if not wanted.officer or not wanted.citation:
        return "the officer and the text of law must be named"
    if wanted.why not in rule.exceptions:
        return f"the reason is `{wanted.why}`; allowed: {', '.join(f'`{name}`' for name in rule.exceptions)}"
    if wanted.ends_at.tzinfo is None or wanted.ends_at <= deadline.ends_at:
        return "the new end is not later than the end that it has"
    if (wanted.ends_at - deadline.starts_at).total_seconds() > rule.exception_hours * _HOUR:
        return f"the new end is more than {rule.exception_hours} hours after the act that started it"
    return None


def excepted(deadline: Deadline, exceptions: tuple[ClockException, ...], rule: ClockRule) -> Deadline:
    """Apply the exceptions on file to a deadline; one that the law does not, or no longer, allow changes nothing."""
    for each in exceptions:
        if exception_problem(deadline, each, rule) is None:
            deadline = except_clock(deadline, each, rule)
    return deadline
