"""Which tables a query needs: where it says that there are no rows, there are none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sojourn.emptiness import ALWAYS, NEVER, Rows, may_give_rows, needs_of, renamed
from sojourn.engine import Engine

NAMES = ("a", "b", "c")


def holding(kinds: Mapping[str, set[str]]) -> Callable[[Rows], bool]:
    """Say whether rows are there, from the kinds that each table holds."""
    return lambda rows: bool(kinds[rows.table] & rows.words if rows.words else kinds[rows.table])


def joined(how: str, left: ir.Table, right: ir.Table) -> ir.Table:
    """Join two tables (k, n); the columns of the left one."""
    return left.join(right.view(), "kind", how=how).select(kind=left.kind, n=left.n)


ONE: dict[str, Callable[[ir.Table], ir.Table]] = {
    "filter": lambda t: t.filter(t.n > 0),
    "kind": lambda t: t.filter(t.kind == "x", t.n < 2),
    "kinds": lambda t: t.filter(t.kind.isin(["y", "z"])),
    "mutate": lambda t: t.mutate(n=t.n + 1),
    "distinct": lambda t: t.distinct(),
    "none": lambda t: t.limit(0),
    "groups": lambda t: t.group_by("kind").agg(n=t.n.max()),
    "whole": lambda t: t.agg(n=t.n.max().fill_null(1)).select(kind=ibis.literal("x"), n="n"),
    "window": lambda t: t.mutate(n=ibis.row_number().over(ibis.window(group_by="kind", order_by="n"))),
    "sort": lambda t: t.order_by("n").limit(2),
    "unnest": lambda t: t.mutate(n=ibis.array([t.n, t.n + 1]).unnest()),
    "scalar": lambda t: t.filter(t.n <= t.view().n.max().as_scalar()),
}
TWO: dict[str, Callable[[ir.Table, ir.Table], ir.Table]] = {
    "union": lambda a, b: a.union(b),
    "without": lambda a, b: a.difference(b),
    "common": lambda a, b: a.intersect(b),
    **{how: partial(joined, how) for how in ("inner", "left", "right", "outer", "semi", "anti")},
    "cross": lambda a, b: a.cross_join(b.view()).select(kind=a.kind, n=a.n),
}
QUERIES = st.recursive(
    st.sampled_from(NAMES),
    lambda inner: (
        st.tuples(st.sampled_from(sorted(ONE)), inner) | st.tuples(st.sampled_from(sorted(TWO)), inner, inner)
    ),
    max_leaves=4,
)
ROWS = st.lists(st.tuples(st.sampled_from("xy"), st.integers(0, 2)), max_size=2)


def query_of(shape: Any, tables: dict[str, ir.Table]) -> ir.Table:
    """Build a query of a drawn shape: a table, or what is done with one or two others."""
    if isinstance(shape, str):
        return tables[shape]
    done: dict[str, Callable[..., ir.Table]] = {**ONE, **TWO}
    made = done[shape[0]](*(query_of(part, tables) for part in shape[1:]))
    return made.select(kind=made.kind.cast("string"), n=made.n.cast("int64"))


@given(shape=QUERIES, rows=st.tuples(ROWS, ROWS, ROWS))
def test_where_no_rows_are_said_there_are_none(
    duckdb_engine: Engine, shape: Any, rows: tuple[list[tuple[str, int]], ...]
) -> None:
    types: dict[str, pa.DataType] = {"kind": pa.string(), "n": pa.int64()}
    schema = pa.schema(types)
    given = [pa.Table.from_pylist([{"kind": k, "n": n} for k, n in each], schema) for each in rows]
    tables = {name: duckdb_engine.load(each, name) for name, each in zip(NAMES, given, strict=True)}
    kinds = {str(tables[name].op().name): {k for k, _ in each} for name, each in zip(NAMES, rows, strict=True)}
    query = query_of(shape, tables)
    said = may_give_rows(needs_of(query.op()), holding(kinds))
    assert said or not duckdb_engine.has_rows(query)


def test_an_inner_join_needs_both_and_a_left_join_the_first(duckdb_engine: Engine) -> None:
    a, b = (duckdb_engine.load(pa.table({"kind": ["x"], "n": [1]}), name) for name in "ab")
    first, second = str(a.op().name), str(b.op().name)
    inner, left = needs_of(joined("inner", a, b).op()), needs_of(joined("left", a, b).op())
    filled = [{first: {"x"}, second: set()}, {first: set(), second: {"x"}}, {first: {"x"}, second: {"x"}}]
    assert [may_give_rows(inner, holding(each)) for each in filled] == [False, False, True]
    assert [may_give_rows(left, holding(each)) for each in filled] == [True, False, True]


def test_a_table_that_is_no_step_may_always_have_rows() -> None:
    table = ibis.memtable({"kind": ["x"]})
    assert needs_of(table.op()) == ALWAYS
    assert needs_of(table.limit(0).op()) == NEVER


def test_a_kind_is_needed_through_what_takes_its_column_over(duckdb_engine: Engine) -> None:
    table = duckdb_engine.load(pa.table({"kind": ["x"], "n": [1]}), "a")
    below = table.mutate(m=table.n + 1).rename(sort_of="kind").distinct().rename(kind="sort_of")
    found = below.union(below.filter(below.m > 0)).filter(ibis._.kind == "y")
    assert needs_of(found.op()) == Rows(str(table.op().name), "kind", frozenset("y"))


def test_needs_are_said_under_other_names(duckdb_engine: Engine) -> None:
    table = duckdb_engine.load(pa.table({"kind": ["x"]}), "a")
    assert renamed(needs_of(table.op()), {str(table.op().name): "elsewhere"}) == Rows("elsewhere")
