"""The floor: what no law pack may go below. It is core code, so that a pack cannot switch it off.

Here stands the floor of reading records. Notice, answer, the second person and the blockers of a case have theirs
where cases are built.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sojourn.law.rule import RuleText

WAITING_DAYS = 30
"""The least waiting time, in days. Of the cases that the US reported as suspected at a year's end, 10 to 27 % dropped
off the count within three to five months (Entry/Exit Overstay Reports FY2017 and FY2018): records come late, and no
question may be raised before the late ones had a month."""

NEEDED = ("proof", "merge", "coverage", "not_subject", "declared", "waiting_time")
"""Roles that every pack has exactly once, in force on every day from the pack's first."""

FORBIDDEN_KEYS = frozenset(
    {
        "offence",
        "offences",
        "offense",
        "offenses",
        "offence_types",
        "offence_mapping",
        "offence_map",
        "crimes",
        "convictions",
    }
)
"""Keys by which a pack would map offences; their types are fixed in the core."""

SETTLING = frozenset({"inspection", "attested", "neighbour_land"})
"""The only kinds of record that a pack may count as settling a crossing."""


def floor_problems(rules: list[RuleText], earliest: date) -> list[str]:
    """Say where the rules of a pack go below the floor; an empty list where they do not."""
    problems: list[str] = []
    for role in NEEDED:
        holders = [rule for rule in rules if rule.role == role]
        if len(holders) != 1:
            problems.append(f"exactly one rule of the role `{role}` is needed, not {len(holders)}")
        problems += [problem for rule in holders for problem in _gap_problems(rule, earliest)]
    for rule in rules:
        problems += [f"rule `{rule.id}`: {problem}" for problem in _value_problems(rule)]
    return problems


def forbidden_keys(written: Any, where: str = "") -> Iterator[str]:
    """Walk through the YAML of a pack and name each key that maps offences."""
    if isinstance(written, Mapping):
        for key, part in written.items():
            if str(key).lower() in FORBIDDEN_KEYS:
                yield f"{where}{key}"
            yield from forbidden_keys(part, f"{where}{key}.")
    elif isinstance(written, list):
        for part in written:
            yield from forbidden_keys(part, where)


def _gap_problems(rule: RuleText, earliest: date) -> list[str]:
    """A needed rule must hold on every day from the pack's first, whatever was known when.

    It is enough to look at each day on which something was learned: between them nothing changes.
    """
    known_days = sorted({entry.learned_on for entry in rule.history if entry.learned_on > earliest} | {earliest})
    for known_on in known_days:
        versions = rule.as_known_on(known_on).versions
        covered = versions and versions[0].valid_from <= earliest and versions[-1].valid_to is None
        touching = all(
            before.valid_to is not None and (after.valid_from - before.valid_to).days == 1
            for before, after in itertools.pairwise(versions)
        )
        if not (covered and touching):
            return [f"rule `{rule.id}` does not hold on every day from {earliest}, as known on {known_on}"]
    return []


def _value_problems(rule: RuleText) -> list[str]:
    problems = []
    for entry in rule.history:
        if rule.role == "waiting_time" and entry.values["days"] < WAITING_DAYS:
            problems.append(f"the waiting time is {entry.values['days']} days; the floor is {WAITING_DAYS}")
        if rule.role == "proof":
            problems += _proof_problems(entry.values)
    return problems


def _proof_problems(values: Mapping[str, Any]) -> list[str]:
    proving = (*values["confirmed"], *values["likely"], *values["out_by"], *values["strength"])
    problems = (
        ["what a person declares proves no crossing: `declared` has no place in a proof rule"]
        if "declared" in proving
        else []
    )
    weak = sorted(set(values["confirmed"]) - SETTLING)
    return problems + [f"`{kind}` cannot settle a crossing; only {', '.join(sorted(SETTLING))} can" for kind in weak]
