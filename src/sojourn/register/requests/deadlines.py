"""Until when a reply is due: the clock `reply_to_the_person` of the law pack, counted from the day of receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sojourn.errors import RegisterError
from sojourn.law.procedure.clock_rules import clock_rule
from sojourn.law.procedure.clocks import Start, count
from sojourn.law.procedure.counting_days import local_day
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.moments import moment
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.requests.models import Request

CLOCK = "reply_to_the_person"


def deadline_from(reference: str, received_at: datetime) -> Deadline:
    """Count the time to reply, by the version of the rule that held on the day of receipt.

    Raises:
        RegisterError: ``request-no-clock``: the law pack had no such rule on that day.
    """
    law = law_now()
    day = local_day(received_at, law.zone)
    rule = clock_rule(law, CLOCK, day)
    if rule is None:
        raise RegisterError(
            "request-no-clock",
            f"the law pack says of no time on {day} within which the person has a reply. Allowed are packs with the "
            f"clock `{CLOCK}`. Next: add its rule to the pack.",
        )
    return count(rule, Start(f"case:{reference}", moment(received_at, law.zone)), law)


def deadline_of(request: Request) -> Deadline | None:
    """Give the time to reply of a request; none where nothing is to be replied (a declaration)."""
    if not request.rule_id:
        return None
    counted = deadline_from(request.reference, request.received_at)
    return replace(counted, ends_at=request.due_at, last_day=request.last_day, met_at=request.decided_at)
