"""The file of a stock: its tables and indexes, lookups that cost what they return, and what the stock was made with."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import ibis.expr.types as ir

from sojourn import __version__
from sojourn.engine import Engine
from sojourn.errors import EvidenceError
from sojourn.evidence.fates import Rights
from sojourn.identity.links import RULES_VERSION
from sojourn.identity.options import Matching
from sojourn.law.rule import Law, thaw

SCHEMA = "stock"
"""The name under which an engine holds the open stock."""

INDEXES: dict[str, tuple[str, ...]] = {
    "movements": ("unit", "target", "key", "born_surname", "born_given", "born_number"),
    "facts": ("unit", "target", "key"),
    "further": ("unit", "key"),
    "people": ("unit",),
    "links": ("unit",),
    "review": ("unit",),
    "blocks": ("unit", "mark"),
    "band": ("unit",),
}
"""The tables of a stock that are looked up by a mark, and the columns that they are looked up by."""

_AT_ONCE = 20_000
#: An index is read however many rows a lookup gives; DuckDB's own limit is 2,048 rows.
_ROWS_BY_INDEX = 50_000_000


@dataclass(frozen=True)
class Terms:
    """With what a stock's people were found; with other terms the stock must be built anew."""

    law: Law
    matching: Matching | None
    rights: Rights

    def told(self) -> dict[str, Any]:
        """Give everything that changes who is who, as plain data."""
        roles = {role: thaw(self.law.one(role).versions[-1].values) for role in ("merge", "turn_back", "proof")}
        law = {"code": self.law.code, "country": self.law.country, "territory": list(self.law.territory), **roles}
        model = None if self.matching is None else [self.matching.model.digest, self.matching.size]
        versions = {"rules": RULES_VERSION, "sojourn": __version__, "duckdb": duckdb.__version__}
        told: dict[str, Any] = json.loads(json.dumps({"law": law, "model": model, **versions}))
        return told


def attach(engine: Engine, path: Path) -> None:
    """Open a file as the engine's stock; it is made where there is none.

    Raises:
        EvidenceError: ``stock-unreadable``.
    """
    run = engine.con.con.execute
    run(f"SET index_scan_max_count = {_ROWS_BY_INDEX}")
    try:
        run(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {SCHEMA}")
    except duckdb.Error as error:
        raise EvidenceError(
            "stock-unreadable",
            f"the file `{path}` cannot be opened as a stock: it is none, or another process has it open. "
            "Next: name a file that `sojourn identity stock` made, or wait for the other process.",
        ) from error


def detach(engine: Engine) -> None:
    """Close the stock."""
    engine.con.con.execute(f"DETACH {SCHEMA}")


def table(engine: Engine, name: str) -> ir.Table:
    """Open a table of the stock."""
    opened: ir.Table = engine.con.table(name, database=(SCHEMA, "main"))
    return opened


def lookup(engine: Engine, name: str, column: str, marks: Iterable[int], *wanted: str) -> list[set[int]]:
    """Give the distinct values of columns in the rows whose ``column`` is one of the marks; nulls are left out."""
    found: list[set[int]] = [set() for _ in wanted]
    for listed in _parts(marks):
        rows = engine.con.con.execute(
            f"SELECT {', '.join(wanted)} FROM {SCHEMA}.{name} WHERE {column} IN ({listed})"
        ).to_arrow_table()
        for values, at in zip(found, wanted, strict=True):
            values.update(rows.column(at).drop_null().to_pylist())
    return found


def fetch(engine: Engine, name: str, column: str, marks: Iterable[int]) -> ir.Table:
    """Bring the rows whose ``column`` is one of the marks into a table of the engine."""
    kept = engine.once(table(engine, name).limit(0), f"fetched_{name}")
    into = f"INSERT INTO {_own_name(kept)}"
    for listed in _parts(marks):
        engine.con.con.execute(f"{into} SELECT * FROM {SCHEMA}.{name} WHERE {column} IN ({listed})")
    return kept


def replace_rows(engine: Engine, name: str, column: str, marks: Iterable[int], rows: ir.Table) -> None:
    """Put rows in the place of those whose ``column`` is one of the marks; inside a transaction."""
    for listed in _parts(marks):
        engine.con.con.execute(f"DELETE FROM {SCHEMA}.{name} WHERE {column} IN ({listed})")
    append_rows(engine, name, rows)


def append_rows(engine: Engine, name: str, rows: ir.Table) -> None:
    """Add rows that the engine keeps (see ``Engine.once``)."""
    engine.con.con.execute(f"INSERT INTO {SCHEMA}.{name} BY NAME SELECT * FROM {_own_name(rows)}")


def create_table(engine: Engine, name: str, rows: ir.Table) -> None:
    """Make a table of the stock from any expression."""
    written = engine.con.compiler.type_mapper.to_string
    columns = ", ".join(f'CAST("{column}" AS {written(kind)}) AS "{column}"' for column, kind in rows.schema().items())
    engine.con.con.execute(f"CREATE TABLE {SCHEMA}.{name} AS SELECT {columns} FROM ({engine.con.compile(rows)})")


def create_indexes(engine: Engine) -> None:
    """Make all indexes of a stock."""
    for name, columns in INDEXES.items():
        for column in columns:
            engine.con.con.execute(f'CREATE INDEX "{name}_{column}" ON {SCHEMA}.{name} ("{column}")')


def write_about(engine: Engine, about: dict[str, Any]) -> None:
    """Keep what the stock was made with, and as known when."""
    run = engine.con.con.execute
    run(f"CREATE TABLE IF NOT EXISTS {SCHEMA}.about (told VARCHAR)")
    run(f"DELETE FROM {SCHEMA}.about")
    run(f"INSERT INTO {SCHEMA}.about VALUES (?)", [json.dumps(about, sort_keys=True)])


def read_about(engine: Engine, path: Path) -> dict[str, Any]:
    """Read what ``write_about`` wrote.

    Raises:
        EvidenceError: ``stock-unreadable``: a database, but no stock.
    """
    try:
        told = engine.con.con.execute(f"SELECT told FROM {SCHEMA}.about").fetchone()[0]
    except duckdb.Error as error:
        raise EvidenceError(
            "stock-unreadable",
            f"the file `{path}` is a database, but no stock. Next: name a file that `sojourn identity stock` made.",
        ) from error
    about: dict[str, Any] = json.loads(told)
    return about


def moment_text(moment: datetime) -> str:
    """Write a time with its zone in UTC, so that later texts are later times."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _own_name(kept: ir.Table) -> str:
    """Name a table that the engine keeps, for DuckDB."""
    return f'temp.main."{kept.op().name}"'


def _parts(marks: Iterable[int]) -> Iterator[str]:
    ordered = sorted(marks)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ",".join(map(str, ordered[start : start + _AT_ONCE]))


@contextlib.contextmanager
def transaction(engine: Engine) -> Iterator[None]:
    """Change the stock whole or not at all."""
    run = engine.con.con.execute
    run("BEGIN TRANSACTION")
    with contextlib.ExitStack() as undo:
        undo.callback(lambda: run("ROLLBACK"))
        yield
        run("COMMIT")
        undo.pop_all()
