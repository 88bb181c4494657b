"""Accounts and grants as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sojourn.errors import RegisterError
from sojourn.register.accounts.grants import open_grants
from sojourn.register.accounts.make_user import FOUNDERS
from sojourn.register.accounts.models import Grant, User
from sojourn.register.accounts.roles import name_of
from sojourn.register.accounts.words import ROLE_WORDS
from sojourn.register.door.acting import Acting


@dataclass(frozen=True)
class AccountRow:
    """An account with the roles in force."""

    number: int
    username: str
    name: str
    office: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class GrantRow:
    """A grant that nobody ended, and what whoever looks may do about it."""

    number: int
    user_number: int
    user: str
    role: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str
    may_confirm: bool


def list_users() -> QuerySet[User]:
    """List everybody with an open account."""
    users = User.objects.filter(is_active=True).exclude(username__in=FOUNDERS)
    return users.select_related("office").prefetch_related("grants").order_by("username")


def list_waiting() -> QuerySet[Grant]:
    """List the proposals that wait for a second person."""
    return open_grants().filter(confirmed_at__isnull=True).select_related("user", "proposed_by").order_by("proposed_at")


def find_user(user_id: int) -> User:
    """Give an open account.

    Raises:
        RegisterError: ``account-missing``.
    """
    user = list_users().filter(pk=user_id).first()
    if user is None:
        raise RegisterError("account-missing", "there is no such account. Next: choose one from the list.")
    return user


def account_row(user: User) -> AccountRow:
    """Say what a page shows of an account."""
    in_force = [one for one in user.grants.all() if one.confirmed_at is not None and one.ended_at is None]
    roles = tuple(str(ROLE_WORDS[one.role]) for one in in_force)
    return AccountRow(user.pk, user.username, name_of(user), user.office.name if user.office else "", roles)


def grant_row(grant: Grant, acting: Acting) -> GrantRow:
    """Say what a page shows of a grant; the second person is another than the proposer and the user."""
    second = grant.confirmed_at is None and acting.user_id not in (grant.proposed_by_id, grant.user_id)
    return GrantRow(
        grant.pk,
        grant.user_id,
        name_of(grant.user),
        str(ROLE_WORDS[grant.role]),
        grant.reason,
        name_of(grant.proposed_by),
        grant.proposed_at,
        name_of(grant.confirmed_by) if grant.confirmed_by else "",
        second and acting.may("confirm_grant"),
    )
