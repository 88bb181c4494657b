"""Whose record is whose, each time it came out otherwise, and which subjects a person now is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyarrow as pa

from sojourn.register.store.persons import NewMembership, append_memberships, set_current_persons
from sojourn.register.store.statements import array_of, array_of_words, select


@dataclass(frozen=True)
class Placed:
    """Which persons subjects were before a run, and which they are after it."""

    before: Mapping[UUID, frozenset[str]]
    now: Mapping[UUID, frozenset[str]]

    @property
    def persons(self) -> set[str]:
        """Give the persons that the subjects were before, and those that they are now."""
        return {person for held in (self.before, self.now) for persons in held.values() for person in persons}

    def persons_of(self, subject: UUID) -> frozenset[str]:
        """Give the persons that one subject was before and is now."""
        return self.before.get(subject, frozenset()) | self.now.get(subject, frozenset())


def write_memberships(people: pa.Table, subject_of: Mapping[str, UUID], known_at: datetime) -> Placed:
    """Append what came out otherwise, and point the subjects at their persons.

    Args:
        people: whose record is whose (``tables.PEOPLE``).
        subject_of: the subject of every record looked at.
        known_at: what was known.
    """
    subjects = set(subject_of.values())
    columns = (people[name].to_pylist() for name in ("record_id", "person_id", "basis", "link_id"))
    now = {name: place for name, *place in zip(*columns, strict=True)}
    then = _last(now)
    fresh = [
        NewMembership(name, subject_of[name], *place) for name, place in sorted(now.items()) if then.get(name) != place
    ]
    placed = Placed(_by_subject(_current(subjects)), _by_subject((place[0], subject_of[n]) for n, place in now.items()))
    append_memberships(fresh, known_at)
    moved = [each for each in subjects if placed.before.get(each) != placed.now.get(each)]
    set_current_persons(moved, [(person, each) for each in moved for person in placed.now.get(each, ())])
    return placed


def persons_of(subjects: Collection[UUID]) -> set[str]:
    """Give the persons that subjects are now."""
    return {person for person, _ in _current(subjects)}


def subjects_of_persons(persons: Collection[str]) -> set[UUID]:
    """Give the subjects that persons now are."""
    wanted = [array_of_words(persons)]
    rows = select("SELECT DISTINCT subject_id FROM store_current_person WHERE person_id = ANY(%s::text[])", wanted)
    return {subject for (subject,) in rows}


def _current(subjects: Collection[UUID]) -> list[tuple[str, UUID]]:
    wanted = [array_of(subjects)]
    rows = select("SELECT person_id, subject_id FROM store_current_person WHERE subject_id = ANY(%s::uuid[])", wanted)
    return [(person, subject) for person, subject in rows]


def _by_subject(pairs: Iterable[tuple[str, UUID]]) -> dict[UUID, frozenset[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    for person, subject in pairs:
        found[subject].add(person)
    return {subject: frozenset(persons) for subject, persons in found.items()}


def _last(names: Collection[str]) -> dict[str, list[str | None]]:
    rows = select(
        "SELECT DISTINCT ON (name) name, person_id, basis, link_id FROM store_membership WHERE name = ANY(%s)"
        " ORDER BY name, membership_id DESC",
        [list(names)],
    )
    return {name: [person, basis, link] for name, person, basis, link in rows}
