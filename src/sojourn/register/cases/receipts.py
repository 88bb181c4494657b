"""What the receipt of a departure tells the person: that it is on file, what that means, and what it does not mean."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sojourn.register.cases.departure_shown import DepartureReceipt
from sojourn.register.components.days import long_day
from sojourn.register.components.words import CERTAINTIES, CERTAINTY_MEANINGS, DEPARTURE_BASES

Row = dict[str, object]


def told(receipt: DepartureReceipt) -> dict[str, object]:
    """Give the words of a receipt; they accuse nobody, and promise nothing that only a decision could give."""
    return {
        "title": _("Receipt: your departure is on file"),
        "rows": _rows(receipt),
        "means": [
            _("The stay is held to have ended with this departure. No record of your departure is missing any more."),
            _("Nobody has to ask you whether you left."),
        ],
        "means_not": [
            _("It is no decision about you. It does not say that you did anything wrong."),
            _("It ends no application, appeal or permission by itself. Only an officer or a court decides on those."),
            _("It does not say whether you may come back, and when."),
        ],
        "next_steps": [
            _("If you did not leave, or on another day: say so at any office. A wrong departure is put right."),
            _("If you have an application or an appeal, ask your counsel what the departure means for it."),
            _("You may ask who has looked at your record, and why."),
        ],
    }


def _rows(receipt: DepartureReceipt) -> list[Row]:
    left = long_day(receipt.departed_on)
    if not left and receipt.between:
        days = {"first": long_day(receipt.between[0]), "last": long_day(receipt.between[1])}
        left = _("Between %(first)s and %(last)s") % days
    certainty = str(CERTAINTIES.get(receipt.certainty, receipt.certainty))
    rows: list[Row] = [
        {"term": _("Arrived on"), "value": long_day(receipt.arrived_on)},
        {"term": _("Left on"), "value": left},
        {"term": _("How it is known"), "value": str(DEPARTURE_BASES.get(receipt.basis, receipt.basis))},
        {"term": _("How sure"), "value": certainty, "note": str(CERTAINTY_MEANINGS.get(receipt.certainty, ""))},
        {"term": _("Record"), "value": receipt.record},
    ]
    return [row for row in rows if row["value"]]
