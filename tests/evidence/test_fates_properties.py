"""What holds for the fates of any rows: they add up, and depend on nothing but the rows."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from evidence_fates import find_fates
from fates_oracle import expect_fates
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented_rows import NOON, movement

from sojourn.engine import Engine
from sojourn.tables import FATES

RIGHTS = {"authority:review": frozenset({"set_aside"})}
FEEDS = ("carrier:KL", "post:JFK", "authority:review")
IDS = ("1", "2", "3", "4", "5", "6", "7")
CUT_OFF = NOON + timedelta(hours=3)

names = st.builds("{}/{}".format, st.sampled_from(FEEDS), st.sampled_from((*IDS, "absent")))
rows_of_any_kind = st.lists(
    st.builds(
        movement,
        st.sampled_from(IDS),
        feed=st.sampled_from(FEEDS),
        port=st.sampled_from((None, "", "JFK")),
        recorded_at=st.integers(0, 4).map(lambda hours: NOON + timedelta(hours=hours)),
        corrects=st.one_of(st.none(), st.none(), names),
        retracted=st.sampled_from((None, False, True)),
    ),
    max_size=40,
)
few = settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])


@settings(few, max_examples=8)
@given(rows=rows_of_any_kind)
def test_the_fates_are_those_of_the_rules_in_plain_words(duckdb_engine: Engine, rows: list[dict[str, Any]]) -> None:
    found = find_fates(duckdb_engine, rows, CUT_OFF, RIGHTS)
    expected = expect_fates(rows, "movement_id", CUT_OFF, RIGHTS)
    assert found.lines == expected.lines
    assert found.exceptions == expected.exceptions


@few
@given(rows=rows_of_any_kind)
def test_the_fates_add_up_to_the_rows(duckdb_engine: Engine, rows: list[dict[str, Any]]) -> None:
    found = find_fates(duckdb_engine, rows, CUT_OFF, RIGHTS)
    fates = Counter(fate for (_, fate, _), times in found.exceptions.items() for _ in range(times))
    assert set(found.counts) == set(FATES)
    assert found.counts == dict.fromkeys(FATES, 0) | fates | {"accepted": len(found.rows)}
    assert sum(found.counts.values()) == len(rows)


@few
@given(rows=rows_of_any_kind, data=st.data())
def test_order_and_copies_change_no_line(
    duckdb_engine: Engine, rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    copies = data.draw(st.lists(st.sampled_from(rows), max_size=5)) if rows else []
    shuffled = data.draw(st.permutations(rows + copies))
    before = find_fates(duckdb_engine, rows, CUT_OFF, RIGHTS)
    after = find_fates(duckdb_engine, shuffled, CUT_OFF, RIGHTS)
    assert sorted(after.rows, key=str) == sorted(before.rows, key=str)
    assert {(fate, reason) for _, fate, reason in after.exceptions - before.exceptions} <= {
        ("duplicate", None),
        ("later", None),
    }
    assert after.counts["duplicate"] + after.counts["later"] == (
        before.counts["duplicate"] + before.counts["later"] + len(copies)
    )


@settings(few, max_examples=4)
@given(order=st.permutations(range(12)), retracted=st.booleans())
def test_a_chain_of_any_order_stands_with_its_last(duckdb_engine: Engine, order: list[int], retracted: bool) -> None:
    chain = [movement(str(at), corrects=f"carrier:KL/{at - 1}", retracted=retracted) for at in range(1, 12)]
    chain.append(movement("12", corrects="carrier:KL/11"))
    found = find_fates(duckdb_engine, [chain[at] for at in order])
    assert found.standing() == {"carrier:KL/1": "carrier:KL/12"}


@pytest.mark.spark
def test_spark_gives_the_same_fates(duckdb_engine: Engine, spark_engine: Engine) -> None:
    rows = [
        movement("1", references=["i94:1", "ees-file:é"]),
        movement("1", references=["i94:1", "ees-file:é"]),
        movement("1", references=[]),
        movement("2"),
        movement("3", corrects="carrier:KL/2", recorded_at=NOON + timedelta(microseconds=5)),
        movement("4", corrects="carrier:KL/5"),
        movement("5", corrects="carrier:KL/4"),
        movement("6", feed="post:JFK", corrects="carrier:KL/2"),
        movement("7", feed="authority:review", corrects="carrier:KL/3", retracted=True),
        movement("8", recorded_at=CUT_OFF + timedelta(hours=1)),
        movement("9"),
    ]
    spark = find_fates(spark_engine, rows, CUT_OFF, RIGHTS)
    duck = find_fates(duckdb_engine, rows, CUT_OFF, RIGHTS)
    assert (spark.lines.keys(), spark.exceptions, spark.counts) == (duck.lines.keys(), duck.exceptions, duck.counts)
