"""Calendars and date formats of own layouts."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.evidence.layouts.calendars import CALENDARS, find_partial, to_gregorian
from sojourn.evidence.layouts.date_formats import parse_format, resolve_short_year


@pytest.mark.parametrize(
    ("calendar", "day", "expected"),
    [
        ("gregorian", (2024, 2, 29), date(2024, 2, 29)),
        ("buddhist", (2567, 2, 29), date(2024, 2, 29)),
        ("buddhist", (2484, 1, 1), date(1941, 1, 1)),
        ("buddhist", (2480, 2, 1), date(1938, 2, 1)),
        ("ethiopian", (2000, 1, 1), date(2007, 9, 12)),
        ("ethiopian", (2015, 13, 6), date(2023, 9, 11)),
        ("ethiopian", (2016, 1, 1), date(2023, 9, 12)),
        ("hijri", (1445, 9, 1), date(2024, 3, 11)),
        ("hijri", (1446, 1, 1), date(2024, 7, 7)),
        ("hijri-civil", (1446, 1, 1), date(2024, 7, 8)),
        ("hijri-civil", (1, 1, 1), date(622, 7, 19)),
        ("persian", (1403, 1, 1), date(2024, 3, 20)),
        ("persian", (1357, 11, 22), date(1979, 2, 11)),
        ("persian", (1403, 12, 30), date(2025, 3, 20)),
    ],
)
def test_known_days(calendar: str, day: tuple[int, int, int], expected: date) -> None:
    assert to_gregorian(calendar, *day) == expected


@pytest.mark.parametrize(
    ("calendar", "day"),
    [
        ("gregorian", (2023, 2, 29)),
        ("buddhist", (2483, 2, 1)),
        ("buddhist", (2566, 2, 29)),
        ("ethiopian", (2016, 13, 6)),
        ("ethiopian", (2016, 14, 1)),
        ("ethiopian", (99_999, 1, 1)),
        ("hijri", (1342, 1, 1)),
        ("hijri", (1445, 1, 31)),
        ("hijri", (1445, 13, 1)),
        ("hijri-civil", (1446, 2, 30)),
        ("hijri-civil", (0, 1, 1)),
        ("persian", (1402, 12, 30)),
        ("persian", (1243, 1, 1)),
    ],
)
def test_days_that_are_not(calendar: str, day: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        to_gregorian(calendar, *day)


@given(st.sampled_from(["ethiopian", "hijri-civil", "persian", "hijri"]), st.integers(1344, 1471), st.integers(1, 12))
def test_a_month_follows_the_month_before_without_a_gap(calendar: str, year: int, month: int) -> None:
    first = to_gregorian(calendar, year, month, 1)
    before = first - timedelta(days=1)
    last = (year, month - 1) if month > 1 else (year - 1, 13 if calendar == "ethiopian" else 12)
    days = [day for day in range(1, 32) if _exists(calendar, *last, day)]
    assert to_gregorian(calendar, *last, days[-1]) == before


def _exists(calendar: str, year: int, month: int, day: int) -> bool:
    try:
        to_gregorian(calendar, year, month, day)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    ("calendar", "year", "month", "expected"),
    [
        ("gregorian", 1985, None, "1985"),
        ("gregorian", 1985, 2, "1985-02"),
        ("buddhist", 2528, None, "1985"),
        ("buddhist", 2470, None, None),
        ("hijri", 1405, None, None),
        ("persian", 1364, 5, None),
    ],
)
def test_partial_dates_are_converted_where_they_fit_one_year(
    calendar: str, year: int, month: int | None, expected: str | None
) -> None:
    assert find_partial(calendar, year, month) == expected


@given(st.sampled_from(CALENDARS), st.integers(-10, 11_000), st.integers(-1, 15), st.integers(-1, 33))
def test_no_numbers_crash_a_calendar(calendar: str, year: int, month: int, day: int) -> None:
    assert _exists(calendar, year, month, day) in (True, False)


@pytest.mark.parametrize(
    ("fmt", "text", "expected"),
    [
        ("DD.MM.YYYY", "3.2.1985", (1985, 2, 3, None)),
        ("DD/MM/YYYY HH:mm", "03/02/1985  7:05", (1985, 2, 3, 7)),
        ("YYYY-MM-DDTHH:mm:ssZ", "1985-02-03T07:05:09.5+02:00", (1985, 2, 3, 7)),
        ("DD MON YYYY", "3 Feb. 1985", (1985, 2, 3, None)),
        ("MON DD, YYYY", "september 13, 1985", (1985, 9, 13, None)),
        ("YYYYMMDD", "19850203", (1985, 2, 3, None)),
        ("DD/MM/YYYY", "00/00/1985", (1985, None, None, None)),
        ("YYYY/MM/DD", "١٤٤٥/٠٩/١٠", (1445, 9, 10, None)),
    ],
)
def test_formats_read_texts(fmt: str, text: str, expected: tuple[int, int | None, int | None, int | None]) -> None:
    moment = parse_format(fmt).read(text)
    assert moment is not None
    assert (moment.year, moment.month, moment.day, moment.hour) == expected


@pytest.mark.parametrize(
    ("fmt", "text"),
    [
        ("DD.MM.YYYY", "03/02/1985"),
        ("DD.MM.YYYY", "03.02.1985 07:00"),
        ("DD MON YYYY", "3 ju 1985"),
        ("DD MON YYYY", "3 foo 1985"),
        ("YYYY-MM-DD HH:mm", "1985-02-03 24:00"),
        ("YYYY-MM-DD HH:mm", "1985-02-03 12:60"),
    ],
)
def test_formats_refuse_other_texts(fmt: str, text: str) -> None:
    assert parse_format(fmt).read(text) is None


def test_months_may_have_names_of_any_language() -> None:
    months = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août")
    moment = parse_format("DD MON YYYY", months).read("14 Juil 2024")
    assert moment is not None
    assert moment.month == 7


@pytest.mark.parametrize(
    "text", ["DD.MM", "DD.YYYY", "YYYY YYYY", "YYYY-MM-DD mm", "HH:mm YYYY", "YYYY YY", "YYYY MM MON", ""]
)
def test_formats_that_make_no_date_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="need"):
        parse_format(text)


@given(st.integers(0, 99), st.integers(1950, 2099))
def test_a_short_year_is_the_latest_that_fits(year: int, latest: int) -> None:
    found = resolve_short_year(year, latest=latest)
    assert found % 100 == year
    assert latest - 100 < found <= latest


@given(
    st.dates(date(1800, 1, 1), date(2200, 12, 31)),
    st.sampled_from(["YYYY-MM-DD", "DD/MM/YYYY", "MM.DD.YYYY", "YYYYMMDD"]),
)
def test_what_a_format_writes_it_reads(day: date, fmt: str) -> None:
    written = fmt.replace("YYYY", f"{day.year:04}").replace("MM", f"{day.month:02}").replace("DD", f"{day.day:02}")
    moment = parse_format(fmt).read(written)
    assert moment is not None
    assert (moment.year, moment.month, moment.day) == (day.year, day.month, day.day)
