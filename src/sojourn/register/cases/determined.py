"""Whether an officer's determination about a stay stands: before that, nobody outside is told of a question as more."""

from __future__ import annotations

from datetime import date

from sojourn.register import clock
from sojourn.register.cases.law_of_case import lifecycle_of
from sojourn.register.cases.models import Case, Event

#: Stages in which no determination stands: before one was made, and while an error is undone.
_NONE_STANDS = frozenset({"pre_stage", "undoing"})


def find_determined_on(stay_id: str) -> date | None:
    """Find the day on which an officer determined about the stay in a case here; none where that was undone since."""
    days = (day for case in Case.objects.filter(stay_id=stay_id) if (day := _determined_on(case)) is not None)
    return max(days, default=None)


def _determined_on(case: Case) -> date | None:
    lifecycle = lifecycle_of(case)
    state = lifecycle.state(case.state)
    if state.stage in _NONE_STANDS or state.favourable:
        return None
    steps = [step.id for step in lifecycle.steps if step.kind == "determination"]
    last = Event.objects.filter(case=case, kind="step", step__in=steps).order_by("-id").first()
    return None if last is None else clock.day_of(last.at)
