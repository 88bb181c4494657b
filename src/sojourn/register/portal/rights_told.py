"""The person's rights and clocks, from the law pack: what they may ask for, of whom, and how long an answer takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from sojourn.law.rights import rights_of
from sojourn.register import clock
from sojourn.register.answering.engine import law_pack

#: The clock of requests, and the rights whose answers it limits where the pack sets no days of their own.
_REPLY, _ASKED = "reply_to_the_person", ("access", "correction")


@dataclass(frozen=True)
class RightTold:
    """One right: what it is, who answers for it and where, within how many days, and by which text."""

    right: str
    title: str
    text: str
    authority: str
    address: str
    days: int | None
    citation: str
    note: str


def list_rights() -> list[RightTold]:
    """List the rights of the register's law, in words."""
    reply = reply_days()
    return [
        RightTold(
            right=each.right,
            title=gettext(each.title),
            text=gettext(each.text),
            authority=gettext(each.authority),
            address=each.address if each.has_address else "",
            days=each.days or (reply if each.right in _ASKED else None),
            citation=each.citation,
            note=gettext(each.note) if each.note else "",
        )
        for each in rights_of(law_pack()).values()
    ]


def reply_days() -> int | None:
    """Give the days within which a request is answered by the law of today; none where no rule says so."""
    law, today = law_pack().as_known_at(clock.now()), clock.today()
    for rule in law.all("clock"):
        version = rule.on(today)
        if version is not None and version.values.get("clock") == _REPLY:
            days: int | None = version.values.get("days")
            return days
    return None
