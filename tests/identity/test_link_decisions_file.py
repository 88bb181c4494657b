"""The file of link decisions: read, checked whole, and cut off at what was known."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.errors import EvidenceError
from sojourn.identity.decisions import load_decisions
from sojourn.tables import LINKS

KNOWN = datetime(2026, 6, 1, tzinfo=UTC)
HEADER = "record_a,record_b,verdict,by,version,recorded_at,withdrawn_at\n"


def written(folder: Path, *lines: str) -> Path:
    """Write decisions as CSV."""
    path = folder / "links.csv"
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def verdicts(path: Path, known_at: datetime = KNOWN) -> dict[tuple[str, str], str]:
    """Give the verdict of each pair in force."""
    rows = load_decisions(path, known_at).rows.to_pylist()
    return {(row["record_a"], row["record_b"]): row["verdict"] for row in rows}


def test_a_pair_is_the_same_in_either_order(tmp_path: Path) -> None:
    path = written(tmp_path, "x/2,x/1,same,reviewer,desk 4,2026-05-01T00:00:00Z,")
    assert verdicts(path) == {("x/1", "x/2"): "same"}


def test_the_last_decision_on_a_pair_counts(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "x/1,x/2,different,reviewer,,2026-05-02T00:00:00Z,",
        "x/1,x/2,same,reviewer,,2026-05-01T00:00:00Z,",
    )
    assert verdicts(path) == {("x/1", "x/2"): "different"}


def test_a_decision_learned_later_does_not_exist_yet(tmp_path: Path) -> None:
    path = written(tmp_path, "x/1,x/2,same,reviewer,,2026-07-01T00:00:00Z,")
    assert verdicts(path) == {}


def test_a_withdrawn_decision_counts_until_it_was_withdrawn(tmp_path: Path) -> None:
    path = written(tmp_path, "x/1,x/2,same,reviewer,,2026-01-01T00:00:00Z,2026-05-01T00:00:00Z")
    assert verdicts(path) == {}
    assert verdicts(path, datetime(2026, 4, 30, tzinfo=UTC)) == {("x/1", "x/2"): "same"}


def test_when_the_last_decision_is_withdrawn_the_one_before_counts_again(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "x/1,x/2,same,reviewer,,2026-01-01T00:00:00Z,",
        "x/1,x/2,different,reviewer,,2026-02-01T00:00:00Z,2026-03-01T00:00:00Z",
    )
    assert verdicts(path) == {("x/1", "x/2"): "same"}


def test_rows_of_rules_and_models_are_counted_and_left_alone(tmp_path: Path) -> None:
    row: dict[str, Any] = dict.fromkeys(LINKS.names) | {
        "link_id": "l1",
        "record_a": "x/1",
        "record_b": "x/2",
        "verdict": "same",
        "by": "model",
        "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    path = tmp_path / "links.parquet"
    pq.write_table(pa.Table.from_pylist([row, row | {"by": "reviewer", "link_id": "l2"}], LINKS), path)
    found = load_decisions(path, KNOWN)
    assert (found.rows["link_id"].to_pylist(), found.others) == (["l2"], 1)


def test_ndjson_is_read_too(tmp_path: Path) -> None:
    row = {"record_a": "x/1", "record_b": "x/2", "verdict": "unsure", "by": "reviewer"}
    path = tmp_path / "links.ndjson"
    path.write_text(json.dumps(row | {"recorded_at": "2026-05-01T00:00:00Z"}) + "\n", encoding="utf-8")
    assert verdicts(path) == {("x/1", "x/2"): "unsure"}


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "x/1,x/1,same,reviewer,,2026-05-01T00:00:00Z,",
        "x/1,x/2,perhaps,reviewer,,2026-05-01T00:00:00Z,",
        "x/1,x/2,same,officer,,2026-05-01T00:00:00Z,",
        "one,x/2,same,reviewer,,2026-05-01T00:00:00Z,",
    )
    with pytest.raises(EvidenceError, match="bad-links") as caught:
        load_decisions(path, KNOWN)
    message = str(caught.value)
    assert [f"row {number}:" in message for number in (1, 2, 3, 4)] == [True] * 4


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("record_a,record_b,name\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="verdict` is missing") as caught:
        load_decisions(path, KNOWN)
    assert "`name` is unknown" in str(caught.value)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "links.parquet"
    path.write_bytes(b"no table")
    with pytest.raises(EvidenceError, match="bad-links"):
        load_decisions(path, KNOWN)
