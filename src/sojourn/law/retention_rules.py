"""How long records are kept: the ``retention.yaml`` of a law pack, dated and cited, as a lawyer reads it.

A rule says what it covers, from when the time counts, and how long it is. A pack without the file has the rules of
``base``. What no law fixes is a ``convention``, and says so; a country's own file (``SOJOURN_RETENTION``) may set
another time where the rule has ``local``, between its two bounds, and nowhere else.
"""

from __future__ import annotations

import calendar
import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sojourn.errors import LawError
from sojourn.law.loading import Problems, read_dated, read_yaml
from sojourn.law.pack import PACKS, Pack
from sojourn.law.rule import Entry

#: What a rule may cover; a schedule has one rule for each, in force on any day that can be asked about.
COVERS: Mapping[str, str] = {
    "stay": "the records of a stay that has an exit, from the exit",
    "stay_open": "the records of a stay without an exit, from its last authorised day",
    "stay_free": "the records of a stay under free movement, from the exit",
    "refusal": "the records of a refused entry, from the refusal",
    "file": "the person's file, from the last exit or refusal",
    "loose": "records that belong to no stay, from the last of them",
    "case": "a case with its letters and documents, from its closing",
    "access": "the log of who looked, from the end of the records that it is about",
    "warning": "how long before its end a record is listed",
}
#: ``law``: a text fixes it. ``convention``: none was found; it is a proposal that a country replaces.
KINDS = ("law", "convention")
_FILE = "retention.yaml"
_UNITS = ("years", "months", "days")
_KEYS = (
    "id",
    "covers",
    "kind",
    "title",
    "citation",
    "source",
    "checked_on",
    "checked_by",
    "check_by",
    "note",
    "versions",
)
_MOST_YEARS = 100


@dataclass(frozen=True)
class Period:
    """Calendar years, then months, then days."""

    years: int = 0
    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """Give the last day of the period that counts from ``day``.

        A day that the last month does not have is the last one that it has: one year after 29 February is 28 February
        (Regulation (EEC, Euratom) No 1182/71, Art. 3(2)(c), says so for the Union).
        """
        return self._shifted(day, 1) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        """Give the day that lies this long before ``day``."""
        return self._shifted(day, -1) - timedelta(days=self.days)

    def _shifted(self, day: date, sign: int) -> date:
        year, month = divmod(day.year * 12 + day.month - 1 + sign * (self.years * 12 + self.months), 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last))

    @property
    def length(self) -> tuple[int, int]:
        """Give what two periods are compared by: months, then days."""
        return self.years * 12 + self.months, self.days


@dataclass(frozen=True)
class RetentionRule:
    """A rule as it holds on one day.

    Attributes:
        covers: one of ``COVERS``. kind: one of ``KINDS``.
        version: the label of its version. period: how long. at_least, at_most: what a country's own file may set;
            None: nothing. local: the period is the country's own.
    """

    id: str
    covers: str
    kind: str
    title: str
    citation: str
    source: str
    version: str
    period: Period
    at_least: Period | None = None
    at_most: Period | None = None
    local: bool = False
    note: str = ""


#: The rules of one day, by what they cover.
Schedule = Mapping[str, RetentionRule]


@dataclass(frozen=True)
class RetentionText:
    """A rule as the file writes it, with all that was ever learned about its versions."""

    written: Mapping[str, Any]
    history: tuple[Entry, ...]

    def on(self, day: date) -> RetentionRule | None:
        """Give the rule as it holds on a day, as far as was known then; None where no version does."""
        last = {entry.version: entry for entry in self.history if entry.learned_on <= day}
        holding = [
            (entry.valid_from, entry)
            for entry in last.values()
            if entry.status == "in_force"
            and entry.valid_from is not None
            and entry.valid_from <= day
            and (entry.valid_to is None or day <= entry.valid_to)
        ]
        return self._rule(max(holding, key=lambda each: each[0])[1]) if holding else None

    def _rule(self, entry: Entry) -> RetentionRule:
        told, local = self.written, entry.values.get("local")
        return RetentionRule(
            id=told["id"],
            covers=told["covers"],
            kind=told["kind"],
            title=told["title"],
            citation=entry.citation or told["citation"],
            source=told["source"],
            version=entry.version,
            period=Period(**entry.values["period"]),
            at_least=Period(**local["at_least"]) if local else None,
            at_most=Period(**local["at_most"]) if local else None,
            note=" ".join(str(told.get("note", "")).split()),
        )


@functools.lru_cache(maxsize=16)
def retention_of(pack: Pack) -> tuple[RetentionText, ...]:
    """Give the retention rules of a pack; those of ``base`` where it has none.

    Raises:
        LawError: ``law-retention``, with every problem of the file.
    """
    return read_retention(pack.folder if (pack.folder / _FILE).is_file() else PACKS / "base")


