"""Messages about a person that nobody has acknowledged: while there is one, no step is taken against them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sojourn.register.store.statements import select

# Whose a message is follows from whose its record is now; one that was matched by hand is the case's person's as well.
_UNREAD = """
SELECT s.person_id, m.record FROM store_membership s JOIN court_message m ON m.record = s.name
WHERE m.acknowledged_at IS NULL AND s.person_id = ANY(%(persons)s) AND s.person_id = (
  SELECT l.person_id FROM store_membership l WHERE l.name = m.record ORDER BY l.membership_id DESC LIMIT 1)
UNION
SELECT c.person_id, m.record FROM cases_case c JOIN court_message m ON m.case_id = c.case_id
WHERE m.acknowledged_at IS NULL AND m.matched_at IS NOT NULL AND c.person_id = ANY(%(persons)s)
ORDER BY 1, 2
"""


def unread_by_person(person_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Give the names of the records in messages about persons that nobody has acknowledged, by person, in their order.

    Persons without any are left out.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for person, record in select(_UNREAD, {"persons": list(person_ids)}):
        found[person].append(record)
    return {person: tuple(records) for person, records in found.items()}
