"""What a blocker looks at, and the three things it can say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sojourn.law.procedure.case_file import CaseFile, Fact, Proposed
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.gate_shape import Finding, Verdict
from sojourn.law.procedure.lifecycle import Standing, Step
from sojourn.law.rule import Law

FILED = ("filed_at", "received_at")
DECIDED = ("decided_at",)

Moment = tuple[datetime, datetime]
"""When an act was done, and when we learned of it."""


@dataclass(frozen=True)
class Context:
    """One look at one step of one case.

    Attributes:
        proposed: what an officer proposes; None where somebody asks what would stand in the way.
        deadlines: the clocks of the case, run out or not.
        now: a time in UTC; today: the day of the place where the step is taken.
    """

    step: Step
    standing: Standing
    file: CaseFile
    proposed: Proposed | None
    law: Law
    deadlines: tuple[Deadline, ...]
    now: datetime
    today: date


def blocks(code: str, why: str, records: Iterable[str] = (), lifts: tuple[str, ...] = ()) -> Finding:
    """Say that a fact forbids the step."""
    return Finding(code, Verdict.BLOCKS, why, tuple(sorted(set(records))), lifts)


def unknown(code: str, why: str, records: Iterable[str] = (), lifts: tuple[str, ...] = ()) -> Finding:
    """Say that nobody knows; it forbids the step like a fact that does."""
    return Finding(code, Verdict.UNKNOWN, why, tuple(sorted(set(records))), lifts)


def clear(code: str, why: str, records: Iterable[str] = (), until: date | None = None) -> Finding:
    """Say that nothing stands in the way, and by which records."""
    return Finding(code, Verdict.CLEAR, why, tuple(sorted(set(records))), until=until)


def names(facts: Iterable[Fact]) -> list[str]:
    """Give the names of facts."""
    return [fact.name for fact in facts]


def moment_of(fact: Fact, columns: tuple[str, ...]) -> Moment:
    """Give when an act was done, by the first of the columns that says so (else when we learned it), and when we
    learned it.
    """
    told = next((fact.get(column) for column in columns if fact.get(column) is not None), None)
    return (as_time(told) if told is not None else fact.recorded_at), fact.recorded_at


def is_later(one: Moment, other: Moment) -> bool:
    """Say whether one act came after another. Of two on one day, where one tells no time, the one learned later did."""
    only_a_day = time.min in (one[0].time(), other[0].time())
    if only_a_day and one[0].date() == other[0].date():
        return one[1] > other[1]
    return one > other


def as_time(told: date | datetime) -> datetime:
    """Give a day as midnight in UTC, as which a record with only a day is taken in."""
    return told.astimezone(UTC) if isinstance(told, datetime) else datetime.combine(told, time(), tzinfo=UTC)
