"""Turn one text file of an input table into typed rows and quarantined lines, block by block."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Protocol

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.evidence.checks import checks_of
from sojourn.evidence.columns import find_name_problems
from sojourn.evidence.csv_files import CsvFile
from sojourn.evidence.json_files import NdjsonFile
from sojourn.evidence.own_duckdb import open_own_duckdb
from sojourn.evidence.problems import refuse
from sojourn.evidence.quarantine import BAD_ROWS, Quarantine
from sojourn.evidence.text_values import clean, list_text_checks, typed
from sojourn.evidence.validate import Fault, failed
from sojourn.tables import Column, arrow_schema

LOCATED_AT_ONCE = 10_000
RENAME = "rename or drop these columns."


class _TextFile(Protocol):
    names: list[str]
    broken: list[tuple[int, Fault]]

    def stages(self) -> Iterator[pa.Table]: ...

    def locate(self, numbers: Collection[int]) -> Iterator[tuple[int, int, str]]: ...


def read_text_file(
    path: Path,
    file: str,
    columns: Sequence[Column],
    keep: Callable[[pa.Table], None],
    quarantine: Quarantine,
) -> None:
    """Read a CSV or NDJSON file of one input table in bounded memory.

    Args:
        path: the file; ``.csv``, or NDJSON with any other ending.
        file: its name in problems and in the quarantine.
        columns: ``tables.MOVEMENTS`` or ``tables.FACTS``.
        keep: gets the good rows, block by block, with exactly these columns and types.
        quarantine: gets the bad ones.

    Raises:
        EvidenceError: ``bad-columns``, all wrong columns at once; ``unreadable-file``.
    """
    text: _TextFile = CsvFile(path, file) if path.suffix == ".csv" else NdjsonFile(path, columns)
    if isinstance(text, CsvFile):
        refuse(find_name_problems(text.names, columns, file), "bad-columns", RENAME)
    reader = _BlockReader(columns)
    bad = []
    for stage in text.stages():
        good, wrong = reader.read(stage)
        keep(good)
        bad.append(wrong)
    if isinstance(text, NdjsonFile):
        every_name = [column.name for column in columns if column.required] + text.names
        refuse(find_name_problems(sorted(set(every_name)), columns, file), "bad-columns", RENAME)
    _set_apart(text, file, bad, reader.checks, quarantine)


class _BlockReader:
    """Types and tests blocks of one file; the query is written once."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._schema = arrow_schema(tuple(columns))
        self._db = open_own_duckdb().con
        self._sql = ""
        self.checks: list[Fault] = []

    def read(self, stage: pa.Table) -> tuple[pa.Table, pa.Table]:
        """Give the good rows, typed, and the bad ones in the shape ``BAD_ROWS`` (without their lines)."""
        if not self._sql:
            self._sql, checks = reading_query(tuple(self._columns), stage.schema)
            self.checks = list(checks)
        self._db.register("stage", clean(stage))
        rows = self._db.execute(self._sql).to_arrow_table()
        good = rows.filter(pc.is_null(rows["__failed"])).select(self._schema.names).cast(self._schema)
        wrong = rows.filter(pc.is_valid(rows["__failed"]))
        name = pc.binary_join_element_wise(wrong["feed"], wrong[self._columns[0].name], "/")
        parts = {"line": wrong["__line"], "name": name, "failed": wrong["__failed"], "raw": pa.nulls(len(wrong))}
        return good, pa.table(parts).cast(BAD_ROWS)


@functools.lru_cache(maxsize=16)
def reading_query(columns: tuple[Column, ...], schema: pa.Schema) -> tuple[str, tuple[Fault, ...]]:
    """Write the query that types and tests a block, and name its tests; kept, because small messages come often."""
    stage = ibis.table(ibis.Schema.from_pyarrow(schema), name="stage")
    table = typed(stage, columns)
    checks = [*list_text_checks(table, columns), *checks_of(table, columns)]
    return ibis.to_sql(table.mutate(__failed=failed(checks)), dialect="duckdb"), tuple(checks)


def _set_apart(text: _TextFile, file: str, bad: list[pa.Table], checks: list[Fault], quarantine: Quarantine) -> None:
    """Put the bad rows and the broken lines of a file in quarantine, in their order, with their lines."""
    faults = checks + list(dict.fromkeys(fault for _, fault in text.broken))
    broken = [{"line": number, "name": None, "failed": [faults.index(fault)]} for number, fault in text.broken]
    rows = pa.concat_tables([BAD_ROWS.empty_table(), *bad, pa.Table.from_pylist(broken, BAD_ROWS)]).sort_by("line")
    found = text.locate([row["line"] for row in rows.select(["line"]).to_pylist()])
    for start in range(0, len(rows), LOCATED_AT_ONCE):
        some = rows.slice(start, LOCATED_AT_ONCE)
        places = list(itertools.islice(found, len(some)))
        some = some.set_column(0, "line", pa.array([line for _, line, _ in places], pa.int64()))
        some = some.set_column(3, "raw", pa.array([raw for _, _, raw in places], pa.string()))
        quarantine.add(file, some, faults)
