"""Looks for values in every column of every table: the check that nothing personal lies open."""

from __future__ import annotations

import base64
from collections.abc import Iterable

from psycopg import Connection, sql

from sojourn.register.store.row_shape import canonical_json

_COLUMNS = """
SELECT c.relname, a.attname, a.atttypid = 'bytea'::regtype FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relkind IN ('r', 'm') AND c.relnamespace = 'public'::regnamespace
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY c.relname, a.attname
"""


def list_plaintext(connection: Connection[tuple[object, ...]], values: Iterable[str]) -> list[str]:
    """List the columns (``table.column``) in which a value lies open: as UTF-8, hexadecimal or base64.

    What a table keeps out of line (TOAST) is read with it, and an index holds nothing but what its table holds. The
    connection must be one that may read every table, partitions too: the owner's.
    """
    needles = [needle for value in values for needle in _forms(value)]
    found = []
    for table, column, is_bytes in connection.execute(_COLUMNS).fetchall():
        read = "encode({column}, 'hex')" if is_bytes else "{column}::text"
        statement = sql.SQL(f"SELECT 1 FROM {{table}} WHERE {read} LIKE ANY(%s) LIMIT 1").format(
            table=sql.Identifier(str(table)), column=sql.Identifier(str(column))
        )
        patterns = [_pattern(needle.encode().hex() if is_bytes else needle) for needle in needles]
        if connection.execute(statement, [patterns]).fetchone():
            found.append(f"{table}.{column}")
    return found


def _forms(value: str) -> set[str]:
    """Write a value in all the forms in which it might lie open."""
    told = value.encode()
    shown = {value, value.upper(), value.lower(), canonical_json(value)[1:-1]}
    forms = shown | {form.encode().hex() for form in shown} | {form.encode().hex().upper() for form in shown}
    for shift in range(3):  # base64 of a longer text has the value at one of three offsets
        whole = base64.b64encode(b"\0" * shift + told).decode()
        inner = whole[(0, 2, 3)[shift] :].rstrip("=")
        forms.add(inner if len(told) % 3 == (-shift) % 3 else inner[:-1])
    return forms


def _pattern(needle: str) -> str:
    escaped = needle.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
