"""What may be done to several cases at once: giving them out, and closing them in the persons' favour. Nothing else.

INVARIANT: what is done comes from ``Bulk``, a closed list of two. No entry goes against anybody: an adverse step takes
an ``Interactive`` and one case, and nothing here has either. Each case is done by itself, by the same action as alone,
with its own line in the log; a case that cannot be done is left as it was, and the reason is told. Of a case that is
not with whoever asks, nothing is told at all, not even that there is one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.utils.translation import gettext, gettext_noop

from sojourn.errors import RegisterError, SojournError
from sojourn.law.procedure.lifecycle import Lifecycle, Step
from sojourn.register.cases.assigning import assign_case
from sojourn.register.cases.law_of_case import lifecycle_of
from sojourn.register.cases.models import Case
from sojourn.register.cases.own import stands_in_for
from sojourn.register.cases.wanted import Wanted
from sojourn.register.door.acting import Acting
from sojourn.register.door.policy import Resource

#: So many cases at once.
MOST = 50
#: What is told of a case of somebody else, and of one that there is not.
NOT_WITH_YOU = gettext_noop("it is not with you. Next: choose cases of your own list.")


class Bulk(Enum):
    """What may be done to several cases at once."""

    ASSIGN = "assign"
    CLOSE_IN_FAVOUR = "close_in_favour"


@dataclass(frozen=True)
class Chosen:
    """What is to be done: for ``ASSIGN`` the colleague; for ``CLOSE_IN_FAVOUR`` the step, its reason and a note."""

    user_id: int | None = None
    step: str = ""
    ground: str = ""
    note: str = ""


@dataclass(frozen=True)
class Left:
    """A case that was left as it was, and why."""

    case_id: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """What became of the cases."""

    done: tuple[str, ...]
    left: tuple[Left, ...]


def do_bulk(acting: Acting, what: Bulk, case_ids: Iterable[str], chosen: Chosen) -> Outcome:
    """Do one of the two things to each of some cases.

    Raises:
        RegisterError: ``bulk-none``, ``bulk-many``; what is wrong with one case is told in the outcome.
    """
    wanted = list(dict.fromkeys(case_ids))
    if not wanted:
        raise RegisterError("bulk-none", "no case was chosen. Next: tick the cases in the list.")
    if len(wanted) > MOST:
        raise RegisterError(
            "bulk-many", f"{len(wanted)} cases were chosen. Allowed are {MOST} at once. Next: choose fewer."
        )
    done, left = [], []
    own = set(list_reachable(acting, what, wanted))
    for case_id in wanted:
        if case_id not in own:
            left.append(Left(case_id, gettext(NOT_WITH_YOU)))
            continue
        try:
            _do(acting, what, case_id, chosen)
        except SojournError as problem:
            left.append(Left(case_id, problem.message))
        else:
            done.append(case_id)
    return Outcome(tuple(done), tuple(left))


def list_reachable(acting: Acting, what: Bulk, case_ids: Iterable[str]) -> list[str]:
    """Keep those of some open cases that somebody may do this to, in their order.

    To be closed: their own and those they cover. To be given out: those of the office whose cases they assign.
    """
    wanted = list(dict.fromkeys(case_ids))[:MOST]
    found = Case.objects.filter(case_id__in=wanted, closed_at__isnull=True)
    if what is Bulk.ASSIGN:
        found = found.filter(office=acting.office) if acting.office and acting.may("assign_cases") else found.none()
    else:
        own = stands_in_for(acting.user_id) if acting.user_id is not None else []
        found = found.filter(assigned_to_id__in=own)
    seen = {case.case_id for case in found if acting.may("work_cases", Resource("case", restricted=case.restricted))}
    return [each for each in wanted if each in seen]


def closing_steps(lifecycle: Lifecycle, state: str) -> tuple[Step, ...]:
    """Give the steps from a state that close a case in the person's favour and that one person of ours may take.

    They ask for nothing but a reason, and name the states that they leave: a withdrawal that is possible from anywhere
    is no decision in anybody's favour. What is being put right is looked at case by case.
    """
    if lifecycle.state(state).stage == "undoing":
        return ()
    ends = {each.id for each in lifecycle.states if each.final and each.favourable}
    return tuple(step for step in lifecycle.steps if step.reaches in ends and state in step.leaves and _is_plain(step))


def _is_plain(step: Step) -> bool:
    ours = step.by in ("reviewer", "officer", "caseworker") and not step.by_fact
    return ours and not (step.adverse or step.second_person or step.kind or set(step.requires) - {"reasons"})


def closing_choices(acting: Acting, case_ids: Iterable[str]) -> dict[str, Step]:
    """Give the steps by which at least one of somebody's own cases can be closed in the person's favour, by their ids.

    The state of a case that is not theirs tells nothing here.
    """
    cases = Case.objects.filter(case_id__in=list_reachable(acting, Bulk.CLOSE_IN_FAVOUR, case_ids))
    return {step.id: step for case in cases for step in closing_steps(lifecycle_of(case), case.state)}


def _do(acting: Acting, what: Bulk, case_id: str, chosen: Chosen) -> None:
    match what:
        case Bulk.ASSIGN:
            assign_case(acting, case_id, chosen.user_id or 0)
        case Bulk.CLOSE_IN_FAVOUR:
            _close_in_favour(acting, case_id, chosen)


def _close_in_favour(acting: Acting, case_id: str, chosen: Chosen) -> None:
    from sojourn.register.cases.opening import get_case
    from sojourn.register.cases.steps import take

    case = get_case(case_id)
    if chosen.step not in {step.id for step in closing_steps(lifecycle_of(case), case.state)}:
        raise RegisterError(
            "bulk-not-in-favour",
            f"`{chosen.step[:60]}` does not close this case in the person's favour from where it stands. Allowed are "
            "steps that do. Next: open the case and look at its steps.",
        )
    take(acting, case_id, Wanted(step=chosen.step, grounds=(chosen.ground,) if chosen.ground else (), note=chosen.note))
