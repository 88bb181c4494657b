"""The roles that users held at a time: what the person and a court read of who looked or decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sojourn.register.accounts.models import Grant
from sojourn.register.accounts.roles import actor_of

_USER = "user:"


def user_numbers(actors: Iterable[str]) -> set[int]:
    """Give the numbers of those among the actors who are users."""
    return {int(each.removeprefix(_USER)) for each in actors if each.startswith(_USER)}


class RolesHeld:
    """The roles that some actors were ever given, read once, in one look."""

    def __init__(self, actors: Iterable[str]) -> None:
        """Read the roles of the users among the actors."""
        numbers = user_numbers(actors)
        self._grants: dict[str, list[Grant]] = {}
        for grant in Grant.objects.filter(user_id__in=numbers, confirmed_at__isnull=False) if numbers else ():
            self._grants.setdefault(actor_of(grant.user_id), []).append(grant)

    def at(self, actor: str, when: datetime) -> list[str]:
        """Give the roles that an actor held at a time, in their order; none for what is no user."""
        return sorted({each.role for each in self._grants.get(actor, ()) if _held(each, when)})


def _held(grant: Grant, when: datetime) -> bool:
    begun = grant.confirmed_at is not None and grant.confirmed_at <= when
    return begun and (grant.ended_at is None or grant.ended_at > when)
