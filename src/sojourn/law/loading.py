"""Reading the YAML of a pack. Every problem is collected; nothing is raised until the whole pack has been read."""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import yaml

from sojourn.law.roles import BY_NAME, Role
from sojourn.law.rule import STATUSES, Entry, RuleText, freeze
from sojourn.law.sentences import template_problems
from sojourn.law.shapes import shape_problems
from sojourn.tables import BASES, STATES

RULE_KEYS = (
    "id",
    "role",
    "title",
    "citation",
    "source",
    "checked_on",
    "checked_by",
    "check_by",
    "basis",
    "sentence",
    "sentences",
    "note",
    "versions",
)
OPTIONAL_RULE_KEYS = ("basis", "sentences", "note")
ENTRY_KEYS = ("version", "valid_from", "valid_to", "status", "learned_on", "citation", "values")

Problems = list[str]


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_BOOL = "tag:yaml.org,2002:bool"


class _StrictLoader(_SafeLoader):  # type: ignore[misc]  # the fast loader is not there in every build of PyYAML
    """YAML without doubled keys, which the plain loader would silently drop.

    Only `true` and `false` are truth values: `on` is a key of questions, and `NO` is a country.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, Any]]]] = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _BOOL]
        for first, resolvers in _SafeLoader.yaml_implicit_resolvers.items()
    }


_StrictLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def _mapping_without_doubles(loader: _StrictLoader, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if key.value in seen:
            raise yaml.MarkedYAMLError(problem=f"the key `{key.value}` stands twice", problem_mark=key.start_mark)
        seen.add(key.value)
    mapping: dict[Hashable, Any] = yaml.constructor.SafeConstructor.construct_mapping(loader, node, deep=deep)
    return mapping


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_doubles)


def read_yaml(path: Path, problems: Problems) -> Any:
    """Read one YAML file; what cannot be read is a problem and gives nothing."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(f"{path.name}: not readable as YAML: {' '.join(str(error).split())}")
        return None


def read_rules(folder: Path, problems: Problems) -> list[RuleText]:
    """Read the rule files of a pack folder, each with one rule or a list: ``*.yaml`` but the files read apart."""
    rules = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name in ("pack.yaml", "retention.yaml", "rights.yaml"):
            continue
        written = read_yaml(path, problems)
        if written is None:
            continue
        for rule in written if isinstance(written, list) else [written]:
            read = _read_rule(path.name, rule, problems)
            if read is not None:
                rules.append(read)
    return rules


def read_dated(written: Mapping[str, Any], value_keys: Collection[str], problems: Problems) -> tuple[Entry, ...]:
    """Read what a rule and a lifecycle share: where it is from, when it was checked, its versions and their days.

    Each version of it has ``value_keys`` beside its days; they become the values of the entry.
    """
    needed = ("id", "title", "citation", "source", "checked_on", "checked_by", "check_by", "versions")
    problems += [f"`{key}` is missing" for key in needed if key not in written]
    problems += _text_problems(written)
    versions = written.get("versions")
    if not isinstance(versions, list):
        return _read_history(versions, None, problems)
    return _read_history([_folded(entry, value_keys) for entry in versions], None, problems)


def _folded(entry: Any, value_keys: Collection[str]) -> Any:
    if not isinstance(entry, Mapping):
        return entry
    values = {key: part for key, part in entry.items() if key in value_keys}
    return {key: part for key, part in entry.items() if key not in value_keys} | {"values": values}


def _read_rule(file: str, written: Any, problems: Problems) -> RuleText | None:
    if not isinstance(written, Mapping):
        problems.append(f"{file}: a rule must be a mapping with the keys {', '.join(f'`{key}`' for key in RULE_KEYS)}")
        return None
    where = f"{file}: rule `{written.get('id', '?')}`"
    found = _key_problems(written) + _text_problems(written)
    role = BY_NAME.get(str(written.get("role")))
    if role is None:
        allowed = ", ".join(f"`{name}`" for name in BY_NAME)
        found.append(f"the role `{written.get('role')}` is unknown; allowed: {allowed}")
    else:
        found += _basis_problems(role, written.get("basis"))
    history = _read_history(written.get("versions"), role, found)
    problems += [f"{where}: {problem}" for problem in found]
    return None if found else _rule(written, history)


