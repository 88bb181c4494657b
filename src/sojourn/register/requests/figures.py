"""How many requests came in, by kind and office: numbers for oversight, never a person.

Whether they were answered in time is told by the figures of oversight (``oversight/counting.py``), where requests count
among the clocks. A quarter is told once it is over, since nothing is received in it any more: so no two counts of it
differ, and nobody subtracts one from the other.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.oversight.months import Span, quarter_of
from sojourn.register.oversight.printing import print_table
from sojourn.register.oversight.shown import Printed
from sojourn.register.store.statements import select

#: Quarters that are told.
QUARTERS = 4
_COUNTS = """
SELECT CASE kind WHEN 'complaint' THEN complained_of ELSE office END, kind, count(*)
FROM requests_request
WHERE kind <> 'declaration' AND received_at >= %(first)s AND received_at < %(after)s
GROUP BY 1, 2 ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Counted:
    """Requests received in a quarter.

    Attributes:
        quarter: its days.
        printed: a row for each office, a column for each kind; of complaints the office that they are about. What is
            withheld is none, by the rule of the house (``oversight/withholding.py``).
    """

    quarter: Span
    printed: Printed


@action(Verb.OVERSIGHT_OPENED, "see_oversight")
def open_counts(acting: Acting) -> Done[list[Counted]]:
    """Open the counts of requests received in the last quarters that are over, the newest first."""
    counted = [Counted(quarter, count_requests(quarter)) for quarter in _list_over(clock.today())]
    return Done(counted, (), {"since": counted[-1].quarter.first.isoformat()})


def count_requests(span: Span) -> Printed:
    """Count requests received in a span, and withhold what is few."""
    bounds = span.bounds()
    lines: dict[str, dict[str, int]] = defaultdict(dict)
    for office, kind, number in select(_COUNTS, {"first": bounds["first"], "after": bounds["after"]}):
        lines[office][kind] = number
    return print_table(lines)


def _list_over(today: date) -> list[Span]:
    """List the last quarters that are over on a day, the newest first."""
    spans, after = [], quarter_of(today)
    for _each in range(QUARTERS):
        first = quarter_of(after - timedelta(days=1))
        spans.append(Span(first, after))
        after = first
    return spans
