"""Legal exceptions to clocks of custody, as they stand in the events of cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sojourn.law.procedure.deadline import ClockException
from sojourn.register.cases.models import Case, Event

#: The kind of event that an exception is.
EXCEPTED = "clock_excepted"


def exceptions_by_case(cases: Sequence[Case]) -> Mapping[str, list[ClockException]]:
    """Give the exceptions of several cases, in their order; ``clocks.deadlines_of`` heeds those that the law allows."""
    found: dict[str, list[ClockException]] = defaultdict(list)
    for each in Event.objects.filter(case__in=[case.case_id for case in cases], kind=EXCEPTED).order_by("id"):
        exception = ClockException(
            clock=each.about["clock"],
            start_record=each.about["start_record"],
            officer=each.actor,
            why=each.about["why"],
            ends_at=datetime.fromisoformat(each.about["ends_at"]),
            citation=each.about["citation"],
        )
        found[each.case_id].append(exception)
    return found
