"""Reviewers' link decisions, fed in as a file: ``same``, ``different`` or ``unsure`` between two records.

Decisions are appended and withdrawn, never edited. Of several on one pair, the last that is not withdrawn counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.json as pajson
import pyarrow.parquet as pq

from sojourn import tables
from sojourn.errors import EvidenceError
from sojourn.identity.links import link_digest

VERDICTS = ("same", "different", "unsure")
REVIEWER = "reviewer"
REQUIRED = ("record_a", "record_b", "verdict", "by", "recorded_at")

DECISIONS = pa.schema([tables.LINKS.field(name) for name in tables.LINKS.names if name not in ("weight", "features")])
"""Columns of a reviewer's decision: those of ``links`` without what only a rule or a model gives."""

_NEXT = (
    "Next: write the columns of `links` (docs/identity.md, Reviewers' decisions), with `by` as `reviewer`, and times "
    "such as `2026-03-01T12:00:00Z`."
)


@dataclass(frozen=True)
class Decisions:
    """The decisions in force at one time.

    Attributes:
        rows: Table(``DECISIONS``), one row for each pair, ``record_a`` the smaller name.
        others: how many rows of the file are no reviewer's; rules and the model decide anew in every run.
    """

    rows: pa.Table
    others: int = 0


NO_DECISIONS = Decisions(DECISIONS.empty_table())


def load_decisions(path: Path, known_at: datetime) -> Decisions:
    """Read the decisions that were in force at ``known_at`` from CSV, NDJSON or Parquet.

    An earlier run's ``links.parquet`` may be given with a reviewer's rows appended: rows by a rule or a model are
    counted and left alone.

    Raises:
        EvidenceError: ``bad-links``, with everything that is wrong with the file at once.
    """
    table = _read(path)
    problems = _column_problems(table)
    if problems:
        _refuse(path, problems)
    rows = [_whole(row) for row in table.to_pylist()]
    own = [row for row in rows if row["by"] == REVIEWER]
    _refuse(path, [problem for number, row in enumerate(rows, 1) for problem in _row_problems(number, row)])
    standing = [row for row in map(_ordered, own) if _in_force(row, known_at)]
    last: dict[tuple[str, str], dict[str, Any]] = {}
    for row in sorted(standing, key=lambda row: (row["recorded_at"], row["link_id"])):
        last[row["record_a"], row["record_b"]] = row
    kept = [last[pair] for pair in sorted(last)]
    return Decisions(pa.Table.from_pylist(kept, DECISIONS), len(rows) - len(own))


def _read(path: Path) -> pa.Table:
    times = {name: pa.timestamp("us", tz="UTC") for name in ("recorded_at", "withdrawn_at")}
    try:
        if path.suffix == ".parquet":
            return pq.read_table(path)
        if path.suffix == ".csv":
            convert = pacsv.ConvertOptions(column_types=times, strings_can_be_null=True)
            return pacsv.read_csv(path, convert_options=convert)
        return pajson.read_json(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise EvidenceError(
            "bad-links", f"the file of link decisions `{path}` cannot be read as CSV, NDJSON or Parquet. {_NEXT}"
        ) from error


def _column_problems(table: pa.Table) -> list[str]:
    names = table.column_names
    missing = [f"the column `{name}` is missing" for name in REQUIRED if name not in names]
    return missing + [f"the column `{name}` is unknown" for name in names if name not in tables.LINKS.names]


def _whole(row: dict[str, Any]) -> dict[str, Any]:
    whole = {name: row.get(name) for name in DECISIONS.names}
    for name in ("recorded_at", "withdrawn_at"):
        whole[name] = _moment(whole[name])
    return whole


def _moment(given: object) -> object:
    """Read a time; a text that is none stays as it is, for ``_row_problems`` to find."""
    if isinstance(given, datetime):
        return given if given.tzinfo else given.replace(tzinfo=UTC)
    if not isinstance(given, str):
        return given
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return given
    return moment if moment.tzinfo else given


def _row_problems(number: int, row: dict[str, Any]) -> list[str]:
    if row["by"] in ("rule", "model"):
        return []
    problems = []
    if row["by"] != REVIEWER:
        problems.append(f"row {number}: `by` must be `reviewer`, `rule` or `model`")
    if row["verdict"] not in VERDICTS:
        problems.append(f"row {number}: `verdict` must be one of {', '.join(VERDICTS)}")
    if not _is_name(row["record_a"]) or not _is_name(row["record_b"]):
        problems.append(f"row {number}: `record_a` and `record_b` must be names such as `carrier:KL/8a12`")
    elif row["record_a"] == row["record_b"]:
        problems.append(f"row {number}: `record_a` and `record_b` are the same record")
    if not isinstance(row["recorded_at"], datetime):
        problems.append(f"row {number}: `recorded_at` must be a time with its zone")
    if row["withdrawn_at"] is not None and not isinstance(row["withdrawn_at"], datetime):
        problems.append(f"row {number}: `withdrawn_at` must be empty or a time with its zone")
    return problems


def _is_name(value: object) -> bool:
    return isinstance(value, str) and "/" in value.strip("/")


def _refuse(path: Path, problems: list[str]) -> None:
    if problems:
        listed = "\n".join(f"  - {problem}" for problem in problems[:50])
        raise EvidenceError("bad-links", f"the link decisions in `{path}` cannot be used:\n{listed}\n{_NEXT}")


def _ordered(row: dict[str, Any]) -> dict[str, Any]:
    """Name the smaller record first, and give a decision without an id its own."""
    first, second = sorted((row["record_a"], row["record_b"]))
    link_id = row["link_id"] or link_digest(f"{REVIEWER}\n{first}\n{second}\n{row['recorded_at'].isoformat()}")
    return {**row, "record_a": first, "record_b": second, "link_id": link_id}


def _in_force(row: dict[str, Any], known_at: datetime) -> bool:
    withdrawn = row["withdrawn_at"]
    return bool(row["recorded_at"] <= known_at and (withdrawn is None or withdrawn > known_at))
