"""The order of work: what it may know, what comes first, and that the database orders in the same way."""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta

import pytest

from sojourn.register.review.order import ORDER_BY, Urgency, group_of, order_key

NOON = datetime(2026, 7, 22, 12, tzinfo=UTC)
TODAY = NOON.date()
FORBIDDEN = {
    "nationality",
    "ethnicity",
    "religion",
    "language",
    "sex",
    "age",
    "birth",
    "place",
    "address",
    "document",
} | {"class", "carrier", "port", "origin", "name", "script", "consulate", "feed", "mode", "person", "issuer"}


def urgency(**changed: object) -> Urgency:
    given: dict[str, object] = {
        "due_on": TODAY,
        "final_conviction": False,
        "open_questions": 1,
        "waiting_since": NOON,
    }
    return Urgency(**{**given, **changed})  # type: ignore[arg-type] # one value of each kind


def test_the_order_knows_four_things_and_none_of_a_person() -> None:
    names = [field.name for field in fields(Urgency)]
    assert names == ["due_on", "final_conviction", "open_questions", "waiting_since"]
    assert not FORBIDDEN & {word for name in names for word in name.split("_")}


def test_what_may_order_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        urgency().due_on = None  # type: ignore[misc] # that is what is tested


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (urgency(), urgency(due_on=TODAY + timedelta(1), final_conviction=True)),
        (urgency(due_on=date(2030, 1, 1)), urgency(due_on=None)),
        (urgency(final_conviction=True, open_questions=9), urgency()),
        (urgency(open_questions=1, waiting_since=NOON), urgency(open_questions=2, waiting_since=NOON - timedelta(9))),
        (urgency(waiting_since=NOON - timedelta(1)), urgency()),
    ],
)
def test_the_clock_comes_first_then_convictions_then_what_is_quick_then_what_waits(
    first: Urgency, second: Urgency
) -> None:
    assert order_key(first) < order_key(second)


def test_the_database_orders_as_the_function_does(db: None) -> None:
    from sojourn.register.review.models import Assignment

    chance = random.Random(7)
    Assignment.objects.all().delete()
    for number in range(60):
        Assignment.objects.create(
            kind="question",
            subject=str(number),
            due_on=chance.choice([None, TODAY, TODAY + timedelta(1)]),
            final_conviction=chance.random() < 0.3,
            open_questions=chance.randrange(3),
            waiting_since=NOON - timedelta(chance.randrange(4)),
        )
    keys = [
        order_key(Urgency(row.due_on, row.final_conviction, row.open_questions, row.waiting_since))
        for row in Assignment.objects.order_by(*ORDER_BY)
    ]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("due_on", "group"),
    [
        (TODAY - timedelta(1), "overdue"),
        (TODAY, "due_today"),
        (TODAY + timedelta(1), "due_soon"),
        (TODAY + timedelta(7), "due_soon"),
        (TODAY + timedelta(8), "not_due"),
        (None, "not_due"),
    ],
)
def test_pieces_stand_in_groups_by_their_last_day(due_on: date | None, group: str) -> None:
    assert group_of(urgency(due_on=due_on), TODAY) == group
