"""Accounts are opened and closed by administrators; an account without a role can do nothing."""

from __future__ import annotations

import secrets

from sojourn.register import clock
from sojourn.register.accounts.grants import lock_user, number_of, open_grants
from sojourn.register.accounts.make_user import make_user
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import actor_of
from sojourn.register.accounts.signed_in import end_sessions
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb


@action(Verb.ACCOUNT_MADE, "manage_accounts")
def open_account(acting: Acting, username: str, name: str, office: str) -> Done[tuple[User, str]]:
    """Open an account; the first password is given once and lies nowhere."""
    password = secrets.token_urlsafe(15)
    user = make_user(username, password, name=name, office=office)
    return Done((user, password), subjects=(actor_of(user.pk),))


@action(Verb.ACCOUNT_CLOSED, "manage_accounts")
def close_account(acting: Acting, user_id: int) -> Done[None]:
    """Close an account and end its roles; nobody can sign in to it from then on.

    Raises:
        RegisterError: ``account-missing``.
    """
    user = lock_user(user_id)
    user.is_active = False
    user.save(update_fields=["is_active"])
    open_grants().filter(user=user).update(ended_by_id=number_of(acting), ended_at=clock.now())
    end_sessions(user.pk)
    return Done(None, subjects=(actor_of(user.pk),))
