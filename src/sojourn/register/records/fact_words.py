"""Records in a few translated words, for lanes and lists; the proof has whole sentences of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.register.components.days import long_day
from sojourn.stays.proof import Record

MOVEMENT_KINDS: dict[str, Promise] = {
    "inspection": gettext_lazy("An officer at the border saw the person"),
    "manifest": gettext_lazy("A carrier's list names the person"),
    "neighbour": gettext_lazy("The neighbouring country recorded the crossing"),
    "consular": gettext_lazy("A consulate abroad saw the person"),
    "stamp": gettext_lazy("A stamp shows the crossing"),
    "attested": gettext_lazy("An officer examined documents that the person showed, and accepted them"),
    "declared": gettext_lazy("The person says so"),
}
FACT_KINDS: dict[str, Promise] = {
    "application": gettext_lazy("Application"),
    "decision": gettext_lazy("Decision"),
    "appeal": gettext_lazy("Appeal"),
    "motion": gettext_lazy("Motion"),
    "programme": gettext_lazy("Programme"),
    "visa": gettext_lazy("Visa"),
    "extension": gettext_lazy("Extension"),
    "residence": gettext_lazy("Residence"),
    "exemption": gettext_lazy("Exemption"),
    "citizenship_claim": gettext_lazy("Claim of citizenship"),
    "citizenship_decision": gettext_lazy("Decision on citizenship"),
    "protection": gettext_lazy("Protection"),
    "removal_stay": gettext_lazy("Removal stay: an order that stops a removal"),
    "undertaking": gettext_lazy("Promise to a court"),
    "document": gettext_lazy("Document"),
    "death": gettext_lazy("Death"),
    "cancellation": gettext_lazy("Cancellation"),
    "charge_issued": gettext_lazy("Charge issued"),
    "charge_filed": gettext_lazy("Charge filed"),
    "service": gettext_lazy("Service of a document"),
    "hearing": gettext_lazy("Hearing"),
    "order": gettext_lazy("Order"),
    "voluntary_departure": gettext_lazy("Voluntary departure"),
    "custody_start": gettext_lazy("Custody began"),
    "custody_decision": gettext_lazy("Decision on custody"),
    "custody_end": gettext_lazy("Custody ended"),
    "hold": gettext_lazy("Hold"),
    "representation": gettext_lazy("Representation"),
    "contact": gettext_lazy("Address for letters"),
    "travel_document": gettext_lazy("Travel document"),
    "proceeding": gettext_lazy("Proceeding"),
    "agreement": gettext_lazy("Agreement between countries"),
    "conviction": gettext_lazy("Conviction"),
}


def short_words(record: Record) -> str:
    """Say what a record is, in a few words."""
    return _movement(record.values) if record.table == "movement" else _fact(record.values)


def document_words(values: Mapping[str, Any]) -> str:
    """Say what an issuer said of a document."""
    known = {
        "lost": _("Reported lost"),
        "stolen": _("Reported stolen"),
        "revoked": _("Revoked by its issuer"),
        "new": _("Replaces an earlier document"),
    }
    said = values.get("outcome") or values.get("type") or ""
    return known.get(said, said.replace("_", " "))


def _movement(values: Mapping[str, Any]) -> str:
    where = {"port": values.get("port") or ""}
    if values["direction"] == "arrival":
        said = _("Arrival at %(port)s") % where if where["port"] else _("Arrival")
    else:
        said = _("Departure from %(port)s") % where if where["port"] else _("Departure")
    if values.get("boarded") is False:
        said = _("%(crossing)s: listed, and not on board") % {"crossing": said}
    if values.get("admitted_class"):
        said = _("%(crossing)s, class %(class)s") % {"crossing": said, "class": values["admitted_class"]}
    if values.get("admitted_until"):
        said = _("%(crossing)s, until %(day)s") % {"crossing": said, "day": long_day(values["admitted_until"])}
    return said


def _fact(values: Mapping[str, Any]) -> str:
    said = str(FACT_KINDS.get(values["kind"], values["kind"]))
    codes = [values.get(name) for name in ("benefit", "type", "outcome", "class")]
    told = ", ".join(code.replace("_", " ") for code in codes if code)
    return _("%(kind)s: %(what)s") % {"kind": said, "what": told} if told else said
