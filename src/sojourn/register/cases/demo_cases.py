"""Simulated cases for training: one in every state that can be reached, of every lifecycle of the register's law.

They are written as history, by the machine alone: nobody takes a step against anybody here, and a live register
refuses it. The people are simulated, and each case is about another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.accounts.models import Role, User
from sojourn.register.accounts.roles import actor_of
from sojourn.register.answering.recompute import answer_subjects
from sojourn.register.cases.columns import refresh
from sojourn.register.cases.demo_facts import fact_of
from sojourn.register.cases.demo_paths import Path, paths_of
from sojourn.register.cases.events import append_event
from sojourn.register.cases.gates import lay_out
from sojourn.register.cases.models import Case
from sojourn.register.cases.opening import IMPORTED, lifecycles
from sojourn.register.cases.recording import whose
from sojourn.register.configuration import TRAINING
from sojourn.register.store.models import CurrentAnswer
from sojourn.register.store.records import NewRecord, append_records

#: Days between two steps of a simulated case.
_APART = timedelta(days=9)
#: The stays that cases are about, by the state of their answer: open questions first.
_STATES = (
    "unexplained", "awaiting_records", "unknown", "left_date_unknown", "left_after_end", "in_status", "left_in_time",
)  # fmt: skip


def make_demo_cases() -> int:
    """Make the cases; gives how many.

    Raises:
        RegisterError: ``training-only``.
    """
    if settings.CONFIGURATION.mode != TRAINING:
        raise RegisterError(
            "training-only",
            "simulated cases are made in training only, and this register is live. "
            "Next: start a register of its own for training.",
        )
    paths = [path for lifecycle in lifecycles() for path in paths_of(lifecycle)]
    stays = _stays(len(paths))
    with transaction.atomic():
        made = [_make(number, path, stay) for number, (path, stay) in enumerate(zip(paths, stays, strict=False))]
        answer_subjects({subject for _, subjects in made for subject in subjects}, "records")
        for case, _ in made:
            refresh(lay_out(case))
    return len(made)


def _stays(most: int) -> list[CurrentAnswer]:
    """Give stays of different simulated persons, those with an open question first; none of a restricted person."""
    found: dict[str, CurrentAnswer] = {}
    for state in _STATES:
        for each in CurrentAnswer.objects.filter(state=state, restricted=False, orphan=False).order_by("stay_id"):
            found.setdefault(each.person_id, each)
            if len(found) == most:
                return list(found.values())
    return list(found.values())


def _make(number: int, path: Path, stay: CurrentAnswer) -> tuple[Case, set[UUID]]:
    begun = clock.now() - _APART * len(path.steps) - timedelta(hours=number % 7)
    officers = _officers()
    case = Case.objects.create(
        case_id=f"c{number:020x}",
        person_id=stay.person_id,
        stay_id=stay.stay_id,
        origin=path.origin,
        lifecycle=path.lifecycle.id,
        law_known_at=clock.today(),
        state=path.state,
        stage=path.lifecycle.state(path.state).stage,
        imported=path.origin == IMPORTED,
        opened_at=begun,
        waiting_since=clock.now() - _APART,
        office="centre",
        assigned_to=officers[number % len(officers)],
        assigned_at=begun,
    )
    state = path.lifecycle.starts[path.origin]
    append_event(case=case, at=begun, kind="opened", from_state=state, to_state=state, actor="service")
    subjects = set().union(*(_walk(case, path, begun, officers)))
    return case, subjects


def _walk(case: Case, path: Path, begun: datetime, officers: list[User]) -> Iterator[set[UUID]]:
    """Write the steps of a way as history, each with the fact that takes it or that it puts on file."""
    person, state = whose(case.person_id), path.lifecycle.starts[path.origin]
    for number, step in enumerate(path.steps, 1):
        at = begun + _APART * number - timedelta(hours=1)
        token = f"{case.case_id}-{number}"
        row = fact_of(step, person, at, token)
        if row is not None:
            appended = append_records(
                [NewRecord("fact", row)], batch_id=uuid4(), actor=f"feed:{row['feed']}", received_at=clock.now()
            )
            yield {each.subject_id for each in appended}
        by, second = officers[number % len(officers)], officers[(number + 1) % len(officers)]
        append_event(
            case=case,
            at=at,
            kind="step",
            step=step.id,
            from_state=state,
            to_state=step.reaches,
            actor=f"feed:{row['feed']}" if row is not None and step.by_fact else actor_of(by.pk),
            approved_by=actor_of(second.pk) if step.second_person and not step.by_fact else "",
            office="centre",
            grounds=list(step.grounds)[:1],
            records=[f"{row['feed']}/{token}"] if row is not None else [],
            about={"simulated": True},
        )
        state = step.reaches


def _officers() -> list[User]:
    """Give those who have cases in training."""
    wanted = (Role.OFFICER, Role.CASEWORKER)
    return list(User.objects.filter(grants__role__in=wanted, grants__ended_at__isnull=True).distinct().order_by("id"))
