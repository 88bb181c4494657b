"""Restricted records: which persons have them, asked in one look at the current answers."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection

from sojourn.register.door.acting import Acting


def list_restricted(person_ids: Collection[str]) -> set[str]:
    """Give those of the persons of whom a current answer is restricted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT person_id FROM store_current_answer WHERE person_id = ANY(%s) AND restricted",
            [list(person_ids)],
        )
        return {str(row[0]) for row in cursor.fetchall()}


def keep_open(acting: Acting, person_ids: Iterable[str]) -> list[str]:
    """Give those of the persons that whoever acts may be shown in a list, in their order."""
    asked = list(person_ids)
    if acting.may("open_restricted"):
        return asked
    closed = list_restricted(asked)
    return [person_id for person_id in asked if person_id not in closed]
