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
    return max((clock.day_of(event.at) for _case, event in determined_cases(stay_id)), default=None)


def determined_cases(stay_id: str) -> list[tuple[Case, Event]]:
    """List the cases about a stay in which a determination stands, each with the step that made it."""
    found = ((case, _determination(case)) for case in Case.objects.filter(stay_id=stay_id))
    return [(case, event) for case, event in found if event is not None]


def _determination(case: Case) -> Event | None:
    lifecycle = lifecycle_of(case)
    state = lifecycle.state(case.state)
    if state.stage in _NONE_STANDS or state.favourable:
        return None
    steps = [step.id for step in lifecycle.steps if step.kind == "determination"]
    return Event.objects.filter(case=case, kind="step", step__in=steps).order_by("-id").first()
