"""Steps in a case: taken at once where nothing goes against the person; else proposed, approved, executed.

The gate is looked at each time. INVARIANT: an adverse step is reached by ``propose`` and ``execute`` alone, and both
take an ``Interactive``, which only a session at a screen has; one call is about one case.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sojourn.errors import RegisterError
from sojourn.law.procedure.gate_shape import Gate
from sojourn.law.procedure.lifecycle import Step
from sojourn.law.procedure.machine import move
from sojourn.register import clock
from sojourn.register.accounts.roles import actor_of
from sojourn.register.cases.alert_rules import after_step
from sojourn.register.cases.columns import refresh
from sojourn.register.cases.events import write_event
from sojourn.register.cases.gates import Desk, gate_of, lay_out, proposed_of, stands_in_the_way, told_gate
from sojourn.register.cases.models import Case, Event, Proposal, Text
from sojourn.register.cases.opening import get_case
from sojourn.register.cases.own_word import builds_against, require_no_own_word
from sojourn.register.cases.people_apart import require_not_reviewer
from sojourn.register.cases.recording import fact_name, record_fact
from sojourn.register.cases.waiting_records import require_all_answered
from sojourn.register.cases.wanted import StepBlocked, Wanted, require_reasons, require_who, step_of
from sojourn.register.controls.stopping import require_no_stop
from sojourn.register.door.acting import Acting, Refused
from sojourn.register.door.actions import Done, action
from sojourn.register.door.interactive import Interactive
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.review.who import user_of

OPEN = (Proposal.State.PENDING, Proposal.State.APPROVED)


@action(Verb.STEP_TAKEN, "see_cases")
def take(acting: Acting, case_id: str, wanted: Wanted) -> Done[Event]:
    """Take a step that does not go against the person.

    Raises:
        RegisterError: ``case-missing``, ``step-missing``, ``step-adverse``, ``step-not-ours``, ``step-reasons``,
            ``record-declared``.
        StepBlocked: ``step-blocked``.
        Refused, PurposeNeeded, Restricted.
    """
    desk, step = _ready(acting, case_id, wanted)
    if step.adverse or step.second_person:
        raise RegisterError(
            "step-adverse",
            f"`{step.id}` is proposed, approved and carried out by people at the screen; it is never taken at once. "
            "Allowed here are steps that do not go against the person. Next: open the step in the case and propose it.",
        )
    _require_way(desk, step, wanted.records)
    draft = _draft(acting, desk.case, wanted)
    gate = gate_of(desk, step, proposed_of(desk, draft))
    _require(gate, before_approval=False)
    event = _carry_out(acting, desk, step, draft, wanted.note, gate)
    return Done(event, (desk.file.person_id,), {"case": case_id, "step": step.id})


@action(Verb.STEP_PROPOSED, "decide_step")
def propose(acting: Acting, interactive: Interactive, case_id: str, wanted: Wanted) -> Done[Proposal]:
    """Propose a step that goes against the person; nothing happens to them yet.

    Raises:
        RegisterError: as ``take``, and ``step-open``: the same step is proposed already; ``step-stopped``,
            ``record-declared``.
        StepBlocked: ``step-blocked``.
        Refused, PurposeNeeded, Restricted.
    """
    _require_own_screen(acting, interactive)
    desk, step = _ready(acting, case_id, wanted)
    if Proposal.objects.filter(case=desk.case, step=step.id, state__in=OPEN).exists():
        raise RegisterError(
            "step-open",
            f"`{step.id}` is proposed in this case already. Allowed is one proposal of a step at a time. "
            "Next: open the case and see where it stands.",
        )
    _require_way(desk, step, wanted.records)
    proposal = _draft(acting, desk.case, wanted)
    gate = gate_of(desk, step, proposed_of(desk, proposal))
    _require(gate, before_approval=True)
    proposal.gate = told_gate(gate)
    proposal.save()
    write_event(
        acting, desk.case, "proposed", step=step.id, grounds=wanted.grounds, records=wanted.records, note=wanted.note,
        about={"proposal": proposal.pk},
    )  # fmt: skip
    refresh(desk)
    return Done(proposal, (desk.file.person_id,), {"case": case_id, "step": step.id, "proposal": proposal.pk})


@action(Verb.STEP_APPROVED, "approve_step")
def approve(acting: Acting, interactive: Interactive, proposal_id: int) -> Done[Proposal]:
    """Approve a proposed step as a second person, who has opened the records too.

    Raises:
        RegisterError: ``step-not-open``, ``step-needs-two``, ``step-not-opened``, ``step-stopped``,
            ``record-declared``.
        StepBlocked: ``step-blocked``.
        Refused, PurposeNeeded, Restricted.
    """
    _require_own_screen(acting, interactive)
    proposal, desk = _pending(acting, proposal_id, (Proposal.State.PENDING,))
    step = step_of(desk, proposal.step)
    _require_second(acting, proposal, desk)
    require_not_reviewer(acting, desk)
    _require_way(desk, step, proposal.records)
    gate = gate_of(desk, step, proposed_of(desk, proposal, approver=user_of(acting)))
    _require(gate, before_approval=False)
    proposal.state, proposal.gate = Proposal.State.APPROVED, told_gate(gate)
    proposal.approved_by_id, proposal.approved_at = user_of(acting), clock.now()
    proposal.save()
    write_event(acting, desk.case, "approved", step=step.id, about={"proposal": proposal.pk})
    return Done(proposal, (desk.file.person_id,), {"case": proposal.case_id, "step": step.id})


@action(Verb.STEP_DECLINED, "approve_step")
def decline(acting: Acting, proposal_id: int, note: str) -> Done[Proposal]:
    """Decline a proposed step; the reason is kept.

    Raises:
        RegisterError: ``step-not-open``, ``step-reasons``.
    """
    proposal, desk = _pending(acting, proposal_id, OPEN)
    if not note.strip():
        raise RegisterError("step-reasons", "a step is declined with a reason. Next: say why in a sentence.")
    return _end(acting, proposal, desk, Proposal.State.DECLINED, note)


@action(Verb.STEP_WITHDRAWN, "decide_step")
def withdraw(acting: Acting, proposal_id: int) -> Done[Proposal]:
    """Withdraw a step that one has proposed.

    Raises:
        RegisterError: ``step-not-open``.
        Refused: somebody else proposed it.
    """
    proposal, desk = _pending(acting, proposal_id, OPEN)
    _require_proposer(acting, proposal)
    return _end(acting, proposal, desk, Proposal.State.WITHDRAWN, "")


@action(Verb.STEP_TAKEN, "decide_step")
def execute(acting: Acting, interactive: Interactive, proposal_id: int) -> Done[Event]:
    """Carry out a step that one has proposed, after the second person approved where one is needed.

    Everything that could forbid it is looked at again, at this moment.

    Raises:
        RegisterError: ``step-not-open``, ``step-missing``, ``step-stopped``, ``record-declared``.
        StepBlocked: ``step-blocked``.
        Refused: somebody else proposed it.
    """
    _require_own_screen(acting, interactive)
    proposal, desk = _pending(acting, proposal_id, OPEN)
    _require_proposer(acting, proposal)
    require_all_answered(desk)
    step = step_of(desk, proposal.step)
    _require_way(desk, step, proposal.records)
    gate = gate_of(desk, step, proposed_of(desk, proposal))
    _require(gate, before_approval=False)
    proposal.state, proposal.gate, proposal.ended_at = Proposal.State.EXECUTED, told_gate(gate), clock.now()
    proposal.ended_by_id = acting.user_id
    proposal.save()
    note = _note_of(proposal)
    event = _carry_out(acting, desk, step, proposal, note, gate)
    after_step(event, note)
    return Done(event, (desk.file.person_id,), {"case": proposal.case_id, "step": step.id, "proposal": proposal.pk})


def _ready(acting: Acting, case_id: str, wanted: Wanted) -> tuple[Desk, Step]:
    """Open a case for a step: locked, seen by whoever may take the step, with reasons of the step's own list."""
    desk = lay_out(get_case(case_id, locked=True))
    require_open(acting, desk.file.person_id)
    step = step_of(desk, wanted.step)
    require_who(acting, step)
    require_reasons(step, wanted)
    if step.adverse:
        require_not_reviewer(acting, desk)
    return desk, step


