"""The engine: the same expression gives the same rows on DuckDB and on Spark, and equal rows give identical files."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn.engine import Engine, open_engine
from sojourn.errors import EngineError

ROWS = pa.table(
    {
        "person": ["b", "a", "a"],
        "local_date": pa.array([date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 9)]),
        "occurred_at": pa.array(
            [datetime(2026, 3, day, 23, 30, tzinfo=UTC) for day in (2, 1, 9)], pa.timestamp("us", tz="UTC")
        ),
    }
)
PAIRED = [
    {"person": "a", "local_date": date(2026, 3, 1), "next_date": date(2026, 3, 9), "days": 8, "late": True},
    {"person": "a", "local_date": date(2026, 3, 9), "next_date": None, "days": None, "late": None},
    {"person": "b", "local_date": date(2026, 3, 2), "next_date": None, "days": None, "late": None},
]


def pair(engine: Engine) -> list[dict[str, object]]:
    """Pair each row with the person's next one, in the ways that the stays are paired."""
    rows = engine.once(engine.load(ROWS, "rows"), "kept")
    window = ibis.window(group_by="person", order_by="local_date")
    paired = rows.mutate(
        next_date=rows.local_date.lead().over(window),
        next_at=rows.occurred_at.lead().over(window),
    )
    answer = paired.select(
        "person",
        "local_date",
        "next_date",
        days=paired.next_date.delta(paired.local_date, unit="day").cast("int64"),
        late=paired.next_at > paired.occurred_at + ibis.interval(hours=12),
    )
    return engine.arrow(answer.order_by(["person", "local_date"])).to_pylist()


def test_rows_are_paired_on_duckdb(duckdb_engine: Engine) -> None:
    assert pair(duckdb_engine) == PAIRED


@pytest.mark.spark
def test_rows_are_paired_alike_on_spark(spark_engine: Engine) -> None:
    assert pair(spark_engine) == PAIRED


@pytest.mark.spark
def test_spark_writes_the_rows_that_duckdb_writes(duckdb_engine: Engine, spark_engine: Engine, tmp_path: Path) -> None:
    duckdb_engine.write_parquet(duckdb_engine.load(ROWS, "rows"), tmp_path / "duckdb.parquet", ["person", "local_date"])
    spark_engine.write_parquet(spark_engine.load(ROWS, "rows"), tmp_path / "spark.parquet", ["person", "local_date"])
    rows = [pq.read_table(tmp_path / name).to_pylist() for name in ("duckdb.parquet", "spark.parquet")]
    assert rows[0] == rows[1] == ROWS.take([1, 2, 0]).to_pylist()


def test_equal_rows_in_any_order_give_identical_files(duckdb_engine: Engine, tmp_path: Path) -> None:
    order = ["person", "local_date"]
    duckdb_engine.write_parquet(duckdb_engine.load(ROWS, "rows"), tmp_path / "one.parquet", order)
    duckdb_engine.write_parquet(duckdb_engine.load(ROWS.take([2, 0, 1]), "rows"), tmp_path / "two.parquet", order)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.parquet", "two.parquet"]


def test_a_dropped_table_is_gone(duckdb_engine: Engine) -> None:
    kept = duckdb_engine.once(duckdb_engine.load(ROWS, "rows"), "kept")
    duckdb_engine.drop(kept)
    assert kept.get_name() not in duckdb_engine.con.list_tables()


def test_the_working_folder_is_removed() -> None:
    with open_engine("duckdb", threads=1) as engine:
        work = engine.work
        assert work.is_dir()
    assert not work.exists()


def test_spark_without_its_package_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(EngineError, match=r"sojourn\[spark\]") as error, open_engine("spark"):
        pass
    assert error.value.code == "spark-missing"


def test_a_table_that_is_dropped_is_gone(duckdb_engine: Engine) -> None:
    kept = duckdb_engine.once(duckdb_engine.load(pa.table({"x": [1, 2]}), "given"), "to_be_dropped")
    assert duckdb_engine.count(kept) == 2
    duckdb_engine.drop(kept)
    with pytest.raises(duckdb.CatalogException):
        duckdb_engine.count(kept.mutate(y=kept.x))
