"""Decisions of people about feeds in quarantine: the optional file ``feed_overrides.yaml`` of an evidence folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from sojourn.evidence.problems import Problem, refuse

FILE = "feed_overrides.yaml"
STATUSES = ("released", "quarantined")
_NEEDED = ("feed", "from", "to", "status", "decided_by", "confirmed_by", "reason", "decided_at")
_NEXT = f"write each decision with {', '.join(_NEEDED)}, and with port if it is about one port."
_LONGEST = 3_660


@dataclass(frozen=True)
class Override:
    """One decision: the days of a feed (at one port, or all) are released, or set in quarantine.

    ``position`` counts the decisions of the file from 1. Who decided and who confirmed stands in the file only.
    """

    position: int
    feed: str
    port: str | None
    first: date
    last: date
    status: str
    reason: str
    decided_at: datetime

    @property
    def words(self) -> str:
        """Say which decision it is, and its reason; no names."""
        return f"{self.status} by decision {self.position} of {FILE}: {self.reason}"


def load_overrides(folder: Path) -> tuple[Override, ...]:
    """Read the decisions about feeds; without the file there is none.

    Raises:
        EvidenceError: ``bad-overrides``, with every problem of the file.
    """
    path = folder / FILE
    if not path.exists():
        return ()
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        refuse([_problem(None, "no YAML", "a list of decisions", None if line is None else line + 1)], *_REFUSAL)
        return ()
    given = [] if given is None else given
    if not isinstance(given, list):
        refuse([_problem(None, "no list", "a list of decisions")], *_REFUSAL)
    problems = [problem for at, entry in enumerate(given, 1) for problem in _entry_problems(at, entry)]
    refuse(problems, *_REFUSAL)
    return tuple(_override(at, entry) for at, entry in enumerate(given, 1))


_REFUSAL = ("bad-overrides", _NEXT)


def _problem(where: str | None, found: str, allowed: str, line: int | None = None) -> Problem:
    return Problem(FILE, "bad-overrides", where, found, allowed, line)


def _entry_problems(at: int, entry: object) -> list[Problem]:
    if not isinstance(entry, dict):
        return [_problem(f"decision {at}", "no map", "a map of a decision's columns")]
    said = f"decision {at}: "
    problems = [_problem(said + name, "nothing", "a value") for name in _NEEDED if entry.get(name) in (None, "")]
    problems += [
        _problem(said + str(name), "an unknown column", ", ".join((*_NEEDED, "port")))
        for name in entry
        if name not in (*_NEEDED, "port")
    ]
    for name in ("feed", "port", "decided_by", "confirmed_by", "reason"):
        if entry.get(name) not in (None, "") and not isinstance(entry[name], str):
            problems.append(_problem(said + name, "no text", "text"))
    if problems:
        return problems
    return [*_time_problems(said, entry), *_people_problems(said, entry)]


def _time_problems(said: str, entry: dict[str, Any]) -> list[Problem]:
    problems = [
        _problem(said + name, "no day", "a day, such as 2026-03-01")
        for name in ("from", "to")
        if not isinstance(entry[name], date) or isinstance(entry[name], datetime)
    ]
    decided = entry["decided_at"]
    if not isinstance(decided, datetime) or decided.tzinfo is None:
        problems.append(_problem(said + "decided_at", "no time with a zone", "a time, such as 2026-03-04T09:00:00Z"))
    if not problems and not 0 <= (entry["to"] - entry["from"]).days < _LONGEST:
        allowed = f"0 to {_LONGEST} days after `from`"
        problems.append(_problem(said + "to", "an end before the start, or too far", allowed))
    return problems


def _people_problems(said: str, entry: dict[str, Any]) -> list[Problem]:
    problems = []
    if entry["status"] not in STATUSES:
        problems.append(_problem(said + "status", "an unknown status", ", ".join(STATUSES)))
    if entry["decided_by"].strip().casefold() == entry["confirmed_by"].strip().casefold():
        problems.append(_problem(said + "confirmed_by", "the one who decided", "a second person"))
    return problems


def days_of(override: Override) -> list[date]:
    """List the days that a decision is about."""
    return [override.first + timedelta(days=step) for step in range((override.last - override.first).days + 1)]


def _override(at: int, entry: dict[str, Any]) -> Override:
    return Override(
        position=at,
        feed=entry["feed"],
        port=entry.get("port") or None,
        first=entry["from"],
        last=entry["to"],
        status=entry["status"],
        reason=entry["reason"].strip(),
        decided_at=entry["decided_at"].astimezone(UTC),
    )
