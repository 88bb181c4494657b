"""A person's stays as this part needs them: those without a departure on record, and those with one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.register.records.stay_version import StayVersion, read_stored
from sojourn.register.store.models import Answer
from sojourn.register.store.persons import ids_ever

_CURRENT = """
SELECT a.* FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id)
WHERE c.person_id = ANY(%s) AND NOT c.orphan
"""


@dataclass(frozen=True)
class OpenStay:
    """A stay without a departure on record."""

    stay_id: str
    arrived_on: date
    authorised_until: date | None


def list_versions_of(person_id: str) -> list[StayVersion]:
    """List the current answers for a person's stays, the last one first."""
    rows = Answer.objects.raw(_CURRENT, [ids_ever(person_id)])
    found = [read_stored(row) for row in rows if not row.gone]
    return sorted(found, key=lambda each: (each.first_day, each.stay_id), reverse=True)


def list_open_stays(person_id: str) -> list[OpenStay]:
    """List a person's stays without a departure on record, the last one first."""
    return [
        OpenStay(each.stay_id, each.answer["arrived_on"], each.answer["authorised_until"])
        for each in list_versions_of(person_id)
        if each.answer["arrived_on"] and not has_departure(each)
    ]


def find_open_stay(person_id: str, stay_id: str) -> OpenStay | None:
    """Find one of a person's own stays that has no departure on record."""
    return next((each for each in list_open_stays(person_id) if each.stay_id == stay_id), None)


def find_version_of(person_id: str, stay_id: str) -> StayVersion | None:
    """Find the current answer for one of a person's own stays."""
    return next((each for each in list_versions_of(person_id) if each.stay_id == stay_id), None)


def has_departure(version: StayVersion) -> bool:
    """Say whether a departure is on file: a record or a proof of one, not what the person says alone."""
    return bool(version.answer["departed_on"] or version.answer["left_between"])
