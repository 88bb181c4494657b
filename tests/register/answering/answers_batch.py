"""What stands in the register about some rows, and the same of one batch run straight from the engine."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pyarrow as pa

from sojourn.engine import Engine
from sojourn.stays.in_memory import MemoryAnswers, answer_in_memory

Rows = list[tuple[str, dict[str, Any]]]


def table_of(rows: Rows, source: str) -> pa.Table:
    """Give the rows of one sort as a typed table."""
    from sojourn.tables import FACTS, MOVEMENTS, arrow_schema

    schema = arrow_schema(MOVEMENTS if source == "movement" else FACTS)
    return pa.Table.from_pylist([row for of, row in rows if of == source], schema)


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


def in_one_batch(engine: Engine, rows: Rows, now: datetime) -> dict[str, Any]:
    """Give the same of one batch run at a time, straight from the engine."""
    from sojourn.register.answering.engine import law_pack

    law = law_pack().as_known_at(now)
    return laid_out(answer_in_memory(engine, table_of(rows, "movement"), table_of(rows, "fact"), law, now.date(), now))


def in_one_run(rows: Rows, now: datetime) -> dict[str, Any]:
    """Give the same of one run of the register's warm engine, with the feeds that it doubts."""
    from sojourn.register.answering.engine import answer_records

    return laid_out(answer_records(table_of(rows, "movement"), table_of(rows, "fact"), now.date(), now))


def laid_out(found: MemoryAnswers) -> dict[str, Any]:
    """Lay the outputs of a run out as ``current`` does."""
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


def as_given(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """Give the expected answers as they were given: one that has not changed since an earlier day keeps that day.

    What counts up to the day (the answers beside the answer) is compared where that is today.
    """
    told: dict[str, Any] = {}
    for stay, (body, periods, crossings, further, orphan) in expected.items():
        there = found.get(stay, [{}, None, None, None, None])
        if there[0].get("as_of", body.get("as_of")) != body.get("as_of"):
            body, further = {**body, "as_of": there[0]["as_of"]}, there[3]
        told[stay] = [body, periods, crossings, further, orphan]
    return told
