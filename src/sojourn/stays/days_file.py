"""A traveller's own stays, as a CSV file that a person can write: one line a stay, days as 2026-11-22."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sojourn.errors import EvidenceError

REQUIRED = ("arrived_on", "departed_on")
OPTIONAL = ("class", "admitted_until")
#: Days outside these are slips of the pen (0204-01-01), and no law of a pack reaches them.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEXT = (
    "Allowed are the columns `arrived_on`, `departed_on` (empty: still here), and, where known, `class` and "
    "`admitted_until`; days are written as 2026-11-22. Next: write the file so and ask again."
)


@dataclass(frozen=True)
class OwnStay:
    """One stay as the traveller wrote it down. ``departed_on`` null: still here. Both days are days of the stay.

    ``admitted_class`` is without hyphens and in capitals; ``admitted_until`` is a last day given at the border.
    """

    arrived_on: date
    departed_on: date | None
    admitted_class: str | None = None
    admitted_until: date | None = None


def read_stays(path: Path) -> tuple[OwnStay, ...]:
    """Read a file of stays; stays may overlap, touch, stand in any order, and lie in the future.

    Raises:
        EvidenceError: ``bad-stays``, with everything that is wrong with the file at once; ``no-such-file``.
    """
    if not path.is_file():
        raise EvidenceError("no-such-file", f"there is no file `{path}`. {_NEXT}")
    rows = _rows(path)
    header = [name.strip() for name in rows[0][1]] if rows else []
    problems = _header_problems(header)
    stays = []
    if not problems:
        for line, cells in rows[1:]:
            found = _stay(header, cells)
            if isinstance(found, OwnStay):
                stays.append((line, found))
            else:
                problems += [f"line {line}: {problem}" for problem in found]
        problems += _open_problems(stays)
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems)
        raise EvidenceError("bad-stays", f"the stays in `{path}` cannot be used:\n{listed}\n{_NEXT}")
    return tuple(stay for _, stay in stays)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Give the rows that have something in them, each with the line that it ends on."""
    try:
        reader = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvidenceError(
            "bad-stays", f"the file of stays `{path}` cannot be read as CSV in UTF-8. {_NEXT}"
        ) from error


def _header_problems(header: list[str]) -> list[str]:
    problems = [f"the column `{name}` is missing" for name in REQUIRED if name not in header]
    problems += [f"the column `{name}` is unknown" for name in header if name not in REQUIRED + OPTIONAL]
    doubled = sorted({name for name in header if header.count(name) > 1 and name in REQUIRED + OPTIONAL})
    return problems + [f"the column `{name}` stands twice" for name in doubled]


def _stay(header: list[str], cells: list[str]) -> OwnStay | list[str]:
    """Read one line; gives what is wrong with it where it is no stay. Cells are not quoted: they may hold anything."""
    if len(cells) != len(header):
        return [f"it has {len(cells)} cells where the first line has {len(header)}"]
    texts = dict(zip(header, (cell.strip() for cell in cells), strict=True))
    problems = [f"`{name}` is empty" for name in ("arrived_on",) if not texts[name]]
    days: dict[str, date | None] = {}
    for name in ("arrived_on", "departed_on", "admitted_until"):
        days[name] = find_day(texts.get(name, ""))
        if texts.get(name) and days[name] is None:
            problems.append(f"`{name}` is no day from {FIRST_DAY} to {LAST_DAY}")
    arrived = days["arrived_on"]
    if arrived is None or problems:
        return problems
    problems += [
        f"`{name}` lies before `arrived_on`" for name, day in days.items() if day is not None and day < arrived
    ]
    return problems or OwnStay(arrived, days["departed_on"], _class(texts), days["admitted_until"])


def find_day(text: str) -> date | None:
    """Read a day written as 2026-11-22, from ``FIRST_DAY`` to ``LAST_DAY``; none where the text is no such day."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and FIRST_DAY <= day <= LAST_DAY else None


def class_code(text: str | None) -> str | None:
    """Write a class as the law packs do: ``F1`` for ``f-1``; none for an empty text."""
    return (text or "").strip().upper().replace("-", "") or None


def _class(texts: Mapping[str, str]) -> str | None:
    return class_code(texts.get("class"))


def _open_problems(stays: list[tuple[int, OwnStay]]) -> list[str]:
    """Say where a stay that goes on is not the one stay that may: the last."""
    going_on = [(line, stay) for line, stay in stays if stay.departed_on is None]
    if len(going_on) > 1:
        lines = ", ".join(str(line) for line, _ in going_on)
        return [f"lines {lines}: each of these stays has no `departed_on`, and only one can go on"]
    return [
        f"line {line}: the stay has no `departed_on`, and another stay begins later"
        for line, stay in going_on
        if any(other.arrived_on > stay.arrived_on for _, other in stays)
    ]
