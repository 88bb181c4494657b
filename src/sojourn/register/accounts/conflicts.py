"""Which roles nobody may have together."""

from __future__ import annotations

from collections.abc import Iterable

from sojourn.register.accounts.models import Role

READS_RECORDS = frozenset(
    {
        Role.POST_OFFICER,
        Role.CASEWORKER,
        Role.REVIEWER,
        Role.FEED_OPERATOR,
        Role.SUPERVISOR,
        Role.CLERK,
        Role.OVERSIGHT,
    }
)


def find_conflict(roles: Iterable[str], role: str) -> str | None:
    """Find a role already held that does not go with another: administrators read no records, oversight is apart."""
    for held in sorted(roles):
        if Role.ADMINISTRATOR in (held, role) and {held, role} & READS_RECORDS:
            return held
        if Role.OVERSIGHT in (held, role) and held != role and {held, role} != {Role.OVERSIGHT, Role.ANALYST}:
            return held
    return None
