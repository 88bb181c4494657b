"""Rows of small messages, typed and tested as the rows of files are, many times a second.

The queries of ``json_files`` and ``text_reading`` are made ready once and run again on each message.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sojourn.evidence.json_files import NESTED, NO_JSON, NO_LIST, cutting_query
from sojourn.evidence.own_duckdb import open_own_duckdb
from sojourn.evidence.quarantine import one_a_column
from sojourn.evidence.text_reading import reading_query
from sojourn.evidence.text_values import clean
from sojourn.evidence.validate import Fault
from sojourn.tables import Column, arrow_schema

_FLAGS = ((NO_JSON, "__no_json"), (NESTED, "__nested"), (NO_LIST, "__no_list"))


class MessageReader:
    """Reads rows of one input table that stand as JSON; may be used by several threads."""

    def __init__(self, columns: Sequence[Column]) -> None:
        """Make the queries ready for ``tables.MOVEMENTS`` or ``tables.FACTS``."""
        self._schema = arrow_schema(tuple(columns))
        self._lock = threading.Lock()
        self._db = open_own_duckdb().con
        self._db.execute("SET threads = 1")
        self._db.execute("SET python_enable_replacements = true")
        # a plan made while the tables are empty must not count on what is in them
        self._db.execute("SET disabled_optimizers = 'statistics_propagation'")
        self._db.execute("CREATE TABLE lines (__line BIGINT, raw VARCHAR)")
        cutting = cutting_query(columns)
        cut = self._db.execute(cutting).to_arrow_table().drop_columns([flag for _, flag in _FLAGS])
        self._db.execute("CREATE TABLE stage AS SELECT * FROM cut")
        reading, self._checks = reading_query(tuple(columns), cut.schema)
        self._db.execute(f"PREPARE cutting AS {cutting}")
        self._db.execute(f"PREPARE reading AS {reading}")

    def read(self, texts: Sequence[str]) -> tuple[pa.Table, list[int], dict[int, list[Fault]]]:
        """Type and test rows, each a JSON object.

        Returns:
            The good rows with exactly the columns of the input table, their places among the texts (from 0), and what
            is wrong with each of the others, by place.
        """
        lines = pa.table({"__line": pa.array(range(len(texts)), pa.int64()), "raw": pa.array(texts, pa.string())})
        with self._lock:
            self._db.execute("BEGIN")
            try:
                return self._read(lines)
            finally:
                self._db.execute("ROLLBACK")  # what was put in goes again, and the queries stay ready

    def _read(self, lines: pa.Table) -> tuple[pa.Table, list[int], dict[int, list[Fault]]]:
        wrong: dict[int, list[Fault]] = {}
        self._put("lines", lines)
        cut = self._db.execute("EXECUTE cutting").to_arrow_table()
        for fault, flag in _FLAGS:
            wrong |= {at: [fault] for at in cut.filter(cut[flag])["__line"].to_pylist()}
            cut = cut.filter(pc.invert(cut[flag])).drop_columns([flag])
        self._put("stage", clean(cut))
        rows = self._db.execute("EXECUTE reading").to_arrow_table().sort_by("__line")
        good, bad = rows.filter(pc.is_null(rows["__failed"])), rows.filter(pc.is_valid(rows["__failed"]))
        for at, failed in zip(bad["__line"].to_pylist(), bad["__failed"].to_pylist(), strict=True):
            wrong[at] = one_a_column([self._checks[number] for number in failed])
        return good.select(self._schema.names).cast(self._schema), good["__line"].to_pylist(), wrong

    def _put(self, table: str, rows: Any) -> None:
        """Fill a table; DuckDB finds ``rows`` by its name, so that no view is made and the queries stay ready."""
        self._db.execute(f"INSERT INTO {table} SELECT * FROM rows")
