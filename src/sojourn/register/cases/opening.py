"""Beginning a case, and opening one: both are written down, and both need a reason to look at the person."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.law.procedure.case_file import CaseFile
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.gate_shape import Gate
from sojourn.law.procedure.lifecycle import Lifecycle, Standing
from sojourn.law.procedure.lifecycle_reading import lifecycle_on, list_lifecycles
from sojourn.law.rule import Law
from sojourn.register import clock
from sojourn.register.cases.columns import refresh
from sojourn.register.cases.events import write_event
from sojourn.register.cases.gates import Desk, gates_of, lay_out
from sojourn.register.cases.law_of_case import pack_of_register
from sojourn.register.cases.models import Case, Proposal
from sojourn.register.cases.reading import person_of
from sojourn.register.cases.standing_rows import standing_rows
from sojourn.register.desk.current import read_rows
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open, resolved_person
from sojourn.register.door.verbs import Verb
from sojourn.register.records.actions import person_of_stay

#: The origin of a case that was begun elsewhere; its history is not here, so every blocker is unknown.
IMPORTED = "imported_order"


@dataclass(frozen=True)
class Beginning:
    """What a case begins with: about whom, which stay (empty: none), where it comes from, which lifecycle."""

    person_id: str
    stay_id: str
    origin: str
    lifecycle: str


@dataclass(frozen=True)
class OpenedCase:
    """A case as its page shows it."""

    case: Case
    file: CaseFile
    standing: Standing
    clocks: tuple[Deadline, ...]
    law: Law
    gates: dict[str, Gate]
    proposals: list[Proposal]

    @property
    def desk(self) -> Desk:
        """Give the case laid out."""
        return Desk(self.case, self.file, self.standing, self.clocks, self.law)


@action(Verb.CASE_BEGUN, "work_cases")
def begin_case(acting: Acting, beginning: Beginning) -> Done[Case]:
    """Begin a case; it waits with the office until somebody is given it, whoever began it.

    So nobody makes a person's records their own work by beginning a case about them.

    Raises:
        RegisterError: ``case-origin``, ``case-open``, ``stay-missing``, ``person-missing``.
        LawError: ``law-no-lifecycle``.
        PurposeNeeded, Restricted: as with every look at a person.
    """
    from sojourn.register.court.following import adopt

    person = resolved_person(beginning.person_id)
    require_open(acting, person)
    lifecycle = _lifecycle(beginning.lifecycle)
    state = _first_state(lifecycle, beginning.origin)
    _require_order(person, beginning.origin)
    _require_own_stay(person, beginning)
    now = clock.now()
    case = Case.objects.create(
        case_id=_new_id(beginning, now.isoformat()),
        person_id=person,
        stay_id=beginning.stay_id,
        origin=beginning.origin,
        lifecycle=lifecycle.id,
        law_known_at=clock.today(),
        state=state,
        stage=lifecycle.state(state).stage,
        imported=beginning.origin == IMPORTED,
        opened_at=now,
        waiting_since=now,
        office=acting.office,
    )
    write_event(acting, case, "opened", about={"origin": beginning.origin, "lifecycle": lifecycle.id})
    adopt(case)
    refresh(lay_out(case))
    return Done(case, (person,), {"case": case.case_id, "origin": beginning.origin})


@action(Verb.CASE_OPENED, "see_cases")
def open_case(acting: Acting, case_id: str) -> Done[OpenedCase]:
    """Open a case with its gates as they stand at this moment.

    Raises:
        RegisterError: ``case-missing``.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    case = get_case(case_id)
    person = person_of(case)
    require_open(acting, person)
    desk = lay_out(case)
    proposals = list(case.proposals.order_by("-id"))
    opened = OpenedCase(case, desk.file, desk.standing, desk.clocks, desk.law, gates_of(desk), proposals)
    return Done(opened, (person,), {"case": case_id})


def get_case(case_id: str, *, locked: bool = False) -> Case:
    """Get a case by its number.

    Raises:
        RegisterError: ``case-missing``.
    """
    cases = Case.objects.select_for_update() if locked else Case.objects
    found = cases.filter(case_id=case_id).first()
    if found is None:
        raise RegisterError(
            "case-missing",
            f"there is no case `{case_id[:40]}`. A case's number is `c` and 20 hexadecimal digits. "
            "Next: go to My work, or open the person and choose a case.",
        )
    return found


def list_case_ids(person_id: str) -> list[str]:
    """List the cases about a person, the newest first; the caller has checked that it may look."""
    found = Case.objects.filter(person_id=person_id).order_by("-opened_at")
    return list(found.values_list("case_id", flat=True))


def lifecycles() -> list[Lifecycle]:
    """List the lifecycles of the register's law as they stand today."""
    return [_lifecycle(code) for code in list_lifecycles(pack_of_register())]


def _lifecycle(lifecycle_id: str) -> Lifecycle:
    return lifecycle_on(pack_of_register(), lifecycle_id, clock.today(), clock.now())


def _first_state(lifecycle: Lifecycle, origin: str) -> str:
    state = lifecycle.starts.get(origin)
    if state is None:
        allowed = ", ".join(f"`{each}`" for each in sorted(lifecycle.starts))
        raise RegisterError(
            "case-origin",
            f"a case of `{lifecycle.id}` cannot begin with `{origin}`. Allowed: {allowed}. Next: choose one of them.",
        )
    return state


def _require_order(person: str, origin: str) -> None:
    """An order that was made elsewhere is on file before a case stands at it.

    Raises:
        RegisterError: ``case-no-order``.
    """
    if origin != IMPORTED:
        return
    rows = standing_rows(read_rows([person])[person])
    if not any(row.get("kind") == "order" for row in rows):
        raise RegisterError(
            "case-no-order",
            "no order is on file about this person, so no case begins at one. Allowed is an order that its court or "
            "authority sent, or that was recorded from its paper. Next: take the order in first.",
        )


def _require_own_stay(person: str, beginning: Beginning) -> None:
    if not beginning.stay_id:
        return
    if person_of_stay(beginning.stay_id) != person:
        raise RegisterError(
            "stay-missing",
            "this stay is not one of this person's. Allowed is a stay of the person. "
            "Next: open the person and choose a stay.",
        )
    same = Case.objects.filter(stay_id=beginning.stay_id, lifecycle=beginning.lifecycle, closed_at__isnull=True)
    if open_one := same.values_list("case_id", flat=True).first():
        raise RegisterError(
            "case-open",
            f"a case about this stay is open already: `{open_one}`. Allowed is one at a time. Next: open that one.",
        )


def _new_id(beginning: Beginning, moment: str) -> str:
    told = f"{beginning.person_id}\n{beginning.stay_id}\n{beginning.lifecycle}\n{moment}"
    return "c" + hashlib.sha256(told.encode()).hexdigest()[:20]
