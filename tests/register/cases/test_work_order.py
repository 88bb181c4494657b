"""The order of cases: what it may know, what comes first, that the database agrees, and that no trait moves it."""

from __future__ import annotations

import inspect
import random
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work_made import NOW, make_case

from sojourn.law.procedure.deadline import URGENCIES
from sojourn.register.review.order import GROUPS, ORDER_BY, SQL, Bounds, Urgency, bounds_at, group_of, order_key

#: Traits of persons, and what stands for them: none of it may be a word in the name of what orders.
FORBIDDEN = {"nationality", "ethnicity", "religion", "language", "sex", "age", "birth", "born", "place", "address"} | {
    "document", "class", "carrier", "port", "origin", "name", "script", "consulate", "feed", "mode", "person", "issuer",
    "surname", "country", "lifecycle",
}  # fmt: skip
#: One person's traits as they stand in a file, and what the register holds besides in a case's row.
TRAITS = ("nationality", "sex", "birth_date", "class", "port", "carrier", "surname", "document_issuer")
BOUNDS = bounds_at(NOW, UTC)


def days(most: int) -> st.SearchStrategy[datetime]:
    return st.integers(0, most * 24).map(lambda hours: NOW - timedelta(days=180) + timedelta(hours=hours))


SOME = st.builds(
    Urgency,
    liberty=st.booleans(),
    due_at=st.none() | days(365),
    open_questions=st.integers(0, 5),
    offence=st.booleans(),
    waiting_since=days(180),
)


@pytest.fixture
def at_work(db: None) -> Iterator[None]:
    from sojourn.register import clock

    with clock.set_to(NOW):
        yield


def urgency(**changed: object) -> Urgency:
    given_: dict[str, object] = {
        "liberty": False,
        "due_at": None,
        "open_questions": 1,
        "offence": False,
        "waiting_since": NOW,
    }
    return Urgency(**{**given_, **changed})  # type: ignore[arg-type]  # one value of each kind


def test_the_order_knows_five_things_and_none_of_a_person() -> None:
    names = [field.name for field in fields(Urgency)]
    assert names == ["liberty", "due_at", "open_questions", "offence", "waiting_since"]
    assert not FORBIDDEN & {word for name in names for word in name.split("_")}


def test_the_function_that_orders_takes_that_type_and_no_other() -> None:
    taken = {name: each.annotation for name, each in inspect.signature(order_key).parameters.items()}
    assert taken == {"urgency": "Urgency"}


def test_the_database_orders_by_the_same_fields_in_the_same_order(django_ready: object) -> None:
    from sojourn.register.cases.models import IN_ORDER

    assert list(SQL) == [field.name for field in fields(Urgency)]
    sql = [getattr(each, "extra", {}).get("template") or each.name for each in IN_ORDER]
    assert sql == [*SQL.values(), "case_id"]
    assert set(ORDER_BY) <= {"due_on", "open_questions", "waiting_since", "id"}


def test_every_urgency_of_the_law_has_words_and_no_other_does() -> None:
    assert tuple(GROUPS) == URGENCIES


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (urgency(liberty=True, due_at=NOW + timedelta(90)), urgency(due_at=NOW - timedelta(90))),
        (urgency(liberty=True), urgency(liberty=True, due_at=NOW - timedelta(90))),
        (urgency(due_at=NOW - timedelta(2)), urgency(due_at=NOW - timedelta(1), open_questions=0, offence=True)),
        (urgency(due_at=NOW + timedelta(400)), urgency(due_at=None, offence=True)),
        (urgency(open_questions=1), urgency(open_questions=2, offence=True)),
        (urgency(offence=True), urgency(waiting_since=NOW - timedelta(900))),
        (urgency(waiting_since=NOW - timedelta(1)), urgency()),
    ],
    ids=["custody", "custody of unknown start", "the earlier end", "a clock", "questions", "conviction", "waiting"],
)
def test_what_comes_first(first: Urgency, second: Urgency) -> None:
    assert order_key(first) < order_key(second)


@given(SOME, SOME)
def test_a_custody_clock_comes_before_everything_else(one: Urgency, other: Urgency) -> None:
    if one.liberty and not other.liberty:
        assert order_key(one) < order_key(other)


@given(st.lists(SOME, max_size=8))
def test_the_groups_stand_one_after_the_other_in_the_order(many: list[Urgency]) -> None:
    places = [URGENCIES.index(group_of(each, BOUNDS)) for each in sorted(many, key=order_key)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("due_at", "group"),
    [
        (NOW, "overdue"),
        (datetime(2026, 7, 23, tzinfo=UTC), "due_today"),
        (datetime(2026, 7, 23, 0, 0, 1, tzinfo=UTC), "due_soon"),
        (datetime(2026, 7, 30, tzinfo=UTC), "due_soon"),
        (datetime(2026, 7, 31, tzinfo=UTC), "not_due"),
        (None, "not_due"),
    ],
)
def test_a_case_stands_in_a_group_by_the_instant_at_which_its_clock_ends(due_at: datetime | None, group: str) -> None:
    assert group_of(urgency(due_at=due_at), BOUNDS) == group


def test_the_day_ends_where_the_country_is() -> None:
    from zoneinfo import ZoneInfo

    bounds: Bounds = bounds_at(datetime(2026, 7, 23, 2, tzinfo=UTC), ZoneInfo("America/New_York"))
    assert bounds.today_ends == datetime(2026, 7, 23, 4, tzinfo=UTC), "there it is still the 22nd"


@pytest.mark.usefixtures("at_work")
def test_the_database_orders_cases_as_the_function_does() -> None:
    from sojourn.register.cases.assigning import urgency_of
    from sojourn.register.cases.models import IN_ORDER, Case

    Case.objects.all().delete()
    chance = random.Random(7)
    for number in range(80):
        make_case(
            number,
            liberty=chance.random() < 0.2,
            due_at=chance.choice([None, NOW, NOW + timedelta(1)]),
            open_questions=chance.randrange(3),
            offence=chance.random() < 0.3,
        )
    cases = list(Case.objects.order_by(*IN_ORDER))
    keys = [(order_key(urgency_of(case)), case.case_id) for case in cases]
    assert keys == sorted(keys)


@given(st.randoms(use_true_random=False), st.permutations(range(6)))
def test_swapping_the_traits_of_persons_moves_nothing(chance: random.Random, swapped: list[int]) -> None:
    """Six cases, each with a person's traits in its file: whoever's traits go with which case, the order stays."""
    traits = [{name: f"{name}-{number}" for name in TRAITS} for number in range(6)]
    urgencies = [
        urgency(
            liberty=chance.random() < 0.3,
            due_at=chance.choice([None, NOW]),
            open_questions=chance.randrange(2),
            waiting_since=NOW - timedelta(chance.randrange(3)),
        )
        for _number in range(6)
    ]
    before = list(zip(range(6), urgencies, traits, strict=True))
    after = [(number, each, traits[other]) for (number, each, _), other in zip(before, swapped, strict=True)]
    ordered = [
        [number for number, _, _ in sorted(files, key=lambda file: order_key(file[1]))] for files in (before, after)
    ]
    assert ordered[0] == ordered[1]


def test_no_trait_column_can_order_the_list_because_the_row_has_none(django_ready: object) -> None:
    from sojourn.register.cases.models import Case

    names = {field.name for field in Case._meta.get_fields() if not field.auto_created}
    words = {word for name in names - {"person_id", "origin", "lifecycle"} for word in name.split("_")}
    assert not words & FORBIDDEN
