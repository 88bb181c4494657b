"""What of a person's file is due to be destroyed, when, and under which rule: one pure function over days.

INVARIANT: what is not known is kept longer, never shorter. A stay whose end nobody knows is kept by the longest time
that the schedule has, counted from the last that is on file about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sojourn.law.retention_rules import RetentionRule, Schedule

What = Literal["stay", "refusal", "file"]
_DAY = timedelta(days=1)
_OF_STAYS = ("stay", "stay_open", "file", "loose")


@dataclass(frozen=True)
class StayOnFile:
    """A stay, as far as retention asks about it.

    Attributes:
        left_on: the exit; None where none is on file. authorised_until: its last authorised day, where one is known.
        last_day: the last day of any record of it. free: the person moves freely, so the shorter time holds.
        present: the law lets the person be here now, so nothing is due, however old the records are.
    """

    stay_id: str
    arrived_on: date
    last_day: date
    left_on: date | None = None
    authorised_until: date | None = None
    free: bool = False
    present: bool = False


@dataclass(frozen=True)
class RefusalOnFile:
    """A refused entry: its id among the answers, and the day."""

    stay_id: str
    refused_on: date


@dataclass(frozen=True)
class CaseOnFile:
    """A case, about one stay or (empty) about the person; open where ``closed_on`` is None."""

    case_id: str
    stay_id: str
    closed_on: date | None


@dataclass(frozen=True)
class PersonFile:
    """What is on file about one person; ``last_day`` is the last day of any record."""

    last_day: date
    stays: tuple[StayOnFile, ...] = ()
    refusals: tuple[RefusalOnFile, ...] = ()
    cases: tuple[CaseOnFile, ...] = ()


@dataclass(frozen=True)
class Due:
    """Until when a part of a file is kept.

    Attributes:
        what: a stay, a refusal, or the file as a whole. of: the stay's id; empty for the file.
        rule: by which rule. kept_until: the last day on which it is kept; None: an open case,
            or a stay that the law still allows, keeps it.
        due_on: the first day on which it is destroyed. warn_on: from when it is listed.
    """

    what: What
    of: str
    rule: RetentionRule
    kept_until: date | None
    warn_on: date | None

    @property
    def due_on(self) -> date | None:
        """Give the day after the last on which it is kept."""
        return None if self.kept_until is None else self.kept_until + _DAY

    def is_due(self, today: date) -> bool:
        """Say whether its time is over."""
        return self.due_on is not None and self.due_on <= today

    def is_listed(self, today: date) -> bool:
        """Say whether its time is over, or soon will be."""
        return self.warn_on is not None and self.warn_on <= today


def due_on(file: PersonFile, schedule: Schedule) -> tuple[Due, ...]:
    """Say until when each stay and refusal is kept, and last the file as a whole: never before any part of it."""
    parts = [_of_stay(stay, file, schedule) for stay in file.stays]
    parts += [_of_refusal(refusal, file, schedule) for refusal in file.refusals]
    return (*parts, _of_file(file, parts, schedule))


def _of_stay(stay: StayOnFile, file: PersonFile, schedule: Schedule) -> Due:
    found = [_base_of(stay, schedule), *_cases_of(stay.stay_id, file, schedule)]
    return _due("stay", stay.stay_id, found, schedule)


def _base_of(stay: StayOnFile, schedule: Schedule) -> tuple[RetentionRule, date | None]:
    if stay.left_on is None and stay.present:
        return schedule["stay_open"], None
    if stay.left_on is not None:
        rule = schedule["stay_free" if stay.free else "stay"]
        return rule, rule.period.after(stay.left_on)
    if stay.authorised_until is not None:
        rule = schedule["stay_open"]
        return rule, rule.period.after(max(stay.authorised_until, stay.arrived_on))
    rule = max((schedule[covers] for covers in _OF_STAYS), key=lambda each: each.period.length)
    return rule, rule.period.after(max(stay.last_day, stay.arrived_on))


def _of_refusal(refusal: RefusalOnFile, file: PersonFile, schedule: Schedule) -> Due:
    rule = schedule["refusal"]
    found: list[tuple[RetentionRule, date | None]] = [(rule, rule.period.after(refusal.refused_on))]
    found += _cases_of(refusal.stay_id, file, schedule)
    return _due("refusal", refusal.stay_id, found, schedule)


def _cases_of(stay_id: str, file: PersonFile, schedule: Schedule) -> list[tuple[RetentionRule, date | None]]:
    rule = schedule["case"]
    return [
        (rule, None if case.closed_on is None else rule.period.after(case.closed_on))
        for case in file.cases
        if case.stay_id == stay_id
    ]


def _of_file(file: PersonFile, parts: list[Due], schedule: Schedule) -> Due:
    """A file goes after its last part; with only free movement in it, with that."""
    ended = [stay.left_on for stay in file.stays if stay.left_on is not None and not stay.free]
    ended += [refusal.refused_on for refusal in file.refusals]
    found: list[tuple[RetentionRule, date | None]] = [(part.rule, part.kept_until) for part in parts]
    found += _cases_of("", file, schedule)
    if ended:
        rule = schedule["file"]
        found.append((rule, rule.period.after(max(ended))))
    if not parts:
        rule = schedule["loose"]
        found.append((rule, rule.period.after(file.last_day)))
    return _due("file", "", found, schedule)


def _due(what: What, of: str, found: list[tuple[RetentionRule, date | None]], schedule: Schedule) -> Due:
    """Of several times the last counts; one that is still open counts before all."""
    rule, until = max(found, key=lambda each: each[1] or date.max)
    return Due(what, of, rule, until, None if until is None else schedule["warning"].period.before(until + _DAY))
