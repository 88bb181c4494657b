"""Law packs: a folder of dated rules for one jurisdiction, and the law as it was known at one time."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sojourn.errors import LawError
from sojourn.law.floor import floor_problems
from sojourn.law.installed import check_code, installed_packs
from sojourn.law.loading import Problems, read_rules, read_yaml
from sojourn.law.procedure.calendars import calendar_problem, zone_problem
from sojourn.law.procedure.lifecycle_loading import check_lifecycles, lifecycles_of
from sojourn.law.roles import BY_NAME, ORDER
from sojourn.law.rule import Law, Rule, RuleText, no_such_rule, thaw

PACKS = Path(__file__).parent
HEADER = {"code": str, "title": str, "country": str, "territory": list, "version": str, "earliest": date}
OPTIONAL_HEADER = {"inherits": str, "inherited": list, "inherited_lifecycles": list, "zone": str, "holidays": str}


@dataclass(frozen=True, eq=False)
class Pack:
    """A law pack as it stands in its folder: the texts of its rules with everything that was ever learned about them.

    Attributes:
        code: short name (``us``).
        title: plain name of the jurisdiction's law.
        country: alpha-3 code; its nationals are not subject.
        territory: alpha-3 codes; a leg between two of them is no crossing.
        version: version of the pack itself; a changed legal result is a breaking change.
        earliest: the first day that can be asked about.
        zone: name of the time zone in which its days end (IANA).
        holidays: the list of holidays by which its offices are closed; empty: Saturdays and Sundays only.
        rules: in fixed order: by role as ``roles.ROLES`` lists them, then by id.
        folder: where the pack was read from; ``folder/scenarios`` holds its scenarios.
        lifecycles: of cases, its own and the inherited, with their parts; ``lifecycle_reading`` gives them by day.
    """

    code: str
    title: str
    country: str
    territory: tuple[str, ...]
    version: str
    earliest: date
    rules: tuple[RuleText, ...]
    own: frozenset[str] = field(repr=False)
    folder: Path
    zone: str = "UTC"
    holidays: str = ""
    lifecycles: tuple[RuleText, ...] = field(default=(), repr=False)

    def get(self, rule_id: str) -> RuleText:
        """The text of one rule.

        Raises:
            LawError: ``law-no-rule``; the message lists the rules that the pack has.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise no_such_rule(self.code, rule_id, [rule.id for rule in self.rules])

    def as_known_at(self, known_at: datetime) -> Law:
        """The law as it was known at a time.

        For each version of a rule the entry with the greatest ``learned_on`` up to the UTC day of ``known_at`` counts,
        and versions whose entry says ``in_force`` apply. So a rule that was published and then vacated before its day
        does not apply when the vacatur is known, and was honestly believed to apply when it is not. Between two days
        on which something was learned the same object is given.

        Raises:
            LawError: ``law-before-earliest``: nothing of the pack is known so early; ``law-time-without-zone``.
        """
        if known_at.tzinfo is None:
            raise LawError(
                "law-time-without-zone",
                f"`known_at` {known_at} has no time zone; allowed is a time with its zone. "
                f"Next: write it as `{known_at}Z`.",
            )
        known_on = known_at.astimezone(UTC).date()
        if known_on < self.earliest:
            raise LawError(
                "law-before-earliest",
                f"`known_at` {known_on} is before {self.earliest}, the first day of the law pack `{self.code}`. "
                f"Next: ask with a `known_at` of {self.earliest} or later.",
            )
        learned = {entry.learned_on for rule in self.rules for entry in rule.history}
        return _law(self, max(day for day in learned | {self.earliest} if day <= known_on))


@functools.lru_cache(maxsize=64)
def _law(pack: Pack, known_on: date) -> Law:
    rules = tuple(rule.as_known_on(known_on) for rule in pack.rules)
    return Law(
        code=pack.code,
        version=f"{pack.version}+{_digest(pack, rules)}",
        country=pack.country,
        territory=pack.territory,
        earliest=pack.earliest,
        rules=rules,
        zone=pack.zone,
        holidays=pack.holidays,
    )


