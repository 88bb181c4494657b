"""One way to run the same Ibis expressions on DuckDB (embedded) and on Spark (existing clusters).

An ``Engine`` opens tables, computes a table once where several later steps read it, and writes sorted Parquet files.
Engines are loaded when opened, never at import.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.compiling import compile_relation, declared_table, word_of
from sojourn.emptiness import ALWAYS, Needs, needs_of
from sojourn.errors import EngineError
from sojourn.spark import LOCAL, open_spark

EngineName = Literal["duckdb", "spark"]

#: What DuckDB's settings call powers of 1024 bytes.
_UNITS = ("bytes", "KiB", "MiB", "GiB", "TiB")
#: How outputs are written; the number of rows is a multiple of what DuckDB works on at once.
_OUTPUT_FORM = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880"
#: How tables between two steps are written: they are read once or twice, by the same program.
_KEPT_FORM = "FORMAT parquet, COMPRESSION lz4_raw"
#: Statements kept at most: a whole run has about a hundred, and to compile them takes seconds.
MOST_COMPILED = 2000


@ibis.udf.scalar.builtin(name="epoch_us", signature=((dt.Timestamp(timezone="UTC"),), dt.int64))
def _epoch_us(moment):  # type: ignore[no-untyped-def]  # DuckDB's own function
    ...


@ibis.udf.scalar.builtin(name="unix_micros", signature=((dt.timestamp,), dt.int64))
def _unix_micros(moment):  # type: ignore[no-untyped-def]  # Spark's own function
    ...


@dataclass(frozen=True)
class Make:
    """A table worked out from others, the name that it gets, and which others must have rows for it to have some."""

    sql: str
    name: str
    needs: Needs = field(default=ALWAYS, compare=False)


@dataclass(frozen=True)
class Repeat:
    """Tables worked out round after round: ``start`` at first, then from the last table of the round before.

    A round makes the tables of ``body``; then ``ask`` says whether another follows, which reads what the last table of
    the body holds under the name of ``start``. Without the tables that ``needs`` names there is no other round.
    """

    start: Make
    body: tuple[Make, ...]
    ask: str
    needs: Needs = field(default=ALWAYS, compare=False)

    @property
    def name(self) -> str:
        """The table that is left after the last round."""
        return self.body[-1].name

    @property
    def copy(self) -> Make:
        """What brings the last table of a round under the name that the next round reads."""
        return Make(f'SELECT * FROM "temp"."main"."{self.name}"', self.start.name)


class Statements:
    """What DuckDB is told to do, one statement at a time. ``Keeping`` statements take its place in ``replay``."""

    def __init__(self, con: Any) -> None:
        """Keep DuckDB's connection."""
        self._con = con

    def put(self, rows: pa.Table, name: str) -> str:
        """Make a temporary table of rows in memory; give the name under which it stands."""
        self._con.register("arriving", rows)
        try:
            self._con.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS SELECT * FROM arriving')
        finally:
            self._con.unregister("arriving")
        return name

    def make(self, sql: str, name: str) -> str:
        """Make a temporary table of what a query gives; give the name under which it stands."""
        self._con.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {sql}')
        return name

    def repeat(self, step: Repeat) -> str:
        """Make tables round after round; give the name under which the last one stands."""
        self.make(step.start.sql, step.start.name)
        while True:
            for each in step.body:
                self.make(each.sql, each.name)
            if not self.value(step.ask):
                return step.name
            self.make(step.copy.sql, step.copy.name)

    def drop(self, name: str) -> None:
        """Let go of a temporary table."""
        self._con.execute(f'DROP TABLE IF EXISTS temp.main."{name}"')

    def value(self, sql: str) -> Any:
        """Give the one value of a query."""
        return self._con.execute(sql).fetchone()[0]

    def rows(self, sql: str) -> pa.Table:
        """Give the rows of a query."""
        rows: pa.Table = self._con.execute(sql).to_arrow_table()
        return rows


class Keeping(Statements):
    """Statements that are kept for other rows: no step may be left out, and any number of rounds is one step."""

    def keep(self, step: Make) -> str:
        """Make a temporary table; give the name under which it stands."""
        return self.make(step.sql, step.name)

    def begin(self, start: Make) -> str:
        """Make the table that rounds begin with; the tables made from here on, up to ``settle``, are one round."""
        raise NotImplementedError

    def settle(self, ask: str, needs: Needs) -> None:
        """End the round: ``ask`` says whether another one follows; without the tables that it needs, none does."""
        raise NotImplementedError


