"""The order of review pieces: they have a clock of days, no custody clock and no offence; the database agrees."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from sojourn.register.review.order import ORDER_BY, order_key

NOON = datetime(2026, 7, 22, 12, tzinfo=UTC)
TODAY = NOON.date()


def test_the_database_orders_pieces_as_the_function_does(db: None) -> None:
    from sojourn.register.review.assigned import urgency_of
    from sojourn.register.review.models import Assignment

    chance = random.Random(7)
    Assignment.objects.all().delete()
    for number in range(60):
        Assignment.objects.create(
            kind="question",
            subject=str(number),
            due_on=chance.choice([None, TODAY, TODAY + timedelta(1)]),
            open_questions=chance.randrange(3),
            waiting_since=NOON - timedelta(chance.randrange(4)),
        )
    keys = [order_key(urgency_of(row)) for row in Assignment.objects.order_by(*ORDER_BY)]
    assert keys == sorted(keys)


def test_a_conviction_orders_no_review_piece_because_nothing_is_determined_yet(db: None) -> None:
    from sojourn.register.review.assigned import urgency_of
    from sojourn.register.review.models import Assignment

    made = {"kind": "question", "waiting_since": NOON, "due_on": TODAY}
    with_one = Assignment.objects.create(subject="1", final_conviction=True, **made)
    without = Assignment.objects.create(subject="2", final_conviction=False, **made)
    assert order_key(urgency_of(with_one)) == order_key(urgency_of(without))
    assert "final_conviction" not in " ".join(ORDER_BY)


def test_a_piece_is_due_to_the_end_of_its_last_day(db: None) -> None:
    from sojourn.register.review.assigned import urgency_of
    from sojourn.register.review.models import Assignment

    piece = Assignment(kind="question", subject="1", waiting_since=NOON, due_on=TODAY)
    assert urgency_of(piece).due_at == datetime(2026, 7, 23, tzinfo=UTC)
