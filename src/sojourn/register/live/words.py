"""What departures settled, the windows and the delays in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from sojourn.register.answering.versions import ORPHAN
from sojourn.register.components.charts import write
from sojourn.register.live.counting import LEFT, NO_LIMIT, NOTHING, OTHER, WITHDRAWN
from sojourn.register.live.delays import Leg

#: The links to the windows.
WINDOW_LINKS: dict[str, Promise] = {
    "minute": _("Last minute"),
    "hour": _("Last hour"),
    "day": _("Last 24 hours"),
}
SETTLED_WORDS: dict[str, Promise] = {
    WITHDRAWN: _("Questions withdrawn"),
    LEFT[0]: _("Left in time"),
    LEFT[1]: _("Left later than the last authorised day on file"),
    LEFT[2]: _("Left, on a day that is not known"),
    NO_LIMIT: _("No limit on the stay"),
    ORPHAN: _("No arrival found"),
    OTHER: _("Joined to a stay whose answer is still open"),
    NOTHING: _("Nothing settled yet"),
}
SETTLED_NOTES: dict[str, Promise] = {
    WITHDRAWN: _("No departure was known; now one is. These stand in one of the lines below, too."),
    LEFT[1]: _("A question about records, not a finding: a record may be missing."),
    ORPHAN: _("Sent to match review."),
}
#: The tone of a tag; none: plain words.
SETTLED_TONES: dict[str, str] = {LEFT[0]: "ok", LEFT[1]: "ask", ORPHAN: "know"}
LEG_WORDS: dict[Leg, Promise] = {
    Leg.TO_RECORD: _("From the crossing to the record"),
    Leg.TO_INTAKE: _("From the feed's own time of the record to its intake"),
    Leg.TO_ANSWER: _("From the record to the answer"),
}
#: Up to how many seconds, for the chart of delays, and what is said of what took so long.
RANGES: tuple[tuple[float, Promise], ...] = (
    (300, _("Under 5 minutes")),
    (900, _("5 to 15 minutes")),
    (3600, _("15 minutes to an hour")),
    (6 * 3600, _("1 to 6 hours")),
    (24 * 3600, _("6 to 24 hours")),
    (float("inf"), _("A day or longer")),
)


def heading(window: str, departures: int) -> str:
    """Say how many departures there were in a window."""
    told = {"number": write(departures)}
    if window == "minute":
        one = ngettext(
            "%(number)s departure in the last minute", "%(number)s departures in the last minute", departures
        )
    elif window == "hour":
        one = ngettext("%(number)s departure in the last hour", "%(number)s departures in the last hour", departures)
    else:
        one = ngettext(
            "%(number)s departure in the last 24 hours", "%(number)s departures in the last 24 hours", departures
        )
    return (one if departures else _none(window)) % told


def _none(window: str) -> str:
    if window == "minute":
        return gettext("No departures in the last minute")
    return (
        gettext("No departures in the last hour") if window == "hour" else gettext("No departures in the last 24 hours")
    )


def delay(seconds: float) -> str:
    """Write a delay with two digits at most: 0.3 s, 9 min, 6 h 40 min, 3 days."""
    if seconds < 0:
        return gettext("beforehand")
    if seconds < 9.95:
        return write(max(0.1, round(seconds, 1)), "s")
    if seconds < 59.5:
        return write(round(seconds), "s")
    minutes = round(seconds / 60)
    if minutes < 60:
        return write(minutes, "min")
    if minutes < 10 * 60:
        hours, rest = divmod(round(minutes / 10) * 10, 60)
        return f"{write(hours, 'h')} {write(rest, 'min')}" if rest else write(hours, "h")
    hours = round(seconds / 3600)
    if hours < 48:
        return write(hours, "h")
    days = round(seconds / 86400)
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": write(days)}