class Engine:
    """An open engine. Use ``open_engine``; temporary tables live until it closes."""

    def __init__(self, name: EngineName, con: Any, work: Path) -> None:
        """Keep the Ibis backend and the folder for intermediate files."""
        self.name: EngineName = name
        self.con = con
        self.work = work
        self.statements: Statements | None = Statements(con.con) if name == "duckdb" else None
        self._numbers = itertools.count()
        self._made: list[str] | None = None  # names given in the scope that is open

    @functools.cached_property
    def memory(self) -> int | None:
        """How many bytes tables may take before they spill; null where the engine looks after that itself."""
        if self.statements is None:
            return None
        number, unit = str(self.statements.value("SELECT current_setting('memory_limit')")).split()
        return int(float(number) * 1024 ** (_UNITS.index(unit)))

    def read_parquet(self, path: Path) -> ir.Table:
        """Open a Parquet file, a folder of them, or a glob."""
        table: ir.Table = self.con.read_parquet(str(path))
        return table

    def load(self, table: pa.Table, name: str) -> ir.Table:
        """Put a small Arrow table (settings, codes, one micro-batch) into the engine."""
        unique = self._unique(name)
        if self.statements is not None:
            return self._temporary(unique, self.statements.put(table, unique))
        import pyarrow.parquet as pq

        target = self.work / f"{unique}.parquet"
        pq.write_table(table, target)
        return self.read_parquet(target)

    def once(self, table: ir.Table, name: str) -> ir.Table:
        """Compute a table now and keep it, so that later steps read the result instead of computing it again."""
        unique = self._unique(name)
        if isinstance(self.statements, Keeping):
            return self._temporary(unique, self.statements.keep(self._step(table, unique)))
        if self.statements is not None:
            self.statements.make(self.sql(table), unique)
            return declared_table(self.con, unique, table.schema())
        target = self.work / unique
        table.to_parquet_dir(str(target))
        return _as_declared(self.read_parquet(target), table.schema())

    def shared(self, table: ir.Table, name: str) -> ir.Table:
        """Give a table that several later steps read: kept where rows are few, worked out again in each step else.

        Statements are kept (``replay``) for few rows: to build up a step costs more then than to work it out.
        """
        return self.once(table, name) if self.keeps else table

    def count(self, table: ir.Table) -> int:
        """Count the rows of a table. Where it only matters whether there are any, ask ``has_rows``."""
        if self.statements is not None:
            return int(self.statements.value(f"SELECT count(*) FROM ({self.sql(table)})"))
        return int(table.count().execute())

    def has_rows(self, table: ir.Table) -> bool:
        """Tell whether a table has any row: the question on which later steps may depend."""
        if self.statements is not None:
            return bool(self.statements.value(self._any_row(table)))
        return bool(table.limit(1).count().execute())

    def may_skip(self, table: ir.Table) -> bool:
        """Tell whether steps that only these rows need can be left out, because there are none.

        While statements are kept for other rows (``replay``), nothing is left out: so one way serves all rows.
        """
        return not self.keeps and not self.has_rows(table)

    @property
    def keeps(self) -> bool:
        """Whether statements are being kept for other rows: then no step may be left out."""
        return isinstance(self.statements, Keeping)

    def settle(
        self,
        table: ir.Table,
        name: str,
        further: Callable[[ir.Table], ir.Table],
        changed: Callable[[ir.Table, ir.Table], ir.Table],
    ) -> ir.Table:
        """Work a table out from itself again and again until nothing changes; give the last one, kept.

        Args:
            table: where to begin.
            name: what the tables are called.
            further: gives the next table from one, with the same columns. It looks at no rows.
            changed: gives rows where a table and the next one differ; without any, the next one is the last.
        """
        if isinstance(self.statements, Keeping):
            start = self._step(table, self._unique(name))
            before = self._temporary(start.name, self.statements.begin(start))
            after = self.once(further(before), name)
            differ = changed(before, after)
            self.statements.settle(self._any_row(differ), needs_of(differ.op()))
            return after
        before = self.once(table, name)
        while True:
            after = self.once(further(before), name)
            moved = self.has_rows(changed(before, after))
            self.drop(before)
            if not moved:
                return after
            before = after

    def _step(self, table: ir.Table, name: str) -> Make:
        return Make(self.sql(table), name, needs_of(table.op()))

    def _any_row(self, table: ir.Table) -> str:
        return f"SELECT count(*) > 0 FROM (SELECT 1 FROM ({self.sql(table)}) LIMIT 1)"

    def arrow(self, table: ir.Table) -> pa.Table:
        """Bring a table into memory; for small tables only."""
        if self.statements is not None:
            return self.statements.rows(self.sql(table))
        result: pa.Table = table.to_pyarrow()
        return result

    def micros(self, moment: ir.Value) -> ir.Value:
        """Give a moment as microseconds since 1970 (UTC).

        Whole numbers compare and add many times faster than times with a zone, and alike on both engines.
        """
        builtin = _epoch_us if self.name == "duckdb" else _unix_micros
        return builtin(moment)

    def drop(self, *tables: ir.Table) -> None:
        """Let go of tables that ``once`` kept, to give memory back."""
        if self.statements is not None:
            for table in tables:
                self.statements.drop(table.op().name)

    def write_parquet(
        self,
        table: ir.Table,
        target: Path,
        order_by: list[str],
        then: Callable[[ir.Table], ir.Table] = lambda table: table,
    ) -> None:
        """Write one sorted Parquet file; equal rows give identical bytes. Written beside and renamed.

        ``then`` shapes the rows after they are in order (constants, casts): what it adds need not be sorted along.
        """
        beside = target.with_name(f".{target.name}.part")
        if self.name == "duckdb":
            sql = self.sql(then(table.order_by(order_by)))
            self.con.con.execute(f"COPY ({sql}) TO '{beside}' ({_OUTPUT_FORM})")
        else:
            import pyarrow.parquet as pq

            ordered = then(table.order_by(order_by))  # what follows goes row by row and keeps the order
            schema = _utc_schema(ordered.schema().to_pyarrow())
            parts = self.work / self._unique(target.stem)
            ordered.to_parquet_dir(str(parts))  # what Ibis brings here from Spark is held in memory whole
            with pq.ParquetWriter(beside, schema, compression="snappy") as writer:
                for part in sorted(parts.glob("part-*.parquet")):
                    for batch in pq.ParquetFile(part).iter_batches(122880):
                        writer.write_table(pa.Table.from_batches([batch]).cast(schema))
            shutil.rmtree(parts)
        beside.replace(target)

    def keep_file(self, table: ir.Table, target: Path) -> None:
        """Compute a table into a Parquet file, which is whole or not there."""
        beside = target.with_name(f".{target.name}.part")
        if self.name == "duckdb":
            self.con.con.execute(f"COPY ({self.sql(table)}) TO '{beside}' ({_KEPT_FORM})")
        else:
            table.to_parquet_dir(str(beside))
        beside.replace(target)

    def spread(self, table: ir.Table, by: str, folder: Path) -> None:
        """Write a table as one folder of Parquet files for each number in a column, ``BY=0``, ``BY=1``, ...

        The folder is whole or not there. A number without rows has no folder. Only DuckDB spreads: Spark parts its work
        itself.
        """
        if self.statements is None:
            raise NotImplementedError("Spark parts its work itself")
        beside = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(beside, ignore_errors=True)
        self.con.con.execute(f"COPY ({self.sql(table)}) TO '{beside}' ({_KEPT_FORM}, PARTITION_BY ({by}))")
        beside.replace(folder)

    def join_files(self, parts: Sequence[Path], target: Path) -> None:
        """Write the rows of sorted Parquet files, file after file, as one file; the same rows give the same bytes."""
        beside = target.with_name(f".{target.name}.part")
        named = ", ".join(f"'{part}'" for part in parts)
        self.con.con.execute("SET preserve_insertion_order = true")
        try:
            self.con.con.execute(f"COPY (SELECT * FROM read_parquet([{named}])) TO '{beside}' ({_OUTPUT_FORM})")
        finally:
            self.con.con.execute("SET preserve_insertion_order = false")
        beside.replace(target)

    @contextlib.contextmanager
    def scope(self) -> Iterator[None]:
        """Let go, at the end, of every table that was kept within.

        Names begin anew in each scope: where the same steps run for other rows, their statements are compiled once.
        """
        first = next(self._numbers)
        made: list[str] = []
        outer = self._made
        self._made, self._numbers = made, itertools.count(first + 1)
        try:
            yield
        finally:
            self._made = outer
            if self.statements is not None:  # on Spark a table is a folder, which is never written over
                for name in made:
                    self.statements.drop(name)
                self._numbers = itertools.count(first)

    def restart(self) -> None:
        """Start the names of temporary tables anew: the same steps then give the same statements, compiled once.

        Tables kept before are replaced as the new run reaches them; results of the earlier run must have been read.
        """
        if self.statements is not None:  # on Spark a table is a folder, which is never written over
            self._numbers = itertools.count()

    def _temporary(self, name: str, stands_as: str) -> ir.Table:
        """Give a temporary table by its name, with the columns of the table that stands for it."""
        table: ir.Table = self.con.table(stands_as, database=("temp", "main"))
        if stands_as == name:
            return table
        named: ir.Table = table.op().copy(name=name).to_expr()
        return named

    def sql(self, table: ir.Table) -> str:
        """Compile an expression; equal expressions over equal tables are compiled once for all engines of a process.

        Each column is cast to the type that Ibis gives it: in DuckDB a date plus an interval is a timestamp otherwise.
        """
        return _compiled(self.con, table.op())

    def _unique(self, name: str) -> str:
        unique = f"{name}_{next(self._numbers)}"
        if self._made is not None:
            self._made.append(unique)
        return unique


