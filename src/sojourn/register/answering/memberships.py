"""Whose record is whose, each time it came out otherwise, and which subjects a person now is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import pyarrow as pa

from sojourn.register.store.persons import NewMembership, append_memberships, set_current_persons
from sojourn.register.store.statements import select

_Place = tuple[str, str, str | None]


def write_memberships(people: pa.Table, subject_of: Mapping[str, UUID], known_at: datetime) -> set[str]:
    """Append what came out otherwise, and point the subjects at their persons.

    Args:
        people: whose record is whose (``tables.PEOPLE``).
        subject_of: the subject of every record looked at.
        known_at: what was known.

    Returns:
        The persons that these subjects were before, and those that they are now.
    """
    subjects = set(subject_of.values())
    now = {row["record_id"]: (row["person_id"], row["basis"], row["link_id"]) for row in people.to_pylist()}
    then = _last(now)
    fresh = [
        NewMembership(name, subject_of[name], *place) for name, place in sorted(now.items()) if then.get(name) != place
    ]
    before = persons_of(subjects)
    append_memberships(fresh, known_at)
    pairs = [(person, subject_of[name]) for name, (person, _basis, _link) in now.items()]
    set_current_persons(list(subjects), pairs)
    return before | {person for person, _ in pairs}


def persons_of(subjects: Collection[UUID]) -> set[str]:
    """Give the persons that subjects are now."""
    rows = select("SELECT DISTINCT person_id FROM store_current_person WHERE subject_id = ANY(%s)", [list(subjects)])
    return {person for (person,) in rows}


def subjects_of_persons(persons: Collection[str]) -> set[UUID]:
    """Give the subjects that persons now are."""
    rows = select("SELECT DISTINCT subject_id FROM store_current_person WHERE person_id = ANY(%s)", [list(persons)])
    return {subject for (subject,) in rows}


def _last(names: Collection[str]) -> dict[str, _Place]:
    rows = select(
        "SELECT DISTINCT ON (name) name, person_id, basis, link_id FROM store_membership WHERE name = ANY(%s)"
        " ORDER BY name, membership_id DESC",
        [list(names)],
    )
    return {name: (person, basis, link) for name, person, basis, link in rows}
