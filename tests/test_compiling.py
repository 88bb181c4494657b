"""Compiling in one walk: a statement means what Ibis's own statement of the same expression means."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest

from sojourn.compiling import compile_relation, rare_collections
from sojourn.engine import Engine

ROWS = pa.table(
    {
        "person": ["b", "a", "a", "c", None],
        "name": ["x/1", "x/22", "yy/1", "z", "/"],
        "day": pa.array([3, 1, 2, None, 2], pa.int64()),
        "words": pa.array([["p", "q"], [], ["r"], None, ["q"]], pa.list_(pa.string())),
    }
)
Shape = Callable[[ir.Table], ir.Table]


def _twice_read(rows: ir.Table) -> ir.Table:
    days = rows.group_by("person").agg(days=rows.count(), last=rows.day.max())
    return days.union(days.filter(days.days > 1)).inner_join(days.view(), "person")


def _ranked(rows: ir.Table) -> ir.Table:
    window = ibis.window(group_by="person", order_by=["day", "name"])
    return rows.mutate(number=ibis.row_number().over(window), before=rows.day.lag().over(window))


def _first_of_each(rows: ir.Table) -> ir.Table:
    window = ibis.window(group_by="person", order_by=["day", "name"])
    return rows.filter(ibis.row_number().over(window) == 0, rows.day > 1)


SHAPES: dict[str, Shape] = {
    "a relation read twice": _twice_read,
    "numbers from nought over a window": _ranked,
    "a filter over a window": _first_of_each,
    "a place in a text, from nought": lambda rows: rows.mutate(at=rows.name.find("/"), rest=rows.name.substr(1)),
    "one of no words": lambda rows: rows.filter(rows.person.isin([]) | (rows.day == 2)),
    "one of a table's": lambda rows: rows.filter(rows.person.isin(rows.filter(rows.day == 1).person)),
    "lists cut and changed": lambda rows: rows.mutate(
        some=rows.words.filter(lambda word: word != "q"), more=rows.words.map(lambda word: word + "!")
    ),
    "lists laid out": lambda rows: rows.select("name", word=rows.words.unnest()),
    "neither side of a join lost": lambda rows: rows.left_join(rows.view(), "person").select("name", "name_right"),
    "those without another": lambda rows: rows.anti_join(rows.filter(rows.day == 2), "person"),
    "distinct, sorted, cut": lambda rows: rows.select("person").distinct().order_by("person").limit(2),
    "columns dropped": lambda rows: rows.drop("words").rename(whose="person"),
    "one value of a table": lambda rows: rows.mutate(last=rows.day.max().as_scalar()),
    "nothing but the table": lambda rows: rows,
    "left to Ibis: gaps filled": lambda rows: rows.fill_null({"day": 9}),
    "left to Ibis: the first of a window": lambda rows: rows.mutate(
        first=rows.name.first().over(ibis.window(group_by="person", order_by=["day", "name"]))
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_statement_means_what_ibis_says(duckdb_engine: Engine, shape: str) -> None:
    table = SHAPES[shape](duckdb_engine.load(ROWS, "rows"))
    con = duckdb_engine.con

    def rows_of(sql: str) -> Counter[str]:
        return Counter(map(repr, con.con.execute(sql).fetchall()))

    ours = rows_of(compile_relation(con, table.op()))
    assert ours == rows_of(con.compile(table))
    assert ours


def test_a_kept_table_has_the_types_that_duckdb_tells(duckdb_engine: Engine) -> None:
    rows = duckdb_engine.load(ROWS, "rows")
    table = rows.mutate(
        at=ibis.timestamp("2026-03-01 10:00:00", timezone="UTC"),
        on=ibis.date("2026-03-01"),
        reasons=ibis.array([ibis.struct({"rule": rows.name, "records": rows.words})]),
        share=rows.day / 3,
        empty=ibis.null("date"),
    )
    kept = duckdb_engine.once(table, "kept")
    told = duckdb_engine.con.table(kept.op().name, database=("temp", "main"))
    assert kept.op() == told.op()


def test_garbage_is_looked_for_as_before_afterwards() -> None:
    before = gc.get_threshold()
    with rare_collections():
        assert gc.get_threshold() > before
    assert gc.get_threshold() == before
