"""Running statements on the one connection, with the few shapes of call that the store needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

Row = tuple[Any, ...]


def select(statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[Row]:
    """Run a statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Row] = cursor.fetchall()
    return rows


def run(statement: str, parameters: Sequence[Any] = ()) -> int:
    """Run a statement and give the number of rows that it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Append many rows at once."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def array_of(values: Iterable[UUID | bytes | int]) -> str:
    """Write values that need no quotes as PostgreSQL writes an array; far quicker than to adapt each by itself."""
    return "{" + ",".join(f'"\\\\x{value.hex()}"' if isinstance(value, bytes) else str(value) for value in values) + "}"


def array_of_words(words: Iterable[str]) -> str:
    """Write words of letters, digits and dashes as PostgreSQL writes an array."""
    return "{" + ",".join(words) + "}"