def _rule(written: Mapping[str, Any], history: tuple[Entry, ...]) -> RuleText:
    return RuleText(
        id=written["id"],
        role=written["role"],
        title=written["title"],
        citation=written["citation"],
        source=written["source"],
        checked_on=written["checked_on"],
        checked_by=written["checked_by"],
        check_by=written["check_by"],
        basis=written.get("basis"),
        sentence=_one_line(written["sentence"]),
        sentences=MappingProxyType({state: _one_line(text) for state, text in written.get("sentences", {}).items()}),
        note=_one_line(written["note"]) if written.get("note") else None,
        history=history,
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _key_problems(written: Mapping[str, Any]) -> Problems:
    missing = [key for key in RULE_KEYS if key not in written and key not in OPTIONAL_RULE_KEYS]
    unknown = [str(key) for key in written if key not in RULE_KEYS]
    allowed = ", ".join(f"`{key}`" for key in RULE_KEYS)
    return [f"`{key}` is missing" for key in missing] + [
        f"`{key}` is no key of a rule; allowed: {allowed}" for key in unknown
    ]


def _text_problems(written: Mapping[str, Any]) -> Problems:
    texts = ("id", "title", "citation", "source", "checked_by", "sentence")
    problems = [f"`{key}` must be text" for key in texts if key in written and not _is_text(written[key])]
    days = ("checked_on", "check_by")
    problems += [f"`{key}` must be a day (2026-11-22)" for key in days if key in written and not _is_day(written[key])]
    if _is_text(written.get("source")) and not written["source"].startswith(("https://", "http://", "unsourced")):
        problems.append("`source` must be an address (https://...) or `unsourced`")
    sentences = written.get("sentences", {})
    if not isinstance(sentences, Mapping) or not all(_is_text(text) for text in sentences.values()):
        return [*problems, "`sentences` must be a mapping from states to text"]
    problems += [f"`sentences` has `{state}`, which is no state" for state in sentences if state not in STATES]
    templates = [written.get("sentence"), *sentences.values()]
    return problems + [problem for text in templates if _is_text(text) for problem in template_problems(text)]


def _basis_problems(role: Role, basis: Any) -> Problems:
    if role.basis == "must" and basis not in BASES:
        return [f"`basis` must be one of {', '.join(f'`{name}`' for name in BASES)} for the role `{role.name}`"]
    if role.basis != "must" and basis is not None:
        return [f"`basis` has no place in a rule of the role `{role.name}`"]
    return []


def _read_history(written: Any, role: Role | None, problems: Problems) -> tuple[Entry, ...]:
    if not isinstance(written, list) or not written:
        problems.append("`versions` must be a list with at least one entry")
        return ()
    entries = []
    for number, entry in enumerate(written, start=1):
        found = _entry_problems(entry, role)
        problems += [f"version entry {number}: {problem}" for problem in found]
        if not found:
            entries.append(_entry(entry))
    entries.sort(key=lambda entry: entry.learned_on)
    problems += _history_problems(entries)
    return tuple(entries)


def _entry_problems(entry: Any, role: Role | None) -> Problems:
    if not isinstance(entry, Mapping):
        return ["must be a mapping"]
    problems = [f"`{key}` is no key; allowed: {', '.join(ENTRY_KEYS)}" for key in entry if key not in ENTRY_KEYS]
    if entry.get("status") not in STATUSES:
        problems.append(f"`status` is `{entry.get('status')}`; allowed: {', '.join(f'`{name}`' for name in STATUSES)}")
    if not _is_day(entry.get("learned_on")):
        problems.append("`learned_on` must be a day: when the version, or its change, became known")
    if not _is_day(entry.get("valid_from")) and not (entry.get("status") == "proposed" and entry.get("version")):
        problems.append("`valid_from` must be a day; only a proposal with a `version` label may be without")
    if entry.get("valid_to") is not None and not _is_day(entry["valid_to"]):
        problems.append("`valid_to` must be a day or be left out")
    return problems + (shape_problems(role, entry.get("values", {})) if role else [])


def _entry(entry: Mapping[str, Any]) -> Entry:
    return Entry(
        version=str(entry.get("version") or entry["valid_from"]),
        valid_from=entry.get("valid_from"),
        valid_to=entry.get("valid_to"),
        status=entry["status"],
        learned_on=entry["learned_on"],
        values=freeze(entry.get("values", {})),
        citation=entry.get("citation"),
    )


def _history_problems(entries: list[Entry]) -> Problems:
    found = []
    last: dict[str, Entry] = {}
    for entry in entries:
        before = last.get(entry.version)
        if before and before.learned_on == entry.learned_on:
            found.append(f"the version `{entry.version}` has two entries learned on {entry.learned_on}")
        last[entry.version] = entry
        starts = [known.valid_from for known in last.values() if known.status == "in_force"]
        if len(starts) != len(set(starts)):
            found.append(f"two versions in force start on one day, as known on {entry.learned_on}")
    return found


def _is_day(value: Any) -> bool:
    return type(value) is date


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
