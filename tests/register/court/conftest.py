"""What the tests of courts share: a person on file, a case with an officer, facts that a court sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from court_records import ARRIVAL, NOW, fact, take

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case
    from sojourn.register.court.models import Message
    from sojourn.register.door.acting import Acting

Send = Callable[..., "Message"]


@pytest.fixture
def at_court(db: None) -> Iterator[None]:
    """Let the clock stand in the night."""
    from sojourn.register import clock

    with clock.set_to(NOW):
        yield


@pytest.fixture
def person(at_court: None) -> str:
    """Have a person with one stay on file; give their id."""
    from sojourn.register.court.placing import persons_by_record

    take([("movement", ARRIVAL)], NOW)
    return persons_by_record({"post:EWR/court-a1"})["post:EWR/court-a1"]


@pytest.fixture
def officer(acting: Callable[..., Acting]) -> Acting:
    """Have an officer of the centre."""
    return acting("officer", office="centre")


@pytest.fixture
def supervisor(acting: Callable[..., Acting]) -> Acting:
    """Have a supervisor of the centre."""
    return acting("supervisor", office="centre")


@pytest.fixture
def case(person: str, officer: Acting, supervisor: Acting) -> Case:
    """Have a case of the person with the officer, begun as every case is."""
    return begun(person, officer)


@pytest.fixture
def send(case: Case) -> Send:
    """Give a function that lets a court send a fact about the person; gives its message."""
    return sent


def sent(kind: str, number: str = "1", at: datetime = NOW, **given: Any) -> Message:
    """Take in a fact of a court at a time; gives the message that it makes."""
    from sojourn.register import clock
    from sojourn.register.court.models import Message

    row = fact(kind, number, **{"recorded_at": at, **given})
    with clock.set_to(at):
        take([("fact", row)], at)
    return Message.objects.get(record=f"{row['feed']}/{row['fact_id']}")


def begun(person: str, officer: Acting, **changed: Any) -> Case:
    """Begin a case in the first lifecycle of the law."""
    from sojourn.register.answering.models import ReviewPair
    from sojourn.register.cases.models import Case
    from sojourn.register.cases.opening import lifecycles
    from sojourn.register.store.models import CurrentAnswer

    ReviewPair.objects.filter(record_ids__overlap=["post:EWR/court-a1"]).delete()
    lifecycle = lifecycles()[0]
    origin, state = next(iter(lifecycle.starts.items()))
    stay = CurrentAnswer.objects.filter(person_id=person).values_list("stay_id", flat=True).first() or ""
    given: dict[str, Any] = {
        "case_id": "c" + "0" * 19 + "1",
        "person_id": person,
        "stay_id": stay,
        "origin": origin,
        "lifecycle": lifecycle.id,
        "law_known_at": NOW.date(),
        "state": state,
        "stage": lifecycle.state(state).stage,
        "opened_at": NOW,
        "office": officer.office,
        "assigned_to_id": officer.user_id,
        "assigned_at": NOW,
        "waiting_since": NOW,
    }
    return Case.objects.create(**{**given, **changed})
