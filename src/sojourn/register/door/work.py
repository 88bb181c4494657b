"""What is one's own work: a piece, a case or a request that was assigned; opening its person asks for no purpose."""

from __future__ import annotations

from sojourn.register.door.acting import Acting


def assigned(acting: Acting, person_id: str) -> bool:
    """Say whether a piece of work, a case or a request of the person is one's own, or of somebody one stands in for."""
    from sojourn.register.cases.own import is_own_case
    from sojourn.register.requests.whose import is_own_request
    from sojourn.register.review.assigned import is_assigned

    if acting.user_id is None:
        return False
    user = acting.user_id
    return is_own_case(user, person_id) or is_assigned(user, person_id) or is_own_request(user, person_id)
