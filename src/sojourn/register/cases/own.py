"""Whose case it is: whoever it is assigned to, and whoever stands in for them today."""

from __future__ import annotations

from sojourn.register import clock
from sojourn.register.cases.models import Absence
from sojourn.register.store.statements import select

# One look, because the door asks it each time that a person is opened.
_OWN = """
SELECT 1 FROM cases_case c
WHERE c.person_id = %(person)s AND c.closed_at IS NULL AND (
  c.assigned_to_id = %(user)s
  OR EXISTS (SELECT 1 FROM cases_absence a WHERE a.user_id = c.assigned_to_id AND a.cover_id = %(user)s
    AND a.from_on <= %(today)s AND a.to_on >= %(today)s)
  OR EXISTS (SELECT 1 FROM cases_proposal p WHERE p.case_id = c.case_id AND p.proposed_by_id = %(user)s
    AND p.state IN ('pending', 'approved')))
LIMIT 1
"""


def is_own_case(user_id: int, person_id: str) -> bool:
    """Say whether an open case about a person is somebody's own work.

    It is for whoever has it or stands in for them, and for whoever proposed a step in it that is still open.
    """
    return bool(select(_OWN, {"person": person_id, "user": user_id, "today": clock.today()}))


def stands_in_for(user_id: int) -> list[int]:
    """Give the users whose cases are somebody's own today: their own, and those of whom they cover."""
    today = clock.today()
    away = Absence.objects.filter(cover_id=user_id, from_on__lte=today, to_on__gte=today)
    return [user_id, *away.values_list("user_id", flat=True)]
