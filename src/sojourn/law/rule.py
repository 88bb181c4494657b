"""What a rule is: its text as a pack writes it, its history, and the rule as it was known at one time."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, Literal, get_args

from sojourn.errors import LawError

Status = Literal["proposed", "in_force", "suspended", "vacated", "superseded"]
STATUSES: tuple[str, ...] = get_args(Status)

Values = Mapping[str, Any]

_DAY = timedelta(days=1)


def freeze(value: Any) -> Any:
    """Make plain data unchangeable: mappings become read-only, lists become tuples."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(part) for key, part in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(part) for part in value)
    return value


def thaw(value: Any) -> Any:
    """Undo ``freeze``: give plain dictionaries and lists, for printing and for digests."""
    if isinstance(value, Mapping):
        return {key: thaw(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [thaw(part) for part in value]
    return value


@dataclass(frozen=True)
class Entry:
    """One thing learned about one version of a rule: that it was proposed, came into force, was vacated.

    ``version`` is the label that holds the entries of one version together (the day it starts, where there is none).
    ``valid_from`` is null only for a proposal whose day is not known.
    """

    version: str
    valid_from: date | None
    valid_to: date | None
    status: Status
    learned_on: date
    values: Values = field(hash=False)
    citation: str | None = None


@dataclass(frozen=True)
class Version:
    """A version of a rule that holds from ``valid_from`` to ``valid_to``, both included (null: until further notice).

    The days of a rule's versions never overlap: a version ends at the latest on the day before the next one starts. One
    that another interrupted for some time stands twice. ``label`` is the name under which the pack tells its history.
    """

    valid_from: date
    valid_to: date | None
    values: Values = field(hash=False)
    citation: str | None = None
    label: str = ""

    def holds(self, day: date) -> bool:
        """Say whether the version holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class RuleText:
    """A rule as a pack writes it, with everything that was ever learned about its versions."""

    id: str
    role: str
    title: str
    citation: str
    source: str
    checked_on: date
    checked_by: str
    check_by: date
    basis: str | None
    sentence: str
    sentences: Mapping[str, str] = field(hash=False)
    note: str | None
    history: tuple[Entry, ...]

    def entries_known_on(self, known_on: date) -> tuple[Entry, ...]:
        """For each version, the last entry learned by the end of that day, ordered by the day the version starts."""
        last: dict[str, Entry] = {}
        for entry in self.history:
            if entry.learned_on <= known_on:
                last[entry.version] = entry
        return tuple(sorted(last.values(), key=lambda entry: (entry.valid_from or date.max, entry.version)))

    def as_known_on(self, known_on: date) -> Rule:
        """The rule with the versions that were in force, as far as was known at the end of that day."""
        return Rule(self, _laid_out([e for e in self.entries_known_on(known_on) if e.status == "in_force"]))


def _laid_out(entries: list[Entry]) -> tuple[Version, ...]:
    """Lay versions end to end: of those that have started and not ended, the one that started last holds.

    So a temporary version gives way to the older one again when it ends.
    """
    spans = [(entry.valid_from, entry.valid_to, entry) for entry in entries if entry.valid_from is not None]
    turns = sorted({start for start, _, _ in spans} | {end + _DAY for _, end, _ in spans if end is not None})
    laid: list[Version] = []
    for turn, following in itertools.zip_longest(turns, turns[1:]):
        holding = [(start, entry) for start, end, entry in spans if start <= turn and (end is None or turn <= end)]
        if holding:
            entry = max(holding, key=lambda each: each[0])[1]
            last = following - _DAY if following is not None else None
            laid.append(Version(turn, last, entry.values, entry.citation, entry.version))
    return tuple(laid)


@dataclass(frozen=True)
class Rule:
    """A rule as it was known at one time; its versions are ordered and never overlap."""

    text: RuleText
    versions: tuple[Version, ...]

    @property
    def id(self) -> str:
        """The rule's name, as answers carry it (``us.visa_waiver``)."""
        return self.text.id

    @property
    def role(self) -> str:
        """What the engine uses the rule for; see ``roles.ROLES``."""
        return self.text.role

    @property
    def basis(self) -> str | None:
        """The basis of the period that the rule gives (one of ``tables.BASES``), if it gives one."""
        return self.text.basis

    @property
    def check_by(self) -> date:
        """The last day for which an answer that uses the rule is fresh; later answers are stale."""
        return self.text.check_by

    def on(self, day: date) -> Version | None:
        """The version that holds on a day; none where no law is on file for it."""
        return next((version for version in self.versions if version.holds(day)), None)


@dataclass(frozen=True)
class Law:
    """The law of one jurisdiction as it was known at one time: what the engine reads.

    Two laws are equal when code and version are: ``version`` ends in a digest of everything that can change an answer.
    ``zone`` is where its days end; ``holidays`` names the list of days on which its offices are closed (empty: none but
    Saturdays and Sundays are known).
    """

    code: str
    version: str
    country: str
    territory: tuple[str, ...]
    earliest: date
    rules: tuple[Rule, ...] = field(compare=False)
    zone: str = "UTC"
    holidays: str = ""

    def all(self, role: str) -> tuple[Rule, ...]:
        """All rules of a role, in fixed order (by id); empty where the pack has none."""
        return tuple(rule for rule in self.rules if rule.role == role)

    def stale_rules(self, as_of: date) -> tuple[Rule, ...]:
        """The rules that were to be checked again before a day: an answer about that day that rests on one is stale."""
        return tuple(rule for rule in self.rules if rule.check_by < as_of)

    def find(self, role: str) -> Rule | None:
        """The rule of a role that a pack may have once; none where it has none."""
        rules = self.all(role)
        return rules[0] if rules else None

    def one(self, role: str) -> Rule:
        """The one rule of a role.

        Raises:
            LawError: ``law-no-rule``: the pack has none, or several.
        """
        rules = self.all(role)
        if len(rules) != 1:
            raise LawError(
                "law-no-rule",
                f"the law pack `{self.code}` has {len(rules)} rules of the role `{role}`; exactly one is needed here. "
                f"Next: see `sojourn law show {self.code}`.",
            )
        return rules[0]

    def get(self, rule_id: str) -> Rule:
        """The rule of that id.

        Raises:
            LawError: ``law-no-rule``: the pack has none; the message lists what it has.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise no_such_rule(self.code, rule_id, [rule.id for rule in self.rules])

    def check_day(self, day: date) -> None:
        """Refuse a day before the pack's first.

        Raises:
            LawError: ``law-before-earliest``, naming the earliest day.
        """
        if day < self.earliest:
            raise LawError(
                "law-before-earliest",
                f"the day `{day}` is before {self.earliest}, the first day that the law pack `{self.code}` covers. "
                f"Next: ask about {self.earliest} or later, or add the older law to the pack with its citations.",
            )


def no_such_rule(code: str, rule_id: str, known: list[str]) -> LawError:
    """The error for a rule id that a pack does not have."""
    listed = ", ".join(f"`{name}`" for name in sorted(known))
    return LawError("law-no-rule", f"the law pack `{code}` has no rule `{rule_id}`. It has: {listed}.")
