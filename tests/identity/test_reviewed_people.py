"""What reviewers decided: it beats the rules, blocks for good, and leaves no trace when it is withdrawn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyarrow as pa
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from identity_lines import KNOWN_AT, Row, fact, in_force, is_movement, moment, movement, passport, rows_of

from sojourn.engine import Engine
from sojourn.identity.decisions import DECISIONS, NO_DECISIONS, Decisions
from sojourn.identity.people import People
from sojourn.identity.reviewed import find_reviewed_people
from sojourn.tables import FACTS, MOVEMENTS


def decision(first: str, second: str, verdict: str = "same", number: int = 1) -> Row:
    """A reviewer's decision on two movements."""
    a, b = sorted((f"post:AAA/{first}", f"post:AAA/{second}"))
    return {
        "link_id": f"l{number}",
        "record_a": a,
        "record_b": b,
        "verdict": verdict,
        "by": "reviewer",
        "recorded_at": moment(700) + timedelta(days=number),
    }


def people(engine: Engine, rows: list[Row], *decisions: Row) -> People:
    """Find the people among rows, with decisions in force; the tables of the people found before are gone."""
    engine.restart()
    tables = [
        engine.load(in_force(columns, [row for row in rows if is_movement(row) == moves]), "rows")
        for columns, moves in ((MOVEMENTS, True), (FACTS, False))
    ]
    made = Decisions(pa.Table.from_pylist(list(decisions), DECISIONS)) if decisions else NO_DECISIONS
    return find_reviewed_people(engine, tables[0], tables[1], KNOWN_AT, made)


def members(engine: Engine, found: People) -> dict[str, Any]:
    """Give the person of each record."""
    return {row["record_id"].split("/")[1]: row["person_id"] for row in rows_of(engine, found.members)}


def same(of: dict[str, Any], *names: str) -> bool:
    """Tell whether records are one person's."""
    return len({of[name] for name in names}) == 1


TWO = [movement("a", 1, **passport("A1")), movement("b", 2, **passport("B2"))]


def test_same_holds_two_persons_together(duckdb_engine: Engine) -> None:
    assert not same(members(duckdb_engine, people(duckdb_engine, TWO)), "a", "b")
    assert same(members(duckdb_engine, people(duckdb_engine, TWO, decision("a", "b"))), "a", "b")


def test_the_whole_is_named_after_its_earliest_line(duckdb_engine: Engine) -> None:
    alone = members(duckdb_engine, people(duckdb_engine, TWO))
    held = members(duckdb_engine, people(duckdb_engine, TWO, decision("a", "b")))
    assert held["b"] == alone["a"]


def test_a_record_without_a_document_can_be_held(duckdb_engine: Engine) -> None:
    rows = [movement("a", 1, **passport("A1")), movement("b", 2)]
    found = people(duckdb_engine, rows, decision("a", "b"))
    assert same(members(duckdb_engine, found), "a", "b")
    basis = {row["record_id"]: row["basis"] for row in rows_of(duckdb_engine, found.members)}
    assert basis == {"post:AAA/a": "document", "post:AAA/b": "reviewer"}


def test_different_sets_the_later_line_apart_from_its_document(duckdb_engine: Engine) -> None:
    rows = [movement("a", 1, **passport("A1")), movement("b", 2, **passport("A1")), movement("c", 3, **passport("A1"))]
    of = members(duckdb_engine, people(duckdb_engine, rows, decision("a", "b", "different")))
    assert same(of, "a", "c")
    assert not same(of, "a", "b")


def test_a_chain_of_same_cannot_hold_together_what_is_different(duckdb_engine: Engine) -> None:
    rows = [*TWO, movement("c", 3, **passport("C3"))]
    decisions = [decision("a", "b", number=1), decision("b", "c", number=2), decision("a", "c", "different", 3)]
    found = people(duckdb_engine, rows, *decisions)
    of = members(duckdb_engine, found)
    assert len({of["a"], of["b"], of["c"]}) == 3
    assert [row["kind"] for row in rows_of(duckdb_engine, found.review)] == ["decisions_conflict"] * 2


