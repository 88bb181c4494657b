"""Wilson's interval: known values, its ends, and what holds for every count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.statistics.wilson import wilson_interval

COUNTS = st.integers(1, 10**9).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))


@pytest.mark.parametrize(
    ("events", "base", "low", "high"),
    [(10, 100, 0.0552, 0.1744), (1, 10, 0.0179, 0.4042), (50, 100, 0.4038, 0.5962), (0, 10, 0.0, 0.2775)],
)
def test_published_values_are_met(events: int, base: int, low: float, high: float) -> None:
    assert wilson_interval(events, base) == pytest.approx((low, high), abs=5e-5)


@given(COUNTS)
def test_the_interval_holds_the_share_and_stays_within_nothing_and_all(counted: tuple[int, int]) -> None:
    events, base = counted
    low, high = wilson_interval(events, base)
    assert 0 <= low <= events / base <= high <= 1


@given(COUNTS)
def test_events_and_the_others_mirror_each_other(counted: tuple[int, int]) -> None:
    events, base = counted
    low, high = wilson_interval(events, base)
    assert wilson_interval(base - events, base) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_more_stays_narrow_the_interval() -> None:
    few, many = wilson_interval(5, 50), wilson_interval(500, 5000)
    assert many[1] - many[0] < few[1] - few[0]


def test_an_empty_base_says_nothing() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


def test_more_events_than_the_base_are_refused() -> None:
    with pytest.raises(ValueError, match="allowed are 0 to the base"):
        wilson_interval(3, 2)
