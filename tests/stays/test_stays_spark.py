"""The same evidence gives the same rows on DuckDB and on Spark, in every output file."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from stays_folders import list_outputs, rows_of, run_folder, write_evidence
from stays_population import random_population
from stays_records import Row

from sojourn.engine import Engine

AS_OF = "2026-07-01"
BIRTHS = ("1980-01-10", "1955-11-23", None)


def document_fact(row: Row) -> Row:
    """Give the fact that a new passport follows the one of a record."""
    old = {"other_document_number": row["document_number"], "other_document_issuer": row["document_issuer"]}
    new = {"document_number": "N" + row["document_number"], "outcome": "new", "kind": "document"}
    return row | old | new | {"fact_id": "new-" + row["fact_id"]}


def mixed_evidence(folder: Path) -> Path:
    """Write 150 persons: some with doubtful birth dates, new passports, records twice, one restricted."""
    book = random_population(11, 150)
    doubtful = [row | {"birth_date": BIRTHS[number % 3]} for number, row in enumerate(book.movements[:9])]
    movements = [*doubtful, *book.movements[9:], *book.movements[40:44]]
    hidden = [row | {"restricted": True} for row in book.facts[:1]]
    return write_evidence(folder, movements, [*hidden, *book.facts[1:], *map(document_fact, book.facts[20:23])])


@pytest.mark.spark
def test_spark_gives_the_rows_that_duckdb_gives(duckdb_engine: Engine, spark_engine: Engine, tmp_path: Path) -> None:
    evidence = mixed_evidence(tmp_path / "evidence")
    here, there = tmp_path / "duckdb", tmp_path / "spark"
    counts = run_folder(duckdb_engine, evidence, here, AS_OF)["counts"]
    assert run_folder(spark_engine, evidence, there, AS_OF)["counts"] == counts
    names = list_outputs(here)
    assert list_outputs(there) == names
    assert {"answers", "crossings", "people", "periods", "review", "restricted/answers"} <= set(names)
    assert [name for name in names if sorted_rows(there, name) != sorted_rows(here, name)] == []
    schemas = [[pq.read_schema(out / f"{name}.parquet") for name in names] for out in (here, there)]
    assert schemas[0] == schemas[1]
    assert len(rows_of(here, "review")) > 0


def sorted_rows(out: Path, name: str) -> list[str]:
    """Give every row of an output, all columns, in one order."""
    return sorted(map(str, rows_of(out, name)))
