"""A proposed step as its page shows it: to its proposer, to the second officer, to whoever else reads the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sojourn.errors import RegisterError
from sojourn.law.procedure.lifecycle import Step
from sojourn.register.accounts.roles import name_of
from sojourn.register.cases.gate_words import GateShown, Link, record_link, show_gate
from sojourn.register.cases.gates import gate_of, proposed_of
from sojourn.register.cases.models import Case, Event, Proposal
from sojourn.register.cases.next_step import OPEN
from sojourn.register.cases.opened_by import opened_by
from sojourn.register.cases.opening import OpenedCase
from sojourn.register.door.acting import Acting

STATES: dict[str, Promise] = {
    "pending": gettext_lazy("Proposed"),
    "approved": gettext_lazy("Approved by a second person"),
    "executed": gettext_lazy("Carried out"),
    "stopped": gettext_lazy("Stopped, because something forbids it"),
    "declined": gettext_lazy("Declined by a second person"),
    "withdrawn": gettext_lazy("Withdrawn"),
}


@dataclass(frozen=True)
class ProposalShown:
    """A proposed step.

    Attributes:
        gate: how its gate stands now; none where the proposal has ended.
        may_approve, may_decline, may_execute, may_withdraw: what whoever looks may do with it.
        must_open: whoever is to approve has not opened the records yet.
    """

    proposal: Proposal
    title: str
    state: str
    who: str
    at: datetime
    approved_by: str
    grounds: tuple[str, ...]
    records: tuple[Link, ...]
    note: str
    gate: GateShown | None
    needs_two: bool
    may_approve: bool
    may_decline: bool
    may_execute: bool
    may_withdraw: bool
    must_open: bool


def require_in_case(opened: OpenedCase, proposal_id: int) -> None:
    """Refuse the number of a proposed step that is not one of this case's.

    Raises:
        RegisterError: ``step-not-open``.
    """
    if not any(each.pk == proposal_id for each in opened.proposals):
        raise RegisterError(
            "step-not-open",
            f"no step was proposed in this case under the number {proposal_id}. Allowed are those that the case lists. "
            "Next: open the case.",
        )


def proposal_shown(acting: Acting, opened: OpenedCase, proposal_id: int) -> ProposalShown:
    """Lay out a proposed step of a case, for whoever looks at it."""
    proposal = next(each for each in opened.proposals if each.pk == proposal_id)
    lifecycle = opened.standing.lifecycle
    step = next((each for each in lifecycle.steps if each.id == proposal.step), None)
    open_now = proposal.state in OPEN and step in opened.desk.steps
    mine = acting.user_id == proposal.proposed_by_id
    pending = open_now and proposal.state == Proposal.State.PENDING
    needs_two = step is not None and step.second_person
    decides, approves = acting.may("decide_step"), acting.may("approve_step") and not mine
    ready = open_now and (not needs_two or proposal.state == Proposal.State.APPROVED)
    return ProposalShown(
        proposal=proposal,
        title=_(step.title) if step else proposal.step,
        state=str(STATES[proposal.state]),
        who=name_of(proposal.proposed_by),
        at=proposal.proposed_at,
        approved_by=name_of(proposal.approved_by) if proposal.approved_by else "",
        grounds=tuple(_(step.grounds.get(code, code)) if step else code for code in proposal.grounds),
        records=tuple(record_link(name) for name in proposal.records),
        note=_note_of(proposal),
        gate=_gate(opened, step, proposal) if open_now and step else None,
        needs_two=needs_two,
        may_approve=pending and approves and needs_two,
        may_decline=open_now and approves,
        may_execute=ready and mine and decides,
        may_withdraw=open_now and mine and decides,
        must_open=pending and approves and needs_two and not has_opened(acting, opened, proposal.proposed_at),
    )


def has_opened(acting: Acting, opened: OpenedCase, since: datetime) -> frozenset[str]:
    """Give what the log proves that somebody opened since a time: ids of the person, stays and records."""
    subjects = [opened.file.person_id, opened.case.person_id, opened.case.stay_id]
    return opened_by(acting.actor, subjects, since)


def records_url(case: Case, person_id: str) -> str:
    """Give where the records are read: the stay of the case, or else the person."""
    return reverse("stay", args=[case.stay_id]) if case.stay_id else reverse("person", args=[person_id])


def _gate(opened: OpenedCase, step: Step, proposal: Proposal) -> GateShown:
    gate = gate_of(opened.desk, step, proposed_of(opened.desk, proposal))
    return show_gate(gate, opened.case.case_id, opened.clocks)


def _note_of(proposal: Proposal) -> str:
    said = Event.objects.filter(case_id=proposal.case_id, kind="proposed", about__proposal=proposal.pk)
    return str(said.values_list("text__text", flat=True).first() or "")
