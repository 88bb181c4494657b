"""Reading the figures: as they were counted, month by month; a look at them is an event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.oversight.models import MonthFigures, OutcomeIssue
from sojourn.register.oversight.months import BACK, Span, before, month_of
from sojourn.register.oversight.quality import Measured, measure_sample, measure_second_looks


@dataclass(frozen=True)
class Figures:
    """What the page shows: the last months as printed, the oldest first, outcomes, and what was measured."""

    months: Sequence[MonthFigures]
    outcomes: OutcomeIssue | None
    sample: list[Measured]
    second_looks: list[Measured]


@action(Verb.OVERSIGHT_OPENED, "see_oversight")
def read_figures(acting: Acting) -> Done[Figures]:
    """Read the figures of the last twelve months that were counted."""
    now = month_of(clock.today())
    span = Span(before(now, BACK).first, now.after)
    months = list(MonthFigures.objects.filter(month__gte=span.first).order_by("month"))
    outcomes = OutcomeIssue.objects.order_by("-quarter").first()
    found = Figures(months, outcomes, measure_sample(span), measure_second_looks(span))
    return Done(found, (), {"page": "figures"})
