"""A step as somebody wants it, checked for form; and the errors that a step can meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sojourn.errors import RegisterError
from sojourn.law.procedure.gate_shape import Finding, Gate
from sojourn.law.procedure.lifecycle import Step
from sojourn.register.cases.gates import Desk
from sojourn.register.door.acting import Acting, Refused

#: Who takes a step, and the permission that it needs. A court's and a person's steps come by facts.
PERMISSION = {"reviewer": "review_questions", "officer": "decide_step", "caseworker": "work_cases"}
NOTE_LENGTH = 4_000


@dataclass(frozen=True)
class Wanted:
    """A step with its reasons: structured ones first, free text last.

    Attributes:
        grounds: codes of the step's closed list.
        note: what is said besides; empty where the grounds say all.
        records: names of the records relied on.
        destination, document: as in ``case_file.Proposed``.
        values: columns of the fact that the step puts on file.
    """

    step: str
    grounds: tuple[str, ...] = ()
    note: str = ""
    records: tuple[str, ...] = ()
    destination: str = ""
    document: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


class StepBlocked(RegisterError):  # noqa: N818 - it says what happened
    """Something forbids a step; ``gate`` says everything that does."""

    def __init__(self, gate: Gate, findings: tuple[Finding, ...]) -> None:
        """Name what forbids it by its codes; the page says it in words."""
        named = [each.code for each in findings]
        named += [each.code for each in gate.missing] + [each.clock for each in gate.waits]
        super().__init__(
            "step-blocked",
            f"the step `{gate.step}` is not possible now: {', '.join(f'`{name}`' for name in named)}. Allowed are "
            "steps whose gate is open. Next: open the case; it says what each of these is and what would lift it.",
        )
        self.gate = gate


def step_of(desk: Desk, step_id: str) -> Step:
    """Give a step that leads on from where the case stands.

    Raises:
        RegisterError: ``step-missing``.
    """
    for step in desk.steps:
        if step.id == step_id:
            return step
    allowed = ", ".join(f"`{step.id}`" for step in desk.steps) or "none"
    raise RegisterError(
        "step-missing",
        f"the case stands at `{desk.standing.state}`, and `{step_id[:60]}` does not lead on from there. "
        f"Allowed: {allowed}. Next: open the case again; somebody may have moved it.",
    )


def require_who(acting: Acting, step: Step) -> None:
    """Refuse whoever does not take steps of this sort.

    Raises:
        Refused: ``not-allowed``.
        RegisterError: ``step-not-ours``: a court, the person or the service itself takes it.
    """
    permission = PERMISSION.get(step.by)
    if permission is None:
        raise RegisterError(
            "step-not-ours",
            f"`{step.id}` is not taken here: it follows from a record of a court or of the person. Allowed are the "
            "steps of this service. Next: record what happened; the case moves by itself.",
        )
    if not acting.may(permission):
        raise Refused(
            "not-allowed", "your roles do not allow this step. Next: ask whoever assigns work to give it to somebody."
        )


def require_reasons(step: Step, wanted: Wanted) -> None:
    """Refuse a step whose reasons are not of its closed list, or that has none.

    Raises:
        RegisterError: ``step-reasons``.
    """
    unknown = [code for code in wanted.grounds if code not in step.grounds]
    if unknown or (step.grounds and not wanted.grounds) or len(wanted.note) > NOTE_LENGTH:
        allowed = ", ".join(f"`{code}`" for code in step.grounds)
        raise RegisterError(
            "step-reasons",
            f"the reasons of `{step.id}` come from its list, one at least, and what is written besides has at most "
            f"{NOTE_LENGTH} characters. Allowed: {allowed}. Next: choose a reason.",
        )
