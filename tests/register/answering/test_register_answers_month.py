"""A simulated month through the API, in any order, doubled, split and late, is answered as one batch run answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from answers_batch import Rows, as_given, current, in_one_batch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from simulated_month import OVER, drain, make_keys, month_rows, post_rows

from sojourn.engine import Engine

#: The time at which everything has come in, long after the last authorised days of many.
NOW = datetime(2027, 10, 20, 12, tzinfo=UTC)
#: Days that may pass in all between the month and the last message.
MOST_LATE = (NOW.date() - OVER).days


@dataclass(frozen=True)
class Delivery:
    """Rows by their positions, sent so many days after those before, and whether they are answered right then."""

    rows: list[int]
    late: int
    answered: bool


@st.composite
def deliveries(draw: st.DrawFn, count: int) -> list[Delivery]:
    """Give deliveries: every row is there once at least, some twice, in any order, days apart."""
    order = draw(st.permutations(range(count)))
    again = draw(st.lists(st.sampled_from(range(count)), max_size=8))
    cuts = sorted(draw(st.lists(st.integers(0, count), min_size=1, max_size=2)))
    every = [*order, *again]
    parts = [every[a:b] for a, b in zip([0, *cuts], [*cuts, len(every)], strict=True)]
    late = st.sampled_from([0, 1, 30, MOST_LATE // len(parts)])
    return [Delivery(part, draw(late), draw(st.booleans())) for part in parts if part]


@pytest.fixture(scope="module")
def month(django_ready: object, duckdb_engine: Engine) -> tuple[Rows, dict[str, Any]]:
    """Give the records of the month, and what one batch run says about them."""
    rows = month_rows(travellers=16, seed=8)
    return rows, in_one_batch(duckdb_engine, rows, NOW)


def send(keys: dict[str, str], rows: Rows, delivered: list[Delivery]) -> None:
    """Let the deliveries come in at their times, and the days pass until now."""
    from sojourn.register import clock

    moment = datetime.combine(OVER, time(12), UTC)
    for each in delivered:
        moment += timedelta(days=each.late)
        with clock.set_to(moment):
            post_rows(keys, [rows[at] for at in each.rows])
            if each.answered:
                drain()
    with clock.set_to(NOW):
        drain()


@settings(max_examples=3, phases=[Phase.explicit, Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_month_through_the_api_is_answered_as_one_batch(
    acting: Callable[..., Any],
    month: tuple[Rows, dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    data: st.DataObject,
) -> None:
    from django.db import transaction

    monkeypatch.setattr("sojourn.register.intake.routes.wait_answered", lambda pending: True)  # the worker comes later
    rows, expected = month
    delivered = data.draw(deliveries(len(rows)))
    with transaction.atomic():
        send(make_keys(acting, rows), rows, delivered)
        stands = current(rows)
        transaction.set_rollback(True)
    assert stands["answers"] == as_given(stands["answers"], expected["answers"])
    assert {name: stands["people"].get(name) for name in expected["people"]} == expected["people"]
    assert stands["review"] == expected["review"]
