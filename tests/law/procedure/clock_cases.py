"""Cases for the tests of clocks: facts with the times that matter, in an empty lifecycle or one of a few steps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sojourn.law.pack import load_pack
from sojourn.law.procedure.case_file import CaseFile, Crossed, Fact
from sojourn.law.procedure.clocks import deadlines_of
from sojourn.law.procedure.deadline import ClockException, Deadline
from sojourn.law.procedure.lifecycle import Lifecycle, Standing, Step, Taken
from sojourn.law.rule import Law

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RECORDED = datetime(2026, 11, 22, 9, tzinfo=UTC)


def utc(text: str) -> datetime:
    """Read an instant in UTC: ``2026-11-10T15:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def law_of(code: str, known_at: datetime = NOW) -> Law:
    """Give the law of a pack."""
    return load_pack(code).as_known_at(known_at)


def fact(name: str, kind: str, recorded_at: datetime = RECORDED, **values: Any) -> Fact:
    """Give a fact; times are written as text."""
    read = {key: utc(value) if key.endswith("_at") else value for key, value in values.items()}
    return Fact(f"court:X/{name}", kind, recorded_at, values=read)


def left(day: date) -> Crossed:
    """Give a departure that an officer saw."""
    return Crossed("post:JFK/d", "inspection", "departure", day, RECORDED)


def step(name: str, **more: Any) -> Step:
    """Give a step of a small lifecycle."""
    return Step(name, name, ("*",), "s", "officer", "c", **more)


def standing(steps: Iterable[Step] = (), taken: Iterable[Taken] = ()) -> Standing:
    """Give where a case stands, in a lifecycle of these steps."""
    life = Lifecycle("x", "us", "x", "c", "1", date(2026, 1, 1), {}, (), tuple(steps))
    return Standing(life, "s", "question_reviewed", utc("2026-01-01T00:00"), tuple(taken))


def deadlines(
    facts: Iterable[Fact],
    *,
    law: str = "us",
    now: datetime = NOW,
    known_at: datetime | None = None,
    crossings: Iterable[Crossed] = (),
    at: Standing | None = None,
    exceptions: tuple[ClockException, ...] = (),
) -> dict[str, list[Deadline]]:
    """Give the deadlines of a case by clock."""
    file = CaseFile("p", "USA", facts=tuple(facts), crossings=tuple(crossings))
    found: dict[str, list[Deadline]] = {}
    for each in deadlines_of(at or standing(), file, law_of(law, known_at or now), now, exceptions):
        found.setdefault(each.clock, []).append(each)
    return found


def one(found: dict[str, list[Deadline]], clock: str) -> Deadline:
    """Give the only deadline of a clock."""
    (deadline,) = found[clock]
    return deadline
