"""The shapes of facts: the tests of fact kinds find in them what they find in the rows."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_rows import NOON, Row, fact, table_of

from sojourn.engine import Engine
from sojourn.evidence.fact_kinds import list_fact_checks, list_fact_remarks
from sojourn.evidence.fact_shapes import fact_shapes
from sojourn.tables import FACTS

_TEXT = st.sampled_from([None, "", " ", "0", "x"])
ROWS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["application", "decision", "document", "order", "conviction", "contact"]),
        "document_number": _TEXT,
        "surname": _TEXT,
        "references": st.sampled_from([None, [], ["a-number:1"]]),
        "outcome": st.sampled_from([None, "", "approved", "lost", "found"]),
        "benefit": _TEXT,
        "statute": _TEXT,
        "days": st.sampled_from([None, 0, 90]),
        "decided_at": st.sampled_from([None, NOON]),
    }
)


def failing(engine: Engine, table: ir.Table, rows: Any) -> list[int]:
    """Count the rows that fail each test; ``rows`` says how many a row of the table stands for."""
    tests = [*list_fact_checks(table), *list_fact_remarks(table)]
    counts = {f"c{at}": rows.sum(where=test.bad.fill_null(False)).fill_null(0) for at, test in enumerate(tests)}
    return list(engine.arrow(table.aggregate(**counts)).to_pylist()[0].values())


@settings(max_examples=15)
@given(rows=st.lists(ROWS, min_size=1, max_size=12))
def test_each_test_fails_as_many_facts_by_their_shapes(duckdb_engine: Engine, rows: list[Row]) -> None:
    table = duckdb_engine.load(table_of([fact(**row) for row in rows], FACTS), "facts")
    table = table.mutate(one=1)
    shapes = fact_shapes(table)
    assert failing(duckdb_engine, shapes, shapes.facts) == failing(duckdb_engine, table, table.one)


def test_facts_of_one_shape_are_one_row(duckdb_engine: Engine) -> None:
    rows = [fact(surname=name, document_number=str(at)) for at, name in enumerate(["Roe", "Okonkwo", "Li"], start=1)]
    shapes = duckdb_engine.arrow(fact_shapes(duckdb_engine.load(table_of(rows, FACTS), "facts"))).to_pylist()
    assert [shape["facts"] for shape in shapes] == [3]
