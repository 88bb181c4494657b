"""The law of the register with what was stopped: a stopped version of a rule is suspended from then on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from sojourn.law.pack import Pack
from sojourn.law.rule import Entry, Law, RuleText
from sojourn.register.controls.in_force import AT, RULE, targets_in_force


def law_as_known(pack: Pack, known_at: datetime) -> Law:
    """Give the law as known at a time, without the versions of rules that were stopped at that time."""
    return suspend(pack, targets_in_force(RULE, known_at)).as_known_at(known_at)


def law_for_engine(pack: Pack, known_at: datetime) -> Law:
    """Give the same law for the engine: a rule that lost every version is one that the pack does not have."""
    stopped = targets_in_force(RULE, known_at)
    law = suspend(pack, stopped).as_known_at(known_at)
    return _without_empty(law, frozenset(target.partition(AT)[0] for target in stopped)) if stopped else law


@lru_cache(maxsize=16)
def _without_empty(law: Law, stopped: frozenset[str]) -> Law:
    return replace(law, rules=tuple(rule for rule in law.rules if rule.versions or rule.id not in stopped))


@lru_cache(maxsize=16)
def suspend(pack: Pack, stopped: frozenset[str]) -> Pack:
    """Give a pack in which versions of rules (``rule@version``) are suspended; without any, the pack itself.

    The same pack and stops give the same object, so that what is kept for a law is found again.
    """
    return replace(pack, rules=tuple(_suspended(rule, stopped) for rule in pack.rules)) if stopped else pack


def _suspended(rule: RuleText, stopped: frozenset[str]) -> RuleText:
    own = {target.partition(AT)[2] for target in stopped if target.partition(AT)[0] == rule.id}
    if not own:
        return rule

    def entry(each: Entry) -> Entry:
        return replace(each, status="suspended") if each.version in own and each.status == "in_force" else each

    return replace(rule, history=tuple(entry(each) for each in rule.history))
