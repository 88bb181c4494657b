"""The same persons give the same rows on DuckDB and on Spark, in all five outputs."""

from __future__ import annotations

import pytest
from stays_population import random_population
from stays_records import Row
from stays_run import answer_rows

from sojourn.engine import Engine

AS_OF = "2026-07-01"


def document_fact(row: Row) -> Row:
    """Give the fact that a new passport follows the one of a record."""
    old = {"other_document_number": row["document_number"], "other_document_issuer": row["document_issuer"]}
    new = {"document_number": "N" + row["document_number"], "outcome": "new", "kind": "document"}
    return row | old | new | {"fact_id": "new-" + row["fact_id"]}


@pytest.mark.spark
def test_spark_gives_the_rows_that_duckdb_gives(duckdb_engine: Engine, spark_engine: Engine) -> None:
    book = random_population(11, 150)
    facts = [*book.facts, *map(document_fact, book.facts[:5])]
    doubtful = [row | {"birth_date": f"19{number}0-01-10"} for number, row in enumerate(book.movements[:6], start=1)]
    movements = [*book.movements[6:], *doubtful, *book.movements[40:44]]
    here, there = (answer_rows(engine, movements, facts, AS_OF) for engine in (duckdb_engine, spark_engine))
    assert there.answers.to_pylist() == here.answers.to_pylist()
    assert sorted(map(str, there.periods.to_pylist())) == sorted(map(str, here.periods.to_pylist()))
    assert sorted(map(str, there.crossings.to_pylist())) == sorted(map(str, here.crossings.to_pylist()))
    assert sorted(map(str, there.people.to_pylist())) == sorted(map(str, here.people.to_pylist()))
    assert sorted(map(str, there.review.to_pylist())) == sorted(map(str, here.review.to_pylist()))
