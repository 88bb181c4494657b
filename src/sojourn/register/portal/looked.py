"""Who has looked, told to the person: when, in which role, from which office, what and why; never a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sojourn.register.accounts.models import Office
from sojourn.register.accounts.roles_held import RolesHeld
from sojourn.register.controls.delays import delayed_looks
from sojourn.register.door.looks import MOST, LookRow, read_looks
from sojourn.register.portal import words


@dataclass(frozen=True)
class OwnLook:
    """One look or change; ``who`` is a role."""

    at: datetime
    who: str
    office: str
    did: str
    why: str


#: As many looks as anybody has: nothing is cut off what is taken along.
EVERY = 1_000_000


def list_own_looks(person_id: str, most: int = MOST) -> list[OwnLook]:
    """List who has looked at this person's record, the latest first; what oversight lets be shown later is left out.

    Args:
        person_id: whose record. most: so many of the log at most; a page is short, what is taken along is whole.
    """
    rows = _shown(person_id, read_looks(person_id, most))
    roles, offices = RolesHeld(row.actor for row in rows), dict(Office.objects.values_list("code", "name"))
    return [
        OwnLook(
            row.at,
            _who(row, roles),
            offices.get(row.office, row.office),
            str(words.DONE.get(row.verb, words.DONE_OTHERWISE)),
            _why(row),
        )
        for row in rows
    ]


def offices_shown(person_id: str) -> set[str]:
    """Give the codes of the offices whose looks the person is shown now: a look that is shown later names none."""
    return {row.office for row in _shown(person_id, read_looks(person_id)) if row.office}


def _shown(person_id: str, rows: Iterable[LookRow]) -> list[LookRow]:
    hidden = delayed_looks(person_id)
    return [row for row in rows if row.event_id not in hidden]


def _who(row: LookRow, roles: RolesHeld) -> str:
    if row.actor == "person":
        return str(words.PERSON)
    if not row.actor.startswith("user:"):
        return str(words.SERVICE)
    known = [str(words.ROLES[role]) for role in roles.at(row.actor, row.at) if role in words.ROLES]
    return ", ".join(known) or str(words.OTHER)


def _why(row: LookRow) -> str:
    if row.purpose:
        return str(words.PURPOSES.get(row.purpose, row.purpose))
    if row.actor == "person":
        return ""
    return str(words.ASSIGNED if row.actor.startswith("user:") else words.ITSELF)
