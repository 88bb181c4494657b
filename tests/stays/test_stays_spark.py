"""The same evidence gives the same rows on DuckDB and on Spark, in every output file."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from mixed_worlds import AS_OF, mixed_evidence
from stays_folders import list_outputs, rows_of, run_folder

from sojourn.engine import Engine
from sojourn.tables import FURTHER


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
