"""Periods: fiscal years, quarters and months, cut where the day asked about does not let them end."""

from __future__ import annotations

from datetime import date

import pytest

from sojourn.errors import RunError
from sojourn.statistics.published import read_period

AS_OF = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("given", "first", "last"),
    [
        ("FY2026", date(2025, 10, 1), date(2026, 9, 30)),
        ("2026Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-11..2026-09", date(2025, 11, 1), date(2026, 9, 30)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_periods_are_read(given: str, first: date, last: date) -> None:
    period = read_period(given, AS_OF, 10)
    assert (period.name, period.first, period.last) == (given, first, last)


def test_a_fiscal_year_that_starts_in_january_is_the_calendar_year() -> None:
    period = read_period("FY2025", AS_OF, 1)
    assert (period.first, period.last) == (date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("as_of", "name"), [(date(2026, 9, 30), "FY2025"), (date(2026, 10, 1), "FY2026"), (date(2027, 1, 1), "FY2026")]
)
def test_the_last_fiscal_year_that_was_over_is_the_default(as_of: date, name: str) -> None:
    assert read_period(None, as_of, 10).name == name


def test_a_period_that_is_not_over_ends_on_the_day_before_the_day_asked_about() -> None:
    assert read_period("2026-10..2026-12", AS_OF, 10).last == date(2026, 10, 31)


@pytest.mark.parametrize("given", ["2026", "FY26", "2026Q5", "2026-13", "2026-09..2026-01", "FY2028", "2026-11", ""])
def test_other_periods_are_refused(given: str) -> None:
    with pytest.raises(RunError) as found:
        read_period(given, AS_OF, 10)
    assert found.value.code == "bad-period"
