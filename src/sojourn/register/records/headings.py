"""The answer as a heading: in a few words, with the day that matters; it accuses nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from sojourn.register.components import words
from sojourn.register.components.days import long_day
from sojourn.register.records.stay_version import StayVersion

Row = Mapping[str, Any]


def heading_of(version: StayVersion) -> str:
    """Give the heading of an answer."""
    answer = {**version.answer, "authorised_until": last_day(version)}
    say = _HEADINGS.get(answer["state"])
    return say(answer) if say else str(words.STATES.get(answer["state"], answer["state"]))


def sub_of(version: StayVersion) -> str:
    """Give the sentence beneath the heading: what the state means, where that must be said."""
    answer = version.answer
    last = answer["authorised_until"]
    said = _SUBS.get(answer["state"], "")
    if last is None and answer["state"] in _BASES and last_day(version):
        return _("It stays lawful or protected after that day, on another basis, with no last day on file.")
    if answer["state"] == "unknown" and last:
        return _("The last authorised day on file is %(day)s.") % {"day": long_day(last)}
    return _(said) if said else ""


def last_day(version: StayVersion) -> date | None:
    """Give the last authorised day; where there is none, the last day of what the state itself rests on."""
    answer = version.answer
    last: date | None = answer["authorised_until"]
    day: date = answer["as_of"]
    for period in version.periods if last is None else ():
        reached = last or day
        if period["basis"] == _BASES.get(answer["state"]) and period["valid_from"] <= reached + timedelta(days=1):
            if period["valid_to"] is None:
                return None
            last = max(reached, period["valid_to"]) if period["valid_to"] >= day else last
    return last


def _until(answer: Row, with_day: str, without: str) -> str:
    last: date | None = answer["authorised_until"]
    return with_day % {"day": long_day(last)} if last else without


def _left_in_time(answer: Row) -> str:
    if answer["departed_on"]:
        return _("Left in time, on %(day)s") % {"day": long_day(answer["departed_on"])}
    first, last = answer["left_between"]
    return _("Left in time, between %(first)s and %(last)s") % {"first": long_day(first), "last": long_day(last)}


def _date_unknown(answer: Row) -> str:
    first, last = answer["left_between"]
    days = {"first": long_day(first), "last": long_day(last)}
    return _("Left between %(first)s and %(last)s, on a day that is not known") % days


def _after_end(answer: Row) -> str:
    most = answer["days_over_max"]
    if most is None:
        return str(words.STATES["left_after_end"])
    return ngettext(
        "A question about records: the departure on file is %(days)s day after the last authorised day on file",
        "A question about records: the departure on file is %(days)s days after the last authorised day on file",
        most,
    ) % {"days": most}


def _unknown(answer: Row) -> str:
    code = answer["unknown_code"]
    return _("Not known: %(why)s") % {"why": words.UNKNOWN_CODES.get(code, code)}


#: The basis that a state rests on; the states without one tell of something else.
_BASES = {"in_status": "status", "authorised": "authorised_only", "removal_barred": "removal_barred"}
_HEADINGS: dict[str, Callable[[Row], str]] = {
    "in_status": lambda a: _until(a, _("In status until %(day)s"), _("In status, with no last day on file")),
    "authorised": lambda a: _until(
        a,
        _("Authorised until %(day)s, without a status"),
        _("Authorised, without a status, with no last day on file"),
    ),
    "removal_barred": lambda a: _until(
        a,
        _("Removal is barred by a protection until %(day)s"),
        _("Removal is barred by a protection, with no last day on file"),
    ),
    "left_in_time": _left_in_time,
    "left_date_unknown": _date_unknown,
    "left_after_end": _after_end,
    "awaiting_records": lambda a: _until(
        a,
        _("Waiting for records: the last authorised day on file was %(day)s"),
        _("Waiting for records that often come late"),
    ),
    "unexplained": lambda a: _until(
        a,
        _("A question about records: no departure is on file after %(day)s"),
        _("A question about records: no departure is on file"),
    ),
    "unknown": _unknown,
    "orphan_departure": lambda a: (
        _("A question about records: a departure on %(day)s, and no arrival before it")
        % {"day": long_day(a["departed_on"])}
    ),
    "gone": lambda _a: _("This stay is no more: its arrival was corrected, or belongs to another stay"),
}
_QUESTION = gettext_noop(
    "It does not say that the person is here, or did anything wrong. Nothing may follow from it before a named officer "
    "has decided, after notice to the person and time to answer."
)
_SUBS: dict[str, str] = {
    "unexplained": _QUESTION,
    "left_after_end": _QUESTION,
    "awaiting_records": gettext_noop("Departures often come late. Nothing is asked of the person."),
    "authorised": gettext_noop("It is lawful to stay. That is no status."),
    "removal_barred": gettext_noop("That is neither a status nor a permission to stay."),
}
