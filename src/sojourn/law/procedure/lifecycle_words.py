"""What may stand in a state and in a step of a lifecycle: its keys, and the closed lists of its words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.clock_words import CLOCKS
from sojourn.law.procedure.lifecycle import FLOOR_KINDS, STAGES, WHO
from sojourn.law.procedure.procedure_codes import REQUIREMENTS
from sojourn.tables import FACT_KINDS, FACTS

ALL = "all"
LETTERS = ("notice", "decision", "receipt", "")
ROLE_MARK = "role:"

Problems = list[str]
Check = Callable[[Any], Problems]


def state_problems(written: Any, number: int) -> Problems:
    """Say what is wrong with one state; ``number`` names it where it has no id."""
    return _problems("state", written, number, _STATE, ("id", "title", "stage"))


def step_problems(written: Any, number: int) -> Problems:
    """Say what is wrong with one step by itself; whether its states are there is seen with the whole lifecycle."""
    needed = ("id", "title", "leaves", "reaches", "by", "citation")
    problems = _problems("step", written, number, _STEP, needed)
    if not problems and written.get("record_values") and not written.get("records"):
        problems.append(f"step `{written['id']}`: `record_values` has no `records` to go into")
    return problems


def _problems(what: str, written: Any, number: int, checks: Mapping[str, Check], needed: Collection[str]) -> Problems:
    if not isinstance(written, Mapping):
        return [f"{what} {number} must be a mapping with the keys {_listed(checks)}"]
    where = f"{what} `{written.get('id', number)}`"
    found = [f"`{key}` is missing" for key in needed if key not in written]
    found += [f"`{key}` is no key of a {what}; allowed: {_listed(checks)}" for key in written if key not in checks]
    found += [
        f"`{key}` {problem}" for key, check in checks.items() if key in written for problem in check(written[key])
    ]
    return [f"{where}: {problem}" for problem in found]


def _text(value: Any) -> Problems:
    return [] if isinstance(value, str) and value.strip() else ["must be text"]


def _truth(value: Any) -> Problems:
    return [] if isinstance(value, bool) else ["must be `true` or `false`"]


def _texts(value: Any) -> Problems:
    good = isinstance(value, tuple) and all(isinstance(each, str) for each in value)
    return [] if good else ["must be a list of words"]


def _one_of(allowed: Collection[str]) -> Check:
    def check(value: Any) -> Problems:
        return [] if value in allowed else [f"is `{value}`; allowed: {_listed(each for each in allowed if each)}"]

    return check


def _some_of(allowed: Collection[str]) -> Check:
    def check(value: Any) -> Problems:
        return _texts(value) or [f"has `{each}`; allowed: {_listed(allowed)}" for each in value if each not in allowed]

    return check


def _blockers(value: Any) -> Problems:
    return [] if value == ALL else _some_of(BLOCKER_CODES)(value)


def _source(value: Any) -> Problems:
    good = isinstance(value, str) and value.startswith(("https://", "http://", "unsourced"))
    return [] if good else ["must be an address (https://...) or `unsourced`"]


def _sentences(value: Any) -> Problems:
    if not isinstance(value, Mapping) or not all(isinstance(each, str) and each for each in value.values()):
        return ["must be a mapping from codes to sentences"]
    return []


def _by_fact(value: Any) -> Problems:
    if not isinstance(value, tuple) or not value:
        return ["must be a list of facts, each with `kind` and perhaps `where`"]
    return [problem for each in value for problem in _fact_problems(each)]


def _fact_problems(written: Any) -> Problems:
    if not isinstance(written, Mapping) or set(written) - {"kind", "where", "letter"}:
        return ["must be a list of facts, each with `kind` and perhaps `where` and `letter`"]
    if written.get("kind") not in FACT_KINDS:
        return [f"has the kind `{written.get('kind')}`; allowed: {_listed(FACT_KINDS)}"]
    if written.get("letter", "") not in LETTERS:
        return [f"has the letter `{written['letter']}`; allowed: {_listed(LETTERS)}"]
    where = written.get("where", {})
    if not isinstance(where, Mapping) or any(_texts(words) for words in where.values()):
        return ["has a `where` that is no mapping from columns to lists of words"]
    columns = {column.name for column in FACTS}
    return [f"asks for the column `{column}`, which no fact has" for column in where if column not in columns]


def _listed(names: Any) -> str:
    return ", ".join(f"`{name}`" for name in names)


_STATE: dict[str, Check] = {
    "id": _text,
    "title": _text,
    "stage": _one_of(STAGES),
    "adverse": _truth,
    "final": _truth,
    "favourable": _truth,
}
_STEP: dict[str, Check] = {
    "id": _text,
    "title": _text,
    "leaves": _texts,
    "reaches": _text,
    "by": _one_of(WHO),
    "citation": _text,
    "source": _source,
    "instrument": _text,
    "adverse": _truth,
    "kind": _one_of(FLOOR_KINDS),
    "by_fact": _by_fact,
    "requires": _some_of(tuple(REQUIREMENTS)),
    "waits_for": _some_of(tuple(CLOCKS)),
    "starts": _some_of(tuple(CLOCKS)),
    "ends": _some_of(tuple(CLOCKS)),
    "blockers": _blockers,
    "second_person": _truth,
    "not_by": _texts,
    "rules": _texts,
    "grounds": _sentences,
    "records": _one_of(FACT_KINDS),
    "record_values": _sentences,
    "letter": _one_of(LETTERS),
}
