"""Who a person is held to be: name, birth date, nationality, and the documents, as the records give them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sojourn.register.records.fact_words import document_words
from sojourn.stays.proof import Record, day_of


@dataclass(frozen=True)
class Document:
    """A document under which the person was seen.

    Attributes:
        label: type, issuer and number.
        first, last: the days on which it was first and last used, as far as records say.
        records: how many records carry it.
        notes: what issuers said of it: replaced, lost, stolen, revoked.
    """

    label: str
    first: date
    last: date
    records: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """The particulars of a person; every list has the value seen last first."""

    names: tuple[str, ...]
    birth_dates: tuple[str, ...]
    nationalities: tuple[str, ...]
    documents: tuple[Document, ...]


def identity_of(records: Iterable[Record]) -> Identity:
    """Gather the particulars of a person from their records."""
    newest = sorted(records, key=lambda record: record.recorded_at, reverse=True)
    return Identity(
        names=_values(newest, name_of),
        birth_dates=_values(newest, lambda values: values.get("birth_date")),
        nationalities=_values(newest, lambda values: values.get("nationality")),
        documents=_documents(newest),
    )


def name_of(values: dict[str, Any]) -> str:
    """Write a name as it was given: given names, then surname."""
    return " ".join(filter(None, (values.get("given_names"), values.get("surname"))))


def first_day_of(record: Record) -> date:
    """Give the day on which a record says that something happened; the day it was learned where it says none."""
    values = record.values
    days = ("local_date", "filed_at", "decided_at", "valid_from", "notified_at", "received_at")
    found = next((values[name] for name in days if values.get(name)), record.recorded_at)
    return day_of(found)


def _values(records: Iterable[Record], read: Callable[[dict[str, Any]], str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for record in records if (value := read(record.values))))


def _documents(records: list[Record]) -> tuple[Document, ...]:
    held: dict[str, list[Record]] = {}
    for record in records:
        if record.values.get("document_number"):
            held.setdefault(_label(record.values), []).append(record)
    return tuple(
        Document(label, min(map(first_day_of, each)), max(map(first_day_of, each)), len(each), _notes(each))
        for label, each in held.items()
    )


def _label(values: dict[str, Any]) -> str:
    kind = values.get("document_type") or "passport"
    shown = {"passport": _("Passport"), "I94": _("Admission number")}.get(kind, kind.replace("_", " "))
    return " ".join(filter(None, (shown, values.get("document_issuer"), values["document_number"])))


def _notes(records: list[Record]) -> tuple[str, ...]:
    facts = [record for record in records if record.table == "fact" and record.values.get("kind") == "document"]
    return tuple(dict.fromkeys(filter(None, (document_words(record.values) for record in facts))))
