"""The order of work. It may know four things about a piece of work, and nothing about a person.

The law's clocks come first, then final convictions by a criminal court, then what is quickest to settle (the fewest
open questions in the data), then what has waited longest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: The same order for the database; each name is a field of ``Urgency``, and a test holds the two against each other.
ORDER_BY = ("due_on", "-final_conviction", "open_questions", "waiting_since", "id")

#: What ends within so many days is due soon.
SOON_DAYS = 7

GROUPS: dict[str, Promise] = {
    "overdue": _("Overdue"),
    "due_today": _("Due today"),
    "due_soon": _("Due soon"),
    "not_due": _("Not due yet"),
}


@dataclass(frozen=True)
class Urgency:
    """All that may order work.

    Attributes:
        due_on: the last day of the clock that runs; none: no clock runs.
        final_conviction: a final conviction of an adult by a criminal court is on file.
        open_questions: how many questions in the data are open.
        waiting_since: since when the piece waits.
    """

    due_on: date | None
    final_conviction: bool
    open_questions: int
    waiting_since: datetime


def order_key(urgency: Urgency) -> tuple[bool, date, bool, int, datetime]:
    """Give the key by which pieces of work are sorted, the most urgent first."""
    return (
        urgency.due_on is None,
        urgency.due_on or date.max,
        not urgency.final_conviction,
        urgency.open_questions,
        urgency.waiting_since,
    )


def group_of(urgency: Urgency, today: date) -> str:
    """Say in which group a piece stands: ``overdue``, ``due_today``, ``due_soon`` or ``not_due``."""
    if urgency.due_on is None:
        return "not_due"
    if urgency.due_on < today:
        return "overdue"
    if urgency.due_on == today:
        return "due_today"
    return "due_soon" if urgency.due_on <= today + timedelta(days=SOON_DAYS) else "not_due"
