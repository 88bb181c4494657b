"""Which roles nobody may have together."""

from __future__ import annotations

from collections.abc import Iterable

from sojourn.register.accounts.models import Role

READS_RECORDS = frozenset(
    {
        Role.POST_OFFICER,
        Role.CASEWORKER,
        Role.OFFICER,
        Role.REVIEWER,
        Role.FEED_OPERATOR,
        Role.SUPERVISOR,
        Role.CLERK,
        Role.RECORDS_OFFICER,
        Role.OVERSIGHT,
    }
)

#: Two roles that nobody has together.
APART = (
    {Role.OFFICER, Role.REVIEWER},
    {Role.OFFICER, Role.CLERK},
    {Role.SUPERVISOR, Role.CLERK},
    {Role.RECORDS_OFFICER, Role.OFFICER},
    {Role.RECORDS_OFFICER, Role.CASEWORKER},
)


def find_conflict(roles: Iterable[str], role: str) -> str | None:
    """Find a role already held that does not go with another.

    Administrators read no records; oversight is apart; who decides about a person neither reviews the records nor
    works for counsel.
    """
    for held in sorted(roles):
        if {held, role} in APART:
            return held
        if Role.ADMINISTRATOR in (held, role) and {held, role} & READS_RECORDS:
            return held
        if Role.OVERSIGHT in (held, role) and held != role and {held, role} != {Role.OVERSIGHT, Role.ANALYST}:
            return held
    return None
