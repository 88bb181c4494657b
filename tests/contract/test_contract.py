"""The contract of engines: each transform alone gives the same rows, of the same types, on DuckDB and on Spark."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from contract_cases import CASES, ELSEWHERE, Case
from engine_gaps import GAPS, Gap, notyet
from recorded_calls import Calls, tables_in

from sojourn.engine import Engine

LAYERS = ("evidence", "identity", "law", "stays", "statistics")
UTC = pa.timestamp("us", tz="UTC")
GAP = re.compile(r"^\| `([a-z ]+)` \| (spark|duckdb) \|", re.MULTILINE)


def rows_of(engine: Engine, result: Any) -> dict[str, tuple[pa.Schema, list[str]]]:
    """Give types and rows of every table of a result, the rows in one order; Spark's times say no zone, and are UTC."""
    found = {}
    for name, table in tables_in(result):
        rows = engine.arrow(table)
        kinds = [each.with_type(UTC) if pa.types.is_timestamp(each.type) else each for each in rows.schema]
        rows = rows.cast(pa.schema(kinds))
        found[name] = (rows.schema, sorted(map(str, rows.to_pylist())))
    return found


@pytest.mark.spark
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_spark_gives_the_rows_of_duckdb(case: Case, calls: Calls, duckdb_engine: Engine, spark_engine: Engine) -> None:
    here = rows_of(duckdb_engine, case.run(duckdb_engine, calls))
    there = rows_of(spark_engine, case.run(spark_engine, calls))
    assert here
    assert there == here


@pytest.mark.spark
def test_what_spark_is_compared_on_has_rows(calls: Calls) -> None:
    empty = {name for name, call in calls.by_name.items() if not call.full}
    assert empty == MAY_BE_EMPTY


@pytest.mark.spark
@pytest.mark.parametrize("gap", GAPS, ids=lambda gap: gap.name)
def test_what_spark_cannot_is_said(gap: Gap, spark_engine: Engine) -> None:
    with notyet(spark_engine, raises=gap.raises):
        gap.attempt(spark_engine)


def test_a_gap_that_is_closed_fails(duckdb_engine: Engine) -> None:
    with pytest.raises(pytest.fail.Exception, match="can do this now"), notyet(duckdb_engine, raises=ValueError):
        duckdb_engine.load(pa.table({"x": [1]}), "x")


def test_a_gap_that_raises_something_else_fails(duckdb_engine: Engine) -> None:
    with pytest.raises(KeyError), notyet(duckdb_engine, raises=ValueError):
        raise KeyError("another")


def test_the_docs_list_every_gap(repo: Path) -> None:
    listed = GAP.findall((repo / "docs" / "engines.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted((gap.name, gap.engine) for gap in GAPS)


def test_every_module_of_transforms_is_in_the_registry(repo: Path) -> None:
    named = {case.module for case in CASES}
    missing = transform_modules(repo / "src" / "sojourn") - named - set(ELSEWHERE)
    assert missing == set()
    assert named & set(ELSEWHERE) == set()


def test_every_case_names_a_function() -> None:
    places = {case.name: import_module(f"sojourn.{case.module}") for case in CASES}
    assert [name for name, module in places.items() if not hasattr(module, name.rpartition(".")[2])] == []


def transform_modules(source: Path) -> set[str]:
    """List the modules of the layers with a public function that takes an engine or a table, or gives a table."""
    found = set()
    for layer in LAYERS:
        for path in (source / layer).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]
            if any(_on_tables(node) for node in functions):
                found.add(path.relative_to(source).with_suffix("").as_posix().replace("/", "."))
    return found


def _on_tables(node: ast.FunctionDef) -> bool:
    asked = [each.annotation for each in (*node.args.args, *node.args.kwonlyargs)] + [node.returns]
    said = " ".join(ast.unparse(each) for each in asked if each is not None)
    return re.search(r"\bir\.Table\b|\bEngine\b", said) is not None


#: Cases that the runs reach only without a row.
MAY_BE_EMPTY = {
    "stays.dependants.principal_doubts",
    "stays.order_periods.departure_periods",
    "stays.pairing.second_departures",
    "stays.programme_periods.doubted_after",
    "stays.visas.limited_visa_periods",
    "stays.work_periods.status_after_work",
}
