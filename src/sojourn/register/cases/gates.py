"""A case with everything around it, read once, and its gates as they stand at this moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sojourn.law.procedure.case_file import CaseFile, Proposed
from sojourn.law.procedure.clocks import deadlines_of
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.gate import AWAITED, look
from sojourn.law.procedure.gate_shape import Finding, Gate
from sojourn.law.procedure.lifecycle import Standing, Step
from sojourn.law.procedure.machine import steps_from
from sojourn.law.rule import Law
from sojourn.register import clock
from sojourn.register.accounts.roles import actor_of
from sojourn.register.cases.excepted import exceptions_by_case
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.cases.models import Case, Proposal
from sojourn.register.cases.opened_by import opened_by
from sojourn.register.cases.reading import read_files, standings_of


@dataclass(frozen=True)
class Desk:
    """A case laid out: what it is decided on, where it stands, the clocks that run, and by which law."""

    case: Case
    file: CaseFile
    standing: Standing
    clocks: tuple[Deadline, ...]
    law: Law

    @property
    def steps(self) -> tuple[Step, ...]:
        """Give the steps that lead on from where the case stands."""
        return steps_from(self.standing)


def lay_out(case: Case) -> Desk:
    """Read a case and work out its clocks."""
    (desk,) = lay_out_all([case])
    return desk


def lay_out_all(cases: Sequence[Case]) -> list[Desk]:
    """Read several cases and work out their clocks, in a fixed number of looks; in the order given."""
    files, standings, excepted = read_files(cases), standings_of(cases), exceptions_by_case(cases)
    desks, law = [], law_now()
    for case in cases:
        file, standing = files[case.case_id], standings[case.case_id]
        clocks = deadlines_of(standing, file, law, clock.now(), tuple(excepted[case.case_id]))
        desks.append(Desk(case, file, standing, clocks, law))
    return desks


def gate_of(desk: Desk, step: Step, proposed: Proposed | None = None) -> Gate:
    """Look at the gate of one step now."""
    now = clock.now()
    return look(step, desk.standing, desk.file, proposed, desk.law, desk.clocks, now, clock.today())


def gates_of(desk: Desk) -> dict[str, Gate]:
    """Look at the gates of all steps from here, before anybody proposes one."""
    return {step.id: gate_of(desk, step) for step in desk.steps}


def proposed_of(desk: Desk, proposal: Proposal, approver: int | None = None) -> Proposed:
    """Give a proposal as the gates take it; ``approver``: whoever is about to approve it."""
    by = actor_of(proposal.proposed_by_id)
    approved_by = approver or proposal.approved_by_id
    seen = [desk.file.person_id, desk.case.person_id, desk.case.stay_id]
    return Proposed(
        step=proposal.step,
        by=by,
        at=proposal.proposed_at,
        grounds=tuple(proposal.grounds),
        records=tuple(proposal.records),
        opened=opened_by(by, seen, desk.case.waiting_since),
        destination=proposal.destination,
        document=proposal.document,
        approved_by=actor_of(approved_by) if approved_by else "",
    )


def stands_in_the_way(gate: Gate, *, before_approval: bool) -> tuple[Finding, ...]:
    """Give what forbids a step; before a second person has looked, the approval that is to come does not count."""
    return tuple(each for each in gate.blocked_by if not (before_approval and each.why in AWAITED))


def told_gate(gate: Gate) -> dict[str, object]:
    """Give a gate as codes, for the record of what was looked at."""
    return {
        "findings": [[each.code, each.verdict.value, each.why, list(each.records)] for each in gate.findings],
        "missing": [each.code for each in gate.missing],
        "waits": [[each.clock, each.ends_at and each.ends_at.isoformat()] for each in gate.waits],
    }


def names_of(findings: Iterable[Finding]) -> list[str]:
    """Give the codes of findings and the records that set them, each once, in their order."""
    found = list(findings)
    return list(dict.fromkeys([*(each.code for each in found), *(name for each in found for name in each.records)]))
