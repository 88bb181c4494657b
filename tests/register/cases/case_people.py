"""People for the tests of cases: made by their own movement, answered, and a case begun about them.

The register is imported inside the functions: Django is set up when the first of them is called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from sojourn.register.cases.models import Case
    from sojourn.register.door.acting import Acting
    from sojourn.register.door.interactive import Interactive


@dataclass(frozen=True)
class Made:
    """Somebody on file: their id, their last stay, what names them, and their arrival's record."""

    person_id: str
    stay_id: str
    who: Mapping[str, object]
    arrival: str


def make_person(
    word: str, *, back: int = 300, until: int = 120, facts: Sequence[Mapping[str, Any]] = (), **more: Any
) -> Made:
    """Put somebody on file who arrived ``back`` days ago and whose authorised stay ended ``until`` days ago.

    ``facts`` are on file with the arrival: each a row with its feed, its kind and its id; one run answers all of it.
    """
    from sojourn.register import clock
    from sojourn.register.store.models import CurrentAnswer

    who = {
        "surname": f"NAME{word.upper()}", "given_names": "KIM", "birth_date": "1985-06-07", "sex": "X",
        "nationality": "NLD", "document_type": "P", "document_number": f"T{word.upper()}0001",
        "document_issuer": "NLD", **more,
    }  # fmt: skip
    came = clock.today() - timedelta(days=back)
    row = {
        **who, "movement_id": f"{word}-1", "feed": "post:JFK", "kind": "inspection", "direction": "arrival",
        "local_date": came, "occurred_at": datetime(came.year, came.month, came.day, 12, tzinfo=UTC),
        "port": "JFK", "mode": "air", "admitted_class": "B2", "verified": "document",
        "admitted_until": clock.today() - timedelta(days=until),
        "recorded_at": datetime(came.year, came.month, came.day, 13, tzinfo=UTC),
    }  # fmt: skip
    rows = [("fact", {**who, "recorded_at": clock.now(), **fact}) for fact in facts]
    name, person = take_in_all([("movement", row), *rows])
    stay = CurrentAnswer.objects.get(person_id=person)
    return Made(person, stay.stay_id, who, name)


def tell(made: Made, kind: str, feed: str = "court:TEST", own: str = "", **values: Any) -> str:
    """Take in a fact about somebody, as its feed sends it, and let everybody follow it; gives its name."""
    from sojourn.register import clock

    token = own or uuid4().hex[:8]
    row = {**made.who, "fact_id": token, "feed": feed, "kind": kind, "recorded_at": clock.now(), **values}
    return take_in("fact", row)[0]


def leave(made: Made, day: date, **more: Any) -> str:
    """Take in a departure of somebody by an inspection at the border."""
    from sojourn.register import clock

    row = {
        **made.who, "movement_id": uuid4().hex[:8], "feed": "post:JFK", "kind": "inspection", "direction": "departure",
        "local_date": day, "port": "JFK", "mode": "air", "recorded_at": clock.now(), **more,
    }  # fmt: skip
    return take_in("movement", row)[0]


def take_in(source: str, row: dict[str, object]) -> tuple[str, str]:
    """Append a row and answer anew, as the worker does; gives the record's name and the person's id."""
    return take_in_all([(source, row)])


def take_in_all(rows: Sequence[tuple[str, dict[str, object]]]) -> tuple[str, str]:
    """Append rows and answer anew, as the worker does; gives the name of the first record and the person's id."""
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_and_follow
    from sojourn.register.store.persons import members_of
    from sojourn.register.store.records import NewRecord, append_records

    taken = []
    for source, row in rows:
        new = NewRecord(source, row, b"\x01" * 32)  # type: ignore[arg-type]  # one of the two words
        taken += append_records([new], batch_id=uuid4(), actor=f"feed:{row['feed']}", received_at=clock.now())
    subjects = {each.subject_id for each in taken}
    answer_and_follow(subjects, "records", [each.name for each in taken])
    return taken[0].name, members_of(list(subjects))[taken[0].name]


def begin(acting: Acting, made: Made, lifecycle: str = "base.stay", origin: str = "question_reviewed") -> Case:
    """Begin a case about somebody, with a purpose stated."""
    from sojourn.register.cases.opening import Beginning, begin_case
    from sojourn.register.door.purposes import state_purpose

    state_purpose(acting, made.person_id, "legal_proceeding", "a case")
    return begin_case(acting, Beginning(made.person_id, made.stay_id, origin, lifecycle))


def see(acting: Acting, made: Made, *names: str) -> None:
    """Open records of somebody, so that the log has it."""
    from sojourn.register.door.purposes import state_purpose
    from sojourn.register.records.actions import open_record

    state_purpose(acting, made.person_id, "legal_proceeding", "a case")
    for name in names or (made.arrival,):
        open_record(acting, name)


def put(case: Case, state: str, *taken: tuple[str, str, str]) -> Case:
    """Put a case into a state as if steps had led there: (step, who took it, who approved it)."""
    from sojourn.register import clock
    from sojourn.register.cases.models import Event

    for step, by, second in taken:
        Event.objects.create(
            case=case, at=clock.now() - timedelta(days=2), kind="step", step=step, from_state=case.state,
            to_state=state, actor=by, approved_by=second,
        )  # fmt: skip
    case.state = state
    case.save()
    return case


def ask_all(case: Case, user: int, *without: str) -> None:
    """Let somebody have asked about everything that can be asked, with "no" each time."""
    from sojourn.law.procedure.blockers.asking import ASKED_DAYS
    from sojourn.register import clock
    from sojourn.register.cases.models import AskedBlocker

    for code in ASKED_DAYS.keys() - set(without):
        AskedBlocker.objects.create(
            case=case, blocker=code, answer="no", source="ab" * 32, asked_by_id=user, asked_at=clock.now(),
            expires_on=clock.today() + timedelta(days=1),
        )  # fmt: skip


def at_the_screen(acting: Acting) -> Interactive:
    """Give the proof of a session, as the page makes it."""
    from sojourn.register import clock
    from sojourn.register.door.interactive import Interactive

    assert acting.user_id is not None
    return Interactive(acting.user_id, clock.now())
