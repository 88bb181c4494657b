"""Live answers are those of one batch: in any order, split and doubled as one likes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sojourn.engine import Engine
from sojourn.stays.in_memory import answer_in_memory

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "stays"))

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
Rows = list[tuple[str, dict[str, Any]]]


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


def table_of(rows: Rows, source: str) -> pa.Table:
    """Give the rows of one sort as a typed table."""
    from sojourn.tables import FACTS, MOVEMENTS, arrow_schema

    schema = arrow_schema(MOVEMENTS if source == "movement" else FACTS)
    return pa.Table.from_pylist([row for of, row in rows if of == source], schema)


def take_in(rows: Rows) -> None:
    """Append rows as one batch, and answer for whom they touch."""
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.records import NewRecord, append_records

    records = [NewRecord(source, row) for source, row in rows]  # type: ignore[arg-type]  # written in two words above
    appended = append_records(records, batch_id=uuid4(), actor="service", received_at=NOW)
    answer_subjects({each.subject_id for each in appended}, "records", [each.name for each in appended])


def current(rows: Rows) -> dict[str, Any]:
    """Give what stands about rows: answers and what is beside them, whose record is whose, and the pairs to look at."""
    from sojourn.register.answering.pairs import list_review_pairs
    from sojourn.register.store.statements import select

    names = [f"{row['feed']}/{row.get('movement_id') or row.get('fact_id')}" for _, row in rows]
    people = select(
        "SELECT DISTINCT ON (name) name, person_id, basis FROM store_membership WHERE name = ANY(%s)"
        " ORDER BY name, membership_id DESC",
        [names],
    )
    answers = select(
        "SELECT c.stay_id, a.body - 'known_at', a.periods, a.crossings, a.further, c.orphan FROM store_current_answer c"
        " JOIN store_answer a USING (stay_id, answer_id) WHERE c.person_id = ANY(%s) ORDER BY 1",
        [[person for _, person, _ in people]],
    )
    pairs = list_review_pairs().to_pylist()
    return {
        "answers": {row[0]: [_loaded(part) for part in row[1:]] for row in answers},
        "people": {name: (person, basis) for name, person, basis in people},
        "review": sorted(row["review_id"] for row in pairs if set(names) & set(row["record_ids"])),
    }


def _loaded(part: object) -> object:
    return json.loads(part) if isinstance(part, str) else part


def in_one_batch(engine: Engine, rows: Rows) -> dict[str, Any]:
    """Give the same of one batch run, straight from the engine."""
    from sojourn.register.answering.engine import law_pack

    law = law_pack().as_known_at(NOW)
    found = answer_in_memory(engine, table_of(rows, "movement"), table_of(rows, "fact"), law, NOW.date(), NOW)
    plain = {name: _plain(getattr(found, name)) for name in ("answers", "periods", "crossings")}
    further = {name: _plain(table) for name, table in found.further.items()}
    answers: dict[str, Any] = {}
    for row in plain["answers"]:
        stay = row["stay_id"]
        del row["known_at"]
        beside = {name: [r for r in rows if r["stay_id"] == stay] for name, rows in further.items()}
        answers[stay] = [
            row,
            [each for each in plain["periods"] if each["stay_id"] == stay],
            [each for each in plain["crossings"] if each["stay_id"] == stay],
            {name: rows for name, rows in beside.items() if rows},
            False,
        ]
    for row in plain["crossings"]:
        if row["stay_id"] is None and row["direction"] == "departure":
            answers[row["crossing_id"]] = [row, [], [row], {}, True]
    people = {row["record_id"]: (row["person_id"], row["basis"]) for row in found.people.to_pylist()}
    return {"answers": answers, "people": people, "review": sorted(found.review["review_id"].to_pylist())}


def _plain(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(json.dumps(table.to_pylist(), default=lambda value: value.isoformat()))
    return rows


@pytest.fixture(scope="module")
def batch(django_ready: object, duckdb_engine: Engine) -> tuple[Rows, dict[str, Any]]:
    """Give the records, and what one batch run says about them."""
    rows = special_rows() + rows_of(seed=11, persons=3)
    return rows, in_one_batch(duckdb_engine, rows)


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
