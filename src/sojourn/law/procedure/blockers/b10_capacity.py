"""B10: a minor, a person alone or not competent, a person in medical care, or one who died."""

from __future__ import annotations

import calendar
from datetime import date

from sojourn.law.procedure.blockers.asking import heeds_yes, if_asked
from sojourn.law.procedure.blockers.context import Context, blocks, names
from sojourn.law.procedure.blockers.lifting import why_in_effect
from sojourn.law.procedure.gate_shape import Finding

ADULT = 18
"""Years of age from which a person is an adult (Convention on the Rights of the Child, Art. 1)."""


@heeds_yes("B10")
def look(context: Context) -> Finding:
    """Look at the birth date and at holds; then whether anybody asked about what no record tells."""
    died = context.file.of("death")
    if died:
        return blocks("B10", "died", names(died), ("correction",))
    held = {fact.name: why for fact in context.file.of("hold") if (why := why_in_effect(context, fact))}
    if held:
        why = min(held.values())
        return blocks("B10", "hold" if why == "in_effect" else why, held, ("end_of_hold",))
    adult = is_adult(context.file.born, context.today)
    if adult is False:
        return blocks("B10", "minor", (), ("time", "correction"))
    return if_asked(context, "B10", "never_asked" if adult else "birth_unknown")


def is_adult(born: str | None, today: date) -> bool | None:
    """Say whether a person is an adult; None where a missing or partial birth date leaves it open."""
    if not born:
        return None
    if _birthday(*_first(born)) > today:
        return False
    return True if _birthday(*_last(born)) <= today else None


def _first(born: str) -> tuple[int, int, int]:
    year, month, day = _parts(born)
    return year, month or 1, day or 1


def _last(born: str) -> tuple[int, int, int]:
    year, month, day = _parts(born)
    month = month or 12
    return year, month, day or calendar.monthrange(year, month)[1]


def _parts(born: str) -> tuple[int, int, int]:
    year, month, day = (*(int(part) for part in born.split("-")), 0, 0)[:3]
    return year, month, day


def _birthday(year: int, month: int, day: int) -> date:
    """Give the day of coming of age; one born on 29 February comes of age on 1 March in a common year."""
    if (month, day) == (2, 29) and not calendar.isleap(year + ADULT):
        return date(year + ADULT, 3, 1)
    return date(year + ADULT, month, day)
