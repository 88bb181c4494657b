"""What follows in cases when records come in: facts move a case, and a fact that blocks stops a pending step at once.

It runs in the transaction that answers the records, so that nobody can carry out a step after the fact is on file.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sojourn.law.procedure.case_file import Fact
from sojourn.law.procedure.gate_shape import Gate
from sojourn.law.procedure.lifecycle import Standing
from sojourn.law.procedure.machine import move, steps_by_fact
from sojourn.register import clock
from sojourn.register.cases.columns import refresh_all
from sojourn.register.cases.events import write_event
from sojourn.register.cases.gates import Desk, gate_of, lay_out_all, names_of, proposed_of, stands_in_the_way, told_gate
from sojourn.register.cases.models import Acknowledgement, Case, Event, Proposal
from sojourn.register.door.acting import SERVICE
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb
from sojourn.register.live.batch import Batch
from sojourn.register.store.statements import run, select

_OPEN = (Proposal.State.PENDING, Proposal.State.APPROVED)
# Cases about whom a batch is: by the person, and by the stay, whose person may have become another one. A retraction is
# nobody's by itself: it is about whoever holds the record that it takes back.
_TOUCHED = """
WITH persons AS (
  SELECT unnest(%(persons)s::text[]) AS person_id
  UNION SELECT m.person_id FROM store_membership m WHERE m.name = ANY(%(names)s)
  UNION SELECT m.person_id FROM store_record r JOIN store_membership m ON m.name = r.body->>'corrects'
  WHERE r.name = ANY(%(names)s)
)
SELECT case_id FROM cases_case WHERE person_id IN (SELECT person_id FROM persons)
UNION SELECT case_id FROM cases_case WHERE stay_id <> '' AND stay_id = ANY(%(stays)s)
"""
_STOP = """
UPDATE cases_proposal p SET state = 'stopped', ended_at = %s, stopped_by = n.why, gate = n.gate
FROM jsonb_to_recordset(%s) AS n (id bigint, why text[], gate jsonb) WHERE p.id = n.id
"""


def follow(batch: Batch) -> None:
    """Let the cases about the persons of a batch follow it."""
    persons = sorted({each.person_id for each in batch.changed})
    stays = sorted({each.stay_id for each in batch.changed})
    if not persons and not batch.names:
        return
    touched = select(_TOUCHED, {"persons": persons, "names": list(batch.names), "stays": stays})
    look_again(locked(case_id for (case_id,) in touched), batch.names)


def locked(case_ids: Iterable[str]) -> list[Case]:
    """Lock cases, always in one order."""
    return list(Case.objects.select_for_update().filter(case_id__in=list(case_ids)).order_by("case_id"))


def look_again(cases: Sequence[Case], names: Collection[str] = ()) -> None:
    """Look at cases anew: let the facts among ``names`` move them, stop what is forbidden now, refresh the lists."""
    desks = lay_out_all(cases)
    moved = _move_by_facts(desks, set(names))
    if moved:
        anew = {desk.case.case_id: desk for desk in lay_out_all(moved)}
        desks = [anew.get(desk.case.case_id, desk) for desk in desks]
    _stop_forbidden(desks)
    refresh_all(desks)


def _move_by_facts(desks: Sequence[Desk], names: set[str]) -> list[Case]:
    """Take the steps that facts take: an order, an appeal, a service that reached the person; gives the cases moved."""
    new = {desk.case.case_id: _new_facts(desk, names) for desk in desks} if names else {}
    told = [fact.name for facts in new.values() for fact in facts]
    used = _used(list(new), told) if told else set()
    moved = []
    for desk in desks:
        standing = desk.standing
        for fact in new.get(desk.case.case_id, ()):
            if (desk.case.case_id, fact.name) not in used:
                standing = _move(desk.case, standing, fact)
        if standing is not desk.standing:
            moved.append(desk.case)
    return moved


def _new_facts(desk: Desk, names: set[str]) -> list[Fact]:
    """Give the facts of a case that are new, in the order in which they were learned."""
    found = [fact for fact in desk.file.facts if fact.name in names]
    return sorted(found, key=lambda fact: (fact.recorded_at, fact.name))


def _used(case_ids: list[str], names: list[str]) -> set[tuple[str, str]]:
    """Give the facts that have taken a step already, or were put on file by one, with the case."""
    events = Event.objects.filter(case__in=case_ids, kind="step", records__overlap=names)
    return {(case, name) for case, records in events.values_list("case_id", "records") for name in records}


def _move(case: Case, standing: Standing, fact: Fact) -> Standing:
    step = steps_by_fact(standing, fact)
    if step is None:
        return standing
    now = clock.now()
    moved = move(standing, step, fact.by, now, records=(fact.name,))
    write_event(SERVICE, case, "step", step=step.id, to_state=moved.state, records=[fact.name], about={"by": fact.by})
    case.state, case.waiting_since = moved.state, now
    case.save(update_fields=["state", "waiting_since"])
    return moved


def _stop_forbidden(desks: Sequence[Desk]) -> None:
    """Stop the open steps whose gate is shut now."""
    by_case = {desk.case.case_id: desk for desk in desks}
    open_ones = Proposal.objects.select_for_update().filter(case__in=list(by_case), state__in=_OPEN).order_by("id")
    stops = []
    for proposal in open_ones:
        desk = by_case[proposal.case_id]
        step = next((each for each in desk.steps if each.id == proposal.step), None)
        if step is None:
            moved_by = [name for last in desk.standing.taken[-1:] for name in (last.step, *last.records)]
            stops.append(_Stop(desk, proposal, ["moved", *moved_by], Gate(proposal.step)))
            continue
        gate = gate_of(desk, step, proposed_of(desk, proposal))
        findings = stands_in_the_way(gate, before_approval=proposal.state == Proposal.State.PENDING)
        if findings or gate.missing or gate.waits:
            why = [*names_of(findings), *(each.code for each in gate.missing), *(each.clock for each in gate.waits)]
            stops.append(_Stop(desk, proposal, why, gate))
    if stops:
        _stop(stops)


class _Stop(NamedTuple):
    """An open step to be stopped: why, and the gate that is shut."""

    desk: Desk
    proposal: Proposal
    why: list[str]
    gate: Gate


def _stop(stops: Sequence[_Stop]) -> None:
    """Stop steps, and tell whoever proposed, approved or has the case; each says that they have read it."""
    now = clock.now()
    told = [{"id": each.proposal.pk, "why": each.why, "gate": told_gate(each.gate)} for each in stops]
    run(_STOP, [now, json.dumps(told)])
    Acknowledgement.objects.bulk_create(
        [
            Acknowledgement(proposal=each.proposal, user_id=user, told_at=now)
            for each in stops
            for user in _concerned(each)
        ],
        ignore_conflicts=True,
    )
    for desk, proposal, why, _ in stops:
        write_event(SERVICE, desk.case, "stopped", step=proposal.step, records=why, about={"proposal": proposal.pk})
    write_events([_told_to_the_log(each, now) for each in stops])


def _concerned(stop: _Stop) -> list[int]:
    concerned = (stop.proposal.proposed_by_id, stop.proposal.approved_by_id, stop.desk.case.assigned_to_id)
    return sorted({user for user in concerned if user is not None})


def _told_to_the_log(stop: _Stop, now: datetime) -> NewEvent:
    about: dict[str, object] = {"case": stop.desk.case.case_id, "step": stop.proposal.step, "by": stop.why}
    return NewEvent(now, Verb.STEP_STOPPED, SERVICE.actor, SERVICE.office, "", stop.desk.file.person_id, about)