def test_unsure_joins_nobody_and_asks_on(duckdb_engine: Engine) -> None:
    found = people(duckdb_engine, TWO, decision("a", "b", "unsure"))
    of = members(duckdb_engine, found)
    assert not same(of, "a", "b")
    assert [row["kind"] for row in rows_of(duckdb_engine, found.review)] == ["reviewer_unsure"]
    assert {row["person_id"] for row in rows_of(duckdb_engine, found.in_review)} == {of["a"], of["b"]}


def test_no_model_may_join_what_a_reviewer_looked_at(duckdb_engine: Engine) -> None:
    found = people(duckdb_engine, TWO, decision("a", "b", "different"))
    of = members(duckdb_engine, found)
    pairs = {(row["person_a"], row["person_b"]) for row in rows_of(duckdb_engine, found.apart)}
    assert pairs == {(of["a"], of["b"]), (of["b"], of["a"])}


def test_a_decision_settles_what_the_rules_left_unsure(duckdb_engine: Engine) -> None:
    rows = [movement("a", 1, **passport("A1", "1980-05-17")), movement("b", 2, **passport("A1", "1963-11-02"))]
    assert [row["kind"] for row in rows_of(duckdb_engine, people(duckdb_engine, rows).review)] == ["other_birth_date"]
    held = people(duckdb_engine, rows, decision("a", "b"))
    assert rows_of(duckdb_engine, held.review) == []
    assert same(members(duckdb_engine, held), "a", "b")
    assert rows_of(duckdb_engine, people(duckdb_engine, rows, decision("a", "b", "different")).review) == []


def test_a_decision_on_a_record_that_is_not_there_waits(duckdb_engine: Engine) -> None:
    found = people(duckdb_engine, TWO, decision("a", "zz"))
    assert members(duckdb_engine, found) == members(duckdb_engine, people(duckdb_engine, TWO))


def test_decisions_come_out_with_the_links(duckdb_engine: Engine) -> None:
    found = people(duckdb_engine, TWO, decision("a", "b"))
    kept = [(row["by"], row["verdict"], row["link_id"]) for row in rows_of(duckdb_engine, found.links)]
    assert kept == [("reviewer", "same", "l1")]


@settings(max_examples=4, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(["same", "different", "unsure"])), max_size=5
    )
)
def test_merge_then_withdraw_is_the_identity_on_ids(duckdb_engine: Engine, drawn: list[tuple[int, int, str]]) -> None:
    rows = [movement(str(number), number, **passport(f"D{number // 2}")) for number in range(6)]
    rows.append(fact("f", 9, **passport("D1")))
    made = [decision(str(a), str(b), verdict, at) for at, (a, b, verdict) in enumerate(drawn) if a != b]
    before = rows_of(duckdb_engine, people(duckdb_engine, rows).members)
    people(duckdb_engine, rows, *made)
    after = rows_of(duckdb_engine, people(duckdb_engine, rows).members)
    turned = people(duckdb_engine, rows[::-1], *made[::-1])
    assert after == before
    assert rows_of(duckdb_engine, turned.members) == rows_of(duckdb_engine, people(duckdb_engine, rows, *made).members)


@settings(max_examples=5, phases=[Phase.explicit, Phase.generate], deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(["same", "different"])), max_size=6))
def test_nothing_ever_holds_together_what_is_different(
    duckdb_engine: Engine, drawn: list[tuple[int, int, str]]
) -> None:
    rows = [movement(str(number), number, **passport(f"D{number // 2}")) for number in range(6)]
    pairs = {(min(a, b), max(a, b)): verdict for a, b, verdict in drawn if a != b}
    made = [decision(str(a), str(b), verdict, at) for at, ((a, b), verdict) in enumerate(pairs.items())]
    of = members(duckdb_engine, people(duckdb_engine, rows, *made))
    apart = [pair for pair, verdict in pairs.items() if verdict == "different"]
    assert [pair for pair in apart if of[str(pair[0])] == of[str(pair[1])]] == []
