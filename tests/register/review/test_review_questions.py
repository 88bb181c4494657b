"""Question review: the checklist, what settles a question, and that nothing is settled that the engine still asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from django.test import Client

from sojourn.register.review.checklist import CODES

if TYPE_CHECKING:
    from sojourn.register.review.models import Assignment

Give = Callable[..., "Assignment"]
NOTHING = {f"{code}-result": "nothing" for code in CODES}


def test_a_question_is_settled_by_a_departure_that_an_officer_attests(
    question: str, client: Callable[..., Client], given_piece: Give
) -> None:
    from sojourn.register.review.models import Question, QuestionReview
    from sojourn.register.store.models import CurrentAnswer, Event

    worker = client("caseworker")
    piece = given_piece(worker.acting, "question")  # type: ignore[attr-defined] # the fixture's
    address = f"/questions/{piece.id}/"
    page = worker.get(address).content.decode()
    assert "Okafor" in page
    assert "question about records" in page
    assert "overstay" not in page.lower()

    bare = worker.post(address, {"outcome": "still_open"}).content.decode()
    assert bare.count("Say what came of it") >= len(CODES)

    late = {
        "settler": "crossing",
        "day_from_0": "5",
        "day_from_1": "1",
        "day_from_2": "2026",
        "shown": "passport_stamp",
    }
    wrong = worker.post(address, {**NOTHING, "outcome": "settled", **late}).content.decode()
    assert "the question is not settled; nothing was recorded" in wrong
    assert not QuestionReview.objects.exists()

    right = {**late, "day_from_0": "20", "day_from_1": "3"}
    found = {"exits-result": "found", "exits-records": "post:EWR/a1"}
    answer = worker.post(address, {**NOTHING, **found, "outcome": "settled", **right})
    assert answer.headers["Location"] == "/work/"
    assert CurrentAnswer.objects.get(orphan=False).state == "left_in_time"
    review = QuestionReview.objects.get()
    assert review.records == [f"review:jfk/q{review.question_id}"]
    assert review.checks["exits"] == {"result": "found", "records": ["post:EWR/a1"]}
    assert Question.objects.get().state == "settled"
    about = [event.about for event in Event.objects.filter(verb="question_reviewed")]
    assert about == [{"question": review.question_id, "outcome": "settled", "records": review.records}]
    assert Event.objects.filter(verb="attested").exists()


def test_an_open_question_does_not_come_back_and_is_withdrawn_when_a_departure_comes_in(
    question: str, records: Callable[..., str], client: Callable[..., Client], given_piece: Give
) -> None:
    from sojourn.register.review.models import Assignment, Question
    from sojourn.register.review.syncing import sync_work

    worker = client("caseworker")
    piece = given_piece(worker.acting, "question")  # type: ignore[attr-defined] # the fixture's
    assert sync_work().made == 0, "safe to repeat"
    worker.post(f"/questions/{piece.id}/", {**NOTHING, "outcome": "still_open"})
    assert Question.objects.get().state == "still_open"
    assert sync_work().made == 0, "the same answer is not asked about twice"

    Question.objects.update(basis=b"other")  # as if the answer had changed since
    assert sync_work().made == 1
    records(
        movement_id="d1",
        kind="manifest",
        feed="carrier:KL",
        direction="departure",
        outcome=None,
        local_date=date(2026, 3, 20),
        boarded=True,
        admitted_class=None,
        admitted_until=None,
    )
    sync_work()
    assert not Assignment.objects.filter(state__in=["waiting", "assigned"]).exists()
    assert Question.objects.latest("id").state == "withdrawn"


def test_a_question_goes_to_match_review_with_the_other_record(
    question: str, orphan: str, client: Callable[..., Client], given_piece: Give
) -> None:
    from sojourn.register.review.models import Assignment, ReviewPair
    from sojourn.register.review.syncing import sync_work

    reviewer = client("reviewer")
    piece = given_piece(reviewer.acting, "question")  # type: ignore[attr-defined] # the fixture's
    address = f"/questions/{piece.id}/"
    given = {**NOTHING, "outcome": "sent_to_match"}
    assert "there is no other record" in reviewer.post(address, {**given, "other_record": "x/1"}).content.decode()
    reviewer.post(address, {**given, "other_record": orphan})
    made = ReviewPair.objects.get()
    assert {made.record_a, made.record_b} == {question, orphan}
    sync_work()
    assert Assignment.objects.get(kind="pair").state == "waiting"


def test_a_reviewer_without_the_right_to_attest_is_not_offered_it(
    orphan: str, client: Callable[..., Client], given_piece: Give
) -> None:
    reviewer = client("reviewer")
    piece = given_piece(reviewer.acting, "orphan")  # type: ignore[attr-defined] # the fixture's
    page = reviewer.get(f"/questions/{piece.id}/").content.decode()
    assert "A departure is on file, and no arrival before it" in page
    assert "A record that came in meanwhile" in page
    assert "documents that I examined" not in page
