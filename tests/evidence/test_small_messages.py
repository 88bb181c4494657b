"""Small messages are typed and tested as files are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from sojourn.evidence.quarantine import Quarantine
from sojourn.evidence.small_messages import MessageReader
from sojourn.evidence.text_reading import read_text_file
from sojourn.tables import MOVEMENTS

GOOD = {
    "movement_id": "1", "feed": "post:JFK", "kind": "inspection", "direction": "arrival", "local_date": "2026-03-01",
    "occurred_at": "2026-03-01T10:00:00+02:00", "recorded_at": "2026-03-01T08:00:01Z", "birth_date": "1990-02",
    "references": ["a-number:1"], "sequence": "4", "retracted": "false", "surname": "  OKAFOR ",
}  # fmt: skip
ROWS = [
    GOOD,
    {**GOOD, "movement_id": "2", "kind": "teleport"},
    {**GOOD, "movement_id": "3", "local_date": "2026-02-30", "occurred_at": "2026-03-01T10:00:00"},
    {**GOOD, "movement_id": "4", "surname": {"first": "X"}},
    {**GOOD, "movement_id": "5", "references": "a-number:1"},
    {**GOOD, "movement_id": None},
    {**GOOD, "movement_id": "7", "references": ["no reference"], "sequence": "1e3"},
    {**GOOD, "movement_id": "8", "port": "", "retracted": "true"},
]


@pytest.fixture(scope="module")
def reader() -> MessageReader:
    """Give one reader for all: it is made for many messages."""
    return MessageReader(MOVEMENTS)


def as_file(rows: Sequence[dict[str, object]], folder: Path) -> tuple[pa.Table, dict[int, list[str]]]:
    """Read rows as a file; gives the good ones, and the reasons of the others by their place."""
    path, kept = folder / "rows.ndjson", []
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    quarantine = Quarantine(folder / "quarantine.arrow")
    read_text_file(path, path.name, MOVEMENTS, kept.append, quarantine)
    apart = quarantine.finish()[0].select(["line", "reasons"]).to_pylist()
    return pa.concat_tables(kept), {row["line"] - 1: row["reasons"] for row in apart}


def test_rows_come_out_as_those_of_a_file(reader: MessageReader, tmp_path: Path) -> None:
    good, places, wrong = reader.read([json.dumps(row) for row in ROWS])
    expected, reasons = as_file(ROWS, tmp_path)
    assert good.to_pylist() == expected.sort_by("movement_id").to_pylist()
    assert {at: [fault.reason for fault in faults] for at, faults in wrong.items()} == reasons
    assert places == [0]


def test_what_was_read_before_leaves_no_trace(reader: MessageReader) -> None:
    first = reader.read([json.dumps(row) for row in ROWS])
    assert reader.read([json.dumps(GOOD)])[0].num_rows == 1
    assert reader.read([])[0].num_rows == 0
    again = reader.read([json.dumps(row) for row in ROWS])
    assert (again[0], again[1], again[2]) == first


def test_values_that_no_earlier_message_held_are_read_too(reader: MessageReader) -> None:
    reader.read([])
    rows = [json.dumps({**GOOD, "movement_id": str(number), "sequence": str(number)}) for number in range(3000)]
    good, places, wrong = reader.read(rows)
    assert (good["sequence"].to_pylist(), places, wrong) == (list(range(3000)), list(range(3000)), {})
