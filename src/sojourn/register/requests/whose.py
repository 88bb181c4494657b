"""Whether a request of a person is somebody's own work; the door asks it each time that a person is opened."""

from __future__ import annotations

from sojourn.register import clock
from sojourn.register.store.statements import select

_OWN = """
SELECT r.person_id FROM requests_request r
WHERE r.state = 'assigned' AND (r.assigned_to_id = %(user)s
  OR EXISTS (SELECT 1 FROM cases_absence a WHERE a.user_id = r.assigned_to_id AND a.cover_id = %(user)s
    AND a.from_on <= %(today)s AND a.to_on >= %(today)s))
"""


def is_own_request(user_id: int, person_id: str) -> bool:
    """Say whether an open request of a person is with somebody, or with whom they stand in for; any id counts."""
    from sojourn.register.store.persons import ids_ever

    about = {whose for (whose,) in select(_OWN, {"user": user_id, "today": clock.today()})}
    if not about or person_id in about:
        return bool(about)
    return not about.isdisjoint(ids_ever(person_id))
