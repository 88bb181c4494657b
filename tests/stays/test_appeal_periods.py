"""After a refusal: the window in which it may be challenged, and the challenge that is pending."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from stays_records import Book, Row, arrival, fact, facts_of, movements_of
from stays_run import answering

from sojourn.engine import Engine
from sojourn.law.pack import load_pack
from sojourn.law.rule import Entry, Law, Rule, RuleText, freeze

LATER = datetime(2030, 1, 1, tzinfo=UTC)
SINCE = date(1990, 1, 1)
VALUES: dict[str, Any] = {
    "benefits": ["extension"],
    "refused": ["denied"],
    "days": 14,
    "counted_from": "notice",
    "ended_by": ["dismissed", "withdrawn"],
    "further_days": 10,
    "further_after": ["dismissed"],
    "admitted_by": ["admitted"],
}


def law_with(values: dict[str, Any]) -> Law:
    """Give the law of `base` with one rule more, of the role `appeal_window`."""
    base = load_pack("base").as_known_at(LATER)
    entry = Entry("only", SINCE, None, "in_force", SINCE, freeze(values))
    text = RuleText(
        id="test.appeal",
        role="appeal_window",
        title="Time to appeal",
        citation="Invented",
        source="unsourced",
        checked_on=SINCE,
        checked_by="nobody",
        check_by=date(2099, 1, 1),
        basis="authorised_only",
        sentence="May appeal.",
        sentences={},
        note=None,
        history=(entry,),
    )
    rule: Rule = text.as_known_on(LATER.date())
    return replace(base, version=f"{base.version}-{sorted(values.items())}", rules=(*base.rules, rule))


def periods(engine: Engine, *facts: Row, values: dict[str, Any] | None = None) -> list[tuple[str, str | None]]:
    """Give the periods of the rule, for somebody who may stay until 9 July 2026 and asked for more on 1 July."""
    book = Book()
    asked = fact("application", benefit="extension", reference="R-1", filed_at="2026-07-01")
    book.person(arrival("2026-01-10", until="2026-07-09"), asked, *facts)
    law = law_with(values or VALUES)
    answer = answering(engine, law).answer
    found = answer(movements_of(book.movements), facts_of(book.facts), date(2026, 12, 1), LATER)
    rows = [row for row in found.periods.to_pylist() if row["rule_id"] == "test.appeal"]
    return sorted((str(row["valid_from"]), str(row["valid_to"]) if row["valid_to"] else None) for row in rows)


def refusal(**given: Any) -> Row:
    """Give the refusal of the application, of 20 August 2026."""
    given = {"outcome": "denied", "benefit": "extension", "reference": "R-1", "decided_at": "2026-08-20"} | given
    return fact("decision", **given)


def appeal(day: str, **given: Any) -> Row:
    """Give an appeal filed on a day."""
    return fact("appeal", **({"reference": "R-1", "filed_at": day} | given))


def outcome(word: str, day: str, **given: Any) -> Row:
    """Give a decision on the appeal."""
    return fact("decision", outcome=word, reference="R-1", decided_at=day, **given)


def test_the_window_runs_from_notice(duckdb_engine: Engine) -> None:
    assert periods(duckdb_engine, refusal(notified_at="2026-08-24")) == [("2026-08-21", "2026-09-07")]


def test_a_window_from_the_decision_does_not_wait_for_notice(duckdb_engine: Engine) -> None:
    values = VALUES | {"counted_from": "decision"}
    assert periods(duckdb_engine, refusal(), values=values) == [("2026-08-21", "2026-09-03")]


def test_without_notice_on_file_the_window_has_not_begun_to_run(duckdb_engine: Engine) -> None:
    assert periods(duckdb_engine, refusal()) == [("2026-08-21", None)]


def test_a_window_that_would_end_at_a_weekend_ends_on_monday_where_the_rule_says_so(duckdb_engine: Engine) -> None:
    values = VALUES | {"to_working_day": True}
    saturday = periods(duckdb_engine, refusal(notified_at="2026-08-22"), values=values)
    sunday = periods(duckdb_engine, refusal(notified_at="2026-08-23"), values=values)
    monday = periods(duckdb_engine, refusal(notified_at="2026-08-24"), values=values)
    assert (saturday, sunday, monday) == (
        [("2026-08-21", "2026-09-07")],
        [("2026-08-21", "2026-09-07")],
        [("2026-08-21", "2026-09-07")],
    )


def test_an_appeal_on_the_last_day_is_pending_until_it_is_decided(duckdb_engine: Engine) -> None:
    found = periods(
        duckdb_engine,
        refusal(notified_at="2026-08-24"),
        appeal("2026-09-07"),
        outcome("withdrawn", "2026-10-05"),
    )
    assert found == [("2026-08-21", "2026-09-07"), ("2026-09-07", "2026-10-05")]


def test_an_appeal_that_nothing_ended_is_pending(duckdb_engine: Engine) -> None:
    found = periods(
        duckdb_engine, refusal(notified_at="2026-08-24"), appeal("2026-09-01"), outcome("remanded", "2026-10-05")
    )
    assert found == [("2026-08-21", "2026-09-07"), ("2026-09-01", None)]


def test_an_appeal_one_day_late_gives_nothing(duckdb_engine: Engine) -> None:
    found = periods(duckdb_engine, refusal(notified_at="2026-08-24"), appeal("2026-09-08"))
    assert found == [("2026-08-21", "2026-09-07")]


def test_a_late_appeal_that_was_let_in_counts_as_brought_in_time(duckdb_engine: Engine) -> None:
    found = periods(
        duckdb_engine,
        refusal(notified_at="2026-08-24"),
        appeal("2026-09-20"),
        outcome("admitted", "2026-09-25"),
        outcome("withdrawn", "2026-10-05"),
    )
    assert found == [("2026-08-21", "2026-09-07"), ("2026-09-08", "2026-10-05")]


def test_a_further_window_and_a_further_appeal(duckdb_engine: Engine) -> None:
    found = periods(
        duckdb_engine,
        refusal(notified_at="2026-08-24"),
        appeal("2026-09-01"),
        outcome("dismissed", "2026-10-05", notified_at="2026-10-07"),
        appeal("2026-10-17"),
        outcome("withdrawn", "2026-11-02"),
    )
    assert found == [
        ("2026-08-21", "2026-09-07"),
        ("2026-09-01", "2026-10-05"),
        ("2026-10-06", "2026-10-17"),
        ("2026-10-17", "2026-11-02"),
    ]


def test_nothing_follows_from_a_decision_on_a_late_appeal(duckdb_engine: Engine) -> None:
    found = periods(
        duckdb_engine,
        refusal(notified_at="2026-08-24"),
        appeal("2026-09-20"),
        outcome("dismissed", "2026-10-05", notified_at="2026-10-07"),
        appeal("2026-10-08"),
    )
    assert found == [("2026-08-21", "2026-09-07")]


def test_without_further_days_an_appeal_against_the_appeal_gives_nothing(duckdb_engine: Engine) -> None:
    values = {name: value for name, value in VALUES.items() if name not in ("further_days", "further_after")}
    found = periods(
        duckdb_engine,
        refusal(notified_at="2026-08-24"),
        appeal("2026-09-01"),
        outcome("dismissed", "2026-10-05", notified_at="2026-10-07"),
        appeal("2026-10-08"),
        values=values,
    )
    assert found == [("2026-08-21", "2026-09-07"), ("2026-09-01", "2026-10-05")]


@pytest.mark.parametrize(
    "facts",
    [
        (refusal(outcome="withdrawn", notified_at="2026-08-24"),),
        (refusal(reference="R-2", notified_at="2026-08-24"),),
        (refusal(decided_at="2026-07-05", notified_at="2026-07-06"),),
    ],
    ids=["withdrawn", "another case", "decided while leave still ran"],
)
def test_no_window_without_a_refusal_of_what_kept_the_stay_lawful(
    duckdb_engine: Engine, facts: tuple[Row, ...]
) -> None:
    assert periods(duckdb_engine, *facts, appeal("2026-08-25")) == []


def test_a_benefit_that_the_rule_does_not_name_opens_no_window(duckdb_engine: Engine) -> None:
    values = VALUES | {"benefits": ["asylum"]}
    assert periods(duckdb_engine, refusal(notified_at="2026-08-24"), values=values) == []
