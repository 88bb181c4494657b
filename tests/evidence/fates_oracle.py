"""What becomes of each row, said once more in plain Python, straight from the rules. Slow, and made to be read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

Row = Mapping[str, Any]
Rights = Mapping[str, frozenset[str]]


@dataclass
class Expected:
    """The lines in force by the name of their standing record, and every other row with its fate and reason."""

    lines: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    exceptions: Counter[tuple[str, str, str | None]] = field(default_factory=Counter)


def canonical_text(row: Row) -> str:
    """Write a row in the documented canonical form."""
    return ",".join(_canonical(value) for value in row.values())


def content_digest(row: Row) -> str:
    """Give the SHA-256 of the canonical form."""
    return hashlib.sha256(canonical_text(row).encode()).hexdigest()


def expect_fates(
    rows: Sequence[Row], id_column: str, known_at: datetime, rights: Rights, taken: frozenset[str] = frozenset()
) -> Expected:
    """Say what must become of each row."""
    expected = Expected()
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        name = f"{row['feed']}/{row[id_column]}"
        if row["recorded_at"] > known_at:
            expected.exceptions[name, "later", None] += 1
        else:
            by_name.setdefault(name, []).append(row)
    standing: dict[str, Row] = {}
    for name, copies in by_name.items():
        contents = sorted(
            {content_digest(row): row for row in copies}.items(), key=lambda at: (at[1]["recorded_at"], at[0])
        )
        expected.exceptions[name, "duplicate", None] += len(copies) - len(contents)
        if name in taken:
            expected.exceptions[name, "quarantined", "id_conflict"] += len(contents)
            continue
        expected.exceptions[name, "quarantined", "id_conflict"] += len(contents) - 1
        first = contents[0][1]
        if _may_correct(first, rights):
            standing[name] = first
        else:
            expected.exceptions[name, "quarantined", "no_right_to_set_aside"] += 1
    for name in [name for name in standing if _comes_back(name, standing)]:
        expected.exceptions[name, "quarantined", "correction_cycle"] += 1
    kept = {name: row for name, row in standing.items() if not _comes_back(name, standing)}
    _fate_lines(kept, id_column, expected)
    expected.exceptions = +expected.exceptions
    return expected


def _may_correct(row: Row, rights: Rights) -> bool:
    if row["corrects"] is None or row["corrects"].split("/")[0] == row["feed"]:
        return True
    return "set_aside" in rights.get(row["feed"], frozenset())


def _comes_back(name: str, records: Mapping[str, Row]) -> bool:
    at, steps = records[name]["corrects"], 0
    while at in records and at != name and steps <= len(records):
        at, steps = records[at]["corrects"], steps + 1
    return bool(at == name)


def _fate_lines(records: Mapping[str, Row], id_column: str, expected: Expected) -> None:
    corrections: dict[str, list[str]] = {}
    lines: dict[str, list[str]] = {}
    for name, row in records.items():
        if row["corrects"] in records:
            corrections.setdefault(row["corrects"], []).append(name)
        first = name
        while records[first]["corrects"] in records:
            first = records[first]["corrects"]
        lines.setdefault(first, []).append(name)
    for first, members in lines.items():
        in_force = [name for name in members if _retracts(records[name]) and name not in corrections]
        stands = first
        while stands in corrections:
            stands = max(
                corrections[stands],
                key=lambda name: (records[name]["recorded_at"], records[name][id_column], records[name]["feed"]),
            )
        for name in members:
            if in_force:
                expected.exceptions[name, "retraction" if name in in_force else "retracted", None] += 1
            elif name == stands:
                expected.lines[name] = (first, records[first]["recorded_at"])
            else:
                expected.exceptions[name, "replaced", None] += 1


def _retracts(row: Row) -> bool:
    return bool(row["retracted"]) and row["corrects"] is not None


def _canonical(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, list):
        text = ",".join(_canonical(each) for each in value)
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, datetime):
        text = value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    elif isinstance(value, date):
        text = value.isoformat()
    else:
        text = str(value)
    return f"{len(text)}:{text}"