def _pending(acting: Acting, proposal_id: int, states: tuple[str, ...]) -> tuple[Proposal, Desk]:
    found = Proposal.objects.filter(pk=proposal_id).values_list("case_id", flat=True).first()
    case = get_case(found, locked=True) if found else None
    proposal = Proposal.objects.filter(pk=proposal_id, state__in=states).first()
    if case is None or proposal is None:
        raise RegisterError(
            "step-not-open",
            "this step waits for nobody any more: it was carried out, stopped, declined or withdrawn. Allowed are "
            "steps that are open. Next: open the case and see what happened.",
        )
    desk = lay_out(case)
    require_open(acting, desk.file.person_id)
    return proposal, desk


def _draft(acting: Acting, case: Case, wanted: Wanted) -> Proposal:
    return Proposal(
        case=case,
        step=wanted.step,
        grounds=list(wanted.grounds),
        records=list(wanted.records),
        destination=wanted.destination,
        document=wanted.document,
        values=dict(wanted.values),
        proposed_by_id=user_of(acting),
        proposed_at=clock.now(),
    )


def _require_way(desk: Desk, step: Step, records: Iterable[str]) -> None:
    """Refuse what relies on the person's own word against them, and what a stop forbids."""
    if builds_against(step):
        require_no_own_word(records)
    require_no_stop(desk, step, records)


