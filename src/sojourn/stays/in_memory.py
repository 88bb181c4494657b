"""Answer for records that are already in memory: a scenario of a law pack, a traveller's question, a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import ibis.expr.types as ir
import pyarrow as pa

from sojourn import tables
from sojourn.engine import Engine
from sojourn.evidence.fates import Rights, check_zone, decide_fates, names_known
from sojourn.identity.decisions import NO_DECISIONS, Decisions
from sojourn.identity.options import Matching
from sojourn.identity.reviewed import find_reviewed_people
from sojourn.law.rule import Law
from sojourn.replay import Recording
from sojourn.stays.engine_run import answer_ground, asked_table, find_ground
from sojourn.stays.reconcile import OUTPUTS


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


class Answering:
    """Answers questions about records in memory under one law; from the second question on much faster.

    On DuckDB the statements of earlier questions are kept and run again (``sojourn.replay``). The answers are those of
    ``answer_in_memory``.
    """

    def __init__(
        self, engine: Engine, law: Law, rights: Rights | None = None, decisions: Decisions = NO_DECISIONS
    ) -> None:
        """Keep the engine and what is the same in every question; nothing runs yet."""
        self._law = law
        self._recording = Recording(engine, lambda on, given: record_answers(on, given, law, rights, decisions))

    @property
    def built(self) -> int:
        """How many questions were built rather than answered from statements kept."""
        return self._recording.built

    def answer(self, movements: pa.Table, facts: pa.Table, as_of: date, known_at: datetime) -> MemoryAnswers:
        """Answer for these records on a day, with what was known at a time; see ``answer_in_memory``.

        Raises:
            LawError: ``as_of`` lies before the first day that the law pack covers.
            EvidenceError: ``known_at`` has no zone.
        """
        return _read(self._recording.run(given_tables(movements, facts, self._law, as_of, known_at)))


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

    Without ``matching``, documents, references and reviewers alone say whose records are whose. For several questions
    under one law, ``Answering`` is faster.

    Raises:
        LawError: ``as_of`` lies before the first day that the law pack covers.
        EvidenceError: ``known_at`` has no zone.
    """
    rows = given_tables(movements, facts, law, as_of, known_at)
    engine.restart()
    given = {name: engine.load(table, name) for name, table in rows.items()}
    wanted = record_answers(engine, given, law, rights, decisions, matching)
    return _read({name: engine.arrow(table) for name, table in wanted.items()})


def given_tables(
    movements: pa.Table, facts: pa.Table, law: Law, as_of: date, known_at: datetime
) -> dict[str, pa.Table]:
    """Give all that differs from question to question as tables: ``movements``, ``facts`` and ``asked``.

    Raises:
        LawError: ``as_of`` lies before the first day that the law pack covers.
        EvidenceError: ``known_at`` has no zone.
    """
    law.check_day(as_of)
    check_zone(known_at)
    return {
        "movements": movements.cast(tables.arrow_schema(tables.MOVEMENTS)),
        "facts": facts.cast(tables.arrow_schema(tables.FACTS)),
        "asked": asked_table(as_of, known_at),
    }


def record_answers(
    engine: Engine,
    given: Mapping[str, ir.Table],
    law: Law,
    rights: Rights | None = None,
    decisions: Decisions = NO_DECISIONS,
    matching: Matching | None = None,
) -> dict[str, ir.Table]:
    """Work out every output, by name; ``given`` is ``given_tables`` in the engine."""
    asked = given["asked"]
    known_at = asked.known_at.as_scalar()
    moves, acts = given["movements"], given["facts"]
    lines = decide_fates(engine, moves, "movement_id", known_at, rights or {}).lines
    taken = names_known(moves, "movement_id", known_at)
    fact_lines = decide_fates(engine, acts, "fact_id", known_at, rights or {}, names_taken=taken).lines
    people = find_reviewed_people(engine, lines, fact_lines, known_at, decisions)
    people, ground = find_ground(engine, people, law, asked, matching)
    answered = answer_ground(engine, ground, law, asked)
    found = {
        "answers": answered.finish(answered.open_rows),
        "periods": answered.periods,
        "crossings": answered.crossings,
        "people": people.members,
        "links": people.links,
        "review": people.review,
        **answered.further,
    }
    return {name: _output(name, table) for name, table in found.items()}


def _output(name: str, table: ir.Table) -> ir.Table:
    schema, order = OUTPUTS[name]
    return table.select(*schema.names).order_by(order)


def _read(rows: Mapping[str, pa.Table]) -> MemoryAnswers:
    """Shape the outputs; a further answer for which the law has no rule is not there."""
    typed = {name: table.cast(OUTPUTS[name][0]) for name, table in rows.items()}
    further = {name: typed.pop(name) for name in tables.FURTHER if name in typed}
    return MemoryAnswers(**typed, further=further)
