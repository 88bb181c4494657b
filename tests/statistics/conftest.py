"""Small invented run folders, written by the schemas of ``sojourn.tables``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn import tables

AS_OF = date(2027, 3, 14)
KNOWN_AT = datetime(2027, 3, 15, 6, 30, tzinfo=UTC)
Row = dict[str, Any]


def stay_id_of(record: str) -> str:
    return "s" + sha256(record.encode()).hexdigest()[:20]


def _answer(row: Row) -> Row:
    record = row.get("arrival_id", f"post:AAA/{row.get('stay_id', 'x')}")
    given = {
        "stay_id": stay_id_of(record),
        "person_id": "p" + sha256(record.encode()).hexdigest()[:20],
        "arrival_id": record,
        "departure_basis": "none",
        "certainty": "open",
        "reasons": [],
        "questions": [],
        "as_of": AS_OF,
        "known_at": KNOWN_AT,
        "law": "us",
        "law_version": "1",
        "engine_version": "0.1.0",
    }
    return given | row


def _crossing_of(answer: Row) -> Row:
    return {
        "crossing_id": "c" + answer["stay_id"][1:],
        "person_id": answer["person_id"],
        "direction": "arrival",
        "local_date": answer.get("arrived_on"),
        "strength": "inspection",
        "record_ids": [answer["arrival_id"]],
        "stay_id": answer["stay_id"],
    }


def _put(folder: Path, name: str, rows: Iterable[Row], schema: pa.Schema) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), folder / f"{name}.parquet")


def _tables_of(folder: Path, answers: list[Row], crossings: list[Row] | None, more: dict[str, list[Row]]) -> None:
    _put(folder, "answers", answers, tables.ANSWERS)
    made = [_crossing_of(answer) for answer in answers] if crossings is None else crossings
    _put(folder, "crossings", made, tables.CROSSINGS)
    _put(folder, "feeds", more.get("feeds", []), tables.FEEDS)
    _put(folder, "review", more.get("review", []), tables.REVIEW)


def write_folder(
    folder: Path,
    answers: Iterable[Row] = (),
    crossings: list[Row] | None = None,
    restricted: list[Row] | None = None,
    about: Row | None = None,
    **more: list[Row],
) -> Path:
    """Write a run folder from rows that name only the columns that matter to a test."""
    whole = [_answer(row) for row in answers]
    _tables_of(folder, whole, crossings, more)
    if restricted is not None:
        _tables_of(folder / "restricted", [_answer(row) for row in restricted], None, {})
    states = {state: sum(1 for row in whole if row["state"] == state) for state in tables.STATES}
    said = {
        "engine_version": "0.1.0",
        "law": "us",
        "law_version": "1",
        "as_of": AS_OF.isoformat(),
        "known_at": KNOWN_AT.isoformat(),
        "evidence": "evidence",
        "digests": {"movements.parquet": sha256(b"movements").hexdigest()},
        "counts": {"movements": {"accepted": 2 * len(whole)}, "facts": {}, "states": states},
        "timings": {"read": 1.25, "stays": 2.5},
    }
    (folder / "run.json").write_text(json.dumps(said | (about or {})), encoding="utf-8")
    return folder


@pytest.fixture
def write_run(tmp_path: Path) -> Callable[..., Path]:
    """Write a run folder of one test's own."""

    def write(answers: Iterable[Row] = (), name: str = "run", **rows: Any) -> Path:
        return write_folder(tmp_path / name, answers, **rows)

    return write


@pytest.fixture
def write_truth(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of truth from (record, truth) or (record, truth, knowable, causes)."""

    def write(*rows: tuple[Any, ...]) -> Path:
        filled = [(*row, *(True, [])[len(row) - 2 :]) for row in rows]
        path = tmp_path / "truth.parquet"
        records = [dict(zip(tables.TRUTH.names, row, strict=True)) for row in filled]
        pq.write_table(pa.Table.from_pylist(records, schema=tables.TRUTH), path)
        return path

    return write


def _whole_answer(number: int, state: str, rng: np.random.Generator) -> Row:
    arrived = AS_OF - timedelta(days=int(rng.integers(30, 620)))
    until = arrived + timedelta(days=int(rng.integers(60, 180)))
    left = state in ("left_in_time", "left_after_end")
    bases = ("inspection", "manifest", "neighbour", "returned")
    codes = ("no_end_date", "feed_quarantined", "identity_review", "declared")
    return {
        "arrival_id": f"post:AAA/{number}",
        "state": state,
        "arrived_on": arrived,
        "departed_on": (until + timedelta(days=-9 if state == "left_in_time" else 4)) if left else None,
        "authorised_until": None if state in ("unknown", "resident", "not_subject") else until,
        "unknown_code": codes[number % 4] if state == "unknown" else None,
        "departure_basis": bases[number % 4] if state.startswith("left") else "none",
        "certainty": ("confirmed", "likely", "open")[number % 3],
    }


def _feed_days() -> list[Row]:
    start = AS_OF - timedelta(days=29)
    feeds = ("carrier:QA", "carrier:QB", "neighbour:XAN", "post:AAA", "declared", "carrier:قطر")
    rows = [
        {
            "feed": feed,
            "port": "IATA:AAA",
            "day": start + timedelta(days=back),
            "expected": 900,
            "seen": 880 + back,
            "gaps": int(feed == "carrier:QB" and back > 27),
            "share_not_aboard": 0.012 if feed.startswith("carrier") else None,
            "share_matched": 0.971,
            "delay": 31.0 if feed.startswith("neighbour") else 0.4,
            "unreadable": 0,
            "status": "ok",
        }
        for feed in feeds
        for back in range(30)
    ]
    rows[3] |= {"status": "quarantined", "share_not_aboard": 0.22, "reason": "22 % reported not on board, usual 1 %"}
    return rows


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with every state, several feeds, restricted stays and pairs to review; tests only read it."""
    rng = np.random.default_rng(7)
    stays = {
        "left_in_time": 1400,
        "left_after_end": 22,
        "left_date_unknown": 11,
        "in_status": 260,
        "authorised": 31,
        "removal_barred": 9,
        "resident": 25,
        "not_subject": 44,
        "awaiting_records": 38,
        "unexplained": 17,
        "unknown": 56,
    }
    plan = [state for state, number in stays.items() for _ in range(number)]
    answers = [_answer(_whole_answer(number, state, rng)) for number, state in enumerate(plan)]
    departures = [
        _crossing_of(row)
        | {"crossing_id": "d" + row["stay_id"], "direction": "departure", "local_date": row["departed_on"]}
        for row in answers
        if row["departed_on"]
    ]
    return write_folder(
        tmp_path_factory.mktemp("whole") / "run",
        answers,
        crossings=[_crossing_of(row) for row in answers] + departures,
        restricted=[{"arrival_id": "post:AAA/r1", "state": "in_status"}],
        feeds=_feed_days(),
        review=[
            {"review_id": "r1", "kind": "identity", "record_ids": ["carrier:QA/1"], "why": "name", "suggested": "same"}
        ],
        about={
            "counts": {
                "movements": {"accepted": 3300, "duplicate": 41, "quarantined": 7, "replaced": 3},
                "facts": {"accepted": 402, "later": 2},
                "states": stays,
            }
        },
    )
