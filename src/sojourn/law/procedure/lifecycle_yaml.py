"""The YAML of a lifecycle: one file, its dated versions, its states and steps. All problems of a file at once.

A file holds a lifecycle, or a *part* (``part: true``): states and steps that several lifecycles have. A version of a
lifecycle names its parts; ``also_leaves`` lets a step of a part leave from further states of the lifecycle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sojourn.law.loading import Problems, read_dated, read_yaml
from sojourn.law.procedure.lifecycle import ORIGINS
from sojourn.law.procedure.lifecycle_words import state_problems, step_problems
from sojourn.law.rule import RuleText, freeze

LIFECYCLE = "lifecycle"
PART = "lifecycle_part"
KEYS = ("id", "title", "citation", "source", "checked_on", "checked_by", "check_by", "note", "part", "versions")
VALUES = ("starts", "parts", "also_leaves", "states", "steps")


def read_lifecycles(folder: Path, code: str, problems: dict[str, Problems]) -> list[RuleText]:
    """Read every lifecycle of a pack's folder; ``problems`` gets those of each file under its name."""
    read = []
    for path in sorted((folder / "lifecycles").glob("*.yaml")):
        found: Problems = []
        written = read_yaml(path, found)
        text = None if found else _read(written, code, found)
        if found:
            problems.setdefault(path.name, []).extend(found)
        if text is not None:
            read.append(text)
    return read


def _read(written: Any, code: str, problems: Problems) -> RuleText | None:
    if not isinstance(written, Mapping):
        problems.append(f"a lifecycle must be a mapping with the keys {_listed(KEYS)}")
        return None
    is_part = written.get("part") is True
    problems += [f"`{key}` is no key of a lifecycle; allowed: {_listed(KEYS)}" for key in written if key not in KEYS]
    if not str(written.get("id", "")).startswith(f"{code}."):
        problems.append(f"`id` is `{written.get('id')}`; allowed: `{code}.` and a name")
    history = read_dated(written, VALUES, problems)
    problems += _version_problems(written.get("versions"), is_part)
    if problems:
        return None
    return RuleText(
        id=written["id"],
        role=PART if is_part else LIFECYCLE,
        title=written["title"],
        citation=written["citation"],
        source=written["source"],
        checked_on=written["checked_on"],
        checked_by=written["checked_by"],
        check_by=written["check_by"],
        basis=None,
        sentence="",
        sentences=MappingProxyType({}),
        note=" ".join(written["note"].split()) if written.get("note") else None,
        history=history,
    )


def _version_problems(written: Any, is_part: bool) -> Problems:
    """What is wrong inside each version, also where its days are wrong: everything is told at once."""
    found = []
    for number, entry in enumerate(written if isinstance(written, list) else [], 1):
        values = (
            freeze({key: part for key, part in entry.items() if key in VALUES}) if isinstance(entry, Mapping) else {}
        )
        label = "" if len(written) == 1 else f"version entry {number}: "
        found += [f"{label}{problem}" for problem in _value_problems(values, is_part)]
    return found


def _value_problems(values: Mapping[str, Any], is_part: bool) -> Problems:
    """What can be said of one version by itself; whether its states are there is seen with its parts."""
    problems = _shape_problems(values)
    if problems:
        return problems
    starts = values.get("starts", {})
    if is_part and (starts or values.get("parts") or values.get("also_leaves")):
        problems.append("a part has `states` and `steps` only")
    if not is_part and not starts:
        problems.append("`starts` must name at least one origin and the state that it begins in")
    problems += [
        f"`starts` has the origin `{name}`; allowed: {_listed(ORIGINS)}" for name in starts if name not in ORIGINS
    ]
    problems += [problem for number, each in enumerate(values["states"], 1) for problem in state_problems(each, number)]
    return problems + [
        problem for number, each in enumerate(values["steps"], 1) for problem in step_problems(each, number)
    ]


def _shape_problems(values: Mapping[str, Any]) -> Problems:
    problems = [f"`{key}` must be a list" for key in ("states", "steps") if not isinstance(values.get(key), tuple)]
    if not _is_texts(values.get("parts", ())):
        problems.append("`parts` must be a list of ids")
    if not isinstance(values.get("starts", {}), Mapping):
        problems.append("`starts` must be a mapping from origins to states")
    also = values.get("also_leaves", {})
    if not isinstance(also, Mapping) or not all(_is_texts(states) for states in also.values()):
        problems.append("`also_leaves` must be a mapping from steps of a part to lists of states")
    return problems


def _is_texts(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, str) for each in value)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
