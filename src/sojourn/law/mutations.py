"""Every single change of a rule's values: what some scenario must notice, or the value is written and never tested."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sojourn.law.pack import Pack
from sojourn.law.roles import BY_NAME, Field
from sojourn.law.rule import Entry, RuleText, freeze, thaw
from sojourn.tables import BASES

#: The day that stands for "at least since then".
SINCE = date(1990, 1, 1)
#: A word that no record has.
NO_WORD = "no_such_word"

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Mutation:
    """One change of one rule.

    Attributes:
        rule: the rule's id.
        change: what is changed, in plain words (``classes.WB 90 -> 91``).
        text: the rule with the change; null where the rule is not there at all.
    """

    rule: str
    change: str
    text: RuleText | None

    def __str__(self) -> str:
        """Name rule and change: ``us.visa_waiver: classes.WB 90 -> 91``."""
        return f"{self.rule}: {self.change}"

    def applied(self, pack: Pack) -> Pack:
        """Give the pack with the change, in memory; the floor is not asked."""
        rules = (self.text if rule.id == self.rule else rule for rule in pack.rules)
        return replace(pack, rules=tuple(rule for rule in rules if rule is not None))


def list_mutations(rule: RuleText, earliest: date = SINCE) -> list[Mutation]:
    """List each single change of a rule: of its values, its basis, the days of its versions, whether a version holds.

    Numbers stay inside the bounds of their field. A rule without values is taken out as a whole.

    Args:
        rule: the rule as its pack writes it.
        earliest: the first day of the pack; versions that begin by then have no first day that could be asked about.
    """
    if not any(entry.values for entry in rule.history):
        found = [Mutation(rule.id, "the rule is not there", None)]
    else:
        found = [Mutation(rule.id, change, text) for change, text in _value_changes(rule)]
    if rule.basis is not None:
        other = _next(rule.basis, BASES)
        found.append(Mutation(rule.id, f"basis {rule.basis} -> {other}", replace(rule, basis=other)))
    return found + [Mutation(rule.id, change, text) for change, text in _version_changes(rule, earliest)]


def _value_changes(rule: RuleText) -> Iterator[tuple[str, RuleText]]:
    """Change one value of one version. What was learned of a version without changing its values changes along."""
    several = len({entry.version for entry in _in_force(rule)}) > 1
    seen: list[tuple[str, Any]] = []
    for entry in _in_force(rule):
        values = thaw(entry.values)
        if (entry.version, values) in seen:
            continue
        seen.append((entry.version, values))
        where = f"[{entry.version}] " if several else ""
        for change, changed in changed_values(rule.role, values):
            yield f"{where}{change}", _with(rule, _same_values(entry), values=freeze(changed))


def changed_values(role: str, values: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the values of a rule with each single change, and the change in plain words."""
    for field in BY_NAME[role].fields:
        if field.name in values:
            for change, value in _CHANGES[field.shape](field, values[field.name]):
                yield f"{field.name}{change}", {**values, field.name: value}


def _number(field: Field, value: int) -> Iterator[tuple[str, Any]]:
    for other in (value + 1, value - 1):
        if field.low <= other <= field.high:
            yield f" {value} -> {other}", other


def _bool(_: Field, value: bool) -> Iterator[tuple[str, Any]]:
    yield f" {str(value).lower()} -> {str(not value).lower()}", not value


def _text(field: Field, value: str, others: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    other = _next(value, field.allowed or tuple(dict.fromkeys(others)))
    yield f" {value} -> {other}", other


def _texts(_: Field, value: list[str]) -> Iterator[tuple[str, Any]]:
    for place, word in enumerate(value):
        yield f" without {word}", [*value[:place], *value[place + 1 :]]


def _ints_by_name(field: Field, value: dict[str, int]) -> Iterator[tuple[str, Any]]:
    yield from _entries(value, lambda part: _number(field, part))
    yield from _without_each(value)


def _texts_by_name(field: Field, value: dict[str, str]) -> Iterator[tuple[str, Any]]:
    yield from _entries(value, lambda part: _text(field, part, tuple(value.values())))
    yield from _without_each(value)


def _dates_by_name(field: Field, value: dict[str, date | None]) -> Iterator[tuple[str, Any]]:
    """A field that must name every word has null for "never" where an entry is dropped."""
    yield from _entries(value, _day)
    if field.allowed:
        yield from ((f".{name} {day} -> never", {**value, name: None}) for name, day in value.items() if day)
    else:
        yield from _without_each(value)


def _day(value: date | None) -> Iterator[tuple[str, Any]]:
    """A day later; "never" becomes "at least since then", and that has no day before it that could be asked about."""
    if value != SINCE:
        later = SINCE if value is None else value + _DAY
        yield f" {value or 'never'} -> {later}", later


def _entries(
    value: dict[str, Any], changed: Callable[[Any], Iterator[tuple[str, Any]]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, part in value.items():
        for change, other in changed(part):
            yield f".{name}{change}", {**value, name: other}


def _without_each(value: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in value:
        yield f" without {name}", {other: part for other, part in value.items() if other != name}


_CHANGES: dict[str, Callable[[Field, Any], Iterator[tuple[str, Any]]]] = {
    "int": _number,
    "bool": _bool,
    "text": _text,
    "texts": _texts,
    "ints_by_name": _ints_by_name,
    "texts_by_name": _texts_by_name,
    "dates_by_name": _dates_by_name,
}


def _version_changes(rule: RuleText, earliest: date) -> Iterator[tuple[str, RuleText]]:
    """Let a version begin a day later, end a day earlier, or not hold at all where it is not the only one."""
    versions = {entry.version: entry for entry in _in_force(rule)}
    for label, entry in versions.items():
        own = _same_version(label)
        begin, end = entry.valid_from, entry.valid_to
        if begin is not None and begin != SINCE and begin > earliest:
            yield f"[{label}] valid_from {begin} -> {begin + _DAY}", _with(rule, own, valid_from=begin + _DAY)
        if end is not None:
            yield f"[{label}] valid_to {end} -> {end - _DAY}", _with(rule, own, valid_to=end - _DAY)
        if len(versions) > 1:
            yield f"[{label}] in_force -> vacated", _with(rule, own, status="vacated")


def _in_force(rule: RuleText) -> list[Entry]:
    return [entry for entry in rule.history if entry.status == "in_force"]


def _same_version(label: str) -> Callable[[Entry], bool]:
    return lambda entry: entry.version == label and entry.status == "in_force"


def _same_values(as_in: Entry) -> Callable[[Entry], bool]:
    return lambda entry: _same_version(as_in.version)(entry) and thaw(entry.values) == thaw(as_in.values)


def _with(rule: RuleText, which: Callable[[Entry], bool], **changes: Any) -> RuleText:
    history = tuple(replace(entry, **changes) if which(entry) else entry for entry in rule.history)
    return replace(rule, history=history)


def _next(value: str, words: tuple[str, ...]) -> str:
    """Give the word after a value, round and round; one that no record has, where there is no other."""
    others = [word for word in words if word != value]
    later = [word for place, word in enumerate(words) if value in words[:place] and word != value]
    return (later or others or [NO_WORD])[0]
