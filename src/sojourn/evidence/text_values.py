"""Values written as text (CSV, NDJSON) become typed; what cannot be read is told apart from what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.evidence.columns import DAY_IS_ENOUGH, TYPES
from sojourn.evidence.validate import Check
from sojourn.tables import Column

_DATE = r"^\d{4}-\d{2}-\d{2}$"
_TIME = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?"
_ZONED_TIME = _TIME + r"(Z|z|[+-]\d{2}(:?\d{2})?)$"
_NO_SECONDS = r"([T ]\d{2}:\d{2})(Z|[+-])"
_BARE_TIME = _TIME + "$"
_WHOLE = r"^[+-]?\d{1,19}(\.0+)?$"
TEXT = "__text_"
"""Before the name of a column: the text it was read from."""

_ALLOWED = {
    "date": "a real `YYYY-MM-DD`",
    "timestamp": "`YYYY-MM-DDTHH:MM:SSZ` or with an offset such as `+02:00`",
    "bool": "`true` or `false`",
    "int": "a whole number of at most 64 bits",
    "texts": "a list of `scheme:value`",
}


def clean(stage: pa.Table) -> pa.Table:
    """Take the space around text away, and make blank text null; in Arrow, because DuckDB's trim is far slower."""
    return pa.Table.from_arrays([_clean(stage[name]) for name in stage.column_names], stage.column_names)


def typed(stage: ir.Table, columns: Sequence[Column]) -> ir.Table:
    """Type a table of text columns: all columns of the input table, and beside the typed ones the text as ``__text_``.

    Other columns whose name begins with ``__`` are passed on.
    """
    values: dict[str, ir.Value] = {name: stage[name] for name in stage.columns if name.startswith("__")}
    for column in columns:
        if column.name not in stage.columns:
            values[column.name] = ibis.null(TYPES[column.kind])
            continue
        value = stage[column.name]
        if isinstance(value, ir.StringValue):
            if column.kind in _ALLOWED:
                values[TEXT + column.name] = value
            value = _read(value, column)
        values[column.name] = value
    return stage.select(**values)


def list_text_checks(table: ir.Table, columns: Sequence[Column]) -> list[Check]:
    """List the tests that each given text could be read; for the table that ``typed`` gives."""
    checks = []
    for column in columns:
        if TEXT + column.name not in table.columns or column.kind == "texts":
            continue
        text = table[TEXT + column.name]
        unread = text.notnull() & table[column.name].isnull()
        if column.kind == "timestamp":
            bare = text.re_search(_BARE_TIME)
            found = "a time without zone"
            checks.append(Check(column.name, "time-without-zone", found, _ALLOWED["timestamp"], unread & bare))
            unread = unread & ~bare
        found = "a value that cannot be read"
        checks.append(Check(column.name, "unreadable-value", found, _ALLOWED[column.kind], unread))
    return checks


def _clean(values: Any) -> Any:
    if not pa.types.is_string(values.type):
        return values
    trimmed = pc.utf8_trim_whitespace(values)
    return pc.if_else(pc.equal(trimmed, pa.scalar("")), None, trimmed)


def _read(text: ir.StringValue, column: Column) -> ir.Value:
    match column.kind:
        case "date":
            return _if_like(text, _DATE).try_cast("date")
        case "timestamp":
            return _read_time(text, day_is_enough=column.name in DAY_IS_ENOUGH)
        case "bool":
            said = text.lower()
            return ibis.cases((said == "true", True), (said == "false", False), else_=ibis.null("boolean"))
        case "int":
            return _if_like(text, _WHOLE).re_replace(r"\.0+$", "").try_cast("int64")
        case "texts":
            return text.split(";").map(lambda each: each.strip()).filter(lambda each: each != "")
        case _:
            return text


def _read_time(text: ir.StringValue, *, day_is_enough: bool) -> ir.TimestampValue:
    given = _if_like(text, _ZONED_TIME).replace(",", ".").upper()
    zoned = given.re_replace(_NO_SECONDS, r"\1:00\2").try_cast("timestamp('UTC')")
    if not day_is_enough:
        return zoned
    return ibis.coalesce(zoned, _if_like(text, _DATE).try_cast("date").cast("timestamp('UTC')"))


def _if_like(text: ir.StringValue, form: str) -> ir.StringValue:
    return text.re_search(form).ifelse(text, ibis.null("string"))
