"""Handing a case over: a note for whoever has it next, and moving it to another office."""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.register.accounts.models import Office
from sojourn.register.cases.assigning import Given, get_of_office
from sojourn.register.cases.events import write_event
from sojourn.register.cases.models import Case, Event
from sojourn.register.cases.own import stands_in_for
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.actions import Done, action
from sojourn.register.door.policy import Resource
from sojourn.register.door.verbs import Verb
from sojourn.register.review.who import user_of

#: Letters that a note may have: it is read in a list.
NOTE_LENGTH = 300


@action(Verb.HANDOVER_NOTED, "work_cases")
def note_handover(acting: Acting, case_id: str, note: str) -> Done[Event]:
    """Leave a note for whoever has the case next; the work list shows the last one.

    Raises:
        RegisterError: ``case-missing``, ``handover-empty``.
        Refused: ``not-allowed``: it is not one's own case, nor covered, nor of an office whose cases one assigns.
    """
    case = _own(acting, case_id)
    text = _require_note(note)
    event = write_event(acting, case, "handover", note=text)
    return Done(event, (case.person_id,), {"case": case_id})


@action(Verb.CASE_TRANSFERRED, "assign_cases")
def transfer_case(acting: Acting, case_id: str, office: str, note: str) -> Done[Given]:
    """Move a case of one's own office to another one, where it waits to be given out; a note goes with it.

    Its clocks run on, and it keeps its place in the order.

    Raises:
        RegisterError: ``case-missing``, ``case-not-of-office``, ``case-closed``, ``office-missing``,
            ``handover-empty``.
    """
    case = get_of_office(acting, case_id)
    text = _require_note(note)
    if office == case.office or not Office.objects.filter(code=office).exists():
        raise RegisterError(
            "office-missing",
            f"the case cannot go to the office `{office[:40]}`. Allowed is another office of this register. "
            "Next: choose one from the list.",
        )
    before, case.office, case.assigned_to, case.assigned_at = case.office, office, None, None
    case.save(update_fields=["office", "assigned_to", "assigned_at"])
    write_event(acting, case, "transferred", about={"from": before, "to": office})
    write_event(acting, case, "handover", note=text)
    return Done(Given(case_id, case.person_id), (case.person_id,), {"case": case_id, "from": before, "to": office})


def may_hand_over(acting: Acting, case: Case) -> bool:
    """Say whether somebody has the case, covers for whoever has it, or assigns the cases of its office."""
    if not acting.may("work_cases", Resource("case", restricted=case.restricted)):
        return False
    if may_transfer(acting, case):
        return True
    return case.assigned_to_id is not None and (
        case.assigned_to_id == acting.user_id or case.assigned_to_id in stands_in_for(user_of(acting))
    )


def may_transfer(acting: Acting, case: Case) -> bool:
    """Say whether somebody assigns the cases of the office that has a case."""
    return acting.may("assign_cases") and bool(acting.office) and case.office == acting.office


def _own(acting: Acting, case_id: str) -> Case:
    from sojourn.register.cases.opening import get_case

    case = get_case(case_id, locked=True)
    if not may_hand_over(acting, case):
        raise Refused("not-allowed", "this case is not with you. Next: ask a supervisor of its office.")
    return case


def _require_note(note: str) -> str:
    text = " ".join(note.split())
    if not 0 < len(text) <= NOTE_LENGTH:
        raise RegisterError(
            "handover-empty",
            f"a handover note has from 1 to {NOTE_LENGTH} letters. Next: say in a sentence what comes next.",
        )
    return text