@functools.lru_cache(maxsize=MOST_COMPILED)
def _compiled(con: Any, relation: ops.Relation) -> str:
    """Give the statement of an expression; connections of one kind are equal to Ibis, whatever they hold."""
    types = con.compiler.type_mapper
    named = relation.schema.items()
    columns = ", ".join(f'CAST("{name}" AS {word_of(types, kind)}) AS "{name}"' for name, kind in named)
    return f"SELECT {columns} FROM ({compile_relation(con, relation)})"


def _as_declared(table: ir.Table, schema: ibis.Schema) -> ir.Table:
    """Give the columns the types that Ibis declared: Spark numbers rows with 32 bits where Ibis says 64."""
    differ = {name: kind for name, kind in schema.items() if table[name].type() != kind}
    return table.cast(differ) if differ else table


def _utc_schema(schema: pa.Schema) -> pa.Schema:
    """Give the schema with its times in UTC; Spark's session is in UTC, and its times say no zone."""
    utc = pa.timestamp("us", tz="UTC")
    return pa.schema([field.with_type(utc) if pa.types.is_timestamp(field.type) else field for field in schema])


@contextlib.contextmanager
def open_engine(
    name: EngineName = "duckdb",
    *,
    memory: str = "9GB",
    threads: int | None = None,
    master: str = LOCAL,
    settings: Mapping[str, str] | None = None,
    work: Path | None = None,
) -> Iterator[Engine]:
    """Open an engine with a working folder that is removed afterwards.

    Args:
        name: ``duckdb`` or ``spark``.
        memory: DuckDB's limit; past it DuckDB spills to the working folder.
        threads: DuckDB's threads (default: all cores).
        master: Spark's master URL.
        settings: further Spark settings.
        work: where the working folder is made (default: the system's folder for temporary files); the workers of a
            Spark cluster must see it under the same path.

    Raises:
        EngineError: the engine is not installed or does not start (``spark.connect_spark``), Spark failed in a step
            (``spark-failed``), or no working folder can be made (``work-folder``).
    """
    own = _working_folder(work)
    try:
        if name == "spark":
            with open_spark(own, master, settings or {}) as con:
                yield Engine(name, con, own)
        else:
            con = _duckdb(own, memory, threads)
            yield Engine(name, con, own)
            con.disconnect()
    finally:
        shutil.rmtree(own, ignore_errors=True)


