"""Counting a period: the last day counts to its end, hours are real hours, a pause never shortens."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from clock_cases import law_of, utc
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.law.procedure.calendars import Calendar, calendar_problem, zone_problem
from sojourn.law.procedure.clock_counting import Start, count
from sojourn.law.procedure.clock_rules import ClockRule
from sojourn.law.procedure.counting_days import Counted, count_days, count_hours, day_begins
from sojourn.law.procedure.deadline import Pause
from sojourn.law.procedure.moments import moment

NEW_YORK = "America/New_York"
US = Calendar("US")


@pytest.mark.parametrize(
    ("zone", "last_day", "ends_at"),
    [
        (NEW_YORK, date(2026, 3, 7), "2026-03-08T05:00"),  # the night before the clocks go forward
        (NEW_YORK, date(2026, 3, 8), "2026-03-09T04:00"),  # a day of 23 hours
        (NEW_YORK, date(2026, 11, 1), "2026-11-02T05:00"),  # a day of 25 hours
        ("Europe/London", date(2026, 10, 24), "2026-10-24T23:00"),
        ("America/Sao_Paulo", date(2018, 11, 3), "2018-11-04T03:00"),  # midnight does not exist
        ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-18T03:00"),  # the last hour comes twice
        ("America/Havana", date(2026, 10, 31), "2026-11-01T04:00"),  # midnight comes twice: the first
        ("Pacific/Apia", date(2011, 12, 29), "2011-12-30T10:00"),  # the next day does not exist
        ("Asia/Kathmandu", date(2026, 11, 23), "2026-11-23T18:15"),
    ],
)
def test_the_last_day_counts_to_its_end_in_its_zone(zone: str, last_day: date, ends_at: str) -> None:
    assert count_days(last_day - timedelta(days=9), 9, zone) == Counted(utc(ends_at), last_day)


@pytest.mark.parametrize(
    ("start", "days", "last_day"),
    [
        (date(2026, 12, 2), 30, date(2027, 1, 4)),  # New Year's Day is a Friday
        (date(2027, 12, 1), 30, date(2028, 1, 3)),  # New Year on a Saturday is kept on Friday 31 December
        (date(2026, 6, 3), 30, date(2026, 7, 6)),  # 4 July on a Saturday is kept on the Friday
        (date(2026, 10, 27), 30, date(2026, 11, 27)),  # Thanksgiving
        (date(2028, 1, 30), 30, date(2028, 2, 29)),  # 29 February is a Tuesday
        (date(2026, 11, 10), 30, date(2026, 12, 10)),
    ],
)
def test_a_last_day_on_a_weekend_or_federal_holiday_moves_on(start: date, days: int, last_day: date) -> None:
    assert count_days(start, days, NEW_YORK, rolls=US).last_day == last_day


def test_without_rolling_a_last_day_on_a_holiday_stays() -> None:
    assert count_days(date(2026, 12, 2), 30, NEW_YORK).last_day == date(2027, 1, 1)


def test_only_business_days_are_counted() -> None:
    assert count_days(date(2026, 11, 23), 10, NEW_YORK, business=US).last_day == date(2026, 12, 8)
    assert count_days(date(2026, 11, 21), 1, NEW_YORK, business=US).last_day == date(2026, 11, 23)


def test_hours_are_real_hours_over_a_change_of_the_clocks() -> None:
    forward = datetime(2026, 3, 7, 20, tzinfo=UTC)
    assert count_hours(forward, 48).ends_at == forward + timedelta(hours=48)
    assert count_hours(utc("2026-12-24T23:00"), 48).ends_at == utc("2026-12-26T23:00")


def test_a_day_that_a_pause_touches_is_not_counted() -> None:
    pause = Pause("hold", utc("2026-11-12T20:00"), utc("2026-11-14T05:00"))  # the 12th and the 13th in New York
    assert count_days(date(2026, 11, 10), 5, NEW_YORK, pauses=[pause]).last_day == date(2026, 11, 17)


def test_a_pause_before_the_start_or_after_the_end_changes_nothing() -> None:
    before = Pause("hold", utc("2026-11-01T00:00"), utc("2026-11-09T00:00"))
    after = Pause("hold", utc("2026-12-01T12:00"), None)
    assert count_days(date(2026, 11, 10), 5, NEW_YORK, pauses=[before, after]).last_day == date(2026, 11, 15)
    start = utc("2026-11-10T00:00")
    assert count_hours(start, 48, [before, after]).ends_at == start + timedelta(hours=48)


def test_a_pause_without_an_end_leaves_no_end() -> None:
    open_ = Pause("hold", utc("2026-11-12T12:00"), None)
    assert count_days(date(2026, 11, 10), 5, NEW_YORK, pauses=[open_]) == Counted(None, None)
    assert count_hours(utc("2026-11-12T00:00"), 48, [open_]) == Counted(None, None)


def test_pauses_that_overlap_count_once() -> None:
    start = utc("2026-11-10T00:00")
    pauses = [
        Pause("hold", start + timedelta(hours=10), start + timedelta(hours=20)),
        Pause("removal_stay", start + timedelta(hours=15), start + timedelta(hours=25)),
    ]
    assert count_hours(start, 48, pauses).ends_at == start + timedelta(hours=63)


def test_a_calendar_says_its_version() -> None:
    assert str(US) == "US (holidays 0.109)"
    assert str(Calendar()) == "weekends"


@pytest.mark.parametrize(
    ("name", "known"), [("", True), ("US", True), ("GB-ENG", True), ("XX", False), ("GB-X", False)]
)
def test_a_calendar_must_be_known(name: str, known: bool) -> None:
    assert (calendar_problem(name) is None) is known


@pytest.mark.parametrize(("name", "known"), [("UTC", True), (NEW_YORK, True), ("Mars/Base", False), ("../x", False)])
def test_a_zone_must_be_known(name: str, known: bool) -> None:
    assert (zone_problem(name) is None) is known


def test_a_time_of_midnight_utc_is_a_day_without_a_time() -> None:
    read = moment(utc("2026-11-10T00:00"), NEW_YORK)
    assert (read.day, read.at) == (date(2026, 11, 10), utc("2026-11-10T00:00"))
    assert moment(utc("2026-11-10T00:00"), "Asia/Tokyo").at == utc("2026-11-09T15:00")
    assert moment(utc("2026-11-10T03:00"), NEW_YORK).day == date(2026, 11, 9)


INSTANTS = st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: utc("2020-01-01T00:00") + timedelta(minutes=minutes))
PAUSES = st.builds(lambda at, hours: Pause("hold", at, at + timedelta(hours=hours)), INSTANTS, st.integers(0, 2000))
RULES = st.sampled_from(
    [
        ClockRule("appeal_to_board", "order", days=30, rolls=True),
        ClockRule("reply_to_the_person", "step", days=10, counts="business"),
        ClockRule("removal_period", "order", days=90),
        ClockRule("custody_decision", "custody_start", hours=48, counts="elapsed_hours", liberty=True),
    ]
)
LAW = law_of("us")


def end_of(rule: ClockRule, at: datetime, pauses: list[Pause]) -> datetime:
    """Give the end of a clock that is started at an instant."""
    ends_at = count(rule, Start("r", moment(at, LAW.zone)), LAW, pauses).ends_at
    assert ends_at is not None
    return ends_at


@settings(max_examples=60)
@given(RULES, INSTANTS, st.lists(PAUSES, max_size=3), PAUSES)
def test_a_further_pause_never_shortens(rule: ClockRule, at: datetime, pauses: list[Pause], more: Pause) -> None:
    assert end_of(rule, at, [*pauses, more]) >= end_of(rule, at, pauses)


@settings(max_examples=60)
@given(RULES, INSTANTS, INSTANTS)
def test_a_later_start_never_ends_earlier(rule: ClockRule, one: datetime, other: datetime) -> None:
    # midnight UTC stands for a day without a time, which another zone's clock cannot be laid beside (``moments``)
    first, second = sorted(each + timedelta(minutes=1) if each.time() == time() else each for each in (one, other))
    assert end_of(rule, first, []) <= end_of(rule, second, [])


@settings(max_examples=60)
@given(
    st.dates(date(2000, 1, 1), date(2035, 1, 1)),
    st.sampled_from([NEW_YORK, "Europe/London", "Africa/Cairo", "Asia/Beirut"]),
)
def test_the_instant_before_a_day_begins_is_the_day_before(day: date, zone: str) -> None:
    begins = day_begins(day, zone)
    assert moment(begins + timedelta(seconds=1), zone).day == day
    assert moment(begins - timedelta(seconds=1), zone).day == day - timedelta(days=1)
