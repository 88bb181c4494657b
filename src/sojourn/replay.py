"""Statements kept and run again: what an engine did once, it does for other rows without building it anew.

To build the expressions of a whole run and to compile them costs many times more than to run the statements on a few
rows. A ``Recording`` builds once and keeps the statements; from then on it runs them on whatever tables it is given.
Where the steps depend on the rows (``has_rows``, ``count``, ``arrow``) it keeps every way that it has seen, and builds
again where it meets a new one; rounds until nothing changes (``settle``) are one step, however many they are. From the
second run on the statements stand prepared (``prepared``). On DuckDB only; on Spark every run is built.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from sojourn.emptiness import Needs
from sojourn.engine import Engine, Keeping, Make, Repeat, Statements
from sojourn.errors import EngineError
from sojourn.prepared import Ask, Prepared, Put, Stretch

Build = Callable[[Engine, Mapping[str, ir.Table]], Mapping[str, ir.Table]]
"""From an engine and the tables given to the tables wanted. What differs from run to run is in the tables given, and
rows reach Python through the engine only. It reads and writes no files."""

#: Ways kept at most; what goes more ways than this is built each time.
MOST_WAYS = 256

#: Rows given in all, up to which the prepared statements serve. Their plans know no numbers of rows; for more rows the
#: statements are planned anew, which is then a small part of the run.
MOST_ROWS = 50_000


@dataclass(frozen=True)
class Run:
    """One run: the stretches that it went through, the answer to the question of each but the last, and the tables.

    ``given`` are the tables given, by their names in the engine; ``tables`` those wanted.
    """

    given: dict[str, pa.Table]
    way: list[Stretch]
    answers: list[Any]
    tables: dict[str, pa.Table]


class Recording:
    """One way to build tables on one engine, run again and again on other rows.

    Between two runs other work may use the engine; a run is over when its tables are given. An error in a run leaves
    the recording as it was.

    Attributes:
        built: how many runs were built, because nothing was kept yet or a decision fell out as never before.
    """

    def __init__(self, engine: Engine, build: Build) -> None:
        """Keep the engine and the function that builds; nothing is built yet."""
        self.built = 0
        self._engine = engine
        self._build = build
        self._names: dict[str, str] = {}
        self._first: Stretch | None = None
        self._prepared: Prepared | None = None

    def run(self, given: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        """Give the tables wanted for the tables given, which have the same names and columns in every run.

        Raises:
            EngineError: ``recording-differs``: what is built depends on more than the tables given.
        """
        if self._engine.statements is None:
            tables = {name: self._engine.load(rows, name) for name, rows in given.items()}
            return {name: self._engine.arrow(table) for name, table in self._build(self._engine, tables).items()}
        if self._first is None or sum(rows.num_rows for rows in given.values()) > MOST_ROWS:
            return self.traced(self._engine.statements, given).tables
        if self._prepared is None:
            self._prepared = Prepared(self._engine, self._first, self._named(given))
        found = self._prepared.run(self._named(given))
        return self._recorded(self._engine.statements, given).tables if found is None else found

    def traced(self, statements: Statements, given: Mapping[str, pa.Table]) -> Run:
        """Run on DuckDB, and tell what was done. ``statements`` may stand in for the engine's own.

        The tables of the run are then in the engine, under their names.

        Raises:
            EngineError: ``recording-differs``.
        """
        found = None if self._first is None else self._replayed(statements, self._first, given)
        return self._recorded(statements, given) if found is None else found

    def _replayed(self, statements: Statements, first: Stretch, given: Mapping[str, pa.Table]) -> Run | None:
        """Run the statements kept; none where a decision falls out as never before."""
        for name, rows in given.items():
            statements.put(rows, self._names[name])
        way: list[Stretch] = [first]
        answers: list[Any] = []
        while True:
            stretch = way[-1]
            for step in stretch.steps:
                take(statements, step)
            if stretch.ask is None:
                tables = {name: statements.rows(sql) for name, sql in stretch.results.items()}
                return Run(self._named(given), way, answers, tables)
            found = answer_to(statements, stretch.ask)
            answer = stretch.ask.told_by(found)
            if answer not in stretch.after:
                return None
            way.append(stretch.after[answer])
            answers.append(found)

    def _recorded(self, statements: Statements, given: Mapping[str, pa.Table]) -> Run:
        self._engine.restart()
        self.built += 1
        kept = _Kept(statements)
        with stood_in(self._engine, statements):
            tables = {name: self._engine.load(rows, name) for name, rows in given.items()}
        self._names = {name: table.op().name for name, table in tables.items()}
        with stood_in(self._engine, kept):
            results = {name: self._engine.sql(table) for name, table in self._build(self._engine, tables).items()}
        kept.way[-1].results = results
        if self.built <= MOST_WAYS:
            self._first = _joined(self._first, kept.way, kept.answers)
        wanted = {name: statements.rows(sql) for name, sql in results.items()}
        return Run(self._named(given), kept.way, kept.found, wanted)

    def _named(self, given: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        return {self._names[name]: rows for name, rows in given.items()}


@contextmanager
def stood_in(engine: Engine, statements: Statements) -> Iterator[None]:
    """Let other statements stand in for the engine's own for a while."""
    own = engine.statements
    engine.statements = statements
    try:
        yield
    finally:
        engine.statements = own


