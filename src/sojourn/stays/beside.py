"""Runs beside an earlier one: what comes out alike is taken from it, and only what differs is worked out anew."""

from __future__ import annotations

import re
from typing import Any

import pyarrow as pa

from sojourn.engine import Make, Repeat, Statements
from sojourn.prepared import Put
from sojourn.replay import Run

_TABLE = re.compile(r'"temp"\."main"\."([^"]+)"')


class Beside(Statements):
    """Statements for a run that differs a little from an earlier one, whose tables are still in the engine.

    A table of the same statement over tables that did not change is the earlier one. A changed statement gives a table
    beside it; where its rows are the same after all, nothing that rests on it is worked out again. The tables of the
    earlier run stay as they are.
    """

    def __init__(self, real: Statements, earlier: Run) -> None:
        """Keep DuckDB's statements and what the earlier run did."""
        self._real = real
        self._made: dict[str, Put | Make] = {name: Put(rows, name) for name, rows in earlier.given.items()}
        self._repeated: dict[str, Repeat] = {}
        for step in (step for stretch in earlier.way for step in stretch.steps):
            if isinstance(step, Repeat):
                self._repeated[step.name] = step
                self._made |= {each.name: each for each in (step.start, *step.body)}
            else:
                self._made[step.name] = step
        asked = [stretch.ask.sql for stretch in earlier.way if stretch.ask is not None]
        self._told: dict[str, Any] = dict(zip(asked, earlier.answers, strict=True))
        results = earlier.way[-1].results
        self._told |= {sql: earlier.tables[name] for name, sql in results.items()}
        self._anew: dict[str, str] = {}

    def put(self, rows: pa.Table, name: str) -> str:
        """Take the earlier table of equal rows, or make one beside it."""
        made = self._made.get(name)
        if isinstance(made, Put) and made.rows.equals(rows):
            return name
        return self._real.put(rows, self._beside(name))

    def make(self, sql: str, name: str) -> str:
        """Take the earlier table, or make one beside it."""
        if self._made.get(name) == Make(sql, name) and not self._touched(sql):
            return name
        moved = self._moved(sql)
        stands_as = self._real.make(moved, self._beside(name))
        if self._made.get(name) is not None and self._alike(name, stands_as):
            del self._anew[name]
            return name
        return stands_as

    def repeat(self, step: Repeat) -> str:
        """Take the earlier table, or go through all rounds beside it.

        Of the earlier rounds the tables of the last one are left, so nothing less than all of them can be taken.
        """
        every = (step.start, *step.body)
        if self._repeated.get(step.name) == step and not any(map(self._touched, [step.ask, *(e.sql for e in every)])):
            return step.name
        start, *body = [Make(self._moved(each.sql), self._beside(each.name)) for each in every]
        stands_as = self._real.repeat(Repeat(start, tuple(body), self._moved(step.ask)))
        if step.name in self._repeated and self._alike(step.name, stands_as):
            for each in every:
                del self._anew[each.name]
            return step.name
        return stands_as

    def drop(self, name: str) -> None:
        """Nothing: later runs beside the same one need the table."""

    def value(self, sql: str) -> Any:
        """Give the earlier answer, or ask anew."""
        return self._told[sql] if self._known(sql) else self._real.value(self._moved(sql))

    def rows(self, sql: str) -> pa.Table:
        """Give the earlier rows, or ask anew."""
        found: pa.Table = self._told[sql] if self._known(sql) else self._real.rows(self._moved(sql))
        return found

    def _beside(self, name: str) -> str:
        self._anew[name] = f"{name}_anew"
        return self._anew[name]

    def _known(self, sql: str) -> bool:
        return sql in self._told and not self._touched(sql)

    def _touched(self, sql: str) -> bool:
        return not self._anew.keys().isdisjoint(_TABLE.findall(sql))

    def _moved(self, sql: str) -> str:
        return _TABLE.sub(lambda found: f'"temp"."main"."{self._anew.get(found[1], found[1])}"', sql)

    def _alike(self, name: str, other: str) -> bool:
        """Tell whether two tables have the same columns and, in whatever order, the same rows."""
        first, second = (f'FROM "temp"."main"."{each}"' for each in (name, other))
        columns = [self._real.rows(f"{each} LIMIT 0").schema for each in (first, second)]
        if columns[0] != columns[1]:
            return False
        differ = f"(({first}) EXCEPT ALL ({second})) UNION ALL (({second}) EXCEPT ALL ({first}))"
        return bool(self._real.value(f"SELECT count(*) = 0 FROM ({differ})"))
