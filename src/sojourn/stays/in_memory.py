"""Answer for records that are already in memory: a scenario of a law pack, a traveller's question, a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import ibis.expr.types as ir
import pyarrow as pa

from sojourn import tables
from sojourn.engine import Engine
from sojourn.evidence.fates import Rights, check_zone, decide_fates
from sojourn.identity.decisions import DECISIONS, NO_DECISIONS, Decisions
from sojourn.identity.options import Matching
from sojourn.identity.people import People, find_people
from sojourn.identity.reviewed import find_people_decided
from sojourn.law.rule import Law
from sojourn.replay import Recording
from sojourn.stays.engine_run import answer_ground, asked_table, find_ground
from sojourn.stays.outputs import OUTPUTS


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
        """Keep the engine and what is the same in every question; nothing runs yet.

        ``decisions`` are those of every question that names none of its own.
        """
        self._law = law
        self._decisions = decisions
        self._recording = Recording(engine, lambda on, given: record_answers(on, given, law, rights))

    @property
    def built(self) -> int:
        """How many questions were built rather than answered from statements kept."""
        return self._recording.built

    def answer(
        self,
        movements: pa.Table,
        facts: pa.Table,
        as_of: date,
        known_at: datetime,
        decisions: Decisions | None = None,
        feeds: pa.Table | None = None,
    ) -> MemoryAnswers:
        """Answer for these records on a day, with what was known at a time; see ``answer_in_memory``.

        ``decisions`` are those about these records, where they differ from question to question. ``feeds``
        (``tables.FEEDS``) are feed days judged elsewhere, all ports of each feed and day on which one is in quarantine.

        Raises:
            LawError: ``as_of`` lies before the first day that the law pack covers.
            EvidenceError: ``known_at`` has no zone.
        """
        made = self._decisions if decisions is None else decisions
        return _read(self._recording.run(given_tables(movements, facts, self._law, as_of, known_at, made, feeds)))


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
    feeds: pa.Table | None = None,
) -> MemoryAnswers:
    """Run the whole engine on Arrow tables with the columns of ``tables.MOVEMENTS`` and ``tables.FACTS``.

    Without ``matching``, documents, references and reviewers alone say whose records are whose. For several questions
    under one law, ``Answering`` is faster.

    Raises:
        LawError: ``as_of`` lies before the first day that the law pack covers.
        EvidenceError: ``known_at`` has no zone.
    """
    rows = given_tables(movements, facts, law, as_of, known_at, decisions, feeds)
    engine.restart()
    given = {name: engine.load(table, name) for name, table in rows.items()}
    wanted = record_answers(engine, given, law, rights, matching)
    return _read({name: engine.arrow(table) for name, table in wanted.items()})


def given_tables(
    movements: pa.Table,
    facts: pa.Table,
    law: Law,
    as_of: date,
    known_at: datetime,
    decisions: Decisions = NO_DECISIONS,
    feeds: pa.Table | None = None,
) -> dict[str, pa.Table]:
    """Give all that differs from question to question as tables: ``movements``, ``facts``, ``asked``, ``decisions``,
    and ``feeds`` where feeds are judged.

    Raises:
        LawError: ``as_of`` lies before the first day that the law pack covers.
        EvidenceError: ``known_at`` has no zone.
    """
    law.check_day(as_of)
    check_zone(known_at)
    judged = {} if feeds is None else {"feeds": feeds.cast(tables.FEEDS)}
    return {
        **judged,
        "movements": movements.cast(tables.arrow_schema(tables.MOVEMENTS)),
        "facts": facts.cast(tables.arrow_schema(tables.FACTS)),
        "asked": asked_table(as_of, known_at),
        "decisions": decisions.rows.cast(DECISIONS),
    }


def record_answers(
    engine: Engine,
    given: Mapping[str, ir.Table],
    law: Law,
    rights: Rights | None = None,
    matching: Matching | None = None,
) -> dict[str, ir.Table]:
    """Work out every output, by name; ``given`` is ``given_tables`` in the engine."""
    asked = given["asked"]
    known_at = asked.known_at.as_scalar()
    moves, acts = given["movements"], given["facts"]
    fated = decide_fates(engine, moves, "movement_id", known_at, rights or {})
    lines, taken = fated.lines, fated.known.select("feed", record_id="movement_id")
    fact_lines = decide_fates(engine, acts, "fact_id", known_at, rights or {}, names_taken=taken).lines
    made = given["decisions"]
    decided = engine.keeps or engine.has_rows(made)
    people = (
        find_people_decided(engine, lines, fact_lines, known_at, made)
        if decided
        else find_people(engine, lines, fact_lines, known_at)
    )
    people, ground = find_ground(engine, people, law, asked, matching)
    if decided:
        ground = replace(ground, by_model=ground.by_model.union(_by_model(engine, people, made), distinct=True))
    judged = given.get("feeds")
    answered = answer_ground(engine, ground, law, asked, None if judged is None else lambda _: judged)
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


def _by_model(engine: Engine, people: People, made: ir.Table) -> ir.Table:
    """Give the persons whom a model's standing decision holds together: (person_id)."""
    joined = made.filter(made.by == "model", made.verdict == "same")
    names = joined.select(record_id=joined.record_a).union(joined.select(record_id=joined.record_b))
    return engine.once(people.members.semi_join(names, "record_id").select("person_id").distinct(), "by_model")


def _output(name: str, table: ir.Table) -> ir.Table:
    schema, order = OUTPUTS[name]
    return table.order_by(order).select(*schema.names)


def _read(rows: Mapping[str, pa.Table]) -> MemoryAnswers:
    """Shape the outputs; a further answer for which the law has no rule is not there."""
    typed = {name: table.cast(OUTPUTS[name][0]) for name, table in rows.items()}
    further = {name: typed.pop(name) for name in tables.FURTHER if name in typed}
    return MemoryAnswers(**typed, further=further)
