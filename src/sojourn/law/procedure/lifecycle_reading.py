"""A lifecycle of a pack as it stood in law on one day, as known at one time: dated like a rule, with its parts."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sojourn.errors import LawError
from sojourn.law.blockers import BLOCKER_CODES
from sojourn.law.procedure.lifecycle import ByFact, Lifecycle, State, Step
from sojourn.law.procedure.lifecycle_words import ALL, ROLE_MARK
from sojourn.law.procedure.lifecycle_yaml import LIFECYCLE
from sojourn.law.procedure.machine import ANY
from sojourn.law.rule import RuleText, Version

if TYPE_CHECKING:
    from sojourn.law.pack import Pack

Values = Mapping[str, Any]


def list_lifecycles(pack: Pack) -> tuple[str, ...]:
    """List the ids of the lifecycles of a pack, its own and the inherited, sorted; parts are none."""
    return tuple(sorted(text.id for text in pack.lifecycles if text.role == LIFECYCLE))


def lifecycle_on(pack: Pack, lifecycle_id: str, day: date, known_at: date | datetime) -> Lifecycle:
    """Give a lifecycle as it stood in law on a day, as known at a time (the UTC day of ``known_at`` counts).

    Raises:
        LawError: ``law-no-lifecycle``: the pack has none of this id, or none in force on that day as then known;
            ``law-lifecycle-invalid``: its versions and those of its parts do not fit together.
    """
    known_on = known_at.astimezone(UTC).date() if isinstance(known_at, datetime) else known_at
    text = text_of(pack, lifecycle_id)
    known = max((at for at in _learned(pack) if at <= known_on), default=known_on)
    version = text.as_known_on(known).on(day)
    if version is None:
        raise LawError(
            "law-no-lifecycle",
            f"no version of the lifecycle `{lifecycle_id}` holds on {day}, as known on {known_on}. Allowed is a day on "
            f"which one is in force. Next: see its history with `sojourn law show {lifecycle_id}`.",
        )
    turn = max((at for at in _turns(pack, lifecycle_id, known) if at <= day), default=version.valid_from)
    return _built(pack, lifecycle_id, turn, known)


def text_of(pack: Pack, lifecycle_id: str) -> RuleText:
    """Give the text of one lifecycle with its whole history.

    Raises:
        LawError: ``law-no-lifecycle``; the message lists what the pack has.
    """
    if lifecycle_id in list_lifecycles(pack):
        return _texts(pack)[lifecycle_id]
    listed = ", ".join(f"`{name}`" for name in list_lifecycles(pack)) or "none"
    raise LawError(
        "law-no-lifecycle",
        f"the law pack `{pack.code}` has no lifecycle `{lifecycle_id}`. It has: {listed}. Next: name one of them.",
    )


def iter_versions(pack: Pack, lifecycle_id: str) -> Iterable[Lifecycle]:
    """Give every lifecycle that was ever believed to be in force under an id: each turn, as known after each lesson.

    Raises:
        LawError: ``law-lifecycle-invalid``.
    """
    for known in _learned(pack):
        for turn in _turns(pack, lifecycle_id, known):
            if text_of(pack, lifecycle_id).as_known_on(known).on(turn) is not None:
                yield _built(pack, lifecycle_id, turn, known)


@functools.lru_cache(maxsize=32)
def _texts(pack: Pack) -> dict[str, RuleText]:
    return {text.id: text for text in pack.lifecycles}


@functools.lru_cache(maxsize=32)
def _learned(pack: Pack) -> tuple[date, ...]:
    """The days on which something was learned about a lifecycle or a part: between them nothing changes."""
    return tuple(sorted({entry.learned_on for text in pack.lifecycles for entry in text.history}))


@functools.lru_cache(maxsize=256)
def _turns(pack: Pack, lifecycle_id: str, known: date) -> tuple[date, ...]:
    """The days on which a version of the lifecycle, or of a part that it names, begins."""
    versions = _texts(pack)[lifecycle_id].as_known_on(known).versions
    parts = {name for version in versions for name in version.values.get("parts", ())} & _texts(pack).keys()
    begun = [version for name in parts for version in _texts(pack)[name].as_known_on(known).versions]
    return tuple(sorted({version.valid_from for version in (*versions, *begun)}))


@functools.lru_cache(maxsize=256)
def _built(pack: Pack, lifecycle_id: str, day: date, known: date) -> Lifecycle:
    text = _texts(pack)[lifecycle_id]
    version = text.as_known_on(known).on(day)
    assert version is not None  # who asks has looked
    problems: list[str] = []
    whole = [*_parts(pack, version, day, known, problems), version.values]
    states = tuple(State(**state) for values in whole for state in values["states"])
    also = version.values.get("also_leaves", {})
    steps = tuple(_step(pack, step, also) for values in whole for step in values["steps"])
    lifecycle = Lifecycle(
        id=text.id,
        pack=pack.code,
        title=text.title,
        citation=version.citation or text.citation,
        version=version.label,
        valid_from=version.valid_from,
        starts=version.values["starts"],
        states=states,
        steps=steps,
        source=text.source,
        check_by=text.check_by,
        note=text.note or "",
    )
    problems += _fit_problems(lifecycle, also, {rule.id for rule in pack.rules})
    if problems:
        raise invalid(lifecycle_id, problems)
    return lifecycle


def invalid(name: str, problems: list[str]) -> LawError:
    """The error for a lifecycle, or its file, with all its problems."""
    count = len(problems)
    lines = "\n".join(f"  - {line}" for line in problems)
    return LawError(
        "law-lifecycle-invalid",
        f"the lifecycle in `{name}` has {count} {'problem' if count == 1 else 'problems'}:\n{lines}\n"
        "Allowed is what docs/lifecycles.md tells. Next: mend them all and run `sojourn law show` again.",
    )


def _parts(pack: Pack, version: Version, day: date, known: date, problems: list[str]) -> list[Values]:
    found = []
    for name in version.values.get("parts", ()):
        text = _texts(pack).get(name)
        held = text.as_known_on(known).on(day) if text is not None and text.role != LIFECYCLE else None
        if held is None:
            problems.append(f"there is no part `{name}` on {day}, as known on {known}")
        else:
            found.append(held.values)
    return found


def _step(pack: Pack, written: Values, also: Mapping[str, tuple[str, ...]]) -> Step:
    given = dict(written)
    given["leaves"] = (*written["leaves"], *also.get(written["id"], ()))
    given["blockers"] = BLOCKER_CODES if written.get("blockers") == ALL else written.get("blockers", ())
    given["by_fact"] = tuple(
        ByFact(fact["kind"], fact.get("where", {}), fact.get("letter", "")) for fact in written.get("by_fact", ())
    )
    given["rules"] = tuple(rule for name in written.get("rules", ()) for rule in _rules(pack, name))
    return Step(**given)


def _rules(pack: Pack, name: str) -> list[str]:
    """The rule of that id; ``role:notice`` is every rule of the pack that has the role."""
    if not name.startswith(ROLE_MARK):
        return [name]
    return [rule.id for rule in pack.rules if rule.role == name.removeprefix(ROLE_MARK)]


def _fit_problems(lifecycle: Lifecycle, also: Mapping[str, Any], rules: set[str]) -> list[str]:
    """What is seen only with the parts in place: ids that stand twice, states and steps that are not there."""
    states, steps = [state.id for state in lifecycle.states], [step.id for step in lifecycle.steps]
    problems = [f"the state `{name}` stands twice" for name in _doubled(states)]
    problems += [f"the step `{name}` stands twice" for name in _doubled(steps)]
    problems += [
        f"`starts`: `{origin}` begins in `{state}`, which is no state"
        for origin, state in lifecycle.starts.items()
        if state not in states
    ]
    problems += [f"`also_leaves` names the step `{name}`, which is not there" for name in also if name not in steps]
    for step in lifecycle.steps:
        problems += [f"step `{step.id}`: {problem}" for problem in _step_problems(step, states, steps, rules)]
    return problems


def _step_problems(step: Step, states: list[str], steps: list[str], rules: set[str]) -> list[str]:
    problems = [f"`{name}` is no state" for name in step.leaves if name not in (*states, ANY)]
    problems += [] if step.reaches in states else [f"`{step.reaches}` is no state"]
    problems += [f"`not_by` has `{name}`, which is no step" for name in step.not_by if name not in steps]
    return problems + [f"the pack has no rule `{name}`" for name in step.rules if name not in rules]


def _doubled(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
