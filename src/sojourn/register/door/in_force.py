"""Which purposes are in force: one look at what users have said in the last hour."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.db import connection

from sojourn.register import clock
from sojourn.register.door.acting import Acting

_PERSON_OR_STAY = re.compile(r"[ps][0-9a-f]{20}")
# A stay has its person's purpose; one look for all subjects of an action.
_IN_FORCE = """
WITH asked AS (SELECT unnest(%(subjects)s::text[]) AS subject),
     whom AS (SELECT subject, subject AS person_id FROM asked
              UNION SELECT subject, c.person_id FROM asked JOIN store_current_answer c ON c.stay_id = subject)
SELECT DISTINCT ON (whom.subject) whom.subject, p.purpose
FROM whom JOIN door_purpose p ON p.subject = whom.person_id AND p.actor = %(actor)s
 AND p.lapses_at > %(now)s AND p.stated_at <= %(now)s
ORDER BY whom.subject, p.stated_at DESC
"""


def purpose_in_force(acting: Acting, subject: str) -> str:
    """Give the code of the purpose stated for a person (or a stay's person); empty where none is in force."""
    return list_in_force(acting, [subject]).get(subject, "")


def list_in_force(acting: Acting, subjects: Collection[str]) -> dict[str, str]:
    """Give the purposes in force for several persons or stays, in one look; those without are left out."""
    asked = sorted({subject for subject in subjects if _PERSON_OR_STAY.fullmatch(subject)})
    if acting.user_id is None or not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, {"subjects": asked, "actor": acting.actor, "now": clock.now()})
        return {str(subject): str(purpose) for subject, purpose in cursor.fetchall()}
