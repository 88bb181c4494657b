"""What is one's own work: a piece that was assigned; opening its person asks for no purpose."""

from __future__ import annotations

from sojourn.register.door.acting import Acting


def assigned(acting: Acting, person_id: str) -> bool:
    """Say whether a piece of work about the person is assigned to whoever acts."""
    from sojourn.register.review.assigned import is_assigned

    return acting.user_id is not None and is_assigned(acting.user_id, person_id)
