"""How late departures come, and waiting times that are too short for them."""

from __future__ import annotations

import pytest
from feed_counts import counted, feeds_of, steady

from sojourn.errors import RunError
from sojourn.evidence.feed_delays import FeedDelay, refuse_short_waiting


def test_the_percentile_is_the_day_within_which_all_but_one_in_a_thousand_came() -> None:
    rows = [*steady("carrier:XX", 50, 100), counted("carrier:XX", 3, 5, delay_days=40)]
    assert feeds_of(rows).delays == [FeedDelay("carrier:XX", 5005, 1, 0)]
    assert feeds_of([*rows, counted("carrier:XX", 4, 1, delay_days=70)]).delays[0].days == 40


def test_a_feed_with_few_departures_has_no_percentile() -> None:
    assert feeds_of(steady("carrier:XX", 10, 100)).delays == [FeedDelay("carrier:XX", 1000, None, 0)]


def test_a_feed_that_gives_no_departures_is_left_out() -> None:
    assert feeds_of(steady("post:JFK", 50, 100, direction="arrival")).delays == []


def test_a_load_of_old_records_is_not_measured() -> None:
    old = steady("carrier:XX", 30, 100, delay_days=900, first_at=7, last_at=7)
    assert feeds_of(old).delays == [FeedDelay("carrier:XX", 0, None, 3000)]


def test_a_weekly_delivery_is_measured() -> None:
    rows = [
        counted("carrier:XX", on, 100, delay_days=7 - on % 7, first_at=on // 7, last_at=on // 7) for on in range(28)
    ]
    assert feeds_of(rows).delays == [FeedDelay("carrier:XX", 2800, 7, 0)]


def test_a_waiting_time_that_is_long_enough_is_accepted() -> None:
    refuse_short_waiting([FeedDelay("carrier:XX", 5000, 60, 0), FeedDelay("carrier:YY", 10, None, 0)], 60, "us")


def test_a_waiting_time_that_is_too_short_is_refused_with_feed_percentile_and_next_step() -> None:
    delays = [FeedDelay("carrier:XX", 5000, 75, 0), FeedDelay("carrier:YY", 5000, 3, 0)]
    with pytest.raises(RunError) as error:
        refuse_short_waiting(delays, 60, "us")
    assert error.value.code == "waiting-time-too-short"
    assert "`us` waits 60 days" in error.value.message
    assert "`carrier:XX` 75 days" in error.value.message
    assert "YY" not in error.value.message
    assert "to 75 days or more" in error.value.message
