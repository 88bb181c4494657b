"""Unlawful presence and the effect of a departure: the interval holds the truth, and nothing else changes with it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from presence_brute import AS_OF, Course, records, worlds
from stays_records import Book, Row, arrival, departure, fact
from stays_run import Found, answer_book, answer_rows

from sojourn.engine import Engine
from sojourn.tables import FURTHER

ASKED = AS_OF.isoformat()
BORN = {"birth_date": "1980-01-01"}
IN = arrival("2025-01-10T10:00", until="2025-07-09", **BORN)
OUT = departure("2025-07-29T10:00", "inspection", **BORN)
#: How many invented courses one run of the engine answers; a run costs far more than a course.
TOGETHER = 60

spans = st.tuples(st.integers(100, 600), st.integers(0, 200)).map(lambda pair: (pair[0], pair[0] + pair[1]))
decided = st.none() | st.integers(1, 250)
adjustments = st.tuples(st.integers(10, 500), decided)
extensions = st.tuples(st.integers(120, 230), decided, st.sampled_from(["merits", "frivolous", None]))
births = st.sampled_from(["1980-01-01", "2007-08-15", "2007-08", "2007", "2020-02-02"])
courses = st.builds(
    Course,
    left=st.none() | st.integers(150, 700),
    protected=st.lists(spans, max_size=3).map(tuple),
    adjustment=st.none() | adjustments.map(lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])),
    extension=st.none()
    | extensions.map(lambda each: (each[0], None if each[1] is None else each[0] + each[1], each[1] and each[2])),
    order=st.none() | st.integers(60, 600),
    born=births,
)
slowly = settings(
    max_examples=2,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def rows_of(found: Found, person: str, table: str = "unlawful_presence") -> list[dict[str, Any]]:
    """Give the rows of a person in one of the further answers."""
    stays = {row["stay_id"] for row in found.stays(person)}
    return [row for row in found.tables.further[table].to_pylist() if row["stay_id"] in stays]


def interval(found: Found, person: str) -> tuple[int, int]:
    """Give the least and the most days of a person with one stay; a stay without a row has none."""
    rows = rows_of(found, person) or [{"days_min": 0, "days_max": 0}]
    (row,) = rows
    return row["days_min"], row["days_max"]


def answered(engine: Engine, *people: list[Row], as_of: str = ASKED) -> tuple[Found, list[str]]:
    """Answer some people in one run."""
    book = Book()
    names = [book.person(*rows) for rows in people]
    return answer_book(engine, book, as_of), names


@slowly
@given(st.lists(courses, min_size=TOGETHER, max_size=TOGETHER))
def test_the_interval_holds_the_days_of_every_world(duckdb_engine: Engine, drawn: list[Course]) -> None:
    found, names = answered(duckdb_engine, *map(records, drawn))
    given_rows = [(course, interval(found, name)) for course, name in zip(drawn, names, strict=True)]
    outside = [
        (course, (least, most), sorted(set(worlds(course))))
        for course, (least, most) in given_rows
        if not all(least <= days <= most for days in worlds(course))
    ]
    assert outside == []


@slowly
@given(st.lists(courses, min_size=TOGETHER, max_size=TOGETHER))
def test_what_is_settled_is_exact(duckdb_engine: Engine, drawn: list[Course]) -> None:
    settled = [replace(each, left=each.left or 400, extension=None, born="1980-01-01") for each in drawn]
    found, names = answered(duckdb_engine, *map(records, settled))
    assert [interval(found, name) for name in names] == [(days, days) for (days, *_) in map(list, map(worlds, settled))]


@slowly
@given(st.lists(st.tuples(courses, spans), min_size=TOGETHER // 2, max_size=TOGETHER // 2))
def test_one_protection_more_never_raises_either_end(
    duckdb_engine: Engine, drawn: list[tuple[Course, tuple[int, int]]]
) -> None:
    fewer = [records(course) for course, _ in drawn]
    more = [records(replace(course, protected=(*course.protected, span))) for course, span in drawn]
    found, names = answered(duckdb_engine, *fewer, *more)
    ends = [interval(found, name) for name in names]
    pairs = zip(ends[: len(drawn)], ends[len(drawn) :], strict=True)
    assert [(few, many) for few, many in pairs if many[0] > few[0] or many[1] > few[1]] == []


@slowly
@given(st.lists(courses, min_size=TOGETHER, max_size=TOGETHER))
def test_without_a_departure_no_day_is_certain(duckdb_engine: Engine, drawn: list[Course]) -> None:
    found, names = answered(duckdb_engine, *(records(replace(course, left=None)) for course in drawn))
    assert {interval(found, name)[0] for name in names} == {0}


@slowly
@given(st.lists(courses, min_size=8, max_size=8), st.randoms(use_true_random=False))
def test_order_and_repetition_of_rows_change_nothing(duckdb_engine: Engine, drawn: list[Course], chance: Any) -> None:
    book = Book()
    for course in drawn:
        book.person(*records(course))
    mixed = [*book.facts, *book.facts[::2]]
    moves = [*book.movements, *book.movements[::2]]
    chance.shuffle(mixed)
    chance.shuffle(moves)
    plain = answer_rows(duckdb_engine, book.movements, book.facts, ASKED)
    other = answer_rows(duckdb_engine, moves, mixed, ASKED)
    assert [other.further[name] for name in FURTHER if name in plain.further] == [
        plain.further[name] for name in FURTHER if name in plain.further
    ]


def test_a_stay_that_ended_in_time_has_no_row(duckdb_engine: Engine) -> None:
    found, (name,) = answered(duckdb_engine, [IN, departure("2025-07-09T10:00", "inspection", **BORN)])
    assert rows_of(found, name) == []


def test_no_birth_date_on_record_leaves_the_lower_end_open(duckdb_engine: Engine) -> None:
    found, (name,) = answered(duckdb_engine, [IN | {"birth_date": None}, OUT | {"birth_date": None}])
    (row,) = rows_of(found, name)
    assert (row["days_min"], row["days_max"], row["questions"]) == (0, 20, ["birth_date"])


def test_an_open_question_of_identity_leaves_the_departure_open(duckdb_engine: Engine) -> None:
    other = departure("2025-03-01T10:00", "inspection", birth_date="1955-11-23")
    found, (name,) = answered(duckdb_engine, [IN, OUT, other])
    rows = [row for row in rows_of(found, name) if row["starts_on"]]
    assert [(row["days_min"], row["counts_to"], row["questions"]) for row in rows] == [
        (0, AS_OF, ["identity_decision"])
    ]


def test_a_closed_record_is_never_named(duckdb_engine: Engine) -> None:
    closed = fact("protection", type="closed", valid_from="2025-02-01", restricted=True)
    found, (name,) = answered(duckdb_engine, [IN, OUT, closed])
    (row,) = rows_of(found, name)
    named = [record for reason in row["reasons"] for record in reason["records"]]
    assert [record for record in named if record.startswith("agency:")] == []
    assert row["days_min"] == 0


CASES = {
    "asylum": [fact("application", benefit="asylum", reference="R-3", filed_at="2025-05-01")],
    "charge": [fact("charge_filed", reference="A-1", filed_at="2025-05-01")],
    "order": [fact("order", type="removal", reference="A-1", decided_at="2025-05-01")],
    "appeal": [
        fact("order", type="removal", reference="A-1", decided_at="2025-05-01"),
        fact("appeal", reference="A-1", filed_at="2025-05-20"),
    ],
}


@pytest.mark.parametrize("case", CASES)
def test_a_departure_ends_nothing_by_itself(duckdb_engine: Engine, case: str) -> None:
    stayed = [IN, *CASES[case]]
    found, (here, gone) = answered(duckdb_engine, stayed, [*stayed, OUT])
    assert rows_of(found, gone, "departure_effects") != []
    assert rows_of(found, here, "departure_effects") == []
    columns = ("valid_from", "valid_to", "basis", "rule_id")
    periods = [[tuple(row[name] for name in columns) for row in found.periods(who)] for who in (here, gone)]
    assert periods[0] == periods[1]


def test_the_effect_names_the_records_of_the_case_and_of_the_departure(duckdb_engine: Engine) -> None:
    found, (name,) = answered(duckdb_engine, [IN, OUT, *CASES["order"]])
    (row,) = rows_of(found, name, "departure_effects")
    assert (row["effect"], row["rule_id"]) == ("order_outstanding", "us.effect_order_outstanding")
    assert row["record_ids"] == ["agency:benefits/k1-3", "post:JFK/k1-2"]


def test_a_law_without_such_rules_gives_no_table(duckdb_engine: Engine) -> None:
    tables = answer_rows(duckdb_engine, [], [], ASKED, law="base")
    assert {"unlawful_presence", "departure_effects"} & set(tables.further) == set()
