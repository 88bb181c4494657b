"""Accounts made by the program itself: the first ones of a register, those of training, and those of tests.

The program stands in for the two people only where there are none yet; every later role goes through ``grants``.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.conflicts import find_conflict
from sojourn.register.accounts.models import Grant, Office, User

#: Two accounts that nobody can sign in to; they stand for the installation where a grant needs two people.
FOUNDERS = ("founder-1", "founder-2")


@transaction.atomic
def make_user(
    username: str,
    password: str | None,
    *,
    roles: Iterable[str] = (),
    name: str = "",
    office: str = "",
    totp_secret: str | None = None,
    granted_by: tuple[User, User] | None = None,
) -> User:
    """Make an account, or bring one of this name up to date, with its roles in force.

    Args:
        username: what is typed at signing in.
        password: None: nobody can sign in with one.
        roles: each granted by ``granted_by``, or by the founders.
        name: what people read.
        office: the office's code; made when there is none.
        totp_secret: the second factor, base32; None: it is set up at the first sign-in.
        granted_by: who proposed and who confirmed.

    Raises:
        RegisterError: ``grant-conflict``.
    """
    user, _made = User.objects.get_or_create(username=username)
    user.first_name, _space, user.last_name = name.partition(" ")
    user.office = Office.objects.get_or_create(code=office, defaults={"name": office})[0] if office else None
    user.set_password(password)
    user.save()
    if totp_secret is not None:
        _set_second_factor(user, totp_secret)
    _grant(user, roles, granted_by or founders())
    return user


def founders() -> tuple[User, User]:
    """Give the two accounts of the installation, closed to everybody."""
    first, second = (
        User.objects.get_or_create(username=username, defaults={"is_active": False, "password": "!"})[0]
        for username in FOUNDERS
    )
    return first, second


def _grant(user: User, roles: Iterable[str], by: tuple[User, User]) -> None:
    held = set(Grant.objects.filter(user=user, ended_at__isnull=True).values_list("role", flat=True))
    at = clock.now()
    for role in roles:
        conflict = find_conflict(held, role)
        if conflict is not None:
            raise RegisterError(
                "grant-conflict", f"the role `{role}` does not go with `{conflict}`. Next: use two accounts."
            )
        if role not in held:
            Grant.objects.create(
                user=user, role=role, reason="made with the account", proposed_by=by[0], proposed_at=at,
                confirmed_by=by[1], confirmed_at=at,
            )  # fmt: skip
        held.add(role)


def _set_second_factor(user: User, secret: str) -> None:
    from allauth.mfa.models import Authenticator  # the person's door has no sign-in, and its tables not at hand
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    Authenticator.objects.filter(user=user).delete()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
