"""Roles are granted by two people: one proposes, another confirms, neither of them for themselves."""

from __future__ import annotations

from django.db.models import QuerySet

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.conflicts import find_conflict
from sojourn.register.accounts.models import Grant, Role, User
from sojourn.register.accounts.roles import actor_of
from sojourn.register.accounts.signed_in import end_sessions
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb


@action(Verb.GRANT_PROPOSED, "propose_grant")
def propose_grant(acting: Acting, user_id: int, role: str, reason: str) -> Done[Grant]:
    """Propose to give a user a role.

    Raises:
        RegisterError: ``grant-incomplete``, ``grant-self``, ``grant-held``, ``grant-conflict``, ``account-missing``.
    """
    user = lock_user(user_id)
    if role not in Role.values or not reason.strip():
        raise RegisterError(
            "grant-incomplete",
            f"the grant cannot be proposed as it stands: role `{role}`. Allowed are {', '.join(Role.values)}, each "
            "with a reason. Next: choose a role and write the reason.",
        )
    _require_other(acting, user.pk)
    open_roles = set(open_grants().filter(user=user).values_list("role", flat=True))
    if role in open_roles:
        raise RegisterError(
            "grant-held",
            f"the user has the role `{role}` or it is already proposed. Next: confirm or end what is there.",
        )
    _require_no_conflict(open_roles, role)
    grant = Grant.objects.create(
        user=user, role=role, reason=reason.strip(), proposed_by_id=number_of(acting), proposed_at=clock.now()
    )
    return Done(grant, subjects=(actor_of(user.pk),), about={"grant": grant.pk, "role": role})


@action(Verb.GRANTED, "confirm_grant")
def confirm_grant(acting: Acting, grant_id: int) -> Done[Grant]:
    """Give a role that somebody else proposed.

    Raises:
        RegisterError: ``grant-missing``, ``grant-self``, ``grant-second-person``, ``grant-conflict``.
    """
    grant = _open_grant(grant_id)
    _require_other(acting, grant.user_id)
    if grant.confirmed_at is not None:
        raise RegisterError("grant-held", "the role is already confirmed. Next: nothing needs to be done.")
    if grant.proposed_by_id == number_of(acting):
        raise RegisterError(
            "grant-second-person",
            "you proposed this role, so you cannot confirm it. Allowed is another person. Next: ask a colleague.",
        )
    others = open_grants().filter(user=grant.user_id).exclude(pk=grant.pk)
    _require_no_conflict(set(others.values_list("role", flat=True)), grant.role)
    grant.confirmed_by_id, grant.confirmed_at = number_of(acting), clock.now()
    grant.save(update_fields=["confirmed_by", "confirmed_at"])
    return Done(grant, subjects=(actor_of(grant.user_id),), about={"grant": grant.pk, "role": grant.role})


@action(Verb.GRANT_ENDED, "confirm_grant")
def end_grant(acting: Acting, grant_id: int) -> Done[Grant]:
    """End a role at once, or withdraw a proposal; one person is enough, and one's own may be ended too.

    Raises:
        RegisterError: ``grant-missing``.
    """
    grant = _open_grant(grant_id)
    grant.ended_by_id, grant.ended_at = number_of(acting), clock.now()
    grant.save(update_fields=["ended_by", "ended_at"])
    if grant.confirmed_at is not None:
        end_sessions(grant.user_id)  # what is still open in a browser was opened with the role
    return Done(grant, subjects=(actor_of(grant.user_id),), about={"grant": grant.pk, "role": grant.role})


def open_grants() -> QuerySet[Grant]:
    """Give the grants that nobody ended: proposed or in force."""
    return Grant.objects.filter(ended_at__isnull=True)


def lock_user(user_id: int) -> User:
    """Give a user, locked, so that two grants to one user are decided one after the other.

    Raises:
        RegisterError: ``account-missing``.
    """
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise RegisterError("account-missing", "there is no such account. Next: choose one from the list.")
    return user


def number_of(acting: Acting) -> int:
    """Give the number of the user who acts.

    Raises:
        RegisterError: ``person-needed``: neither a feed nor the service decides here.
    """
    if acting.user_id is None:
        raise RegisterError("person-needed", "only a person who has signed in may decide this. Next: sign in.")
    return acting.user_id


def _open_grant(grant_id: int) -> Grant:
    user_ids = open_grants().filter(pk=grant_id).values_list("user_id", flat=True)
    for user_id in user_ids:
        lock_user(user_id)
    grant = open_grants().filter(pk=grant_id).first()
    if grant is None:
        raise RegisterError("grant-missing", "there is no such open grant. Next: go back to the list of roles.")
    return grant


def _require_other(acting: Acting, user_id: int) -> None:
    if number_of(acting) == user_id:
        raise RegisterError(
            "grant-self",
            "nobody grants a role to themselves. Allowed are two other people. Next: ask two colleagues.",
        )


def _require_no_conflict(roles: set[str], role: str) -> None:
    conflict = find_conflict(roles, role)
    if conflict is not None:
        raise RegisterError(
            "grant-conflict",
            f"the role `{role}` does not go with `{conflict}`: administrators read no records, and oversight does "
            "nothing but look. Next: end the other role first, or use another account.",
        )
