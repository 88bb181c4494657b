"""The number of the user who acts; work is done by people, never by a feed or the service."""

from __future__ import annotations

from sojourn.register.door.acting import Acting, Refused


def user_of(acting: Acting) -> int:
    """Give the number of the user who acts.

    Raises:
        Refused: it is no user.
    """
    if acting.user_id is None:
        raise Refused("not-allowed", "only somebody who is signed in may do this. Next: sign in.")
    return acting.user_id
