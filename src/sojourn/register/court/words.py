"""The words of messages and hearings: what came, from whom, how much time is left, and whose it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sojourn.register.records.fact_words import FACT_KINDS

HEARING_TYPES: dict[str, Promise] = {
    "first": gettext_lazy("First hearing"),
    "merits": gettext_lazy("Hearing on the merits"),
    "custody": gettext_lazy("Hearing on custody alone"),
    "appeal": gettext_lazy("Hearing of an appeal"),
    "other": gettext_lazy("Another hearing"),
}
HEARING_OUTCOMES: dict[str, Promise] = {
    "set": gettext_lazy("set"),
    "held": gettext_lazy("held"),
    "adjourned": gettext_lazy("adjourned"),
    "vacated": gettext_lazy("taken off the calendar"),
}
SENDERS: dict[str, Promise] = {
    "court": gettext_lazy("Court %(name)s"),
    "counsel": gettext_lazy("Counsel %(name)s"),
    "agency": gettext_lazy("Office %(name)s"),
}
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def kind_words(kind: str) -> str:
    """Say what kind of fact a message brings."""
    return str(FACT_KINDS.get(kind, kind))


def sender_words(feed: str) -> str:
    """Say who sent it: the court, the counsel or the office that a feed is named after."""
    sort, _colon, name = feed.partition(":")
    return str(SENDERS[sort]) % {"name": name} if sort in SENDERS else feed


def hearing_words(kind: str, outcome: str) -> str:
    """Say what hearing it is and what became of it."""
    what = str(HEARING_TYPES.get(kind) or kind.replace("_", " ") or FACT_KINDS["hearing"])
    became = str(HEARING_OUTCOMES.get(outcome) or outcome.replace("_", " "))
    return _("%(hearing)s, %(outcome)s") % {"hearing": what, "outcome": became} if became else what


def time_left(until: datetime, now: datetime) -> str:
    """Say in words how much time is left, or for how long it has been over."""
    if until >= now:
        return _("%(time)s left") % {"time": _span(until - now)}
    return _("overdue for %(time)s") % {"time": _span(now - until)}


def _span(time: timedelta) -> str:
    if time >= _DAY:
        return ngettext("%(number)d day", "%(number)d days", time.days) % {"number": time.days}
    if time >= _HOUR:
        hours = int(time / _HOUR)
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    minutes = int(time.total_seconds() // 60)
    if minutes == 0:
        return _("less than a minute")
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}
