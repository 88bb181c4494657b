"""A row of evidence in two parts: what is personal, which is sealed, and everything else, which is kept for good."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

import orjson
import pyarrow as pa

from sojourn.errors import RegisterError
from sojourn.tables import FACTS, MOVEMENTS, Column, arrow_schema

Source = Literal["movement", "fact"]

COLUMNS: Mapping[str, tuple[Column, ...]] = {"movement": MOVEMENTS, "fact": FACTS}
ID_COLUMN: Mapping[str, str] = {"movement": "movement_id", "fact": "fact_id"}
#: The columns that say who it is, where the person can be reached, or lead to the original message.
PERSONAL = frozenset(
    {
        "surname",
        "given_names",
        "birth_date",
        "sex",
        "nationality",
        "document_type",
        "document_number",
        "document_issuer",
        "references",
        "raw",
        "other_document_number",
        "other_document_issuer",
        "place",
        "principal_reference",
        "reference",
    }
)
#: When and in what a record reached us; the same record sent again has other values here.
_OF_ARRIVAL = frozenset({"recorded_at", "raw"})
#: Types that stand as ISO texts in what was told.
_AS_TOLD = {pa.date32(): pa.string(), pa.timestamp("us", tz="UTC"): pa.string()}
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # as JSON writes it, not a backslash that somebody typed


@dataclass(frozen=True)
class ShapedRow:
    """A row in its two parts, ready to be stored.

    Attributes:
        body: what is not personal, as JSON; the id is in the name.
        personal: what is personal, as JSON.
        said: what the source said, as JSON; two rows that say the same are one.
    """

    feed: str
    id: str
    recorded_at: datetime
    corrects: str | None
    body: str
    personal: str
    said: str

    @property
    def name(self) -> str:
        """Give the record's name."""
        return f"{self.feed}/{self.id}"


def shape_row(source: Source, values: Mapping[str, object]) -> ShapedRow:
    """Part a row of ``tables.MOVEMENTS`` or ``tables.FACTS``.

    Raises:
        RegisterError: ``text-not-storable``, when a text holds a NUL or half a character.
    """
    plain = {
        column.name: _to_json(values[column.name]) for column in COLUMNS[source] if values.get(column.name) is not None
    }
    own_id, recorded_at = str(plain.pop(ID_COLUMN[source])), values["recorded_at"]
    assert isinstance(recorded_at, datetime)
    corrects = plain.get("corrects")
    shaped = ShapedRow(
        feed=str(plain["feed"]),
        id=own_id,
        recorded_at=recorded_at,
        corrects=None if corrects is None else str(corrects),
        body=canonical_json({name: value for name, value in plain.items() if name not in PERSONAL}),
        personal=canonical_json({name: value for name, value in plain.items() if name in PERSONAL}),
        said=canonical_json({name: value for name, value in plain.items() if name not in _OF_ARRIVAL}),
    )
    _check_storable(own_id, shaped.body, shaped.personal)
    return shaped


def told_row(source: str, name: str, body: str, personal: str | None) -> dict[str, object]:
    """Put a row together again as it was told: days and times as ISO texts, columns without a value left out."""
    told: dict[str, object] = {**orjson.loads(body), **(orjson.loads(personal) if personal is not None else {})}
    told[ID_COLUMN[source]] = name[len(str(told["feed"])) + 1 :]
    return told


def join_row(source: str, name: str, body: str, personal: str | None) -> dict[str, object]:
    """Put a row together again; personal columns are null when their values were erased."""
    told = told_row(source, name, body, personal)
    return {column.name: _from_json(column, told.get(column.name)) for column in COLUMNS[source]}


def typed_rows(source: str, rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Type rows of ``told_row``, column by column: a table with the columns of the input table."""
    schema = arrow_schema(COLUMNS[source])
    told = [pa.array([row.get(each.name) for row in rows], _AS_TOLD.get(each.type, each.type)) for each in schema]
    return pa.Table.from_arrays([some.cast(each.type) for some, each in zip(told, schema, strict=True)], schema=schema)


def canonical_json(value: object) -> str:
    """Write JSON with sorted keys and no blanks; days and times as ISO texts."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # half a character or a very long number, which the quick writer refuses
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _to_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _from_json(column: Column, value: object) -> object:
    if column.kind == "timestamp" and isinstance(value, str):
        return datetime.fromisoformat(value)
    if column.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _check_storable(own_id: str, *texts: str) -> None:
    """PostgreSQL keeps no NUL in a text, and no half of a surrogate pair; JSON writes a NUL as ``\\u0000``."""
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        storable = False
    else:
        storable = "\x00" not in own_id and not any("\\u0000" in text and _NUL.search(text) for text in texts)
    if not storable:
        raise RegisterError(
            "text-not-storable",
            "a text of the record holds a NUL or half a character, which cannot be kept. "
            "Next: have the source send the text again without it.",
        )
