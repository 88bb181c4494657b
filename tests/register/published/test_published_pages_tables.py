"""The published tables: counted from the answers, small numbers withheld, restricted records like all others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Write = Callable[..., None]
Make = Callable[..., Client]


def fill(stays: Write) -> None:
    """Write a small country's year."""
    stays(900, "B-2", "air", "left_in_time")
    stays(40, "B-2", "air", "left_after_end")
    stays(60, "B-2", "air", "unexplained")
    stays(400, "B-2", "sea", "left_in_time")
    stays(30, "B-2", "sea", "unexplained")
    stays(300, "F-1", "air", "left_in_time")
    stays(20, "F-1", "air", "unexplained")
    stays(3, "F-1", "air", "left_after_end")


def issue() -> Any:
    from sojourn.register.published.issues import publish_due

    return publish_due()


def test_the_tables_count_the_answers_of_the_last_year_that_is_over(stays: Write) -> None:
    fill(stays)
    made = issue()
    assert made.period == "FY2025"
    total = made.tables[0]["total"][0]
    assert total["expected"] == 1753


def test_no_count_from_one_to_ten_is_printed(stays: Write) -> None:
    fill(stays)
    printed = [
        row[part]
        for table in issue().tables
        for row in (*table["rows"], *table["total"])
        for part in ("in_time", "after_end", "date_unknown", "unexplained", "unknown", "not_subject")
    ]
    assert None in printed, "the three students are withheld"
    assert not [count for count in printed if count is not None and 1 <= count <= 10]


def test_a_restricted_record_changes_no_number_by_being_restricted(stays: Write) -> None:
    from sojourn.register.published.counting import count_leaves
    from sojourn.register.published.issues import last_period
    from sojourn.register.store.models import CurrentAnswer

    fill(stays)
    period = last_period(issue().counted_on)
    before = count_leaves(period)
    CurrentAnswer.objects.filter(state="unexplained").update(restricted=True)
    assert count_leaves(period) == before


def test_an_issue_is_made_once_a_month_and_never_changes(stays: Write) -> None:
    fill(stays)
    made = issue()
    stays(1, "B-2", "air", "left_in_time", restricted=True)
    assert issue() is None
    made.refresh_from_db()
    assert made.tables[0]["total"][0]["expected"] == 1753


def test_too_few_departures_are_not_printed_at_all(stays: Write, client: Make) -> None:
    stays(99, "B-2", "air", "left_in_time")
    assert issue().tables == []
    assert "Fewer than 100 departures" in client("analyst").get("/statistics/").content.decode()


def test_a_table_comes_as_a_file_with_the_withheld_left_empty(stays: Write, client: Make) -> None:
    fill(stays)
    made = issue()
    analyst = client("analyst")
    rows = analyst.get(f"/statistics/table.csv?issue={made.id}&table=1").content.decode().splitlines()
    assert rows[0].startswith("row,expected,in_time,after_end")
    assert rows[-1].startswith("Total,1753,")
    assert analyst.get("/statistics/table.csv?table=77").status_code == 404


def test_statistics_are_for_analysts_supervisors_and_oversight(stays: Write, client: Make) -> None:
    from sojourn.register.store.models import Event

    assert client("caseworker").get("/statistics/").status_code == 403
    assert client("oversight").get("/statistics/").status_code == 200
    assert Event.objects.filter(verb="statistics_opened").exists()


@pytest.mark.browser
def test_the_page_of_statistics_fits_and_is_accessible(
    chromium: str, stays: Write, client: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    from review_browsing import browsing, check_page

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop in this thread
    fill(stays)
    issue()
    with browsing(chromium, client("analyst")) as page:
        check_page(page, "/statistics/", "statistics")
