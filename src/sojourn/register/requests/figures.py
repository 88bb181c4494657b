"""How many requests came in, and how many were answered in time: numbers for oversight, never a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.store.statements import select

#: Numbers below this are not told: few enough to be somebody.
SMALLEST = 3
_COUNTS = """
SELECT kind, CASE kind WHEN 'complaint' THEN complained_of ELSE office END AS whose,
  count(*), count(*) FILTER (WHERE state IN ('waiting', 'assigned')),
  count(*) FILTER (WHERE state IN ('waiting', 'assigned') AND due_at <= %(now)s),
  count(*) FILTER (WHERE state = 'decided' AND decided_at <= due_at),
  count(*) FILTER (WHERE state = 'decided' AND decided_at > due_at)
FROM requests_request
WHERE kind <> 'declaration' AND received_at >= %(since)s AND received_at < %(until)s
GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Counted:
    """Requests of one kind at one office; of complaints the office that they are about.

    Attributes:
        received: in the time asked about; none where they are fewer than ``SMALLEST``.
        open, overdue, in_time, late: of these; none where ``received`` is.
    """

    kind: str
    office: str
    received: int | None
    open: int | None = None
    overdue: int | None = None
    in_time: int | None = None
    late: int | None = None


@action(Verb.OVERSIGHT_OPENED, "see_oversight")
def open_counts(acting: Acting, since: date, until: date) -> Done[list[Counted]]:
    """Open the counts of requests received from a day until before another."""
    return Done(count_requests(since, until), (), {"since": since.isoformat(), "until": until.isoformat()})


def count_requests(since: date, until: date) -> list[Counted]:
    """Count requests received from a day until before another, by kind and office."""
    given = {"now": clock.now(), "since": clock.start_of(since), "until": clock.start_of(until)}
    return [
        Counted(kind, office, number, *rest) if number >= SMALLEST else Counted(kind, office, None)
        for kind, office, number, *rest in select(_COUNTS, given)
    ]
