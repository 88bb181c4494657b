"""Rows of answers as the store keeps them (JSON), read back with their types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa


def read_row(schema: pa.Schema, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give one row with the types of its schema; a column that the row does not have is null."""
    return {field.name: _value(field.type, row.get(field.name)) for field in schema}


def read_rows(schema: pa.Schema, rows: Iterable[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
    """Give rows with the types of their schema."""
    return [read_row(schema, row) for row in rows or ()]


def _value(kind: pa.DataType, value: Any) -> Any:
    if isinstance(value, str) and pa.types.is_date(kind):
        return date.fromisoformat(value)
    if isinstance(value, str) and pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value)
    if pa.types.is_list(kind):
        return [_value(kind.value_type, part) for part in value] if value is not None else None
    return value
