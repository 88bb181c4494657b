"""All that the register holds on one person, read in a fixed number of looks: records and answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from sojourn.register.records.stay_version import StayVersion, read_stored
from sojourn.register.store.models import Answer, CurrentAnswer
from sojourn.stays.link_told import VALUES
from sojourn.stays.proof import Record

COMPARED = tuple(dict.fromkeys(column for columns in VALUES.values() for column in columns))


@dataclass(frozen=True)
class PersonFile:
    """One person as the register holds them.

    Attributes:
        person_id: the id that now holds the records.
        names: the records that are held to be this person's; the values of some may be erased.
        records: those whose values are on file, by name, the one learned first standing first.
        stays: the current answer of each stay, and each departure without an arrival, by first day.
    """

    person_id: str
    names: list[str]
    records: dict[str, Record]
    stays: list[StayVersion]

    @property
    def current(self) -> StayVersion | None:
        """Give the stay that the page is headed by: the last one; none where no stay is on file."""
        stays = [stay for stay in self.stays if not stay.orphan]
        return next(reversed(stays or self.stays), None)

    @property
    def erased(self) -> bool:
        """Say whether the personal values are erased."""
        return bool(self.names) and not self.records


def get_person(person_id: str) -> PersonFile:
    """Read the person that holds an id now."""
    from sojourn.register.store.persons import list_record_names

    names = list_record_names(person_id)
    return PersonFile(person_id, names, read_records(person_id, names), list_stays(person_id))


def read_records(person_id: str, names: Iterable[str]) -> dict[str, Record]:
    """Read those records of a person's subjects that are named, with their personal values."""
    from sojourn.register.store.persons import subjects_of
    from sojourn.register.store.records import read_history

    wanted = set(names)
    history = read_history(subjects_of(person_id))
    found = [
        *_records("movement", "movement_id", history.movements, wanted),
        *_records("fact", "fact_id", history.facts, wanted),
    ]
    return {record.name: record for record in sorted(found, key=lambda each: (each.recorded_at, each.name))}


def list_stays(person_id: str) -> list[StayVersion]:
    """Read the current answers of a person, by first day."""
    pointers = CurrentAnswer.objects.filter(person_id=person_id).values_list("stay_id", "answer_id")
    places = dict(pointers)
    rows = Answer.objects.filter(stay_id__in=places, answer_id__in=places.values())
    return sorted((read_stored(row) for row in rows), key=lambda stay: (stay.first_day, stay.stay_id))


def known_by(records: dict[str, Record], known_at: datetime) -> dict[str, Record]:
    """Keep what was known at a time."""
    limit = known_at.astimezone(UTC)
    return {name: record for name, record in records.items() if record.recorded_at <= limit}


def _records(source: str, key: str, table: pa.Table, names: set[str]) -> Iterable[Record]:
    for row in table.to_pylist():
        values: dict[str, Any] = row
        name = f"{values['feed']}/{values[key]}"
        if name in names:
            yield Record(name, source, values, {column: values.get(column) for column in COMPARED})
