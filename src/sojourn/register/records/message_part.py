"""The part of an original message that one record came from; a message holds many people, and only one is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

_LINE = re.compile(r".*#(\d+)")
#: A segment of PAXLST that starts another person: a name and address, or the end of the list.
_PERSON_STARTS = re.compile(r"^\s*(NAD|CNT|UNT)\b")


def find_part(body: bytes, record_id: str, marks: Iterable[str], position: int | None) -> str | None:
    """Find the part of a message that is one record's: by its own id, by what only it carries, or by its line.

    Args:
        body: the whole message.
        record_id: the record's id within its feed.
        marks: values of the record that tell its part from the others, such as its document number.
        position: the line, where the record names it.

    Returns:
        The part as text, or nothing where it cannot be told apart from other people's.
    """
    text = body.decode("utf-8", errors="replace")
    for part in _parts(text):
        if _carries(part, [record_id]):
            return part
    carrying = [part for part in _parts(text) if _carries(part, [mark for mark in marks if mark])]
    if len(carrying) == 1:
        return carrying[0]
    lines = text.splitlines()
    if position is not None and 0 < position <= len(lines) and not text.lstrip().startswith(("UNA", "UNB")):
        return lines[position - 1]
    return None


def find_position(values: dict[str, Any]) -> int | None:
    """Find the line of the message that a record names."""
    named = _LINE.fullmatch(str(values.get("raw") or ""))
    return int(named.group(1)) if named else None


def _parts(text: str) -> Sequence[str]:
    start = text.lstrip()
    if start.startswith(("UNA", "UNB")):
        return _people_of_paxlst(start)
    if start.startswith(("[", "{")):
        rows = _rows_of_json(start)
        if rows:
            return [json.dumps(row, indent=2, ensure_ascii=False) for row in rows]
    return [line for line in text.splitlines() if line.strip()]


def _rows_of_json(text: str) -> list[Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return []  # several objects, one a line
    if isinstance(read, dict):
        lists = [value for value in read.values() if isinstance(value, list)]
        return lists[0] if lists else [read]
    return read if isinstance(read, list) else []


def _people_of_paxlst(text: str) -> list[str]:
    people: list[list[str]] = []
    for segment in text.split("'"):
        if _PERSON_STARTS.match(segment):
            people.append([])
        if people and segment.strip():
            people[-1].append(segment.strip() + "'")
    return ["\n".join(each) for each in people]


def _carries(part: str, marks: Sequence[str]) -> bool:
    return bool(marks) and any(re.search(rf"(?<!\w){re.escape(mark)}(?!\w)", part) for mark in marks)
