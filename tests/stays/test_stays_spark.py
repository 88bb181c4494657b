"""The same evidence gives the same rows on DuckDB and on Spark, in every output file."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from presence_brute import Course, records
from stays_folders import list_outputs, rows_of, run_folder, write_evidence
from stays_population import random_population
from stays_records import Book, Row
from test_coverage_cells import book_of
from test_stays_leftovers import IN, OUT
from test_unlawful_presence import CASES
from test_unlawful_presence import IN as EARLIER
from test_unlawful_presence import OUT as LATER_OUT
from trip_worlds import random_trips

from sojourn.engine import Engine
from sojourn.tables import FURTHER

AS_OF = "2026-12-01"
BIRTHS = ("1980-01-10", "1955-11-23", None)


def document_fact(row: Row) -> Row:
    """Give the fact that a new passport follows the one of a record."""
    old = {"other_document_number": row["document_number"], "other_document_issuer": row["document_issuer"]}
    new = {"document_number": "N" + row["document_number"], "outcome": "new", "kind": "document"}
    return row | old | new | {"fact_id": "new-" + row["fact_id"]}


def apart(book: Book, mark: str) -> tuple[list[Row], list[Row]]:
    """Give the records of a book under names and documents that no other book has."""

    def own(row: Row, key: str) -> Row:
        corrects = f"{mark}{row['corrects']}" if row["corrects"] else None
        return row | {
            key: f"{mark}{row[key]}",
            "document_number": f"{mark}{row['document_number']}",
            "corrects": corrects,
        }

    return [own(row, "movement_id") for row in book.movements], [own(row, "fact_id") for row in book.facts]


def courses() -> Book:
    """Give persons in whose stays days of unlawful presence may count."""
    book = Book()
    for course in (
        Course(left=200, protected=((150, 190),), born="2007-08"),
        Course(left=None, extension=(170, 300, None), adjustment=(250, 400)),
        Course(left=500, order=160, extension=(230, None, None)),
        Course(left=560, extension=(180, 300, "merits")),
    ):
        book.person(*records(course))
    book.person(EARLIER, LATER_OUT, *CASES["appeal"])
    return book


def mixed_evidence(folder: Path) -> Path:
    """Write persons of every sort in one evidence: with doubtful birth dates, new passports, records twice, one
    restricted; with trips, with days that count, of ports where departures go unrecorded, and two whom a model joins.

    A run on Spark costs minutes, mostly to plan it, so one run serves all that differs between the engines.
    """
    book = random_population(11, 100)
    doubtful = [row | {"birth_date": BIRTHS[number % 3]} for number, row in enumerate(book.movements[:9])]
    movements = [*doubtful, *book.movements[9:], *book.movements[40:44], IN, OUT]
    hidden = [row | {"restricted": True} for row in book.facts[:1]]
    facts = [*hidden, *book.facts[1:], *map(document_fact, book.facts[20:23])]
    for mark, more in (("C", book_of(60, 60)[0]), ("T", random_trips(5, 40)), ("U", courses())):
        crossings, acts = apart(more, mark)
        movements += crossings
        facts += acts
    return write_evidence(folder, movements, facts)


@pytest.mark.spark
def test_spark_gives_the_rows_that_duckdb_gives(duckdb_engine: Engine, spark_engine: Engine, tmp_path: Path) -> None:
    evidence = mixed_evidence(tmp_path / "evidence")
    here, there = tmp_path / "duckdb", tmp_path / "spark"
    about = [run_folder(engine, evidence, out, AS_OF) for engine, out in ((duckdb_engine, here), (spark_engine, there))]
    assert [about[0][name] for name in ("counts", "coverage")] == [about[1][name] for name in ("counts", "coverage")]
    names = list_outputs(here)
    assert list_outputs(there) == names
    assert {"answers", "crossings", "people", "periods", "review", "restricted/answers"} <= set(names)
    assert [name for name in names if sorted_rows(there, name) != sorted_rows(here, name)] == []
    schemas = [[pq.read_schema(out / f"{name}.parquet") for name in names] for out in (here, there)]
    assert schemas[0] == schemas[1]
    assert {name for name in ("review", "unlawful_presence", "departure_effects") if not rows_of(here, name)} == set()
    assert {"coverage"} <= {row["unknown_code"] for row in rows_of(here, "answers")}
    assert "model" in {row["by"] for row in rows_of(here, "links")}
    assert set(FURTHER) - {"days"} <= set(names)


def sorted_rows(out: Path, name: str) -> list[str]:
    """Give every row of an output, all columns, in one order."""
    return sorted(map(str, rows_of(out, name)))
