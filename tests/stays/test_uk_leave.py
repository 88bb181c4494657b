"""What must hold of leave in the United Kingdom on any days, and months that agree with a plain calendar."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stays_records import Book, Row, arrival, departure, fact
from stays_run import LATER, Found, answer_book

from sojourn.engine import Engine
from sojourn.law.pack import load_pack
from sojourn.stays.months import months_after

FIRST = date(2021, 1, 1)
UNTIL = date(2026, 5, 31)
AS_OF = "2026-12-31"
DAYS = st.dates(FIRST, date(2026, 12, 31))


def came(until: date | None = UNTIL, on: str = "2026-01-10", **given: Any) -> Row:
    """Give an arrival at Heathrow with leave to enter."""
    last = {"until": until.isoformat()} if until else {}
    return arrival(on, port="IATA:LHR", feed="post:LHR", **last, **given)


def applied(day: date) -> Row:
    """Give an application to stay longer."""
    return fact("application", benefit="extension", reference="R-1", filed_at=day.isoformat())


def decided(outcome: str, day: date, notified: date | None = None) -> Row:
    """Give the decision on the application."""
    told = {"notified_at": notified.isoformat()} if notified else {}
    return fact("decision", outcome=outcome, reference="R-1", decided_at=day.isoformat(), **told)


def found(engine: Engine, book: Book, as_of: str = AS_OF) -> Found:
    """Answer a book under the law of the United Kingdom."""
    return answer_book(engine, book, as_of, law="uk")


def last_days(answers: Found, book: Book) -> list[str | None]:
    """Give the last authorised day of each person, in order; null where none is on file."""
    rows = [answers.stay(person)["authorised_until"] for person in book.persons]
    return [row.isoformat() if row else None for row in rows]


@settings(max_examples=2)
@given(st.lists(st.tuples(DAYS, DAYS), min_size=20, max_size=20))
def test_a_late_or_invalid_application_never_gives_a_lawful_day(
    duckdb_engine: Engine, days: list[tuple[date, date]]
) -> None:
    book = Book()
    late = [UNTIL + timedelta(days=1 + day.toordinal() % 200) for day, _ in days]
    invalid = [(filed, decision) for filed, decision in days]
    given = [(applied(day),) for day in late]
    given += [(applied(filed), decided("rejected", decision, decision)) for filed, decision in invalid]
    [book.person(came(), *facts) for facts in given]
    answers = found(duckdb_engine, book)
    assert last_days(answers, book) == [UNTIL.isoformat()] * len(given)


@settings(max_examples=2)
@given(st.lists(st.integers(0, 200), min_size=20, max_size=20))
def test_without_notice_on_file_a_refusal_never_ends_leave(duckdb_engine: Engine, later: list[int]) -> None:
    book = Book()
    filed = UNTIL - timedelta(days=3)
    [book.person(came(), applied(filed), decided("denied", filed + timedelta(days=each))) for each in later]
    answers = found(duckdb_engine, book)
    assert {answers.stay(person)["state"] for person in book.persons} == {"authorised"}
    assert last_days(answers, book) == [None] * len(later)


def test_a_cancellation_never_ends_leave_before_notice(duckdb_engine: Engine) -> None:
    book = Book()
    for notice in (date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)):
        cancelled = fact(
            "cancellation",
            type="leave",
            decided_at="2026-01-20",
            valid_from="2026-03-01",
            notified_at=notice.isoformat(),
        )
        book.person(came(), cancelled)
    assert last_days(found(duckdb_engine, book), book) == ["2026-03-01", "2026-03-01", "2026-04-01"]


def test_a_departure_ends_no_application(duckdb_engine: Engine) -> None:
    book = Book()
    left = departure("2026-07-01", port="IATA:LHR")
    person = book.person(came(), applied(UNTIL), left)
    answers = found(duckdb_engine, book)
    assert answers.stay(person)["state"] == "left_in_time"
    assert [row["valid_to"] for row in answers.periods(person) if row["rule_id"] == "uk.section_3c"] == [None]


def corresponding_day(day: date, months: int) -> date:
    """Give the day of the same number some months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def six_months_after(engine: Engine, days: list[date]) -> list[date]:
    """Give the last day of a visitor admitted on each of these days, as the engine counts it."""
    rule = load_pack("uk").as_known_at(LATER).get("uk.visitor_months")
    rows = pa.table({"place": range(len(days)), "day": pa.array(days, pa.date32()), "word": ["VISITOR"] * len(days)})
    table = engine.load(rows, "days")
    counted = table.mutate(last=months_after(rule, table.day, table.word, "classes")).order_by("place")
    found_days: list[date] = engine.arrow(counted.select("last"))["last"].to_pylist()
    return found_days


MONTH_ENDS = [date(2023, 8, 28), date(2023, 8, 31), date(2026, 8, 29), date(2026, 8, 31), date(2028, 2, 29)]


@settings(max_examples=5)
@given(st.lists(st.dates(date(2021, 1, 1), date(2090, 12, 31)), min_size=200, max_size=200))
def test_months_end_on_the_corresponding_day(duckdb_engine: Engine, days: list[date]) -> None:
    asked = days + MONTH_ENDS
    assert six_months_after(duckdb_engine, asked) == [corresponding_day(day, 6) for day in asked]


@pytest.mark.spark
def test_months_end_on_the_corresponding_day_on_spark(spark_engine: Engine) -> None:
    asked = [date(2023, 1, 1) + timedelta(days=each) for each in range(1500)] + MONTH_ENDS
    assert six_months_after(spark_engine, asked) == [corresponding_day(day, 6) for day in asked]
