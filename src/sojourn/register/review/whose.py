"""Whose records these are: subjects and persons of records, and what holds of them as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

_LAST = """
SELECT DISTINCT ON (name) name, person_id, subject_id FROM store_membership WHERE name = ANY(%s)
ORDER BY name, membership_id DESC
"""


def persons_of(names: Iterable[str]) -> dict[str, str]:
    """Give the person of each record that has been worked out."""
    return {name: person for name, person, _subject in _last(sorted(set(names)))}


def subjects_of(names: Iterable[str]) -> set[UUID]:
    """Give the subjects of records."""
    return {subject for _name, _person, subject in _last(sorted(set(names)))}


def any_restricted(person_ids: Sequence[str]) -> bool:
    """Say whether any current answer of these persons is restricted."""
    asked = "SELECT EXISTS (SELECT 1 FROM store_current_answer WHERE person_id = ANY(%s) AND restricted)"
    return _truth(asked, person_ids)


def _truth(sql: str, person_ids: Sequence[str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(person_ids)])
        return bool(cursor.fetchone()[0])


def _last(names: list[str]) -> list[tuple[str, str, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [names])
        return [(name, person, subject) for name, person, subject in cursor.fetchall()]
