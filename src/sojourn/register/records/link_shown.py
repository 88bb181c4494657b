"""A link decision as a page shows it: the sentence first; the score and the values only when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.register.store.models import LinkDecision
from sojourn.stays.link_told import VALUES
from sojourn.stays.proof import Record

_VERDICTS: dict[str, Promise] = {
    "same": gettext_lazy("Held to be one person's"),
    "different": gettext_lazy("Held to be different persons'"),
    "unsure": gettext_lazy("Not decided"),
}
_BY: dict[str, Promise] = {
    "rule": gettext_lazy("by a rule: a document or a reference joins them"),
    "model": gettext_lazy("by the model, because names, birth date and other values agree"),
    "reviewer": gettext_lazy("by a reviewer, with both records open"),
}
_LABELS: dict[str, Promise] = {
    "name": gettext_lazy("Name"),
    "birth_date": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "nationality": gettext_lazy("Nationality"),
    "document_number": gettext_lazy("Document"),
}


@dataclass(frozen=True)
class LinkShown:
    """One link: the two records, what was decided by whom and why; where asked for, the score and the values."""

    record_a: str
    record_b: str
    verdict: str
    by: str
    recorded_at: object
    reason: str
    score: str
    compared: tuple[Mapping[str, object], ...]


def show_links(links: Sequence[LinkDecision], records: Mapping[str, Record], *, compared: bool) -> list[LinkShown]:
    """Show links; ``compared`` adds the score and the values side by side."""
    return [
        LinkShown(
            record_a=link.record_a,
            record_b=link.record_b,
            verdict=str(_VERDICTS.get(link.verdict, link.verdict)),
            by=str(_BY.get(link.by, link.by)),
            recorded_at=link.recorded_at,
            reason=link.reason if link.by == "reviewer" else "",
            score=_score(link) if compared else "",
            compared=_compared(link, records) if compared else (),
        )
        for link in links
    ]


def _score(link: LinkDecision) -> str:
    if link.weight is None:
        return _("No score: this was not decided by a model.")
    told = {"weight": f"{link.weight:.1f}", "version": link.version}
    return _("A weight of %(weight)s bits, by the model %(version)s.") % told


def _compared(link: LinkDecision, records: Mapping[str, Record]) -> tuple[Mapping[str, object], ...]:
    pair = [records.get(link.record_a), records.get(link.record_b)]
    rows = []
    for feature, label in _LABELS.items():
        left, right = (_value(feature, record) for record in pair)
        rows.append({"label": str(label), "left": left, "right": right, "differs": left != right})
    return tuple(rows)


def _value(feature: str, record: Record | None) -> str:
    if record is None:
        return ""
    return ", ".join(str(record.compared[column]) for column in VALUES[feature] if record.compared.get(column))
