"""Where a letter goes: to the `contact` fact in force and to counsel, never to an address found any other way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sojourn.register.cases.standing_rows import name_of
from sojourn.register.letters.rendering import lines_of
from sojourn.register.letters.texts import LANGUAGES

Row = Mapping[str, Any]
CONTACT, REPRESENTATION = "contact", "representation"


@dataclass(frozen=True)
class Reach:
    """Where a letter can be sent.

    Attributes:
        record: name of the fact that says so.
        lines: the address, line by line; it is printed, and stored nowhere else.
        language: of the letters, where the fact says; else empty.
    """

    record: str
    lines: tuple[str, ...]
    language: str = ""


def find_contact(rows: Iterable[Row], day: date) -> Reach | None:
    """Find the `contact` fact in force on a day; the one learned last counts.

    Its ``type`` may say the language of letters (``es``, ``language:es``).
    """
    row = _in_force(rows, CONTACT, "place", day)
    if row is None or not lines_of(row.get("place") or ""):
        return None
    language = str(row.get("type") or "").rpartition(":")[2].strip().lower()
    return Reach(name_of(row), lines_of(row["place"]), language if language in LANGUAGES else "")


def find_counsel(rows: Iterable[Row], day: date) -> Reach | None:
    """Find the `representation` fact in force on a day: the representative's office, with its address."""
    row = _in_force(rows, REPRESENTATION, "authority", day)
    if row is None:
        return None
    return Reach(name_of(row), (*lines_of(row.get("authority") or ""), *lines_of(row.get("place") or "")))


def _in_force(rows: Iterable[Row], kind: str, same: str, day: date) -> Row | None:
    """Give the fact of a kind that holds on a day: not ended by itself, nor by a later one about the same place."""
    own = sorted((row for row in rows if row.get("kind") == kind and row.get("fact_id")), key=_learned)
    open_ones: list[Row] = []
    for row in own:
        if row.get("end_reason"):
            open_ones = [each for each in open_ones if each.get(same) != row.get(same)]
        elif _holds(row, day):
            open_ones.append(row)
    return open_ones[-1] if open_ones else None


def _learned(row: Row) -> tuple[object, str]:
    return row["recorded_at"], name_of(row)


def _holds(row: Row, day: date) -> bool:
    begins, ends = _day_of(row.get("valid_from")), _day_of(row.get("valid_to"))
    return (begins is None or begins <= day) and (ends is None or day <= ends)


def _day_of(value: object) -> date | None:
    """Facts hold days and times alike; a time counts by its day."""
    told = value.date() if hasattr(value, "date") else value
    return told if isinstance(told, date) else None
