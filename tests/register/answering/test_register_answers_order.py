"""Live answers are those of one batch: in any order, split and doubled as one likes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from answers_batch import Rows, current, in_one_batch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn.engine import Engine

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "stays"))

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def rows_of(seed: int, persons: int) -> Rows:
    """Give the records of a few random persons as rows, each with its sort."""
    from stays_population import random_population

    book = random_population(seed, persons)
    return [("movement", row) for row in book.movements] + [("fact", row) for row in book.facts]


def special_rows() -> Rows:
    """Give persons whose records correct, retract, repeat and replace one another."""
    from stays_records import Book, arrival, departure, fact

    book = Book()
    born = {"surname": "EXAMPLE", "given_names": "ANNA", "birth_date": "1990-02-01"}
    book.person(
        arrival("2026-01-10", until="2026-07-09", movement_id="c1", **born),
        departure("2026-05-01", movement_id="c2", **born),
        departure("2026-06-01", movement_id="c3", corrects="carrier:XX/c2", **born),
    )
    book.person(
        arrival("2026-02-10", until="2026-08-09", movement_id="r1"),
        departure("2026-03-01", movement_id="r2"),
        departure("2026-03-01", movement_id="r3", corrects="carrier:XX/r2", retracted=True),
    )
    book.person(
        arrival("2026-02-20", until="2026-08-19", movement_id="d1", document_number="OLD123"),
        fact("document", type="new", document_number="OLD123", other_document_number="NEW456",
             other_document_issuer="UTO", document_issuer="UTO", valid_from="2026-03-01", fact_id="d2"),
        departure("2026-04-01", movement_id="d3", document_number="NEW456"),
    )  # fmt: skip
    book.person(departure("2026-04-20", movement_id="o1"))
    book.person(
        arrival("2026-01-12", until="2026-07-11", movement_id="x1"),
        fact("protection", type="asylum", valid_from="2026-02-01", restricted=True, fact_id="x2"),
    )
    return [("movement", row) for row in book.movements] + [("fact", row) for row in book.facts]


def take_in(rows: Rows) -> None:
    """Append rows as one batch, and answer for whom they touch."""
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.records import NewRecord, append_records

    records = [NewRecord(source, row) for source, row in rows]  # type: ignore[arg-type]  # written in two words above
    appended = append_records(records, batch_id=uuid4(), actor="service", received_at=NOW)
    answer_subjects({each.subject_id for each in appended}, "records", [each.name for each in appended])


@pytest.fixture(scope="module")
def batch(django_ready: object, duckdb_engine: Engine) -> tuple[Rows, dict[str, Any]]:
    """Give the records, and what one batch run says about them."""
    rows = special_rows() + rows_of(seed=11, persons=3)
    return rows, in_one_batch(duckdb_engine, rows, NOW)


@st.composite
def deliveries(draw: st.DrawFn, count: int) -> Sequence[list[int]]:
    """Give batches of positions: every one is there once at least, some twice, in any order."""
    order = draw(st.permutations(range(count)))
    again = draw(st.lists(st.sampled_from(range(count)), max_size=6))
    cuts = sorted(draw(st.lists(st.integers(0, count + len(again)), min_size=1, max_size=3)))
    every = [*order, *again]
    return [part for part in (every[a:b] for a, b in zip([0, *cuts], [*cuts, len(every)], strict=True)) if part]


@pytest.fixture
def clock_at_now() -> Iterator[None]:
    """Let the clock stand."""
    from sojourn.register import clock

    with clock.set_to(NOW):
        yield


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_order_split_and_repetition_gives_the_answers_of_one_batch(
    db: None, clock_at_now: None, batch: tuple[Rows, dict[str, Any]], data: st.DataObject
) -> None:
    from django.db import transaction

    rows, expected = batch
    parts = data.draw(deliveries(len(rows)))
    with transaction.atomic():
        for part in parts:
            take_in([rows[at] for at in part])
        stands = current(rows)
        transaction.set_rollback(True)
    assert stands["answers"] == expected["answers"]
    assert {name: stands["people"].get(name) for name in expected["people"]} == expected["people"]
    assert stands["review"] == expected["review"]
