"""How numbers, shares, days and delays are written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sojourn.statistics import numerals


def test_a_count_is_grouped() -> None:
    assert numerals.count(12345) == "12,345"


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        (441, 1000, "44.1\xa0%"),
        (0, 10, "0.0\xa0%"),
        (10, 10, "100.0\xa0%"),
        (1, 1_000_000, "<0.1\xa0%"),
        (999_999, 1_000_000, ">99.9\xa0%"),
        (0, 0, "–"),
    ],
)
def test_a_share_has_one_decimal_and_never_hides_the_last_stay(part: int, whole: int, written: str) -> None:
    assert numerals.share(part, whole) == written


def test_a_day_is_written_in_words() -> None:
    assert numerals.day(date(2027, 3, 14)) == "14 March 2027"


def test_a_moment_names_its_zone() -> None:
    assert numerals.moment(datetime(2027, 3, 5, 6, 7, tzinfo=UTC)) == "5 March 2027, 06:07 UTC"


@pytest.mark.parametrize(
    ("hours", "written"),
    [(0.4, "24\xa0min"), (0.999, "1.0\xa0h"), (1.24, "1.2\xa0h"), (31.0, "31\xa0h"), (72.0, "3\xa0days"), (None, "–")],
)
def test_a_delay_takes_the_unit_that_reads_best(hours: float | None, written: str) -> None:
    assert numerals.delay(hours) == written


@pytest.mark.parametrize(("value", "written"), [(8.44, "8.4 s"), (200.0, "3 min 20 s")])
def test_a_duration_is_written_in_seconds_or_minutes(value: float, written: str) -> None:
    assert numerals.seconds(value) == written
