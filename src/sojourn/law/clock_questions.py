"""Asking a clock in a scenario: an act on a day, or at an instant, and the last day or the instant at which it ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sojourn.errors import LawError
from sojourn.law.clock_words import CLOCKS
from sojourn.law.pack import Pack
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.clock_counting import Start, count
from sojourn.law.procedure.clock_rules import ClockRule, clock_rule
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.moments import moment
from sojourn.law.rule import Law

EXPECTED: dict[str, str] = {
    "clock": "the code of the clock",
    "last_day": "the last day on which it may be kept, or null for a clock of hours",
    "ends_at": "the first instant after it",
    "zone": "the time zone in which it ends",
    "version": "the label of the version it is counted by",
    "refused": "the code of the error with which the question is refused",
}
"""What a scenario may expect of a clock."""


def ask_clock(
    pack: Pack, rule_id: str, starts: date | datetime, act: Mapping[str, Any], known_at: datetime
) -> Deadline:
    """Count the clock that a rule sets, or that follows from it, from an act.

    Args:
        pack: the law pack.
        rule_id: a rule of the role ``clock``, ``notice`` or ``voluntary_departure``.
        starts: when the act happened.
        act: columns of its fact that the rule reads (``type``, ``days``, ``valid_to``).
        known_at: the law as known then counts.

    Raises:
        LawError: ``law-no-rule``: the pack has no such rule, or none of a clock that holds on the day.
    """
    pack.get(rule_id)
    law = pack.as_known_at(known_at)
    when = moment(starts, law.zone)
    rule = _rule(law, rule_id, when.day)
    if rule is None:
        raise LawError(
            "law-no-rule",
            f"the rule `{rule_id}` sets no clock on {when.day}, as known then. Allowed: a rule of the role `clock`, "
            "`notice` or `voluntary_departure` that holds on the day. Next: ask about another rule or day.",
        )
    fact = Fact("", "", datetime.min.replace(tzinfo=UTC), values=dict(act)) if act else None
    return count(rule, Start("", when, fact), law)


def clock_differences(expected: Mapping[str, Any], deadline: Deadline) -> list[str]:
    """Compare a deadline with what a scenario expects of it."""
    found = {key: getattr(deadline, _ATTRIBUTES.get(key, key)) for key in expected if key != "refused"}
    lines = [f"{key}: expected {expected[key]}, got {value}" for key, value in found.items() if expected[key] != value]
    return lines + [f"refused: expected {expected['refused']}, got an answer" for key in expected if key == "refused"]


def clock_in_words(deadline: Deadline) -> str:
    """Say a deadline in a few words (``2026-12-10 to its end, America/New_York``)."""
    if deadline.last_day is not None:
        return f"{deadline.last_day} to its end, {deadline.zone}"
    return f"{deadline.ends_at:%Y-%m-%dT%H:%M}Z" if deadline.ends_at else "without an end"


_ATTRIBUTES = {"version": "rule_version"}


def _rule(law: Law, rule_id: str, day: date) -> ClockRule | None:
    rules = (clock_rule(law, clock, day) for clock in CLOCKS)
    return next((rule for rule in rules if rule is not None and rule.rule_id == rule_id), None)
