"""The covered rows as the database tells them: each as JSON whose values are texts of the canonical form already."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.register.store.logged import COVERED, Covered
from sojourn.register.store.statements import select

_COLUMNS = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_TIME = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')"
_AS_TEXT = {
    "timestamp with time zone": _TIME,
    "bytea": "encode({}, 'hex')",
    "numeric": "{}::text",
    "double precision": "{}::text",
    "real": "{}::text",
}
_FLOATS = ("double precision", "real")


@dataclass(frozen=True)
class RowQuery:
    """How to read the rows of a covered table.

    Attributes:
        sql: gives ``key`` and ``told`` (JSON) of each row.
        floats: columns whose texts are floating point numbers.
    """

    sql: str
    floats: tuple[str, ...]


def covered_sources() -> list[str]:
    """List what the log covers of the tables that are there; what was destroyed comes first."""
    there = [source for source, covered in COVERED.items() if _types(covered.table)]
    return sorted(there, key=lambda source: (source != "destroyed", source))


def row_query(source: str) -> RowQuery:
    """Say how to read the rows of a source.

    INVARIANT: every column that the table has is read, also one that somebody added.
    """
    covered = COVERED[source]
    types = _types(covered.table)
    pairs = [_pair(name, f't."{name}"', kind) for name, kind in types.items()]
    pairs += [_pair(name, f"k.{name}", "bytea") for name in covered.beside]
    sql = f"SELECT {_key(covered, types)} AS key, json_build_object({', '.join(pairs)}) AS told FROM {covered.table} t"
    floats = tuple(name for name, kind in types.items() if kind in _FLOATS)
    return RowQuery(f"{sql} {covered.joined}", floats)


def _pair(name: str, named: str, kind: str) -> str:
    return f"'{name}', {_expression(named, kind)}"


def _key(covered: Covered, types: dict[str, str]) -> str:
    named = f't."{covered.key}"'
    return _expression(named, types[covered.key]) if types[covered.key] == "bytea" else f"{named}::text"


def _expression(named: str, kind: str) -> str:
    return _AS_TEXT.get(kind, "{}").format(named)


def _types(table: str) -> dict[str, str]:
    """Give the columns of a table with their types; none where the table is not there."""
    return dict(select(_COLUMNS, [table]))
