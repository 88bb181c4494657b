"""Colleagues whom a request may be given to: of one's office, with a role that answers requests."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.accounts.listing import list_users
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import acting_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.policy import Resource

PERMISSION = "answer_requests"


def may_answer(user: User, *, restricted: bool = False) -> bool:
    """Say whether the policies let somebody answer requests."""
    return user.is_active and acting_of(user).may(PERMISSION, Resource("request", restricted=restricted))


def list_colleagues(acting: Acting) -> list[User]:
    """List those of one's own office who may answer requests, by their names."""
    if not acting.office:
        return []
    users = list_users().filter(office_id=acting.office)
    return sorted((user for user in users if may_answer(user)), key=lambda user: user.get_full_name())


def find_colleague(acting: Acting, user_id: int, *, restricted: bool = False) -> User:
    """Give a colleague of one's own office who may answer requests.

    Raises:
        RegisterError: ``request-colleague``.
    """
    user = list_users().filter(pk=user_id, office_id=acting.office or None).first()
    if user is None or not may_answer(user, restricted=restricted):
        raise RegisterError(
            "request-colleague",
            "the request cannot go to them. Allowed is somebody of your office whose roles let them answer requests"
            f"{' and open restricted records' if restricted else ''}. Next: choose somebody else.",
        )
    return user
