"""The columns of a record in words, grouped as a page shows them: what it says, whose it is, where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.register.components.days import instant, long_day
from sojourn.register.records.fact_words import FACT_KINDS, MOVEMENT_KINDS

WHOSE: dict[str, Promise] = {
    "given_names": gettext_lazy("Given names"),
    "surname": gettext_lazy("Surname"),
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "nationality": gettext_lazy("Nationality"),
    "document_type": gettext_lazy("Type of document"),
    "document_issuer": gettext_lazy("Issuer of the document"),
    "document_number": gettext_lazy("Number of the document"),
    "other_document_issuer": gettext_lazy("Issuer of the other document"),
    "other_document_number": gettext_lazy("Number of the other document"),
    "references": gettext_lazy("References"),
    "reference": gettext_lazy("Reference"),
    "principal_reference": gettext_lazy("Reference of the person whose status it follows"),
}
SAYS: dict[str, Promise] = {
    "kind": gettext_lazy("Kind"),
    "direction": gettext_lazy("Direction"),
    "benefit": gettext_lazy("What it is about"),
    "type": gettext_lazy("Type"),
    "outcome": gettext_lazy("Outcome"),
    "verified": gettext_lazy("How identity was verified"),
    "occurred_at": gettext_lazy("Time"),
    "local_date": gettext_lazy("Day at the port"),
    "port": gettext_lazy("Port"),
    "from_port": gettext_lazy("From"),
    "to_port": gettext_lazy("To"),
    "mode": gettext_lazy("By"),
    "transport": gettext_lazy("Voyage"),
    "boarded": gettext_lazy("On board at close-out"),
    "admitted_class": gettext_lazy("Class of admission"),
    "admitted_until": gettext_lazy("Admitted until"),
    "duration_of_status": gettext_lazy("Admitted for as long as a programme lasts"),
    "filed_at": gettext_lazy("Filed"),
    "received_at": gettext_lazy("Received by the authority"),
    "decided_at": gettext_lazy("Decided"),
    "notified_at": gettext_lazy("The person was told"),
    "valid_from": gettext_lazy("From the day"),
    "valid_to": gettext_lazy("To the day"),
    "class": gettext_lazy("Class"),
    "authority": gettext_lazy("Authority"),
    "statute": gettext_lazy("Statute"),
    "end_reason": gettext_lazy("Reason of the end"),
    "days": gettext_lazy("Days"),
    "entries": gettext_lazy("Entries"),
    "territory": gettext_lazy("Territory"),
    "place": gettext_lazy("Place"),
    "served_by": gettext_lazy("Served by"),
    "restricted": gettext_lazy("Restricted"),
}
_CODES = ("outcome", "type", "benefit", "verified", "direction", "mode", "end_reason", "served_by", "document_type")


@dataclass(frozen=True)
class FieldShown:
    """One column of a record: its name in words, and its value."""

    term: str
    value: str


def list_fields(values: Mapping[str, Any], columns: Mapping[str, Promise]) -> list[FieldShown]:
    """List the columns that have a value, in their order."""
    return [
        FieldShown(str(label), _words(name, values[name]))
        for name, label in columns.items()
        if values.get(name) not in (None, "", [])
    ]


def _words(name: str, value: Any) -> str:
    if name == "kind":
        return str(MOVEMENT_KINDS.get(value) or FACT_KINDS.get(value) or value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(str(part) for part in value)
    if name in _CODES:
        return str(value).replace("_", " ")
    return long_day(value) if name == "birth_date" or not isinstance(value, (str, int)) else str(value)
