"""How long a message of a court or of counsel may stay unread before somebody else is told, and why so long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Timer:
    """How long whoever a message is for has, then how long the supervisors of the office have, and the reason."""

    named: timedelta
    supervisors: timedelta
    reason: str


_STOPS = Timer(
    timedelta(minutes=15),
    timedelta(minutes=10),
    "it stops a removal from the moment it was made; one is known that came 28 minutes before a departure and was read "
    "after it",
)
_ORDERS = Timer(timedelta(hours=4), timedelta(hours=2), "it says what may be done to the person from today on")
_ACTS = Timer(timedelta(days=1), timedelta(hours=4), "it starts or ends a clock of days; a day late still keeps it")

#: The kinds of fact that are messages, each with its timer. Others of the same feeds are records like all records.
TIMERS: dict[str, Timer] = {
    "removal_stay": _STOPS,
    "undertaking": _STOPS,
    "hold": _STOPS,
    "order": _ORDERS,
    "hearing": _ACTS,
    "decision": _ACTS,
    "appeal": _ACTS,
    "motion": _ACTS,
    "custody_decision": _ACTS,
    "proceeding": _ACTS,
}
#: While a removal is pending or a departure is near, every message of the case has this one.
PRESSING = Timer(
    timedelta(minutes=5), timedelta(minutes=5), "what it says may have to stop somebody at the door of an aircraft"
)
#: A departure is near from so long before it.
NEAR = timedelta(hours=24)


def timer_of(kind: str, *, pressing: bool) -> Timer:
    """Give the timer of a message; the short one where a removal is near."""
    return PRESSING if pressing else TIMERS[kind]


def due_at(kind: str, received_at: datetime, *, pressing: bool) -> datetime:
    """Give the time by which a message has to be acknowledged, counted from when it was received."""
    return received_at + timer_of(kind, pressing=pressing).named
