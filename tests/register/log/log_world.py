"""A small register with rows in every covered table of the store, as the owner of the tables sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from sojourn.register.postgres import Connections

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@contextmanager
def as_owner(connections: Connections) -> Iterator[None]:
    """Let Django use the owner's session inside the block, in one transaction that is rolled back."""
    from django.db import connection, transaction

    connection.close()
    service = dict(connection.settings_dict)
    connection.settings_dict.update(connections.django("owner"))
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        connection.close()
        connection.settings_dict.clear()
        connection.settings_dict.update(service)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the database was told inside the block."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def write_people(count: int) -> None:
    """Take in an arrival and a departure of so many people, each in messages, with whose they are and answers."""
    from sojourn.register.store.answers import NewAnswer, append_answers
    from sojourn.register.store.messages import keep_message
    from sojourn.register.store.persons import NewMembership, append_memberships, set_current_persons
    from sojourn.register.store.records import NewRecord, append_records

    message = keep_message(uuid4().bytes, "carrier:KL", "text/plain", DAY)
    run = uuid4().hex[:6]
    rows = [_movement(f"{run}{number}", way) for number in range(count) for way in ("arrival", "departure")]
    appended = append_records(
        [NewRecord("movement", row, message) for row in rows],
        batch_id=uuid4(),
        actor="feed:carrier:KL",
        received_at=DAY,
    )
    members = [
        NewMembership(each.name, each.subject_id, f"p{run}{at // 2:08d}", "document", None)
        for at, each in enumerate(appended)
    ]
    append_memberships(members, DAY)
    set_current_persons(list({m.subject_id for m in members}), [(m.person_id, m.subject_id) for m in members])
    for version in ("awaiting_records", "left_in_time"):
        append_answers([_answer(m, version, NewAnswer) for m in members[::2]])


def _movement(own: str, way: str) -> dict[str, object]:
    return {
        "movement_id": f"{own}-{way}",
        "feed": "carrier:KL",
        "kind": "manifest",
        "direction": way,
        "local_date": DAY.date(),
        "recorded_at": DAY + timedelta(microseconds=137),
        "surname": "Náméré",
        "given_names": 'A\\B "C"',
        "birth_date": "1990-01-01",
        "document_type": "P",
        "document_number": f"X{own}",
        "document_issuer": "FRA",
        "port": "IATA:JFK",
    }


def _answer(member: object, state: str, made: Callable[..., object]) -> object:
    return made(
        stay_id="s" + member.person_id[1:],
        person_id=member.person_id,
        state=state,
        body={"state": state, "unknown_code": None, "next_change_on": None, "share": 0.25, "note": "ÿ\\n"},
        periods=[{"valid_from": "2026-03-02", "rule_id": "b-1"}],
        crossings=[],
        further={"days": 12},
        as_of=DAY.date(),
        known_at=DAY,
        cause={"why": "first", "names": []},
        arrived_on=DAY.date(),
    )


def write_events(count: int) -> None:
    """Write so many events."""
    from sojourn.register.door.events import NewEvent, write_events
    from sojourn.register.door.verbs import Verb

    write_events(
        [
            NewEvent(
                DAY + timedelta(seconds=number),
                Verb.PERSON_OPENED,
                "user:1",
                "jfk",
                "application",
                f"p{number}",
                {"number": number, "large": 2.5e17, "text": "a\\tb \u2028", "list": [1, 2.0, None]},
            )
            for number in range(count)
        ]
    )


def write_others(count: int) -> None:
    """Write so many link decisions, half of them withdrawn, and rows in quarantine with their outcomes."""
    from sojourn.register.store.links import record_decision, withdraw_decision
    from sojourn.register.store.quarantine import NewQuarantined, record_outcome, set_apart

    batch = uuid4()
    for number in range(count):
        names = (f"carrier:KL/{batch}a{number}", f"carrier:KL/{batch}b{number}")
        link = record_decision(*names, "same", "user:1", "seen", None, DAY, weight=1 if number % 3 else 1e-7)
        if number % 2:
            withdraw_decision(link, "user:2", f"not so {number}", DAY)
    rows = [
        NewQuarantined("carrier:KL", batch, line, "movement", ("bad_date",), "it has no date", "{}", DAY)
        for line in range(count)
    ]
    for number in set_apart(rows)[::2]:
        record_outcome(number, "discarded", "user:1", f"nothing in it {number}", DAY)
