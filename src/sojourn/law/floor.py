"""The floor: what no law pack may go below. It is core code, so that a pack cannot switch it off.

It holds on every day that a pack covers, and for everything that was ever believed about its rules.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.clock_words import clock_floor_problems
from sojourn.law.offences import OFFENCE_TYPES, why_never
from sojourn.law.rule import RuleText

WAITING_DAYS = 30
"""The least waiting time, in days. Of the cases that the US reported as suspected at a year's end, 10 to 27 % dropped
off the count within three to five months (Entry/Exit Overstay Reports FY2017 and FY2018): records come late, and no
question may be raised before the late ones had a month."""

ANSWER_DAYS = 14
"""The least time to answer a notice, in days. It is the time that the United Kingdom gives for an appeal from inside
the country, the shortest in the laws that Sojourn knows by which a person may contest a decision; ten days were
published in the United States in 2026 and vacated before they took effect. A letter takes days to arrive."""

NOTICE_SAYS = frozenset({"facts_relied_on", "how_to_answer", "deadline", "where_to_get_help"})
"""What every notice must say."""

SECOND_PERSON_STEPS = frozenset({"determination", "custody", "order", "removal"})
"""Steps that a second person must approve."""

NEEDED = (
    "proof",
    "merge",
    "coverage",
    "not_subject",
    "declared",
    "waiting_time",
    "notice",
    "second_person",
    "blockers",
)
"""Roles that every pack has exactly once, in force on every day from the pack's first."""

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
    if rule.role == "clock":
        cited = ((entry.values, entry.citation or rule.citation) for entry in rule.history)
        return list(dict.fromkeys(problem for each in cited for problem in clock_floor_problems(*each)))
    check = _CHECKS.get(rule.role)
    if check is None:
        return []
    found = [problem for entry in rule.history for problem in check(entry.values)]
    return list(dict.fromkeys(found))


def _waiting_problems(values: Mapping[str, Any]) -> list[str]:
    if values["days"] >= WAITING_DAYS:
        return []
    return [f"the waiting time is {values['days']} days; the floor is {WAITING_DAYS}"]


def _notice_problems(values: Mapping[str, Any]) -> list[str]:
    problems = [f"the notice does not say `{name}`" for name in sorted(NOTICE_SAYS - set(values["content"]))]
    if values["answer_days"] < ANSWER_DAYS:
        problems.append(f"the time to answer is {values['answer_days']} days; the floor is {ANSWER_DAYS}")
    return problems


def _second_person_problems(values: Mapping[str, Any]) -> list[str]:
    missing = sorted(SECOND_PERSON_STEPS - set(values["steps"]))
    return [f"no second person approves the step `{name}`" for name in missing]


def _blocker_problems(values: Mapping[str, Any]) -> list[str]:
    return [f"the blocker `{code}` is left out" for code in BLOCKER_CODES if code not in values["codes"]]


def _offence_problems(values: Mapping[str, Any]) -> list[str]:
    problems = []
    for statute, kind in values["statutes"].items():
        if kind not in OFFENCE_TYPES:
            allowed = ", ".join(f"`{name}`" for name in sorted(OFFENCE_TYPES))
            problems.append(f"`{statute}` has the offence type `{kind}`; allowed: {allowed}")
        why = why_never(statute)
        if why is not None:
            problems.append(
                f"`{statute}` {why}; immigration, document and traffic offences are never mapped to an offence type"
            )
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


_CHECKS: dict[str, Callable[[Mapping[str, Any]], list[str]]] = {
    "waiting_time": _waiting_problems,
    "proof": _proof_problems,
    "notice": _notice_problems,
    "second_person": _second_person_problems,
    "blockers": _blocker_problems,
    "offences": _offence_problems,
}
