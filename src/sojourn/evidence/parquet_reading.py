"""Open Parquet files of one input table lazily, and look for their bad rows only where there are any."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.types as pt

from sojourn.engine import Engine
from sojourn.evidence.checks import checks_of
from sojourn.evidence.columns import conform, find_name_problems, find_type_problems
from sojourn.evidence.fact_kinds import list_fact_checks
from sojourn.evidence.fact_shapes import fact_shapes
from sojourn.evidence.own_duckdb import open_own_duckdb
from sojourn.evidence.problems import Problem
from sojourn.evidence.quarantine import BAD_ROWS, Quarantine
from sojourn.evidence.validate import Check, any_bad, any_of, failed, list_checks
from sojourn.tables import FACTS, Column, arrow_schema


def find_parquet_problems(path: Path, file: str, columns: Sequence[Column]) -> list[Problem]:
    """Name every wrong column and every wrong type of a Parquet file, from its schema alone."""
    try:
        schema = pq.read_schema(path)
    except pa.ArrowInvalid:
        return [Problem(file, "unreadable-file", None, "a file that is no Parquet", "Parquet")]
    return [*find_name_problems(schema.names, columns, file), *find_type_problems(schema, columns, file)]


def open_parquet(
    engine: Engine, paths: Sequence[Path], glob: Path, folder: Path, columns: Sequence[Column], quarantine: Quarantine
) -> ir.Table:
    """Open Parquet files as one lazy table of the right columns and types, without their bad rows.

    At first it is only asked whether there are bad rows. If there are any, the files are read again to find them, and
    the table filters them by the tests that some row failed.

    Args:
        engine: where the table lives.
        paths: the files, whose columns and types are known to be right.
        glob: a pattern that means exactly these files.
        folder: the evidence folder; files are named from there.
        columns: ``tables.MOVEMENTS`` or ``tables.FACTS``.
        quarantine: gets the bad rows.
    """
    table = _read(engine, paths, glob, columns)
    if not _any_row_fails(engine, table, columns):
        return table
    met: set[int] = set()
    for path in paths:
        met |= set_bad_rows_apart(path, path.relative_to(folder).as_posix(), columns, quarantine)
    checks = checks_of(table, columns)
    return table.filter(~any_bad([checks[at] for at in sorted(met)]))


def _any_row_fails(engine: Engine, table: ir.Table, columns: Sequence[Column]) -> bool:
    """Tell whether any row fails a test.

    What costs most is tested column by column: a filter on one column alone is tried once for each value that a file
    lists, or on the range that it tells, and no other column is read. What the kinds of facts ask is asked of their
    shapes.
    """
    failing = [table.filter(any_of(checks)) for checks in _tested_together(list_checks(table, columns), columns)]
    if columns is FACTS:  # kept: to ask them all of every row instead is what an engine would make of it
        shapes = engine.once(fact_shapes(table), "fact_shapes")
        failing.append(shapes.filter(any_bad(list_fact_checks(shapes))))
    flags = [rows.select(fails=ibis.literal(True)) for rows in failing]
    if engine.name == "spark":  # which starts each statement anew; DuckDB would read all columns for one of them all
        return engine.has_rows(ibis.union(*flags))
    return any(engine.count(rows) for rows in flags)


def _tested_together(checks: Sequence[Check], columns: Sequence[Column]) -> list[list[Check]]:
    """Part tests into those of each column that takes long, and those of all others."""
    slow = {each.name for each in columns if _is_slow(each)}
    groups: dict[str | None, list[Check]] = {}
    for check in checks:
        groups.setdefault(check.column if check.column in slow else None, []).append(check)
    return list(groups.values())


def _is_slow(column: Column) -> bool:
    free_text = column.kind == "text" and column.required and not column.allowed
    return free_text or column.kind in ("partial_date", "texts")


def set_bad_rows_apart(path: Path, file: str, columns: Sequence[Column], quarantine: Quarantine) -> set[int]:
    """Put the bad rows of one Parquet file in quarantine, and give the positions of the tests that they fail."""
    table = numbered_rows(path, columns)
    checks = checks_of(table, columns)
    named = table.mutate(name=table.feed + "/" + table[columns[0].name], failed=failed(checks))
    bad = named.filter(any_bad(checks)).select("name", "failed", line="__line", raw="__raw")
    met: set[int] = set()
    for batch in bad.order_by("line").to_pyarrow_batches():
        rows = pa.Table.from_batches([batch]).select(BAD_ROWS.names).cast(BAD_ROWS)
        met |= {at for row in rows.select(["failed"]).to_pylist() for at in row["failed"]}
        quarantine.add(file, rows, checks)
    return met


def numbered_rows(path: Path, columns: Sequence[Column]) -> ir.Table:
    """Open one Parquet file in a DuckDB of its own, with each row's number ``__line`` and its JSON ``__raw``."""
    con = open_own_duckdb()
    names = pq.read_schema(path).names
    row = ", ".join(f"'{name}': \"{name}\"" for name in names)
    plain = ", ".join(f'"{name}"' for name in names)
    quoted = str(path).replace("'", "''")
    con.raw_sql(
        f"CREATE VIEW rows_of_file AS SELECT {plain}, file_row_number + 1 AS __line, "
        f"to_json({{{row}}})::VARCHAR AS __raw FROM read_parquet('{quoted}', file_row_number = true)"
    )
    return conform(con.table("rows_of_file"), columns)


def write_good_rows(path: Path, columns: Sequence[Column], writer: pq.ParquetWriter) -> int:
    """Append the good rows of one Parquet file to a file of canonical types, and give their number."""
    table = numbered_rows(path, columns)
    good = table.filter(~any_bad(checks_of(table, columns))).drop("__line", "__raw")
    schema = arrow_schema(tuple(columns))
    rows = 0
    for batch in good.to_pyarrow_batches():
        writer.write_table(pa.Table.from_batches([batch]).cast(schema))
        rows += len(batch)
    return rows


def _read(engine: Engine, paths: Sequence[Path], glob: Path, columns: Sequence[Column]) -> ir.Table:
    """Read the files at once where their schemas are equal, otherwise one by one."""
    schemas = [pq.read_schema(path).remove_metadata() for path in paths]
    if engine.name == "spark" and any(_has_nanoseconds(schema) for schema in schemas):
        return engine.read_parquet(_canonical(engine, paths, columns))
    if all(schema.equals(schemas[0]) for schema in schemas):
        return conform(engine.read_parquet(glob), columns)
    return ibis.union(*(conform(engine.read_parquet(path), columns) for path in paths))


def _has_nanoseconds(schema: pa.Schema) -> bool:
    return any(pt.is_timestamp(kind) and kind.unit == "ns" for kind in schema.types)


def _canonical(engine: Engine, paths: Sequence[Path], columns: Sequence[Column]) -> Path:
    """Write the files again with canonical types: Spark reads no nanoseconds."""
    target = engine.work / f"{paths[0].stem}-canonical.parquet"
    schema = arrow_schema(tuple(columns))
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for path in paths:
            for batch in numbered_rows(path, columns).drop("__line", "__raw").to_pyarrow_batches():
                writer.write_table(pa.Table.from_batches([batch]).cast(schema))
    return target