def read_retention(folder: Path) -> tuple[RetentionText, ...]:
    """Read the ``retention.yaml`` of a folder.

    Raises:
        LawError: ``law-retention``, with every problem of the file.
    """
    problems: Problems = []
    written = read_yaml(folder / _FILE, problems)
    if not isinstance(written, list) and not problems:
        problems.append("a list of rules is expected")
    texts = [text for each in written or () if (text := _text_of(each, problems)) is not None]
    told = [text.written["covers"] for text in texts]
    if not problems:
        problems += [
            f"`{each}` stands {told.count(each)} times; once is needed" for each in COVERS if told.count(each) != 1
        ]
    if problems:
        raise _unreadable(f"{folder.name}/{_FILE}", problems)
    return tuple(texts)


def schedule_on(texts: tuple[RetentionText, ...], day: date) -> Schedule:
    """Give the rules in force on a day.

    Raises:
        LawError: ``law-retention``: for something no rule is in force, so nobody can say how long it is kept.
    """
    found = {rule.covers: rule for text in texts if (rule := text.on(day)) is not None}
    missing = [covers for covers in COVERS if covers not in found]
    if missing:
        raise _unreadable(str(day), [f"no rule is in force for `{covers}`" for covers in missing])
    return found


def with_local(schedule: Schedule, file: Path) -> Schedule:
    """Put a country's own times in place: a mapping from rule ids to periods, each within the bounds of its rule.

    Raises:
        LawError: ``law-retention``, with every problem of the file.
    """
    problems: Problems = []
    written = read_yaml(file, problems) if file.is_file() else "no file"
    if not isinstance(written, Mapping | None):
        problems.append("a file with a mapping from the id of a rule to its period is expected")
        written = None
    by_id, found = {rule.id: rule for rule in schedule.values()}, dict(schedule)
    for name, period in (written or {}).items():
        wrong = _local_problems(by_id.get(str(name)), period)
        problems += [f"`{name}`: {each}" for each in wrong]
        if not wrong:
            rule = by_id[str(name)]
            found[rule.covers] = replace(rule, period=Period(**period), local=True)
    if problems:
        raise _unreadable(file.name, problems)
    return found


def _local_problems(rule: RetentionRule | None, period: Any) -> list[str]:
    if rule is None:
        return ["there is no such rule in force"]
    wrong = _period_problems(period)
    if wrong:
        return wrong
    if rule.at_least is None or rule.at_most is None:
        return [f"the law fixes it ({rule.citation}); a country's own file cannot change it"]
    if not rule.at_least.length <= Period(**period).length <= rule.at_most.length:
        return [f"it lies outside the bounds, from {_told(rule.at_least)} to {_told(rule.at_most)}"]
    return []


def _text_of(written: Any, problems: Problems) -> RetentionText | None:
    if not isinstance(written, Mapping):
        problems.append(f"`{str(written)[:40]}` is no rule; allowed are mappings")
        return None
    found = [f"`{key}` is no key; allowed: {', '.join(_KEYS)}" for key in written if key not in _KEYS]
    for key, allowed in (("covers", tuple(COVERS)), ("kind", KINDS)):
        if written.get(key) not in allowed:
            found.append(f"`{key}` is `{written.get(key)}`; allowed: {', '.join(allowed)}")
    if written.get("kind") == "law" and str(written.get("citation", "")).startswith("no law"):
        found.append("a rule of the kind `law` cites its law")
    history = read_dated(written, ("period", "local"), found)
    for entry in history:
        found += [f"version {entry.version}: {each}" for each in _values_problems(entry.values)]
    problems += [f"`{written.get('id', '?')}`: {each}" for each in found]
    return None if found else RetentionText(written, history)


def _values_problems(values: Mapping[str, Any]) -> list[str]:
    found = [f"`period` {each}" for each in _period_problems(values.get("period"))]
    if "local" not in values:
        return found
    local = values["local"]
    if not isinstance(local, Mapping) or set(local) != {"at_least", "at_most"}:
        return [*found, "`local` has `at_least` and `at_most`, and nothing else"]
    return found + [f"`{key}` {each}" for key, period in local.items() for each in _period_problems(period)]


def _period_problems(period: Any) -> list[str]:
    if not isinstance(period, Mapping) or not period or not set(period) <= set(_UNITS):
        return [f"must be a mapping with some of {', '.join(_UNITS)}"]
    wrong = [key for key, count in period.items() if type(count) is not int or not 0 <= count <= _MOST_YEARS * 366]
    if wrong or not any(period.values()) or period.get("years", 0) > _MOST_YEARS:
        return [f"must be whole numbers, together more than nothing, and at most {_MOST_YEARS} years"]
    return []


def _told(period: Period) -> str:
    parts = [(period.years, "year"), (period.months, "month"), (period.days, "day")]
    return " and ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count)


def _unreadable(where: str, problems: Problems) -> LawError:
    listed = "\n".join(f"  - {problem}" for problem in problems)
    return LawError(
        "law-retention",
        f"the retention rules in `{where}` cannot be used:\n{listed}\n"
        f"Allowed is one rule for each of {', '.join(COVERS)}. Next: correct the file (docs/retention.md).",
    )
