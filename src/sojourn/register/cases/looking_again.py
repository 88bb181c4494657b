"""Looking again at a step that was built on a record which was corrected since: what somebody found is kept."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.cases.decisions_shown import Built, built_on_corrected
from sojourn.register.cases.events import write_event
from sojourn.register.cases.models import Event
from sojourn.register.cases.opening import OpenedCase, get_case
from sojourn.register.cases.reading import read_file
from sojourn.register.cases.step_forms import BuiltForm
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb


def get_built(opened: OpenedCase, event_id: int) -> Built:
    """Get a step of a case that was built on corrected records.

    Raises:
        RegisterError: ``built-missing``.
    """
    return _get(built_on_corrected(opened.case, opened.file), event_id)


@action(Verb.BUILT_REVIEWED, "work_cases")
def review_built(acting: Acting, case_id: str, event_id: int, outcome: str, note: str) -> Done[Event]:
    """Note what came of looking again; the step itself is put right by a step of its own.

    Raises:
        RegisterError: ``case-missing``; ``built-missing``; ``built-outcome``.
        PurposeNeeded, Restricted.
    """
    if outcome not in BuiltForm.OUTCOMES:
        allowed = ", ".join(f"`{code}`" for code in BuiltForm.OUTCOMES)
        raise RegisterError("built-outcome", f"`{outcome[:40]}` is no outcome. Allowed: {allowed}. Next: choose one.")
    case = get_case(case_id, locked=True)
    file = read_file(case)
    require_open(acting, file.person_id)
    found = _get(built_on_corrected(case, file), event_id)
    about = {"event": event_id, "gone": list(found.records), "outcome": outcome}
    event = write_event(acting, case, "corrected", step=found.step, note=note, about=about)
    return Done(event, (file.person_id,), {"case": case_id, "step": found.step, "outcome": outcome})


def _get(known: list[Built], event_id: int) -> Built:
    found = next((each for each in known if each.event_id == event_id), None)
    if found is None:
        raise RegisterError(
            "built-missing",
            "no step of this case with that number was built on a record that was corrected since. Allowed are the "
            "steps that the page of the case lists. Next: open the case again.",
        )
    return found
