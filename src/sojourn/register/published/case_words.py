"""The words of the tables of cases."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.law.blockers import BLOCKERS

TITLES: dict[str, Promise] = {
    "stages": _("Open cases by stage"),
    "origins": _("Cases begun, by where they came from"),
    "ends": _("Cases ended, by how"),
    "stops": _("Steps stopped, by what forbade them"),
    "adverse": _("Steps taken against a person"),
    "undone": _("Steps put right"),
    "spent": _("How long people waited for this service, in days"),
}

CODES: dict[str, Promise] = {
    "pre_stage": _("Before any decision: question, notice, answer"),
    "determined": _("Determined by an officer"),
    "custody": _("In custody"),
    "court": _("Before a court"),
    "ordered": _("Ordered"),
    "appeal": _("On appeal"),
    "departure": _("Departure by oneself"),
    "removal": _("Removal"),
    "closed": _("Closed"),
    "undoing": _("Being put right"),
    "question_reviewed": _("A question about records, after review"),
    "imported_order": _("An order from another system"),
    "refused_application": _("A refused application"),
    "person_came_forward": _("The person came forward"),
    "recorded_encounter": _("A recorded encounter"),
    "error_to_undo": _("An error to put right"),
}


def words_of(code: str, titles: dict[str, str]) -> str:
    """Say a code: a stage, an origin, a blocker, or a lifecycle's state or step (``titles``, by ``lifecycle/id``)."""
    if code in CODES:
        return str(CODES[code])
    named = {each.code: f"{each.code} {each.name}" for each in BLOCKERS}
    return named.get(code) or titles.get(code, code)
