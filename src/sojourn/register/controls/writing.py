"""Appending a row that the transparency log covers, in one transaction with its note."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from sojourn.register.store.logged import note_rows

Row = TypeVar("Row", bound=models.Model)


def append_row(source: str, row: Row) -> Row:
    """Append a row and note every column of it for the log; inside the transaction of an action."""
    row.save(force_insert=True)
    note_rows(source, [{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}])
    return row
