"""Kept statements that stand prepared: a run of them parses and plans nothing, it only moves rows.

The tables of a run stay, empty, on a connection of their own. A run begins a transaction, fills the tables one after
the other, reads the results and rolls back. No table is made between two runs, because DuckDB plans anew what was
prepared before the last table was made; only a way that is met for the first time costs that, once.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from sojourn.emptiness import Needs, Rows, may_give_rows, renamed
from sojourn.engine import Engine, Make, Repeat

_TABLE = re.compile(r'"temp"\."main"\."([^"]+)"')

#: What DuckDB would conclude from the rows that are in a table when a statement is planned. The tables are empty then
#: and full in the run: INVARIANT: no plan rests on what the tables hold.
_FROM_ROWS = "statistics_propagation,compressed_materialization,join_filter_pushdown,row_group_pruner"


@dataclass(frozen=True)
class Put:
    """A step: a table that is the same in every run of this way."""

    rows: pa.Table
    name: str


@dataclass(frozen=True)
class Ask:
    """A question on which the further steps depend: for one value, or for rows."""

    sql: str
    value: bool

    def told_by(self, found: Any) -> Hashable:
        """Give the answer that tells ways apart: the value, or what the rows hold."""
        return found if self.value else repr(found.to_pylist())


@dataclass
class Stretch:
    """Steps without a decision, and how they end: with a question and a stretch after each answer, or with results."""

    steps: list[Put | Make | Repeat] = field(default_factory=list)
    ask: Ask | None = None
    after: dict[Hashable, Stretch] = field(default_factory=dict)
    results: dict[str, str] = field(default_factory=dict)

    def same_steps(self, other: Stretch) -> bool:
        """Say whether two stretches do and ask the same; what follows is left aside."""
        return (self.steps, self.ask, self.results) == (other.steps, other.ask, other.results)


@dataclass(frozen=True)
class _Fill:
    """The prepared form of ``Make``: what to execute, the table that it fills, and those that must have rows for it."""

    execute: str
    table: str
    needs: Needs


@dataclass(frozen=True)
class _Rounds:
    """The prepared form of ``Repeat``. ``again`` brings what a round left to where the next one begins."""

    start: _Fill
    body: tuple[_Fill, ...]
    ask: str
    needs: Needs
    again: str


@dataclass
class _Laid:
    """A stretch whose tables stand.

    Attributes:
        stands: as what each table stands that the stretch can read.
        kept: the statements to prepare, by name.
        tables: how many tables stood when they were last prepared.
        work: what a run executes, in order.
        ask: what it then asks.
        results: what it reads at the end.
    """

    stands: dict[str, str]
    kept: dict[str, str] = field(default_factory=dict)
    tables: int = 0
    work: list[_Fill | _Rounds] = field(default_factory=list)
    ask: str = ""
    results: dict[str, str] = field(default_factory=dict)


class _Filled:
    """The tables that have rows at a point of a run."""

    def __init__(self, con: Any, tables: set[str]) -> None:
        self._con = con
        self._tables = tables
        self._words: dict[tuple[str, str], frozenset[str]] = {}

    def add(self, table: str) -> None:
        """A table was given rows."""
        self._tables.add(table)

    def empty(self, table: str) -> None:
        """A table has no rows, or not yet those of this round."""
        self._tables.discard(table)
        for known in [known for known in self._words if known[0] == table]:
            del self._words[known]

    def has(self, rows: Rows) -> bool:
        """Say whether the rows are there."""
        if rows.table not in self._tables or not rows.words:
            return rows.table in self._tables
        key = (rows.table, rows.column)
        if key not in self._words:
            found = self._con.execute(f'SELECT DISTINCT "{rows.column}" FROM temp.main."{rows.table}"').fetchall()
            self._words[key] = frozenset(str(word) for (word,) in found)
        return not rows.words.isdisjoint(self._words[key])


class Prepared:
    """The ways of one recording, run on prepared statements."""

    def __init__(self, engine: Engine, first: Stretch, given: Mapping[str, pa.Table]) -> None:
        """Open a connection and make the tables given there, without rows; nothing else stands yet."""
        self._con = engine.con.con.cursor()
        self._con.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        self._first = first
        self._laid: dict[int, _Laid] = {}
        self._numbers = itertools.count()
        self._tables = 0
        self._constants: set[str] = set()
        self._given = {name: f"given_{name}" for name in given}
        for name, rows in given.items():
            self._create(self._given[name], "SELECT * FROM arriving LIMIT 0", rows)

    def run(self, given: Mapping[str, pa.Table]) -> dict[str, pa.Table] | None:
        """Give the tables wanted for the tables given; none where a decision falls out as never before."""
        with self._planning_for_any_rows():
            self._lay_missing()
            with self._nothing_stays():
                return self._walked(given)

    def _walked(self, given: Mapping[str, pa.Table]) -> dict[str, pa.Table] | None:
        filled = _Filled(self._con, set(self._constants))
        for name, rows in given.items():
            self._bring(f'INSERT INTO temp.main."{self._given[name]}" BY NAME SELECT * FROM arriving', rows)
            if rows.num_rows:
                filled.add(self._given[name])
        stretch = self._first
        while True:
            laid = self._laid[id(stretch)]
            self._prepare(laid)
            for work in laid.work:
                self._do(work, filled)
            if stretch.ask is None:
                return {name: self._rows(sql) for name, sql in laid.results.items()}
            found = self._value(laid.ask) if stretch.ask.value else self._rows(laid.ask)
            answer = stretch.ask.told_by(found)
            if answer not in stretch.after:
                return None
            stretch = stretch.after[answer]

    def _prepare(self, laid: _Laid) -> None:
        """Prepare the statements of a stretch, unless they were since the last table was made.

        A statement prepared before that would run as well, but be planned anew in every run.
        """
        if laid.tables != self._tables:
            for name, sql in laid.kept.items():
                self._con.execute(f"PREPARE {name} AS {sql}")
            laid.tables = self._tables

    def _do(self, work: _Fill | _Rounds, filled: _Filled) -> None:
        """Fill the tables of a step."""
        if isinstance(work, _Fill):
            self._fill(work, filled)
            return
        self._fill(work.start, filled)
        while True:
            for each in work.body:
                self._fill(each, filled)
            if not (may_give_rows(work.needs, filled.has) and self._value(work.ask)):
                return
            self._con.execute(work.again)
            filled.add(work.start.table)

    def _fill(self, work: _Fill, filled: _Filled) -> None:
        filled.empty(work.table)
        if may_give_rows(work.needs, filled.has) and self._value(work.execute):
            filled.add(work.table)

    def _value(self, sql: str) -> Any:
        return self._con.execute(sql).fetchone()[0]

    def _rows(self, sql: str) -> pa.Table:
        rows: pa.Table = self._con.execute(sql).to_arrow_table()
        return rows

    def _bring(self, sql: str, arriving: pa.Table) -> None:
        """Execute a statement that reads ``arriving``: DuckDB finds it by its name, where a view would be a change."""
        self._con.execute(sql)

    def _create(self, name: str, sql: str, arriving: pa.Table | None = None) -> None:
        self._con.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}')
        self._tables += 1

    def _lay_missing(self) -> None:
        """Make the tables of all stretches that are not there yet, without rows."""
        open_ends = [(self._first, self._given)]
        for stretch, stands in open_ends:
            if id(stretch) not in self._laid:
                self._laid[id(stretch)] = self._lay(stretch, stands)
            open_ends += [(after, self._laid[id(stretch)].stands) for after in stretch.after.values()]

    def _lay(self, stretch: Stretch, stands: Mapping[str, str]) -> _Laid:
        """Make the tables of a stretch.

        Other ways have tables of the same names with other columns, so those of each stretch stand apart.
        """
        laid = _Laid(dict(stands))
        for step in stretch.steps:
            if isinstance(step, Put):
                self._create(self._placed(laid, step.name), "SELECT * FROM arriving", step.rows)
                if step.rows.num_rows:
                    self._constants.add(laid.stands[step.name])
            elif isinstance(step, Repeat):
                laid.work.append(self._rounds(laid, step))
            else:
                laid.work.append(self._filled(laid, step))
        if stretch.ask is not None:
            laid.ask = self._keep(laid, stretch.ask.sql)
        laid.results = {name: self._keep(laid, sql) for name, sql in stretch.results.items()}
        return laid

    def _placed(self, laid: _Laid, name: str) -> str:
        laid.stands[name] = f"{len(self._laid)}_{name}"
        return laid.stands[name]

    def _filled(self, laid: _Laid, step: Make) -> _Fill:
        """Make the table of a step, without rows; give what fills it."""
        sql = _moved(step.sql, laid.stands)
        self._create(self._placed(laid, step.name), f"{sql} WITH NO DATA")
        execute = self._keep(laid, f'INSERT INTO "temp"."main"."{step.name}" {step.sql}')
        return _Fill(execute, laid.stands[step.name], renamed(step.needs, laid.stands))

    def _rounds(self, laid: _Laid, step: Repeat) -> _Rounds:
        start = self._filled(laid, step.start)
        body = tuple(self._filled(laid, each) for each in step.body)
        first, *others = [
            self._keep(laid, f'DELETE FROM "temp"."main"."{each.name}"') for each in (step.start, *step.body)
        ]
        copied = self._keep(laid, f'INSERT INTO "temp"."main"."{step.start.name}" {step.copy.sql}')
        needs = renamed(step.needs, laid.stands)
        return _Rounds(start, body, self._keep(laid, step.ask), needs, "".join([first, copied, *others]))

    def _keep(self, laid: _Laid, sql: str) -> str:
        """Keep a statement to prepare; give what executes it."""
        name = f"kept_{next(self._numbers)}"
        laid.kept[name] = _moved(sql, laid.stands)
        return f"EXECUTE {name};"

    @contextmanager
    def _nothing_stays(self) -> Iterator[None]:
        self._con.execute("BEGIN")
        try:
            yield
        finally:
            self._con.execute("ROLLBACK")

    @contextmanager
    def _planning_for_any_rows(self) -> Iterator[None]:
        """Plan without what tables hold. The setting is the whole engine's, and other work is better off without it."""
        self._con.execute(f"SET disabled_optimizers = '{_FROM_ROWS}'")
        try:
            yield
        finally:
            self._con.execute("RESET disabled_optimizers")


def _moved(sql: str, stands: Mapping[str, str]) -> str:
    return _TABLE.sub(lambda found: f'"temp"."main"."{stands[found[1]]}"', sql)
