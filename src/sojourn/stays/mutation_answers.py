"""Answers scenarios under laws with one change, fast: most of what each needs is there from the law without it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import duckdb
import pyarrow as pa
from ibis.common.exceptions import IbisError

from sojourn.engine import Engine, Statements, open_engine
from sojourn.errors import LawError
from sojourn.law.marks import Marked, changes_between, mark_rule
from sojourn.law.mutation_check import ChangedAnswer
from sojourn.law.mutations import Mutation
from sojourn.law.pack import Pack
from sojourn.law.rule import Law
from sojourn.law.scenarios import ScenarioAnswers, ScenarioEvidence
from sojourn.replay import Recording, Run, stood_in
from sojourn.stays.beside import Beside
from sojourn.stays.in_memory import given_tables, record_answers
from sojourn.stays.marked_run import Follow, NotFollowed, Slots, changed_run
from sojourn.tables import FURTHER

#: What a changed law may run into: the engine reads values that are not there, or that fit no column.
_FAILURES = (LookupError, ValueError, TypeError, ArithmeticError, IbisError, duckdb.Error)


@contextlib.contextmanager
def changed_answers(pack: Pack) -> Iterator[ChangedAnswer]:
    """Give a function that answers scenarios under ``pack`` with one change, on one engine that stays open."""
    with open_engine("duckdb", memory="2GB", threads=1) as engine:
        yield _Answers(engine, pack)


@dataclass(frozen=True)
class _Ground:
    """The run of one question without any change; its tables are in the engine."""

    asked: tuple[int, date, datetime]
    law: Law
    given: dict[str, pa.Table]
    run: Run


class _Answers:
    """Answers one question after the other; questions about the same records, day and time come one after another."""

    def __init__(self, engine: Engine, pack: Pack) -> None:
        self._engine = engine
        self._pack = pack
        self._recordings: dict[tuple[Law, str], Recording] = {}
        self._followed: dict[tuple[Law, str, tuple[int, ...]], dict[str, Slots] | None] = {}
        self._marked: dict[str, Marked] = {}
        self._ground: _Ground | None = None

    def __call__(
        self, mutation: Mutation | None, evidence: ScenarioEvidence, as_of: date, known_at: datetime, sure: bool = False
    ) -> ScenarioAnswers:
        ground = self._on_ground(evidence, as_of, known_at)
        if mutation is None:
            return _answers(ground.run.tables)
        law = mutation.applied(self._pack).as_known_at(known_at)
        if law.version == ground.law.version:
            return _answers(ground.run.tables)
        statements = self._statements()
        try:
            found = None if sure else self._quick(statements, ground, mutation)
            return _answers(found if found is not None else self._built(statements, ground, mutation, law))
        except _FAILURES as error:
            raise LawError(
                "law-no-rule", f"the law with the change `{mutation}` cannot be run: {type(error).__name__}."
            ) from error

    def _on_ground(self, evidence: ScenarioEvidence, as_of: date, known_at: datetime) -> _Ground:
        asked = (id(evidence), as_of, known_at)
        if self._ground is None or self._ground.asked != asked:
            law = self._pack.as_known_at(known_at)
            given = given_tables(evidence.movements, evidence.facts, law, as_of, known_at)
            run = self._recording("", law).traced(self._statements(), given)
            self._ground = _Ground(asked, law, given, run)
        return self._ground

    def _quick(self, statements: Statements, ground: _Ground, mutation: Mutation) -> dict[str, pa.Table] | None:
        """Change words and numbers in the statements of the run; null where the change is of another kind."""
        rule = self._pack.get(mutation.rule)
        changes = None if mutation.text is None else changes_between(rule, mutation.text)
        if changes is None:
            return None
        marked = self._marked.setdefault(rule.id, mark_rule(rule))
        if not changes.keys() <= marked.words.keys() | marked.numbers.keys():
            return None
        way = tuple(id(stretch) for stretch in ground.run.way)
        key = (ground.law, rule.id, way)
        if key not in self._followed:
            self._followed[key] = self._follow(ground, marked)
        slots = self._followed[key]
        return None if slots is None else changed_run(statements, ground.run, slots, marked, changes)

    def _follow(self, ground: _Ground, marked: Marked) -> dict[str, Slots] | None:
        rules = tuple(marked.text if text.id == marked.text.id else text for text in self._pack.rules)
        known_at = ground.asked[2]
        law = replace(replace(self._pack, rules=rules).as_known_at(known_at), version=ground.law.version)
        follow = Follow(ground.run, marked)
        try:
            self._engine.restart()
            with stood_in(self._engine, follow):
                tables = {name: self._engine.load(rows, name) for name, rows in ground.given.items()}
                wanted = record_answers(self._engine, tables, law)
            for name, sql in ground.run.way[-1].results.items():
                follow.compare(sql, self._engine.sql(wanted[name]))
        except (NotFollowed, *_FAILURES):
            return None
        return follow.slots

    def _built(self, statements: Statements, ground: _Ground, mutation: Mutation, law: Law) -> dict[str, pa.Table]:
        same_version = replace(law, version=ground.law.version)
        recording = self._recording(f"{mutation} {law.version}", same_version)
        return recording.traced(Beside(statements, ground.run), ground.given).tables

    def _recording(self, change: str, law: Law) -> Recording:
        key = (law, change)
        if key not in self._recordings:
            self._recordings[key] = Recording(self._engine, lambda on, given: record_answers(on, given, law))
        return self._recordings[key]

    def _statements(self) -> Statements:
        if self._engine.statements is None:
            raise NotFollowed
        return self._engine.statements


def _answers(tables: dict[str, pa.Table]) -> ScenarioAnswers:
    further = {name: tables[name] for name in FURTHER if name in tables}
    return ScenarioAnswers(tables["answers"], tables["periods"], further)