def _require(gate: Gate, *, before_approval: bool) -> None:
    findings = stands_in_the_way(gate, before_approval=before_approval)
    if findings or gate.missing or gate.waits:
        raise StepBlocked(gate, findings)


def _require_own_screen(acting: Acting, interactive: Interactive) -> None:
    if acting.user_id != interactive.user_id:
        raise Refused("not-allowed", "this session is somebody else's. Next: sign in as yourself.")


def _require_proposer(acting: Acting, proposal: Proposal) -> None:
    if acting.user_id != proposal.proposed_by_id:
        raise Refused("not-allowed", "somebody else proposed this step, and it is theirs. Next: open the case.")


def _require_second(acting: Acting, proposal: Proposal, desk: Desk) -> None:
    if acting.user_id == proposal.proposed_by_id:
        raise RegisterError(
            "step-needs-two",
            "you proposed this step yourself. Allowed is another officer, who has seen the records. "
            "Next: ask a colleague who may approve.",
        )
    seen = [desk.file.person_id, desk.case.person_id, desk.case.stay_id]
    from sojourn.register.cases.opened_by import opened_by

    if not opened_by(acting.actor, seen, proposal.proposed_at):
        raise RegisterError(
            "step-not-opened",
            "the log does not show that you opened this person's records since the step was proposed. Allowed is "
            "whoever has looked. Next: open the person or the stay, then come back.",
        )


def _end(acting: Acting, proposal: Proposal, desk: Desk, state: Proposal.State, note: str) -> Done[Proposal]:
    proposal.state, proposal.ended_at, proposal.ended_by_id = state, clock.now(), acting.user_id
    proposal.save()
    write_event(acting, desk.case, state.value, step=proposal.step, note=note, about={"proposal": proposal.pk})
    return Done(proposal, (desk.file.person_id,), {"case": proposal.case_id, "step": proposal.step})


def _note_of(proposal: Proposal) -> str:
    found = Text.objects.filter(event__case_id=proposal.case_id, event__about__proposal=proposal.pk)
    return found.filter(event__kind="proposed").values_list("text", flat=True).first() or ""


def _carry_out(acting: Acting, desk: Desk, step: Step, said: Proposal, note: str, gate: Gate) -> Event:
    """Move the case, write down why, and put on file what the step itself brings about."""
    case, now = desk.case, clock.now()
    approver = actor_of(said.approved_by_id) if said.approved_by_id else ""
    token = _token(case, step, now)
    records = [*said.records, *([fact_name(acting, token)] if step.records else [])]
    standing = move(desk.standing, step, acting.actor, now, approver, gate, tuple(records))
    event = write_event(
        acting,
        case,
        "step",
        step=step.id,
        to_state=standing.state,
        approved_by=approver,
        grounds=said.grounds,
        records=records,
        note=note,
        about={"gate": told_gate(gate), "destination": said.destination, "document": said.document},
    )
    case.state, case.waiting_since = standing.state, now
    case.save()
    if step.records:
        record_fact(acting, desk.file.person_id, step.records, _fact_values(desk, step, said, now, token), token, token)
    refresh(lay_out(case))
    return event


def _token(case: Case, step: Step, now: datetime) -> str:
    return f"{case.case_id[:11]}-{step.id}-{now:%Y%m%d%H%M%S}"


def _fact_values(desk: Desk, step: Step, said: Proposal, now: datetime, token: str) -> dict[str, object]:
    reference = said.document or _reference(desk, step, token)
    known: dict[str, object] = {
        "decided_at": now,
        "filed_at": now,
        "territory": said.destination,
        "reference": reference,
    }
    given = {column: value for column, value in known.items() if value}
    return {**given, **said.values, **step.record_values}


def _reference(desk: Desk, step: Step, token: str) -> str:
    """Give the number under which later acts find what a step put on file: a new one, or that of what it is about."""
    about = {"charge_filed": "charge_issued", "cancellation": step.record_values.get("type", "")}.get(step.records)
    kind = {"charge": "charge_issued"}.get(str(about), about)
    earlier = desk.file.of(kind) if kind else ()
    return str(earlier[-1].get("reference") or "") if earlier else token
