"""One-to-one links: greedy by weight, only where no rival comes near, whatever the order of the rows."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.engine import Engine
from sojourn.identity.choose import choose_links

Row = tuple[str, str, float]


def choose(
    engine: Engine, rows: list[Row], margin: float = 3.0, agreements: int = 2, features: str = "[]"
) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    columns = {
        "node_a": pa.array([a for a, _b, _w in rows], pa.string()),
        "node_b": pa.array([b for _a, b, _w in rows], pa.string()),
        "kind": pa.array(["departure"] * len(rows), pa.string()),
        "weight": pa.array([weight for _a, _b, weight in rows], pa.float64()),
        "features": pa.array([features] * len(rows), pa.string()),
        "agreements": pa.array([agreements] * len(rows), pa.int64()),
    }
    engine.restart()  # the statements compiled for other rows serve again
    scored = engine.load(pa.table(columns), "scored")
    never = {"name": ("surname same, given names differ",)}
    chosen = choose_links(engine, scored, 10.0, 3.0, margin=margin, agreements=2, never=never)
    links, review = (engine.arrow(table).to_pylist() for table in (chosen.links, chosen.review))
    return {(r["node_a"], r["node_b"]) for r in links}, {(r["node_a"], r["node_b"]) for r in review}


def test_the_best_pair_of_both_is_linked(duckdb_engine: Engine) -> None:
    rows = [("a1", "b1", 20.0), ("a1", "b2", 12.0), ("a2", "b2", 18.0), ("a2", "b1", 11.0)]
    assert choose(duckdb_engine, rows) == ({("a1", "b1"), ("a2", "b2")}, set())


def test_a_rival_within_the_margin_leaves_it_to_a_reviewer(duckdb_engine: Engine) -> None:
    rows = [("a1", "b1", 20.0), ("a2", "b1", 18.0)]
    assert choose(duckdb_engine, rows) == (set(), {("a1", "b1"), ("a2", "b1")})


def test_two_people_with_one_name_and_birthday_are_left_to_a_reviewer(duckdb_engine: Engine) -> None:
    rows = [(a, b, 25.0) for a in ("a1", "a2") for b in ("b1", "b2")]
    assert choose(duckdb_engine, rows)[0] == set()


def test_a_rival_that_finds_its_own_partner_is_none_any_more(duckdb_engine: Engine) -> None:
    rows = [("a1", "b1", 20.0), ("a2", "b1", 19.0), ("a2", "b2", 30.0)]
    assert choose(duckdb_engine, rows) == ({("a1", "b1"), ("a2", "b2")}, set())


def test_too_few_agreements_leave_it_to_a_reviewer(duckdb_engine: Engine) -> None:
    assert choose(duckdb_engine, [("a", "b", 30.0)], agreements=1) == (set(), {("a", "b")})


@pytest.mark.parametrize(("weight", "linked", "asked"), [(10.0, 1, 0), (9.9, 0, 1), (3.0, 0, 1), (2.9, 0, 0)])
def test_the_bands_begin_at_their_bits(weight: float, linked: int, asked: int, duckdb_engine: Engine) -> None:
    links, review = choose(duckdb_engine, [("a", "b", weight)])
    assert (len(links), len(review)) == (linked, asked)


def test_other_given_names_are_never_linked_by_the_model(duckdb_engine: Engine) -> None:
    twins = (
        '[{"feature":"name","a":"surname same, given names differ","b":"surname same, given names differ","weight":1}]'
    )
    assert choose(duckdb_engine, [("a", "b", 40.0)], features=twins) == (set(), {("a", "b")})


def test_nothing_to_choose_from_gives_nothing(duckdb_engine: Engine) -> None:
    assert choose(duckdb_engine, []) == (set(), set())


weights = st.lists(
    st.tuples(st.sampled_from(["a1", "a2", "a3"]), st.sampled_from(["b1", "b2", "b3"]), st.integers(0, 30)),
    unique_by=lambda row: row[:2],
    max_size=9,
)


@settings(max_examples=15)
@given(weights, st.randoms(use_true_random=False))
def test_links_are_one_to_one_and_do_not_depend_on_the_order(
    duckdb_engine: Engine, rows: list[tuple[str, str, int]], rng: random.Random
) -> None:
    given_rows = [(a, b, float(weight)) for a, b, weight in rows]
    links, review = choose(duckdb_engine, given_rows)
    rng.shuffle(given_rows)
    nodes = [node for pair in links for node in pair]
    assert len(nodes) == len(set(nodes))
    assert not links & review
    assert choose(duckdb_engine, given_rows) == (links, review)
