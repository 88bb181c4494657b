"""Marks on the words and numbers of a rule, to see where each of them goes in the statements made from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sojourn.law.mutations import NO_WORD
from sojourn.law.rule import RuleText, freeze, thaw

#: Stands around the number of a mark; it sorts before every letter, so that marked words keep their order.
EDGE = "\x01"
#: Numbers up to these are of one type where they become literals; a marked number stays within its type.
_TYPE_LIMITS = (127, 32_767)

_MARK = re.compile(f"{EDGE}\\d+{EDGE}")

Place = tuple[Any, ...]
"""Where a word or number stands: the number of the entry, then names and numbers, ``key`` last for a name itself."""

Change = str | int
"""What takes the place of a word, or by how much a number changes."""


@dataclass(frozen=True)
class Marked:
    """A rule with marks: the marked text, and the mark of each place.

    ``words`` are the words with their marks; ``numbers`` say by how much each is raised, each by another number.
    """

    text: RuleText
    words: Mapping[Place, str]
    numbers: Mapping[Place, int]


def mark_rule(rule: RuleText) -> Marked:
    """Mark every word and number of the entries in force, and the basis."""
    words: dict[Place, str] = {}
    numbers: dict[Place, int] = {}
    history = []
    for number, entry in enumerate(rule.history):
        if entry.status == "in_force":
            entry = replace(entry, values=freeze(_marked(thaw(entry.values), (number,), words, numbers, top=True)))
        history.append(entry)
    basis = None if rule.basis is None else _word(rule.basis, ("basis",), words)
    return Marked(replace(rule, history=tuple(history), basis=basis), words, numbers)


def _marked(value: Any, place: Place, words: dict[Place, str], numbers: dict[Place, int], *, top: bool = False) -> Any:
    if isinstance(value, Mapping):
        return {
            key if top else _word(key, (*place, key, "key"), words): _marked(part, (*place, key), words, numbers)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [_marked(part, (*place, at), words, numbers) for at, part in enumerate(value)]
    if isinstance(value, str):
        return _word(value, place, words)
    if isinstance(value, int) and not isinstance(value, bool):
        raised = len(numbers) + 2
        if _type_of(value) == _type_of(value + raised):
            numbers[place] = raised
            return value + raised
    return value


def _word(word: str, place: Place, words: dict[Place, str]) -> str:
    words[place] = f"{word}{EDGE}{len(words)}{EDGE}"
    return words[place]


def without_marks(text: str) -> str:
    """Give a text without the marks in it."""
    return _MARK.sub("", text)


def _type_of(number: int) -> int:
    return sum(number > limit for limit in _TYPE_LIMITS)


def changes_between(rule: RuleText, other: RuleText) -> dict[Place, Change] | None:
    """Say which words and numbers differ between a rule and a changed one; null where anything else differs.

    A word that is dropped becomes one that no record has. Where nothing would be left, that is not the same.
    """
    found: dict[Place, Change] = {}
    for number, (entry, changed) in enumerate(zip(rule.history, other.history, strict=True)):
        if replace(entry, values=freeze({})) != replace(changed, values=freeze({})):
            return None
        before, after = thaw(entry.values), thaw(changed.values)
        if before.keys() != after.keys():
            return None
        for name in before:
            if not _compare(before[name], after[name], (number, name), found):
                return None
    if rule.basis != other.basis and other.basis is not None:
        found["basis",] = other.basis
    return found


def _compare(before: Any, after: Any, place: Place, found: dict[Place, Change]) -> bool:
    """Note what differs; false where it cannot be said as changes of single words and numbers."""
    if before == after:
        return True
    if isinstance(before, list) and after:
        gone = [at for at in range(len(before)) if [*before[:at], *before[at + 1 :]] == after]
        found |= {(*place, at): NO_WORD for at in gone[:1]}
        return bool(gone)
    if isinstance(before, dict) and after:
        found |= {(*place, name, "key"): NO_WORD for name in before if name not in after}
        return all(_compare(before[name], after[name], (*place, name), found) for name in after)
    if isinstance(before, str) and isinstance(after, str):
        found[place] = after
        return True
    if type(before) is int and type(after) is int and _type_of(before) == _type_of(after):
        found[place] = after - before
        return True
    return False