def _working_folder(within: Path | None) -> Path:
    try:
        if within is not None:
            within.mkdir(parents=True, exist_ok=True)
        return Path(tempfile.mkdtemp(prefix="sojourn-", dir=within)).resolve()
    except OSError as error:
        raise EngineError(
            "work-folder",
            f"no working folder can be made in `{within or tempfile.gettempdir()}`: {error.strerror}. Allowed: a "
            "folder that may be written, with room for the intermediate tables. Next: name another with `--work DIR`.",
        ) from error


def _duckdb(work: Path, memory: str, threads: int | None) -> Any:
    ibis.options.sql.fuse_selects = False  # DuckDB lays steps together itself, in less time than Ibis
    con = ibis.duckdb.connect(":memory:")  # settings given here would make each connection another to Ibis
    con.raw_sql(f"SET memory_limit = '{memory}'")
    con.raw_sql(f"SET temp_directory = '{work / 'spill'}'")
    con.raw_sql("SET preserve_insertion_order = false")
    if threads is not None:
        con.raw_sql(f"SET threads = {threads}")
    con.raw_sql("LOAD icu")  # part of the wheel; only its loading is left to us
    con.raw_sql("SET TimeZone = 'UTC'")
    con.raw_sql("SET enable_progress_bar = false")
    return con
