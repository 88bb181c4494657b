"""What the API says and is told, for its description (OpenAPI)."""

from __future__ import annotations

import json
from typing import Any, Literal

from ninja import Field, Schema

from sojourn.register.intake.lines import MOST_ROWS
from sojourn.register.store.row_shape import COLUMNS, Source
from sojourn.tables import Column

NDJSON = "application/x-ndjson"
EDIFACT = "application/edifact"


class RowOutcome(Schema):
    """What became of one row."""

    line: int = Field(description="Its line, or its place in the array, from 1.")
    fate: Literal["accepted", "duplicate", "corrected", "quarantined"]
    record: str | None = Field(description="The name of the record, `feed/id`.")
    code: str | None = Field(description="What is wrong with a row in quarantine.")
    reason: str | None = Field(description="The same in words: what is wrong, and what is allowed.")


class Problem(Schema):
    """Why a message was not taken in; nothing of it was."""

    code: str = Field(description="Stable name of the error, an anchor in docs/errors.md.")
    message: str = Field(description="What was wrong, and what is allowed.")
    next: str = Field(description="What to do.")


def request_body(source: Source, *, edifact: bool) -> dict[str, Any]:
    """Describe the body of a route for OpenAPI."""
    row = row_schema(source)
    # Any value may stand in a row's place: what is wrong with one row is told for that row, and the others are taken.
    array = {"type": "array", "maxItems": MOST_ROWS, "items": {"anyOf": [row, {}]}}
    content: dict[str, Any] = {
        "application/json": {"schema": array, "example": [_EXAMPLES[source]]},
        NDJSON: {"schema": {"type": "string"}, "example": _example_line(source)},
    }
    if edifact:
        content[EDIFACT] = {"schema": {"type": "string", "format": "binary"}}
    return {"requestBody": {"required": True, "content": content}}


def row_schema(source: Source) -> dict[str, Any]:
    """Describe a row as JSON schema, from the columns of its table; the feed and ``recorded_at`` are filled in."""
    columns = COLUMNS[source]
    filled = {"feed", "recorded_at"}
    return {
        "type": "object",
        "title": "MovementRow" if source == "movement" else "FactRow",
        "properties": {column.name: _column_schema(column) for column in columns},
        "required": [column.name for column in columns if column.required and column.name not in filled],
    }


_FORMS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "partial_date": {"type": "string", "description": "`YYYY-MM-DD`, `YYYY-MM` or `YYYY`"},
    "date": {"type": "string", "format": "date"},
    "timestamp": {"type": "string", "format": "date-time"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "texts": {"type": "array", "items": {"type": "string"}, "description": "a list of `scheme:value`"},
}


def _column_schema(column: Column) -> dict[str, Any]:
    form = {**_FORMS[column.kind]}
    if column.allowed:
        form["enum"] = list(column.allowed)
    return form if column.required else {"anyOf": [form, {"type": "null"}]}


_EXAMPLES: dict[Source, dict[str, Any]] = {
    "movement": {
        "movement_id": "8a12",
        "kind": "manifest",
        "direction": "departure",
        "local_date": "2026-03-14",
        "port": "IATA:JFK",
        "boarded": True,
        "surname": "EXAMPLE",
        "given_names": "ANNA",
        "birth_date": "1990-02-01",
        "document_type": "P",
        "document_number": "X1234567",
        "document_issuer": "NLD",
    },
    "fact": {
        "fact_id": "e-17",
        "kind": "extension",
        "valid_to": "2026-09-01",
        "references": ["i94:12345678901"],
    },
}


def _example_line(source: Source) -> str:
    return json.dumps(_EXAMPLES[source]) + "\n"