def _digest(pack: Pack, rules: tuple[Rule, ...]) -> str:
    """Digest of all that can change an answer: not of titles, sentences, notes and sources."""
    content = {
        "pack": [pack.code, pack.country, pack.territory, pack.earliest, pack.zone, pack.holidays],
        "rules": [
            [
                rule.id,
                rule.role,
                rule.basis,
                rule.check_by,
                [[v.valid_from, v.valid_to, thaw(v.values)] for v in rule.versions],
            ]
            for rule in rules
        ],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()[:10]


def list_shipped() -> list[str]:
    """The codes of the packs that come with Sojourn."""
    return sorted(path.parent.name for path in PACKS.glob("*/pack.yaml"))


def list_packs() -> list[str]:
    """The codes of all packs at hand: those that come with Sojourn, and those of other distributions.

    Raises:
        LawError: ``law-pack-clash``, ``law-pack-entry-point``: another distribution brings a pack that cannot be used.
    """
    shipped = list_shipped()
    return sorted([*shipped, *installed_packs(shipped)])


def load_pack(code_or_path: str | Path) -> Pack:
    """Load a law pack by its code (``us``) or from a folder.

    Raises:
        LawError: ``law-pack-unknown``: no such code or folder; ``law-pack-invalid``: the pack has problems, all listed;
            ``law-pack-below-floor``: among them, it goes below what every pack must keep; ``law-lifecycle-invalid``: a
            lifecycle of it cannot be read, or does not fit together; ``law-pack-clash``,
            ``law-pack-entry-point``: another distribution brings a pack that cannot be used.
    """
    text = str(code_or_path)
    shipped = list_shipped()
    installed = installed_packs(shipped)
    if text in shipped:
        return _shipped(text)
    if text in installed:
        pack = _load(installed[text])
        check_code(text, pack.code, pack.folder)
        return pack
    folder = Path(text)
    if not (folder / "pack.yaml").is_file():
        known = ", ".join(f"`{code}`" for code in sorted([*shipped, *installed]))
        raise LawError(
            "law-pack-unknown",
            f"there is no law pack `{text}`. Allowed: {known}, or a folder with a `pack.yaml`. "
            "Next: `sojourn law new` starts a country's pack.",
        )
    return _load(folder)


@functools.cache
def _shipped(code: str) -> Pack:
    return _load(PACKS / code)


def _load(folder: Path) -> Pack:
    problems: Problems = []
    header = read_yaml(folder / "pack.yaml", problems)
    problems += _header_problems(header)
    below: Problems = []
    rules = read_rules(folder, problems)
    own = frozenset(rule.id for rule in rules)
    if not problems:
        rules += _inherited(header, own, problems)
    problems += _set_problems(rules)
    if not problems:
        below += floor_problems(rules, header["earliest"])
    if problems or below:
        raise _refused(folder, below, problems)
    rules.sort(key=lambda rule: (ORDER[rule.role], rule.id))
    parent = load_pack(header["inherits"]) if "inherits" in header else None
    pack = Pack(
        code=header["code"],
        title=header["title"],
        country=header["country"],
        territory=tuple(header["territory"]),
        version=header["version"],
        earliest=header["earliest"],
        rules=tuple(rules),
        own=own,
        folder=folder,
        zone=header.get("zone", "UTC"),
        holidays=header.get("holidays", ""),
        lifecycles=lifecycles_of(folder, header, parent),
    )
    check_lifecycles(pack)
    return pack


def _refused(folder: Path, below: list[str], problems: list[str]) -> LawError:
    count = len(below) + len(problems)
    lines = "\n".join(f"  - {line}" for line in [*problems, *(f"below the floor: {line}" for line in below)])
    return LawError(
        "law-pack-below-floor" if below else "law-pack-invalid",
        f"the law pack in `{folder.name}` has {count} {'problem' if count == 1 else 'problems'}:\n{lines}\n"
        "Next: mend them all and run `sojourn law test`.",
    )


def _header_problems(header: Any) -> Problems:
    if not isinstance(header, Mapping):
        return [f"pack.yaml: must be a mapping with the keys {', '.join(HEADER)}"]
    problems = [f"pack.yaml: `{key}` is missing" for key in HEADER if key not in header]
    for key, value in header.items():
        kind = {**HEADER, **OPTIONAL_HEADER}.get(key)
        if kind is None:
            problems.append(f"pack.yaml: `{key}` is no key; allowed: {', '.join([*HEADER, *OPTIONAL_HEADER])}")
        elif type(value) is not kind:
            problems.append(f"pack.yaml: `{key}` must be {'a day' if kind is date else f'a {kind.__name__}'}")
    return problems or _calendar_problems(header)


def _calendar_problems(header: Mapping[str, Any]) -> Problems:
    found = (zone_problem(header.get("zone", "UTC")), calendar_problem(header.get("holidays", "")))
    return [f"pack.yaml: {problem}" for problem in found if problem]


def _inherited(header: Mapping[str, Any], own: frozenset[str], problems: Problems) -> list[RuleText]:
    """The rules taken from another pack, but for those that the pack writes itself under the same id."""
    if "inherits" not in header:
        return []
    parent = load_pack(header["inherits"])
    by_id = {rule.id: rule for rule in parent.rules}
    wanted = header.get("inherited", [])
    problems += [
        f"pack.yaml: the pack `{parent.code}` has no rule `{name}` to inherit" for name in wanted if name not in by_id
    ]
    return [by_id[name] for name in wanted if name in by_id and name not in own]


def _set_problems(rules: list[RuleText]) -> Problems:
    ids = [rule.id for rule in rules]
    problems = [f"the rule `{name}` stands {ids.count(name)} times" for name in sorted(set(ids)) if ids.count(name) > 1]
    for role in BY_NAME.values():
        held = sorted(rule.id for rule in rules if rule.role == role.name)
        if len(held) > 1 and not role.several:
            problems.append(
                f"the role `{role.name}` may be held once, not by {', '.join(f'`{name}`' for name in held)}"
            )
    return problems + _clock_problems(rules)


def _clock_problems(rules: list[RuleText]) -> Problems:
    """Every clock has one rule: nobody could say by which of two it runs."""
    held: dict[str, set[str]] = {}
    for rule in rules:
        for entry in rule.history if rule.role == "clock" else ():
            held.setdefault(entry.values["clock"], set()).add(rule.id)
    return [
        f"the clock `{clock}` may be set once, not by {', '.join(f'`{name}`' for name in sorted(ids))}"
        for clock, ids in sorted(held.items())
        if len(ids) > 1
    ]
