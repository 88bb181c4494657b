"""Colleagues whom cases may be given to: of one's office, with an open account and a role that works on cases."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.accounts.listing import list_users
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import acting_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.policy import Resource


def may_have(user: User, *, restricted: bool) -> bool:
    """Say whether the policies let somebody have a case."""
    return acting_of(user).may("work_cases", Resource("case", restricted=restricted))


def list_colleagues(acting: Acting) -> list[User]:
    """List those of one's own office who may have cases, by their names."""
    if not acting.office:
        return []
    users = list_users().filter(office_id=acting.office)
    return sorted((user for user in users if may_have(user, restricted=False)), key=lambda user: user.get_full_name())


def find_colleague(acting: Acting, user_id: int, *, restricted: bool = False) -> User:
    """Give a colleague of one's own office who may have the case.

    Raises:
        RegisterError: ``colleague-missing``.
    """
    user = list_users().filter(pk=user_id, office_id=acting.office or None).first()
    if user is None or not may_have(user, restricted=restricted):
        raise RegisterError(
            "colleague-missing",
            "this case cannot go to them. Allowed is somebody of your office whose roles let them work on it"
            f"{' and open restricted records' if restricted else ''}. Next: choose somebody else.",
        )
    return user
