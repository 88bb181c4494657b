"""What a look afresh concludes, and whether the first result stands beside it.

The page asks what the records show, not whether the first result was right; so whoever looks need not know it. A
determination asks the same: it stands where the records show a stay beyond its last authorised day.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CANNOT_TELL = "cannot_tell"
RIGHT, WRONG = "right", "wrong"
VERDICTS: dict[str, Promise] = {RIGHT: _("Right"), WRONG: _("Wrong"), CANNOT_TELL: _("Cannot tell")}

#: What the records can show, as a form asks it.
CLASSES: dict[str, Promise] = {
    "may_be_here": _(
        "The person may be here on this day: a status, an application or a protection, or no limit applies"
    ),
    "left_in_time": _("The person left within the authorised time"),
    "left_after": _("The person left after the last authorised day"),
    "left_some_day": _("The person left, and the records do not say whether in time"),
    "not_left": _("The last authorised day has passed, and no departure is on file"),
    "not_known": _("The records do not suffice: something is missing or in doubt, and an answer would be a guess"),
}
_CLASS_OF = {
    "in_status": "may_be_here",
    "authorised": "may_be_here",
    "removal_barred": "may_be_here",
    "resident": "may_be_here",
    "not_subject": "may_be_here",
    "left_in_time": "left_in_time",
    "left_after_end": "left_after",
    "left_date_unknown": "left_some_day",
    "awaiting_records": "not_left",
    "unexplained": "not_left",
    "unknown": "not_known",
}
#: A determination stands beside these.
DETERMINED = "determined"
_BEYOND = frozenset({"not_left", "left_after"})


def class_of(state: str) -> str:
    """Give the class of a state of an answer."""
    return _CLASS_OF[state]


def verdict_of(first: str, conclusion: str) -> str:
    """Hold a conclusion against the first result: ``right``, ``wrong`` or ``cannot_tell``."""
    if conclusion == CANNOT_TELL:
        return CANNOT_TELL
    stands = conclusion in _BEYOND if first == DETERMINED else conclusion == first
    return RIGHT if stands else WRONG
