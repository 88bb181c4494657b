"""Who is of oversight: they open one person at a time, and only by an inquiry, whatever other role they were given."""

from __future__ import annotations

from sojourn.register.accounts.models import Role
from sojourn.register.door.acting import Acting


def is_overseer(acting: Acting) -> bool:
    """Say whether whoever acts is of oversight."""
    return Role.OVERSIGHT in acting.roles
