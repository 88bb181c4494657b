"""An act of a court that somebody typed from its paper moves a case only when a second person has read the paper too.

What a court's own feed sends needs no confirmation. What is typed here does: otherwise whoever types an order would
have made one.
"""

from __future__ import annotations

from sojourn.errors import RegisterError
from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.lifecycle import Step
from sojourn.law.procedure.machine import move, waits_for_confirmation
from sojourn.register import clock
from sojourn.register.cases.columns import refresh
from sojourn.register.cases.events import write_event
from sojourn.register.cases.gates import Desk, lay_out
from sojourn.register.cases.models import Event
from sojourn.register.cases.opened_by import opened_by
from sojourn.register.cases.opening import get_case
from sojourn.register.controls.stopping import require_no_stop
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.actions import Done, action
from sojourn.register.door.interactive import Interactive
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb


def list_to_confirm(desk: Desk) -> list[tuple[Fact, Step]]:
    """List the facts that somebody typed and that would move the case if a second person confirmed them."""
    used = {name for taken in desk.standing.taken for name in taken.records}
    found = [(fact, waits_for_confirmation(desk.standing, fact)) for fact in desk.file.facts if fact.name not in used]
    return [(fact, step) for fact, step in found if step is not None and fact.recorded_at >= desk.case.opened_at]


@action(Verb.STEP_APPROVED, "approve_step")
def confirm_record(acting: Acting, interactive: Interactive, case_id: str, record: str) -> Done[Event]:
    """Confirm, as a second person who has read the record, what somebody recorded of a court's act; the case moves.

    Raises:
        RegisterError: ``case-missing``, ``confirm-nothing``, ``step-needs-two``, ``step-not-opened``, ``step-stopped``.
        Refused: another person's session. PurposeNeeded, Restricted.
    """
    if acting.user_id != interactive.user_id:
        raise Refused("not-allowed", "this session is somebody else's. Next: sign in as yourself.")
    desk = lay_out(get_case(case_id, locked=True))
    require_open(acting, desk.file.person_id)
    fact, step = _get(desk, record)
    _require_second(acting, desk, fact)
    require_no_stop(desk, step, (fact.name,))
    now = clock.now()
    moved = move(desk.standing, step, fact.by, now, acting.actor, records=(fact.name,))
    event = write_event(
        acting, desk.case, "step", step=step.id, to_state=moved.state, approved_by=acting.actor, records=[fact.name],
        about={"by": fact.by},
    )  # fmt: skip
    desk.case.state, desk.case.waiting_since = moved.state, now
    desk.case.save(update_fields=["state", "waiting_since"])
    refresh(lay_out(desk.case))
    return Done(event, (desk.file.person_id,), {"case": case_id, "step": step.id, "record": fact.name})


def _get(desk: Desk, record: str) -> tuple[Fact, Step]:
    for fact, step in list_to_confirm(desk):
        if fact.name == record:
            return fact, step
    raise RegisterError(
        "confirm-nothing",
        f"the record `{record[:80]}` waits for no confirmation in this case. Allowed are those that the case lists. "
        "Next: open the case again; it may have moved.",
    )


def _require_second(acting: Acting, desk: Desk, fact: Fact) -> None:
    if fact.by == acting.actor:
        raise RegisterError(
            "step-needs-two",
            "you recorded this yourself. Allowed is another person, who has read the paper too. "
            "Next: ask a colleague who may approve.",
        )
    if fact.name not in opened_by(acting.actor, [desk.file.person_id, desk.case.person_id], fact.recorded_at):
        raise RegisterError(
            "step-not-opened",
            "the log does not show that you opened this record. Allowed is whoever has read it. "
            "Next: open the record, compare it with the paper, then come back.",
        )
