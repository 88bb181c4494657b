"""The canonical text of a row, which says whether two rows with one name have equal content, and its SHA-256.

The columns come in the order of the table, joined by ``,``. A null is ``-``. A value is its length in characters,
``:``, and its text; so no value can imitate another column. Text stands as it is; a date is ``YYYY-MM-DD``; a timestamp
is ``YYYY-MM-DDTHH:MM:SS.ffffffZ`` in UTC; a bool is ``true`` or ``false``; a number is decimal. A list is one value,
whose text is its elements written in the same way and joined by ``,``.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

NULL = "-"


def canonical_row(rows: ir.Table) -> ir.StringColumn:
    """Give the canonical text of each row of a table, over all its columns in their order."""
    parts = [_canonical(rows[name]) for name in rows.columns]
    text: ir.StringColumn = ibis.literal(",").join(parts)
    return text


def content_digest(rows: ir.Table) -> ir.StringColumn:
    """Give the SHA-256 of each row's canonical text, as 64 hexadecimal digits."""
    digest: ir.StringColumn = canonical_row(rows).hexdigest("sha256")
    return digest


def _canonical(value: ir.Value) -> ir.StringValue:
    if isinstance(value, ir.ArrayValue):
        text = value.map(_sized_or_null).join(",")
    elif isinstance(value, ir.TimestampValue):
        # the T and the Z are added here: Spark's patterns know no bare letters
        day_and_time = value.strftime("%Y-%m-%d %H:%M:%S.%f")
        text = day_and_time.replace(" ", "T") + "Z"
    elif isinstance(value, ir.DateValue):
        text = value.strftime("%Y-%m-%d")
    elif isinstance(value, ir.BooleanValue):
        text = value.ifelse("true", "false")
    elif isinstance(value, ir.StringValue):
        text = value
    else:
        text = value.cast("string")
    return value.isnull().ifelse(NULL, _sized(text))


def _sized(text: ir.StringValue) -> ir.StringValue:
    sized: ir.StringValue = text.length().cast("string") + ":" + text
    return sized


def _sized_or_null(text: ir.StringValue) -> ir.StringValue:
    return text.isnull().ifelse(NULL, _sized(text))
