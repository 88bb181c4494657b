"""The engine's people are those of the rules in plain Python, on random small worlds."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.engine import Engine
from tests.identity.identity_lines import Row, day_of, fact, moment, movement, people_of, rows_of
from tests.identity.identity_oracle import answer_for

NUMBERS = st.sampled_from(["A1", "a-1", "B2", "B2", "C3", "0", " ", None])
BIRTHS = st.sampled_from(
    ["1980-01-02", "1980-01-02", "1980-02-01", "1980-01-03", "1991-12-31", "1980", "1980-01", "1975", None]
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "document_type": st.sampled_from(["P", "P", None, "I94", "p"]),
        "document_number": NUMBERS,
        "document_issuer": st.sampled_from(["UTO", "UTO", "uto", None]),
        "birth_date": BIRTHS,
        "references": st.lists(
            st.sampled_from(["i94:A1", "a-number:9", "A-Number: 9", "file:7", "file:0", "booking:A1", "a1"]), max_size=2
        )
        | st.none(),
    }
)
MOVEMENTS = st.builds(lambda day, columns: movement("", day, **columns), st.integers(0, 9), DOCUMENTS)
KINDS = st.sampled_from(["document", "document", "document", "programme", "conviction"])
OUTCOMES = {
    "outcome": st.sampled_from([None, "new", "new", "lost", "stolen", "revoked"]),
    "other_document_number": NUMBERS,
    "other_document_issuer": st.sampled_from([None, "UTO", "XXA"]),
    "valid_from": st.none() | st.integers(0, 9).map(day_of),
    "decided_at": st.none() | st.integers(0, 9).map(moment),
    "principal_reference": st.none() | st.just("file:7"),
}
FACTS = st.builds(
    lambda day, kind, columns, outcome: fact("", day, kind, **columns, **outcome),
    st.integers(0, 9),
    KINDS,
    DOCUMENTS,
    st.fixed_dictionaries(OUTCOMES),
)
WORLDS = st.lists(st.lists(MOVEMENTS | FACTS, min_size=2, max_size=9), min_size=1, max_size=30)


def apart(worlds: list[list[Row]]) -> list[Row]:
    """Put small worlds into one: their numbers and names are told apart, so that one run tests them all."""
    return [_marked(row, world, place) for world, rows in enumerate(worlds) for place, row in enumerate(rows)]


def _marked(row: Row, world: int, place: int) -> Row:
    mark = f"W{world}"
    numbers = {name: _mark(row.get(name), mark) for name in ("document_number", "other_document_number")}
    references = [_mark(text, mark) for text in row["references"] or []] if row["references"] is not None else None
    name = f"{row['name']}{(place * 7) % 10}{mark}{place}"
    corrected = {"line": f"{name}-first", "line_recorded_at": moment(-place)} if place % 4 == 3 else {}
    return {**row, **numbers, "references": references, "name": name, **corrected}


def _mark(text: str | None, mark: str) -> str | None:
    return text if text is None or not text.strip(" 0:file") else text + mark


def told(engine: Engine, rows: list[Row]) -> tuple[Any, ...]:
    """Everything the engine says about rows, in the oracle's words."""
    people = people_of(engine, rows)
    members, links = rows_of(engine, people.members), rows_of(engine, people.links)
    lines = {row["name"]: row.get("line", row["name"]) for row in rows}
    doubts = {
        (kind(link), *sorted([lines[link["record_a"]], lines[link["record_b"]]]))
        for link in links
        if link["verdict"] == "unsure"
    }
    person = {row["record_id"]: row["person_id"] for row in members}
    review = {row["person_id"] for row in rows_of(engine, people.in_review)}
    return members, links, person, doubts, review, len(rows_of(engine, people.review))


def kind(link: Row) -> str:
    """The rule of a link."""
    return str(link["features"].split('"')[3])


@settings(max_examples=8)
@given(worlds=WORLDS)
def test_people_are_those_of_the_rules_in_plain_python(duckdb_engine: Engine, worlds: list[list[Row]]) -> None:
    rows = apart(worlds)
    expected = answer_for(rows)
    members, links, person, doubts, review, reviewed = told(duckdb_engine, rows)
    assert person == expected.person
    assert doubts == expected.doubts
    assert review == expected.in_review
    assert reviewed == len(doubts)
    assert {row["record_id"]: row["basis"] for row in members if row["link_id"] is None} == {
        row["record_id"]: expected.basis[row["record_id"]] for row in members if row["link_id"] is None
    }
    same = {link["link_id"]: link for link in links if link["verdict"] == "same"}
    assert [link for link in same.values() if person[link["record_a"]] != person[link["record_b"]]] == []
    assert [row for row in members if row["link_id"] and row["basis"] != kind(same[row["link_id"]])] == []
    assert len({link["link_id"] for link in links}) == len(links)


@settings(max_examples=3)
@given(worlds=WORLDS, seed=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(duckdb_engine: Engine, worlds: list[list[Row]], seed: int) -> None:
    rows = apart(worlds)
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert told(duckdb_engine, shuffled) == told(duckdb_engine, rows)


@pytest.mark.spark
def test_spark_finds_the_same_people(spark_engine: Engine) -> None:
    rows = apart([list(SAMPLE)])
    expected = answer_for(rows)
    _members, _links, person, doubts, review, _reviewed = told(spark_engine, rows)
    assert (person, doubts, review) == (expected.person, expected.doubts, expected.in_review)


BORN = {"birth_date": "1980-01-02", "document_issuer": "UTO", "document_type": "P"}
SAMPLE: tuple[Row, ...] = (
    movement("", 0, **BORN, document_number="A1", references=["a-number:9"]),
    movement("", 1, **BORN | {"birth_date": "1980-02-01"}, document_number="a-1", references=None),
    movement("", 2, **BORN | {"birth_date": "1991-12-31"}, document_number="A1", references=[]),
    movement("", 3, **BORN | {"birth_date": None}, document_number="A1", references=["x"]),
    movement("", 4, **BORN, document_number="B2", references=["A-Number: 9", "file:7"]),
    movement("", 9, **BORN, document_number="C3", references=None),
    movement("", 9, references=None),
    fact("", 5, "document", **BORN, document_number="D4", other_document_number="B2", references=None),
    fact("", 6, "document", **BORN, document_number="C3", outcome="lost", references=None),
    fact("", 7, "programme", references=["file:7"], birth_date="1980"),
)
