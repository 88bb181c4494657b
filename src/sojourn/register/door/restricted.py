"""Restricted records: which persons have them, asked in one look."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection

from sojourn.errors import RegisterError
from sojourn.register.door.acting import Acting
from sojourn.register.store.persons import resolve_person

# A person without a stay has no answer: a fact that is restricted closes the records as well, and so does a case.
_RESTRICTED = """
SELECT person_id FROM store_current_answer WHERE person_id = ANY(%(persons)s) AND restricted
UNION
SELECT person_id FROM cases_case WHERE person_id = ANY(%(persons)s) AND restricted
UNION
SELECT p.person_id FROM store_current_person p JOIN store_history h USING (subject_id)
WHERE p.person_id = ANY(%(persons)s) AND h.source = 'fact' AND (h.body->>'restricted')::boolean
  AND NOT coalesce((h.body->>'retracted')::boolean, false)
  AND NOT EXISTS (SELECT FROM store_history c WHERE c.subject_id = h.subject_id AND c.body->>'corrects' = h.name)
"""
_CURRENT = "SELECT DISTINCT person_id FROM store_current_person WHERE person_id = ANY(%(persons)s)"


def list_restricted(person_ids: Collection[str]) -> set[str]:
    """Give those of the persons whose records only a few may open: by an answer, a case or a fact that says so."""
    with connection.cursor() as cursor:
        cursor.execute(_RESTRICTED, {"persons": list(person_ids)})
        return {str(row[0]) for row in cursor.fetchall()}


def closed_among(any_person_ids: Collection[str]) -> set[str]:
    """Give those of the ids, as they were once kept, whose records now belong to a person that is restricted.

    What was kept under an id stays with whoever now holds its records: a person that was joined to a restricted one is
    closed under both ids.
    """
    asked = set(any_person_ids)
    with connection.cursor() as cursor:
        cursor.execute(_CURRENT, {"persons": list(asked)})
        leads = {str(row[0]): str(row[0]) for row in cursor.fetchall()}
    leads |= {each: _resolved(each) for each in asked - leads.keys()}
    closed = list_restricted({*leads.values(), *asked})
    return {each for each, now in leads.items() if now in closed or each in closed}


def _resolved(any_person_id: str) -> str:
    try:
        return resolve_person(any_person_id)
    except RegisterError:  # every record under that id was taken back: it leads to nobody
        return any_person_id


def keep_open(acting: Acting, person_ids: Iterable[str]) -> list[str]:
    """Give those of the persons that whoever acts may be shown in a list, in their order."""
    asked = list(person_ids)
    if acting.may("open_restricted"):
        return asked
    closed = list_restricted(asked)
    return [person_id for person_id in asked if person_id not in closed]
