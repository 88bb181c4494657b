"""What a reviewer goes through before a question is answered: fixed checks, with evidence or "nothing found".

The checks are those that found people to have left or to be in status where a count of missing exits had not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Check:
    """One check: its code, its words, and what is searched for."""

    code: str
    title: Promise
    hint: Promise


EXITS = Check(
    "exits",
    _("Departures"),
    _("Exit records at ports and land borders, carriers' manifests, the neighbour's entries, consulates abroad."),
)
ENTRIES = Check(
    "exits",
    _("Arrivals"),
    _("Entry records at ports and land borders, carriers' manifests, stamps, earlier files on paper."),
)
REST = (
    Check(
        "applications",
        _("Applications and status"),
        _("Applications, extensions, appeals, a residence or a protection, also with other authorities."),
    ),
    Check(
        "programmes", _("Programmes"), _("Study, exchange or work programmes whose status lasts as long as they do.")
    ),
    Check("duplicates", _("Duplicates"), _("The same person under another name, spelling or date of birth.")),
    Check("documents", _("Other documents"), _("A renewed or a second passport, a document of another nationality.")),
    Check(
        "coverage",
        _("Coverage of the feeds"),
        _("Whether the feeds that would have reported it were sending on those days."),
    ),
)
CODES = ("exits", *(check.code for check in REST))

FOUND, NOTHING, NOT_AVAILABLE = "found", "nothing", "not_available"
RESULTS: dict[str, Promise] = {
    FOUND: _("Something was found"),
    NOTHING: _("Nothing found"),
    NOT_AVAILABLE: _("The source is not available"),
}


@dataclass(frozen=True)
class Checked:
    """The result of one check, and the names of the records that are its evidence."""

    result: str
    records: tuple[str, ...]


def checks_for(code: str) -> tuple[Check, ...]:
    """List the checks of a question by its code, in their order."""
    return (ENTRIES if code == "orphan_departure" else EXITS, *REST)


def as_json(checked: Mapping[str, Checked]) -> dict[str, dict[str, object]]:
    """Give the results as they are kept: codes and names of records, no text."""
    return {code: {"result": each.result, "records": list(each.records)} for code, each in checked.items()}


def is_complete(checked: Mapping[str, Checked]) -> bool:
    """Say whether every check has a result, and every source was available."""
    return set(checked) == set(CODES) and all(each.result != NOT_AVAILABLE for each in checked.values())
