"""Read NDJSON (one JSON object a line) in blocks of text columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from sojourn.evidence.csv_files import NO_UTF8
from sojourn.evidence.own_duckdb import open_own_duckdb
from sojourn.evidence.validate import Fault
from sojourn.tables import Column

LINES = 50_000

NO_JSON = Fault(None, "no-json", "no JSON object", "one JSON object a line")
NESTED = Fault(None, "nested-value", "an object or a list where one value belongs", "one value a column")
NO_LIST = Fault("references", "list-shape", "no list", "a list of `scheme:value`")


class NdjsonFile:
    """An NDJSON file, read once from the start.

    Attributes:
        names: the keys seen; complete when ``stages`` has ended.
        broken: lines that have no columns, as (number of the line, what is wrong); complete when ``stages`` has ended.
    """

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        """Prepare to read; keys outside ``columns`` are only named."""
        self._path, self._columns = path, columns
        self._sql = cutting_query(columns)
        self._db = open_own_duckdb().con
        self.names: list[str] = []
        self.broken: list[tuple[int, Fault]] = []

    def stages(self) -> Iterator[pa.Table]:
        """Stream the rows as text columns (lists as lists) with the number of their line, ``__line``."""
        for lines in self._blocks():
            self._db.register("lines", lines)
            keys = self._db.execute("SELECT DISTINCT TRY(json_keys(raw)) FROM lines").fetchall()
            self.names = sorted({*self.names, *(key for (some,) in keys for key in some or ())})
            stage = self._db.execute(self._sql).to_arrow_table()
            for check, flag in ((NO_JSON, "__no_json"), (NESTED, "__nested"), (NO_LIST, "__no_list")):
                wrong = stage.filter(stage[flag])
                self.broken += [(number, check) for number in wrong["__line"].to_pylist()]
                stage = stage.filter(pa.compute.invert(stage[flag])).drop_columns([flag])
            yield stage

    def locate(self, numbers: Collection[int]) -> Iterator[tuple[int, int, str]]:
        """Find lines by their number again: (number, number, the line as it stands)."""
        wanted, last = frozenset(numbers), max(numbers, default=0)
        with self._path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if number in wanted:
                    yield number, number, line.rstrip(b"\r\n").decode(errors="backslashreplace")
                if number >= last:
                    return

    def _blocks(self) -> Iterator[pa.Table]:
        numbers: list[int] = []
        texts: list[str] = []
        with self._path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError:
                    self.broken.append((number, NO_UTF8))
                    continue
                if text.isspace():
                    continue
                numbers.append(number)
                texts.append(text)
                if len(texts) >= LINES:
                    yield _lines(numbers, texts)
                    numbers, texts = [], []
        yield _lines(numbers, texts)


def _lines(numbers: list[int], texts: list[str]) -> pa.Table:
    return pa.table({"__line": pa.array(numbers, pa.int64()), "raw": pa.array(texts, pa.string())})


def cutting_query(columns: Sequence[Column]) -> str:
    """Write the query that cuts the lines of a block into columns; each line is parsed once."""
    shape = {column.name: ["VARCHAR"] if column.kind == "texts" else "VARCHAR" for column in columns}
    texts = [column.name for column in columns if column.kind != "texts"]
    lists = [column.name for column in columns if column.kind == "texts"]
    nested = " OR ".join(_is_nested(name) for name in texts)
    no_list = " OR ".join(f"coalesce({_kind_of(name)} NOT IN ('ARRAY', 'NULL'), false)" for name in lists)
    values = ", ".join(f'"object"."{column.name}"' for column in columns)
    return f"""
        WITH "checked" AS (SELECT __line, raw, coalesce(TRY(json_type(raw)) = 'OBJECT', false) AS is_object FROM lines),
        "objects" AS (SELECT __line, is_object, CASE WHEN is_object THEN raw END AS line FROM "checked"),
        "cut" AS (SELECT *, json_transform(line, '{json.dumps(shape)}') AS object FROM "objects")
        SELECT {values}, __line, NOT is_object AS __no_json, coalesce({nested}, false) AS __nested,
               coalesce({no_list}, false) AS __no_list
        FROM "cut" """


def _is_nested(name: str) -> str:
    first = f"left(object.\"{name}\", 1) IN ('{{', '[')"
    return f"CASE WHEN {first} THEN {_kind_of(name)} IN ('OBJECT', 'ARRAY') ELSE false END"


def _kind_of(name: str) -> str:
    return f"json_type(line, '$.\"{name}\"')"
