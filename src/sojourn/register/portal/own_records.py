"""What is on file about the person, record by record, in words and as values: their own, and no third person's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext

from sojourn.register.cases.standing_rows import Row, name_of
from sojourn.register.letters.composing import fact_told, untellable
from sojourn.register.letters.file_told import rows_of
from sojourn.register.letters.rendering import FactTold
from sojourn.register.letters.texts import words_of

#: The columns that go along: what is said of the person themselves. Not among them are who served a letter, the person
#: whose status theirs follows, where the message lies, and how the register sorts records.
TAKEN = (
    "kind",
    "direction",
    "outcome",
    "verified",
    "occurred_at",
    "local_date",
    "port",
    "from_port",
    "to_port",
    "mode",
    "transport",
    "boarded",
    "surname",
    "given_names",
    "birth_date",
    "sex",
    "nationality",
    "document_type",
    "document_number",
    "document_issuer",
    "admitted_class",
    "admitted_until",
    "duration_of_status",
    "references",
    "filed_at",
    "received_at",
    "decided_at",
    "notified_at",
    "valid_from",
    "valid_to",
    "benefit",
    "type",
    "class",
    "authority",
    "statute",
    "end_reason",
    "days",
    "entries",
    "territory",
    "place",
    "reference",
    "other_document_number",
    "other_document_issuer",
    "recorded_at",
)


def own_rows(person_id: str) -> list[Row]:
    """Read the records that stand, the one learned first standing first, without those that no letter tells either.

    Somebody else may hold the code, the document and the date: what protects the person from them is not shown.
    """
    rows = rows_of(person_id)
    left_out = untellable(rows)
    told = [row for row in rows if name_of(row) not in left_out]
    return sorted(told, key=lambda row: (row["recorded_at"], name_of(row)))


def records_told(rows: Iterable[Row], language: str) -> list[FactTold]:
    """Say the records in the words of the letters, in a language of theirs."""
    words = words_of(language)
    return [_told(row, fact_told(name_of(row), row, words)) for row in rows]


def _told(row: Row, told: FactTold) -> FactTold:
    """Say that a carrier reports somebody as not aboard, so that its record is not read as a crossing."""
    if row.get("boarded") is not False:
        return told
    return replace(told, what=(gettext("A carrier says that you were not aboard"), *told.what[1:]))


def records_taken(rows: Iterable[Row]) -> list[dict[str, object]]:
    """Give the records as values, by column; what is empty is left out."""
    return [{"record": name_of(row), **_taken(row)} for row in rows]


def _taken(row: Mapping[str, object]) -> dict[str, object]:
    found = {name: row.get(name) for name in TAKEN}
    return {name: _plain(value) for name, value in found.items() if value not in (None, "", [])}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
