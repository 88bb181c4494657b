"""The rows of a message as they came: a JSON array or NDJSON, cut into lines that keep their number and their text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from sojourn.errors import RegisterError
from sojourn.evidence.csv_files import NO_UTF8
from sojourn.evidence.json_files import NO_JSON
from sojourn.evidence.validate import Fault

#: Rows of one message at most.
MOST_ROWS = 10_000

#: PostgreSQL keeps no NUL in a text, and UTF-8 no half of a surrogate pair.
_HALF = re.compile("[\ud800-\udfff]")
NOT_STORABLE = Fault(None, "text-not-storable", "a NUL or half a character", "text that can be kept")


@dataclass(frozen=True)
class Line:
    """One row of a message.

    Attributes:
        number: its line, or its place in the array, from 1.
        raw: its text as it came; for an array the row written as JSON.
        value: the row, where it is a JSON object.
        fault: what keeps it from being read at all.
    """

    number: int
    raw: str
    value: dict[str, object] | None = None
    fault: Fault | None = None


def read_array(body: bytes) -> list[Line]:
    """Read a JSON array of objects.

    Raises:
        RegisterError: ``bad-json``; ``too-many-rows``.
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise RegisterError(
            "bad-json", "the body is no JSON. Allowed is an array of rows. Next: send `[{...}, {...}]` in UTF-8."
        ) from error
    if not isinstance(found, list):
        raise RegisterError(
            "bad-json", "the body is JSON, but no array. Allowed is an array of rows. Next: send `[{...}, {...}]`."
        )
    check_number(len(found))
    return [_line(number, json.dumps(row), row) for number, row in enumerate(found, start=1)]


def read_ndjson(body: bytes) -> list[Line]:
    """Read NDJSON: one JSON object a line; blank lines are skipped.

    Raises:
        RegisterError: ``too-many-rows``.
    """
    lines = read_lines(body)
    check_number(len(lines))
    return lines


def read_lines(body: bytes) -> list[Line]:
    """Read NDJSON of any length."""
    return list(_iter_ndjson(body))


def check_number(count: int) -> None:
    """Refuse more rows than one message may hold.

    Raises:
        RegisterError: ``too-many-rows``.
    """
    if count > MOST_ROWS:
        raise RegisterError(
            "too-many-rows",
            f"the message has {count:,} rows. Allowed are at most {MOST_ROWS:,} in one message. "
            "Next: send them in several messages, or upload the file on the page for uploads.",
        )


def _iter_ndjson(body: bytes) -> Iterator[Line]:
    for number, line in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            text = line.decode().strip()
        except UnicodeDecodeError:
            yield Line(number, line.decode(errors="backslashreplace").replace("\x00", "\\x00"), fault=NO_UTF8)
            continue
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            yield Line(number, text.replace("\x00", "\\x00"), fault=NO_JSON)
            continue
        yield _line(number, text, row)


def _line(number: int, raw: str, row: object) -> Line:
    if not isinstance(row, dict):
        return Line(number, raw, fault=NO_JSON)
    if not is_storable(row):
        return Line(number, raw, fault=NOT_STORABLE)
    return Line(number, raw, row)


def is_storable(value: object) -> bool:
    """Say whether every text of a value can be kept: without a NUL, and without half a character."""
    try:
        return b"\\u0000" not in orjson.dumps(value).replace(b"\\\\", b"")
    except TypeError:  # half a character, or a number that only the slower writer knows
        text = json.dumps(value, ensure_ascii=False, default=str)
        return "\\u0000" not in text.replace("\\\\", "") and not _HALF.search(text)
