"""What is one's own work: a piece or a case that was assigned; opening its person asks for no purpose."""

from __future__ import annotations

from sojourn.register.door.acting import Acting


def assigned(acting: Acting, person_id: str) -> bool:
    """Say whether a piece of work or a case about the person is one's own, or of somebody one stands in for."""
    from sojourn.register.cases.own import is_own_case
    from sojourn.register.review.assigned import is_assigned

    if acting.user_id is None:
        return False
    return is_own_case(acting.user_id, person_id) or is_assigned(acting.user_id, person_id)
