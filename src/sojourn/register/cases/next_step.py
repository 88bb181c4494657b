"""The heading of a case: where it stands, and the next lawful step with the day from which it is possible."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sojourn.law.procedure.gate_shape import Gate
from sojourn.law.procedure.lifecycle import Step
from sojourn.register.cases.before_proposal import is_possible, missing_of, stops_of
from sojourn.register.cases.columns import main_step
from sojourn.register.cases.gate_words import GateShown, first_day, show_gate
from sojourn.register.cases.models import Proposal
from sojourn.register.cases.opening import OpenedCase
from sojourn.register.components.days import long_day

#: Who takes a step that no page of this service takes.
OTHERS: dict[str, Promise] = {
    "court": gettext_lazy("A court takes this step; a record of it moves the case."),
    "person": gettext_lazy("The person takes this step; a record of it moves the case."),
    "service": gettext_lazy("The register takes this step by itself when its records are there."),
}
OPEN = (Proposal.State.PENDING, Proposal.State.APPROVED)


@dataclass(frozen=True)
class Heading:
    """The heading of a case.

    Attributes:
        text: where it stands, and the next step.
        sub: what that means: whose turn it is, or how much stands in the way.
        next_id: the step; empty where none is ours. url: its page.
        gate: what stands in its way; none where there is no such step.
    """

    text: str
    sub: str
    next_id: str
    url: str
    gate: GateShown | None


@dataclass(frozen=True)
class StepTask:
    """A step as a row of the task list."""

    text: str
    url: str
    hint: str
    status: str
    tone: str = ""


def heading_of(opened: OpenedCase) -> Heading:
    """Say where a case stands and which step the law lets happen next."""
    state = _(opened.standing.lifecycle.state(opened.standing.state).title)
    step = main_step(opened.desk, opened.gates)
    if step is None:
        return _without_step(opened, state)
    gate = opened.gates[step.id]
    told = {"state": state, "step": _lower(_(step.title)), "day": long_day(first_day(gate, opened.clocks))}
    url = step_url(opened, step)
    shown = show_gate(gate, opened.case.case_id, opened.clocks)
    against = len(stops_of(gate)) + len(missing_of(gate))
    if against:
        text = _("%(state)s. Not possible now: %(step)s") % told
        sub = ngettext(
            "%(number)s thing stands in the way of this step; it is not taken before that is lifted.",
            "%(number)s things stand in the way of this step; it is not taken before they are lifted.",
            against,
        ) % {"number": against}
        return Heading(text, sub, step.id, url, shown)
    if gate.waits:
        known = _("%(state)s. Next: %(step)s, from %(day)s") % told
        text = known if told["day"] else _("%(state)s. Next: %(step)s, after a clock that has not begun") % told
        return Heading(text, _("A clock has to run out first."), step.id, url, shown)
    return Heading(_("%(state)s. Next: %(step)s") % told, _by_whom(step), step.id, url, shown)


def step_tasks(opened: OpenedCase) -> list[StepTask]:
    """List the steps from where a case stands, the ones that are possible first; each leads to its page."""
    rows = [_task(opened, step) for step in opened.desk.steps]
    order = {"not_started": 0, "in_progress": 0}
    return sorted(rows, key=lambda row: order.get(row.status, 1))


def offers_of(opened: OpenedCase, without: str) -> list[StepTask]:
    """List what is lawful instead of a step that is not possible: steps of ours that are, against nobody first."""
    steps = [step for step in opened.desk.steps if step.id != without and step.by not in OTHERS]
    possible = [step for step in steps if is_possible(opened.gates[step.id]) and not step.adverse]
    return [_task(opened, step) for step in possible]


def step_url(opened: OpenedCase, step: Step) -> str:
    """Give the address of a step of a case."""
    return reverse("case_step", args=[opened.case.case_id, step.id])


def _task(opened: OpenedCase, step: Step) -> StepTask:
    gate = opened.gates[step.id]
    if step.by in OTHERS:
        return StepTask(_(step.title), "", str(OTHERS[step.by]), _("Not ours"), "know")
    open_one = next((each for each in opened.proposals if each.step == step.id and each.state in OPEN), None)
    if open_one is not None:
        url = reverse("case_proposal", args=[opened.case.case_id, open_one.pk])
        approved = open_one.state == Proposal.State.APPROVED
        hint = _("Approved: it waits for whoever proposed it") if approved else _("Proposed: it waits for approval")
        return StepTask(_(step.title), url, hint, "in_progress")
    hint = _hint(opened, gate) or (_("It goes against the person: two officers, after reading") if step.adverse else "")
    return StepTask(_(step.title), step_url(opened, step), hint, "not_started" if is_possible(gate) else "cannot_start")


def _hint(opened: OpenedCase, gate: Gate) -> str:
    """Say in a few words what stands in the way."""
    shown = show_gate(gate, opened.case.case_id, opened.clocks)
    return " · ".join([*(each.title for each in shown.stops), *shown.missing, *shown.waits])


def _without_step(opened: OpenedCase, state: str) -> Heading:
    others = [step for step in opened.desk.steps if step.by in OTHERS]
    if not others:
        return Heading(state, _("No step leads on from here."), "", "", None)
    text = _("%(state)s. Next: %(step)s") % {"state": state, "step": _lower(_(others[0].title))}
    return Heading(text, str(OTHERS[others[0].by]), "", "", None)


def _by_whom(step: Step) -> str:
    if step.adverse or step.second_person:
        return _("An officer proposes it with reasons; a second officer has to approve it.")
    return ""


def _lower(title: str) -> str:
    """Write a title as it stands within a sentence; a title that begins with capitals stays."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title
