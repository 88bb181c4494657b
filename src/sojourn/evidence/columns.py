"""The columns of a file against the columns of its table: names, and in Parquet the types."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.types as pt

from sojourn.evidence.problems import Problem
from sojourn.tables import Column

DAY_IS_ENOUGH = ("filed_at", "received_at", "decided_at", "notified_at")
"""Times of acts whose day alone is often all that is on file: a day there means its midnight in UTC."""

TYPES: dict[str, dt.DataType] = {
    "text": dt.string,
    "partial_date": dt.string,
    "date": dt.date,
    "timestamp": dt.Timestamp(timezone="UTC", scale=6),
    "bool": dt.boolean,
    "int": dt.int64,
    "texts": dt.Array(dt.string),
}
_ALLOWED = {
    "text": "text",
    "partial_date": "text `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, or a date",
    "date": "a date",
    "timestamp": "a timestamp with a zone",
    "bool": "a boolean",
    "int": "an integer of at most 64 bits with sign",
    "texts": "a list of text",
}


def find_name_problems(found: Sequence[str], columns: Sequence[Column], file: str) -> list[Problem]:
    """Name every unknown column (with the nearest known one), doubled column and missing required column of a file."""
    known = [column.name for column in columns]
    missing = [column.name for column in columns if column.required and column.name not in found]
    problems = []
    for name in sorted(set(found)):
        if name not in known:
            near = difflib.get_close_matches(name.strip().lower(), known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else "the columns " + ", ".join(known)
            problems.append(Problem(file, "unknown-column", name, "an unknown column", hint))
        elif list(found).count(name) > 1:
            problems.append(Problem(file, "doubled-column", name, "a column that is there twice", "each column once"))
    absent, wanted = "a required column is missing", "a column of that name"
    return problems + [Problem(file, "missing-column", name, absent, wanted) for name in missing]


def find_type_problems(schema: pa.Schema, columns: Sequence[Column], file: str) -> list[Problem]:
    """Name every column of a Parquet file whose type cannot become the table's type without loss."""
    problems = []
    for column in columns:
        index = schema.get_field_index(column.name)
        if index < 0 or _fits(schema.field(index).type, column):
            continue
        kind = schema.field(index).type
        found = "a timestamp without zone" if pt.is_timestamp(kind) and kind.tz is None else f"the type `{kind}`"
        problems.append(Problem(file, "wrong-type", column.name, found, _ALLOWED[column.kind]))
    return problems


def conform(table: ir.Table, columns: Sequence[Column]) -> ir.Table:
    """Give a table exactly the columns and types of an input table; missing columns become null.

    Columns whose name begins with ``__`` are passed on behind them.
    """
    values = {column.name: _value(table, column) for column in columns}
    return table.select(**values, **{name: table[name] for name in table.columns if name.startswith("__")})


def _value(table: ir.Table, column: Column) -> ir.Value:
    wanted = TYPES[column.kind]
    if column.name not in table.columns:
        return ibis.null(wanted)
    value = table[column.name]
    if isinstance(value, ir.DateValue) and column.kind == "partial_date":
        return value.strftime("%Y-%m-%d")
    same = value.type().copy(nullable=True) == wanted
    return value if same else value.cast(wanted)


def _fits(kind: pa.DataType, column: Column) -> bool:
    if pt.is_null(kind):
        return True
    if pt.is_dictionary(kind):
        kind = kind.value_type
    match column.kind:
        case "text":
            return _is_text(kind)
        case "partial_date":
            return _is_text(kind) or pt.is_date(kind)
        case "date":
            return pt.is_date(kind)
        case "timestamp":
            day = pt.is_date(kind) and column.name in DAY_IS_ENOUGH
            return day or (pt.is_timestamp(kind) and kind.tz is not None)
        case "bool":
            return pt.is_boolean(kind)
        case "int":
            return pt.is_integer(kind) and not pt.is_uint64(kind)
        case "texts":
            return (pt.is_list(kind) or pt.is_large_list(kind)) and _is_text_or_null(kind.value_type)


def _is_text(kind: pa.DataType) -> bool:
    return pt.is_string(kind) or pt.is_large_string(kind) or pt.is_string_view(kind)


def _is_text_or_null(kind: pa.DataType) -> bool:
    inner = kind.value_type if pt.is_dictionary(kind) else kind
    return _is_text(inner) or pt.is_null(inner)
