"""The queue: who is in it is answered once, with the records that caused it, whatever fails beside."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

pytestmark = pytest.mark.usefixtures("db")
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def arrival(number: int, **more: Any) -> dict[str, Any]:
    """Give an arrival of an invented person, who is known by the passport."""
    return {
        "movement_id": f"q{number}", "feed": "post:JFK", "kind": "inspection", "direction": "arrival",
        "outcome": "admitted", "occurred_at": AT, "local_date": AT.date(), "port": "JFK", "surname": "QUEUED",
        "given_names": "ADA", "birth_date": "1990-01-01", "nationality": "NLD", "document_type": "P",
        "document_number": f"QUE{number:05}", "document_issuer": "NLD", "recorded_at": AT, **more,
    }  # fmt: skip


def on_file(*rows: dict[str, Any]) -> list[tuple[UUID, str]]:
    """Put records on file without answers; gives the subject and the name of each."""
    from sojourn.register.store.records import NewRecord, append_records

    new = [NewRecord("movement", row) for row in rows]
    return [(e.subject_id, e.name) for e in append_records(new, batch_id=uuid4(), actor="service", received_at=AT)]


def wait_for(*pairs: tuple[UUID, str]) -> list[int]:
    """Put records into the queue."""
    from sojourn.register.live.queue import Waiting, enqueue

    return enqueue([Waiting(*pair) for pair in pairs])


def stays_of(*subjects: UUID) -> list[str]:
    """List the states of the current answers of subjects."""
    from sojourn.register.answering.memberships import persons_of
    from sojourn.register.store.answers import list_current

    return sorted(answer.state for person in persons_of(subjects) for answer in list_current(person))


def test_who_waits_is_answered_and_waits_no_more() -> None:
    from sojourn.register.live.queue import answer_waiting, queue_state

    one, other = on_file(arrival(1), arrival(2))
    wait_for(one, other)
    assert queue_state().waiting == 2
    batch = answer_waiting()
    assert batch is not None
    assert (batch.subjects, set(batch.names), len(batch.changed)) == (2, {one[1], other[1]}, 2)
    assert (queue_state().waiting, len(stays_of(one[0], other[0]))) == (0, 2)
    assert answer_waiting() is None


def test_a_version_names_the_records_of_its_own_person_alone() -> None:
    from sojourn.register.answering.memberships import persons_of
    from sojourn.register.live.queue import answer_waiting
    from sojourn.register.store.answers import list_current

    one, other = on_file(arrival(3), arrival(4))
    wait_for(one, other)
    answer_waiting()
    (person,) = persons_of([one[0]])
    assert [answer.cause for answer in list_current(person)] == [{"why": "records", "names": [one[1]]}]


def test_rows_are_taken_in_their_order_and_no_more_than_asked_for() -> None:
    from sojourn.register.live.queue import answer_waiting, queue_state

    people = on_file(*(arrival(number) for number in range(10, 14)))
    for pair in people:
        wait_for(pair)
    batch = answer_waiting(most=2)
    assert batch is not None
    assert (batch.names, queue_state().waiting) == ((people[0][1], people[1][1]), 2)


def test_one_subject_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.live import queue

    bad, *good = on_file(*(arrival(number) for number in range(20, 24)))
    real = queue.answer_and_follow

    def fails(subjects: set[UUID], why: str, names: Any) -> Any:
        if bad[0] in subjects:
            raise ValueError(names)
        return real(subjects, why, names)

    monkeypatch.setattr(queue, "answer_and_follow", fails)
    wait_for(bad, *good)
    for _ in range(6):
        queue.answer_waiting()
    assert len(stays_of(*(subject for subject, _ in good))) == 3
    assert queue.queue_state().waiting == 1
    monkeypatch.undo()
    assert queue.answer_waiting() is None  # it is not its turn yet
    from sojourn.register import clock

    with clock.set_to(clock.now() + timedelta(minutes=10)):
        batch = queue.answer_waiting()
    assert batch is not None
    assert batch.names == (bad[1],)


def test_what_fails_is_noted_by_its_code_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.register.live import queue
    from sojourn.register.live.models import Pending

    def fails(*_: object) -> Any:
        raise ValueError("PERSONAL VALUES")

    monkeypatch.setattr(queue, "answer_and_follow", fails)
    wait_for(*on_file(arrival(30)))
    queue.answer_waiting()
    (row,) = Pending.objects.all()
    assert (row.attempts, row.code) == (1, "ValueError")


def test_where_no_worker_runs_who_waits_answers_by_themselves() -> None:
    from sojourn.register.live.queue import still_waiting
    from sojourn.register.live.waiting import wait_answered

    pair = on_file(arrival(40))[0]
    pending = wait_for(pair)
    assert wait_answered(pending)
    assert (still_waiting(pending), len(stays_of(pair[0]))) == (set(), 1)


def test_a_long_message_is_several_rows_of_the_queue() -> None:
    from sojourn.register.live.queue import MOST_TOGETHER, Waiting, enqueue

    rows = [Waiting(uuid4(), f"post:JFK/l{number}") for number in range(MOST_TOGETHER + 1)]
    assert len(enqueue(rows)) == 2
