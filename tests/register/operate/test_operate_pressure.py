"""A full queue: messages are refused with a time to come back, and nothing of them is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    from sojourn.register.operate.pressure import Gate

pytestmark = pytest.mark.usefixtures("django_ready")


@pytest.fixture
def full(db: None, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Put two records into the queue of a register that lets one wait; give a gate that has not looked yet."""
    from uuid import uuid4

    from django.conf import settings

    from sojourn.register.live.queue import Waiting, enqueue
    from sojourn.register.operate.pressure import Gate

    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, queue_limit=1))
    enqueue([Waiting(uuid4(), "post:JFK/1"), Waiting(uuid4(), "post:JFK/2")])
    return Gate()


def test_a_queue_over_its_limit_lets_no_message_in(full: Gate) -> None:
    from sojourn.register.operate.pressure import LONGEST, QueueFull, check_pressure

    with pytest.raises(QueueFull) as refused:
        check_pressure(full)
    assert 1 <= refused.value.retry_after <= LONGEST
    assert str(refused.value.retry_after) in refused.value.message


def test_a_queue_that_is_not_full_lets_messages_in(db: None) -> None:
    from sojourn.register.operate.pressure import Gate, check_pressure

    check_pressure(Gate())


def test_the_queue_is_not_looked_at_for_each_message(db: None, monkeypatch: pytest.MonkeyPatch, full: Gate) -> None:
    from sojourn.register.live.queue import QueueState

    looks: list[int] = []
    monkeypatch.setattr("sojourn.register.operate.pressure.queue_state", lambda: looks.append(1) or QueueState(0, 0.0))
    for _ in range(100):
        full.look()
    assert len(looks) == 1


def test_the_api_says_when_to_come_back_and_keeps_nothing(
    full: Gate, acting: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import Client

    from sojourn.register.intake.keys import make_feed_key
    from sojourn.register.operate import pressure
    from sojourn.register.store.statements import select

    monkeypatch.setattr(pressure, "_GATE", full)
    key = make_feed_key(acting("administrator"), "post:JFK", "a test")  # type: ignore[arg-type]
    before = select("SELECT count(*) FROM store_message")
    answer = Client(SERVER_NAME="localhost").post(
        "/api/v1/movements", data="[]", content_type="application/json", headers={"Authorization": f"Bearer {key}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "queue-full")
    assert int(answer.headers["Retry-After"]) >= 1
    assert "Nothing of this message was kept" in answer.json()["message"]
    assert select("SELECT count(*) FROM store_message") == before


@given(st.lists(st.tuples(st.floats(0.5, 5), st.integers(0, 10**6)), min_size=2, max_size=20))
def test_the_speed_is_never_more_than_what_was_seen_to_leave(steps: list[tuple[float, int]]) -> None:
    from sojourn.register.operate.pressure import speed_of

    at, looks = 0.0, []
    for pause, waiting in steps:
        at += pause
        looks.append((at, waiting))
    speed = speed_of(looks)
    assert speed is not None
    assert 0 <= speed * (looks[-1][0] - looks[0][0]) <= sum(waiting for _, waiting in looks) + 1e-6


@given(st.integers(1, 10**6), st.integers(0, 10**7), st.none() | st.floats(0, 1e6))
def test_the_time_to_come_back_is_whole_seconds_within_bounds(limit: int, over: int, speed: float | None) -> None:
    from sojourn.register.operate.pressure import LONGEST, SHORTEST, seconds_to_wait

    told = seconds_to_wait(limit + over, limit, speed)
    assert isinstance(told, int)
    assert SHORTEST <= told <= LONGEST


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.floats(0.1, 1e6))
def test_a_longer_queue_never_asks_for_less_time(limit: int, less: int, more: int, speed: float) -> None:
    from sojourn.register.operate.pressure import seconds_to_wait

    assert seconds_to_wait(limit + less, limit, speed) <= seconds_to_wait(limit + less + more, limit, speed)


def test_a_queue_that_does_not_move_asks_for_the_longest_time() -> None:
    from sojourn.register.operate.pressure import LONGEST, seconds_to_wait, speed_of

    assert seconds_to_wait(51_000, 50_000, speed_of([(0.0, 51_000), (10.0, 51_000)])) == LONGEST


def test_the_time_is_worked_out_from_length_and_speed() -> None:
    from sojourn.register.operate.pressure import seconds_to_wait, speed_of

    speed = speed_of([(0.0, 54_000), (2.0, 53_000), (4.0, 52_000)])  # 500 a second
    assert seconds_to_wait(52_000, 50_000, speed) == 24  # 12,000 of them until the queue is down to 40,000
