"""From a user to who acts: the roles in force are those that two people granted and nobody ended."""

from __future__ import annotations

from sojourn.register.accounts.models import Grant, User
from sojourn.register.door.acting import Acting


def roles_in_force(user_id: int) -> frozenset[str]:
    """Give the roles of a user that are confirmed and not ended."""
    grants = Grant.objects.filter(user_id=user_id, confirmed_at__isnull=False, ended_at__isnull=True)
    return frozenset(grants.values_list("role", flat=True))


def acting_of(user: User) -> Acting:
    """Give who acts when this user does."""
    return Acting(actor_of(user.pk), name_of(user), user.office_id or "", roles_in_force(user.pk), user.pk)


def actor_of(user_id: int) -> str:
    """Give what the log calls a user."""
    return f"user:{user_id}"


def name_of(user: User) -> str:
    """Give the name that people read."""
    return user.get_full_name() or user.get_username()