def take(statements: Statements, step: Put | Make | Repeat) -> str:
    """Take one step; give the name under which the table stands."""
    if isinstance(step, Put):
        return statements.put(step.rows, step.name)
    if isinstance(step, Repeat):
        return statements.repeat(step)
    return statements.make(step.sql, step.name)


def answer_to(statements: Statements, ask: Ask) -> Any:
    """Ask a question; give the value or the rows."""
    return statements.value(ask.sql) if ask.value else statements.rows(ask.sql)


class _Kept(Keeping):
    """Does what it is told, and keeps it: stretch after stretch, with the answer that led from each to the next."""

    def __init__(self, statements: Statements) -> None:
        self._real = statements
        self.way = [Stretch()]
        self.answers: list[Hashable] = []
        self.found: list[Any] = []
        self._round: list[Make] | None = None

    def put(self, rows: pa.Table, name: str) -> str:
        self._outside_a_round()
        return self._step(Put(rows, name))

    def make(self, sql: str, name: str) -> str:
        return self.keep(Make(sql, name))

    def keep(self, step: Make) -> str:
        if self._round is None:
            return self._step(step)
        self._round.append(step)
        return take(self._real, step)

    def begin(self, start: Make) -> str:
        self._outside_a_round()
        self._round = [start]
        return take(self._real, start)

    def settle(self, ask: str, needs: Needs) -> None:
        made, self._round = self._round or [], None
        self._step(Repeat(made[0], tuple(made[1:]), ask, needs))

    def repeat(self, step: Repeat) -> str:
        return self._step(step)

    def drop(self, name: str) -> None:
        """Nothing: the next run replaces the table, and it is small."""

    def value(self, sql: str) -> Any:
        return self._decision(Ask(sql, value=True))

    def rows(self, sql: str) -> pa.Table:
        rows: pa.Table = self._decision(Ask(sql, value=False))
        return rows

    def _step(self, step: Put | Make | Repeat) -> str:
        self.way[-1].steps.append(step)
        return take(self._real, step)

    def _decision(self, ask: Ask) -> Any:
        self._outside_a_round()
        found = answer_to(self._real, ask)
        self.way[-1].ask = ask
        self.way.append(Stretch())
        self.answers.append(ask.told_by(found))
        self.found.append(found)
        return found

    def _outside_a_round(self) -> None:
        if self._round is not None:
            raise EngineError(
                "recording-round",
                "a round of `settle` loads rows, asks about rows or holds rounds of its own. Allowed in a round is "
                "`once`. Next: load and ask before the rounds begin.",
            )


def _joined(first: Stretch | None, way: list[Stretch], answers: list[Hashable]) -> Stretch:
    """Add a way to those that are kept; where it goes along with one of them, both must do the same.

    Raises:
        EngineError: ``recording-differs``.
    """
    here = first or way[0]
    for place, stretch in enumerate(way):
        if not here.same_steps(stretch):
            raise EngineError(
                "recording-differs",
                "the same steps gave other statements than in an earlier run, so what is built depends on more than "
                "the tables given. Allowed are functions of those tables alone. "
                "Next: put what differs (a day, a time) into a table that is given.",
            )
        if place < len(answers):
            here = here.after.setdefault(answers[place], way[place + 1])
    return first or way[0]
