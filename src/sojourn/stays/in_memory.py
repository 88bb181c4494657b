"""Answer for records that are already in memory: a scenario of a law pack, a traveller's question, a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import ibis.expr.types as ir
import pyarrow as pa

from sojourn import tables
from sojourn.engine import Engine
from sojourn.evidence.fates import Rights, decide_fates, names_known
from sojourn.identity.decisions import NO_DECISIONS, Decisions
from sojourn.identity.options import Matching
from sojourn.identity.reviewed import find_reviewed_people
from sojourn.law.rule import Law
from sojourn.stays.engine_run import answer_people


@dataclass(frozen=True)
class MemoryAnswers:
    """The outputs of one run as Arrow tables, by the schemas of ``sojourn.tables``, sorted as the files are."""

    answers: pa.Table
    periods: pa.Table
    crossings: pa.Table
    people: pa.Table
    links: pa.Table
    review: pa.Table
    further: dict[str, pa.Table]


def answer_in_memory(
    engine: Engine,
    movements: pa.Table,
    facts: pa.Table,
    law: Law,
    as_of: date,
    known_at: datetime,
    rights: Rights | None = None,
    decisions: Decisions = NO_DECISIONS,
    matching: Matching | None = None,
) -> MemoryAnswers:
    """Run the whole engine on Arrow tables with the columns of ``tables.MOVEMENTS`` and ``tables.FACTS``.

    Without ``matching``, documents, references and reviewers alone say whose records are whose.
    """
    given = rights or {}
    engine.restart()
    moves = engine.load(movements.cast(tables.arrow_schema(tables.MOVEMENTS)), "movements")
    acts = engine.load(facts.cast(tables.arrow_schema(tables.FACTS)), "facts")
    lines = decide_fates(engine, moves, "movement_id", known_at, given).lines
    taken = names_known(moves, "movement_id", known_at)
    fact_lines = decide_fates(engine, acts, "fact_id", known_at, given, names_taken=taken).lines
    people = find_reviewed_people(engine, lines, fact_lines, known_at, decisions)
    answered = answer_people(engine, people, law, as_of, known_at, matching=matching)
    people = answered.people
    found = {
        "answers": (answered.finish(answered.open_rows), tables.ANSWERS, "stay_id"),
        "periods": (answered.periods, tables.PERIODS, "stay_id"),
        "crossings": (answered.crossings, tables.CROSSINGS, "crossing_id"),
        "people": (people.members, tables.PEOPLE, "record_id"),
        "links": (people.links, tables.LINKS, "link_id"),
        "review": (people.review, tables.REVIEW, "review_id"),
    }
    further = {name: (table, tables.FURTHER[name], "stay_id") for name, table in answered.further.items()}
    return MemoryAnswers(**_in_memory(engine, found), further=_in_memory(engine, further))


def _in_memory(engine: Engine, wanted: dict[str, tuple[ir.Table, pa.Schema, str]]) -> dict[str, pa.Table]:
    return {
        name: engine.arrow(table.select(*schema.names).order_by(order)).cast(schema)
        for name, (table, schema, order) in wanted.items()
    }
