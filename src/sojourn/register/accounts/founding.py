"""The first accounts of a register, made at the command line: two administrators and one for oversight.

Every role after them takes two people; the founders stand in for these only here.
"""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.accounts.make_user import make_user
from sojourn.register.accounts.models import Grant, Role, User

#: How many accounts of each role are made so.
FIRST = {Role.ADMINISTRATOR: 2, Role.OVERSIGHT: 1}


def found_account(username: str, password: str, name: str, office: str, role: str) -> User:
    """Make one of the first accounts; its second factor is set up at the first sign-in.

    Raises:
        RegisterError: ``accounts-founded``: the register has its first accounts of this role.
    """
    wanted = FIRST.get(Role(role), 0)
    held = Grant.objects.filter(role=role, confirmed_at__isnull=False, ended_at__isnull=True).count()
    if held >= wanted or User.objects.filter(username=username).exists():
        raise RegisterError(
            "accounts-founded",
            f"the command line makes {wanted} accounts with the role `{role}`, and {held} are there; a name is used "
            "once. Next: sign in as an administrator and open `Roles`.",
        )
    return make_user(username, password, roles=[role], name=name, office=office)
