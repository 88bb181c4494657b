"""What follows a micro-batch at once: a late departure withdraws the question; a voyage that came back asks again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import pytest
from django.test import Client

if TYPE_CHECKING:
    from sojourn.register.live.batch import Batch

Arrive = Callable[..., "Batch"]
LEFT: dict[str, Any] = {
    "movement_id": "late1",
    "kind": "manifest",
    "feed": "carrier:KL",
    "direction": "departure",
    "outcome": None,
    "boarded": True,
    "transport": "KL642",
    "local_date": date(2026, 3, 20),
    "occurred_at": datetime(2026, 3, 20, 14, tzinfo=UTC),
    "admitted_class": None,
    "admitted_until": None,
}


@pytest.fixture
def arrive(question: str) -> Arrive:
    """Have a stay that is asked about; give a function that lets a record come in through the queue."""
    from review_rows import ARRIVAL

    def take(source: Literal["movement", "fact"] = "movement", **changed: object) -> Batch:
        from sojourn.register import clock
        from sojourn.register.live.queue import Waiting, answer_waiting, enqueue
        from sojourn.register.store.records import NewRecord, append_records

        values = {**ARRIVAL, **changed} if source == "movement" else changed
        taken = append_records([NewRecord(source, values)], batch_id=uuid4(), actor="test", received_at=clock.now())
        batch = answer_waiting(only=enqueue([Waiting(each.subject_id, each.name) for each in taken]))
        assert batch is not None
        return batch

    return take


def test_a_late_departure_withdraws_the_question_at_once_and_says_which_record_did(
    arrive: Arrive, client: Callable[..., Client], given_piece: Callable[..., Any]
) -> None:
    from sojourn.register.review.models import Assignment, Question

    worker = client("caseworker")
    piece = given_piece(worker.acting, "question")  # type: ignore[attr-defined] # the fixture's
    arrive(**LEFT)
    asked = Question.objects.get()
    assert (asked.state, asked.withdrawn_why, asked.withdrawn_by) == ("withdrawn", "records", ["carrier:KL/late1"])
    assert Assignment.objects.get(id=piece.id).state == "withdrawn"
    page = worker.get("/work/").content.decode()
    assert "Withdrawn lately" in page
    assert "carrier:KL/late1" in page


def test_a_voyage_that_came_back_brings_the_question_back(arrive: Arrive) -> None:
    from sojourn.register.review.models import Question
    from sojourn.register.review.syncing import sync_work
    from sojourn.register.store.answers import list_versions
    from sojourn.register.store.models import CurrentAnswer

    sync_work()
    left = {**LEFT, "port": "EWR"}
    arrive(**left)
    back = datetime(2026, 3, 20, 19, tzinfo=UTC)
    arrive(**{**left, "movement_id": "back1", "direction": "arrival", "occurred_at": back})
    current = CurrentAnswer.objects.get()
    versions = list_versions(current.stay_id)
    assert [each.state for each in versions] == ["unexplained", "left_in_time", "unexplained"]
    assert versions[-1].cause == {"why": "records", "names": ["carrier:KL/back1"]}
    assert sorted(Question.objects.values_list("state", flat=True)) == ["open", "withdrawn"]


def test_a_batch_about_others_leaves_a_question_alone(arrive: Arrive) -> None:
    from sojourn.register.review.models import Question
    from sojourn.register.review.syncing import sync_work

    sync_work()
    before = Question.objects.get()
    batch = arrive(movement_id="other", document_number="Z1", surname="Other", admitted_until=date(2027, 1, 1))
    after = Question.objects.get()
    assert batch.changed != ()
    assert (after.state, after.answer_id) == ("open", before.answer_id)


def test_a_new_question_is_work_in_the_transaction_of_its_answer(arrive: Arrive) -> None:
    from sojourn.register.review.models import Assignment, Question

    batch = arrive(movement_id="other", document_number="Z1", surname="Other")
    (asked,) = (Question.objects.get(stay_id=each.stay_id) for each in batch.changed)
    assert Assignment.objects.get(kind="question", subject=str(asked.pk)).state == "waiting"


def test_a_pair_is_work_at_once_and_is_withdrawn_with_its_record(arrive: Arrive) -> None:
    from sojourn.register.review.models import Assignment, ReviewPair

    arrive(**{**LEFT, "movement_id": "d2", "given_names": "Ngozi Ada", "birth_date": "1961-11-30"})
    assert ReviewPair.objects.get().state == "open"
    assert Assignment.objects.get(kind="pair").state == "waiting"
    arrive(**{**LEFT, "movement_id": "d3", "given_names": "Ngozi Ada", "birth_date": "1961-11-30",
              "corrects": "carrier:KL/d2", "retracted": True})  # fmt: skip
    assert ReviewPair.objects.get().state == "withdrawn"
    assert Assignment.objects.get(kind="pair").state == "withdrawn"


def test_following_some_gives_what_a_look_at_everything_gives(arrive: Arrive) -> None:
    from sojourn.register.review.syncing import Synced, sync_work

    sync_work()
    arrive(**LEFT)
    arrive(movement_id="other", document_number="Z1", surname="Other")
    assert sync_work() == Synced(made=0, withdrawn=0)


@pytest.mark.browser
def test_my_work_with_withdrawn_work_fits_and_is_accessible(
    chromium: str,
    arrive: Arrive,
    client: Callable[..., Client],
    given_piece: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from review_browsing import browsing, check_page

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    worker = client("caseworker")
    given_piece(worker.acting, "question")  # type: ignore[attr-defined] # the fixture's
    arrive(**LEFT)
    with browsing(chromium, worker) as page:
        check_page(page, "/work/", "work-withdrawn")
