"""Feed days judged elsewhere (by the register) are heeded where records in memory are answered."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from stays_records import Book, arrival, departure, facts_of, movements_of
from stays_run import without_threshold

from sojourn.engine import Engine
from sojourn.law.pack import load_pack
from sojourn.stays.in_memory import Answering
from sojourn.tables import FEEDS

KNOWN_AT = datetime(2026, 12, 1, tzinfo=UTC)
BOOK = Book()
PERSON = BOOK.person(arrival("2026-01-10", until="2026-07-09"), departure("2026-03-01", boarded=False))


def feed_day(status: str) -> pa.Table:
    """Give the judgement of the carrier's day on which the person was reported not aboard."""
    row = {"feed": "carrier:XX", "port": "IATA:JFK", "day": date(2026, 3, 1), "seen": 9, "gaps": 0, "unreadable": 0}
    return pa.Table.from_pylist([row | {"status": status}], FEEDS)


@pytest.fixture(scope="module")
def answering(duckdb_engine: Engine) -> Answering:
    return Answering(duckdb_engine, without_threshold(load_pack("us").as_known_at(KNOWN_AT)))


@pytest.mark.parametrize(
    ("feeds", "expected"),
    [
        (FEEDS.empty_table(), ("unexplained", None)),
        (feed_day("ok"), ("unexplained", None)),
        (feed_day("quarantined"), ("unknown", "feed_quarantined")),
    ],
)
def test_silence_of_a_feed_in_quarantine_raises_no_question(
    answering: Answering, feeds: pa.Table, expected: tuple[str, str | None]
) -> None:
    rows = movements_of(BOOK.movements), facts_of([])
    (answer,) = answering.answer(*rows, date(2026, 11, 1), KNOWN_AT, feeds=feeds).answers.to_pylist()
    assert (answer["state"], answer["unknown_code"]) == expected
