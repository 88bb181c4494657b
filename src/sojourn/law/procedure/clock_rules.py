"""The rule of a clock as it holds on one day: a rule of the role ``clock``, or what follows from another role.

The time to answer follows from the rule of the role ``notice``; where a pack has no clock of its own for it, the time
to leave by oneself follows from the rule of the role ``voluntary_departure``. Neither is written twice.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sojourn.law.clock_words import CLOCKS
from sojourn.law.rule import Law, Rule, Version


@dataclass(frozen=True)
class ClockRule:
    """How a clock is counted, by one version of one rule; the fields are those of the role ``clock``.

    Attributes:
        rule_id, version, citation: where that is written; empty where the law has no rule, which is so for a clock of
            custody alone: it then has no end, and is overdue.
        act: what starts it (the field ``from``).
        most, most_by_type: days after the act at most, where the act itself says how long; None: no limit.
        ended_by_motions, ended_by_appeals: types of filings in the period that end it.
    """

    clock: str
    act: str
    rule_id: str = ""
    version: str = ""
    citation: str = ""
    days: int | None = None
    hours: int | None = None
    counts: str = "calendar"
    at: tuple[str, ...] = ()
    at_by_service: Mapping[str, str] = field(default_factory=dict)
    served: str = ""
    types: tuple[str, ...] = ()
    not_types: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()
    given: bool = False
    rolls: bool = False
    theirs: bool = False
    liberty: bool = False
    needs: tuple[str, ...] = ()
    may_pause: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    exception_hours: int = 0
    most: int | None = None
    most_by_type: Mapping[str, int] = field(default_factory=dict)
    ended_by_motions: tuple[str, ...] = ()
    ended_by_appeals: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The plain name of the clock."""
        return CLOCKS[self.clock]

    def starts_by(self, type_: str | None) -> bool:
        """Say whether an act of a type starts it."""
        return type_ not in self.not_types and (not self.types or type_ in self.types)


def clock_rule(law: Law, clock: str, day: date) -> ClockRule | None:
    """Give the rule of a clock as it holds on a day; None where the law has none for it."""
    held = _table(_Rules(law)).get(clock, ())
    return next((each for version, each in held if version.holds(day)), None) or _without(clock)


def clock_rules(law: Law, clock: str) -> list[ClockRule]:
    """Give every version of the rule of a clock; of custody at last the clock that it has where none holds."""
    none = _without(clock)
    return [each for _, each in _table(_Rules(law)).get(clock, ())] + ([none] if none else [])


class _Rules:
    """The rules of a law, told apart by which object they are: two laws of one version may differ in a test."""

    def __init__(self, law: Law) -> None:
        self.law = law

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Rules) and self.law.rules is other.law.rules

    def __hash__(self) -> int:
        return id(self.law.rules)


@functools.lru_cache(maxsize=32)
def _table(rules: _Rules) -> dict[str, list[tuple[Version, ClockRule]]]:
    """Read the clocks of a law once: a case asks for each of them many times."""
    found = {clock: _versions(rules.law, clock) for clock in CLOCKS}
    return {clock: versions for clock, versions in found.items() if versions}


def _versions(law: Law, clock: str) -> list[tuple[Version, ClockRule]]:
    """A clock that the pack writes goes before one that follows from another role."""
    written = [
        (version, _written(rule, version))
        for rule in law.all("clock")
        for version in rule.versions
        if version.values["clock"] == clock
    ]
    if written or clock not in _FOLLOWS:
        return written
    role, make = _FOLLOWS[clock]
    rule = law.find(role)
    return [(version, make(rule, version)) for version in rule.versions] if rule else []


def _without(clock: str) -> ClockRule | None:
    """Custody without a rule of the law still has a clock: it has no end, and so it is overdue."""
    if clock != "custody_decision":
        return None
    return ClockRule(clock, "custody_start", at=("decided_at", "valid_from"), counts="elapsed_hours", liberty=True)


def _written(rule: Rule, version: Version) -> ClockRule:
    values = version.values
    given = {name: values[name] for name in _SAME if name in values}
    return ClockRule(
        act=values["from"],
        rule_id=rule.id,
        version=version.label,
        citation=version.citation or rule.text.citation,
        theirs=values["whose"] == "theirs",
        **given,
    )


_SAME = (
    "clock",
    "days",
    "hours",
    "counts",
    "at",
    "at_by_service",
    "served",
    "types",
    "not_types",
    "benefits",
    "given",
    "rolls",
    "liberty",
    "needs",
    "may_pause",
    "exceptions",
    "exception_hours",
)


def _answer(rule: Rule, version: Version) -> ClockRule:
    return ClockRule(
        "answer_to_notice",
        "service",
        rule.id,
        version.label,
        version.citation or rule.text.citation,
        days=version.values["answer_days"],
        at=("notified_at",),
        served="notice",
        rolls=True,
        theirs=True,
    )


def _departure(rule: Rule, version: Version) -> ClockRule:
    values = version.values
    return ClockRule(
        "voluntary_departure",
        "voluntary_departure",
        rule.id,
        version.label,
        version.citation or rule.text.citation,
        days=values["max_days"],
        at=("valid_from", "decided_at"),
        given=True,
        theirs=True,
        may_pause=("appeal_pending",),
        most=values["max_days"],
        most_by_type=values.get("max_days_by_type", {}),
        ended_by_motions=values.get("ended_by_motions", ()),
        ended_by_appeals=values.get("ended_by_appeals", ()),
    )


_FOLLOWS: dict[str, tuple[str, Callable[[Rule, Version], ClockRule]]] = {
    "answer_to_notice": ("notice", _answer),
    "voluntary_departure": ("voluntary_departure", _departure),
}
