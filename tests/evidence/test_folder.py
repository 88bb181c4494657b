"""Open an evidence folder: the formats, the files, the columns, and what is refused as a whole."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from invented_rows import NOON, fact, movement, table_of, write_csv, write_ndjson, write_parquet

from sojourn.engine import Engine
from sojourn.errors import EvidenceError
from sojourn.evidence.folder import load_evidence
from sojourn.tables import FACTS, MOVEMENTS, arrow_schema

FULL = movement(
    "8a12",
    outcome="admitted",
    verified="document",
    port="IATA:JFK",
    boarded=True,
    surname="Ådén; Örn",
    given_names='Лев "Leo"',
    birth_date="1990-05",
    sex="X",
    nationality="UTO",
    document_number="X1234567",
    admitted_until=date(2024, 9, 1),
    duration_of_status=False,
    references=["i94:123", "ees-file:é"],
    sequence=12,
    raw="line one\nline two",
)


def rows_of(engine: Engine, folder: Path) -> list[dict[str, Any]]:
    """Load a folder and give its movements."""
    return engine.arrow(load_evidence(engine, folder).movements).to_pylist()


def retyped(column: str, values: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Give one movement whose column has other values and another type."""
    table = table_of([movement("1")])
    return table.set_column(table.schema.get_field_index(column), column, values)


def refusal(engine: Engine, folder: Path) -> EvidenceError:
    """Load a folder that must be refused."""
    with pytest.raises(EvidenceError) as refused:
        load_evidence(engine, folder)
    return refused.value


@pytest.mark.parametrize("ending", ["parquet", "csv", "ndjson", "jsonl"])
def test_each_format_gives_the_same_rows(duckdb_engine: Engine, tmp_path: Path, ending: str) -> None:
    write = {"parquet": write_parquet, "csv": write_csv, "ndjson": write_ndjson, "jsonl": write_ndjson}[ending]
    write(tmp_path / f"movements.{ending}", [FULL, movement("2")])
    found = load_evidence(duckdb_engine, tmp_path)
    assert duckdb_engine.arrow(found.movements.order_by("movement_id")).to_pylist() == [movement("2"), FULL]
    assert found.problems == []
    assert found.quarantined.num_rows == 0


def test_the_tables_have_exactly_their_columns_and_types(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_csv(tmp_path / "movements.csv", [movement()])
    write_parquet(tmp_path / "facts.parquet", [fact()], FACTS)
    found = load_evidence(duckdb_engine, tmp_path)
    assert duckdb_engine.arrow(found.movements).schema.equals(arrow_schema(MOVEMENTS))
    assert duckdb_engine.arrow(found.facts).schema.equals(arrow_schema(FACTS))


def test_a_folder_without_facts_has_none(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_parquet(tmp_path / "movements.parquet", [movement()])
    facts = load_evidence(duckdb_engine, tmp_path).facts
    assert duckdb_engine.arrow(facts).schema.equals(arrow_schema(FACTS))
    assert duckdb_engine.count(facts) == 0


def test_several_files_of_several_formats_are_one_table(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_parquet(tmp_path / "movements.parquet", [movement("1")])
    write_parquet(tmp_path / "movements-0001.parquet", [movement("2")])
    write_parquet(tmp_path / "movements-0002.parquet", [movement("3")])
    write_parquet(tmp_path / "movements" / "part.parquet", [movement("4")])
    write_csv(tmp_path / "movements-late.csv", [movement("5")])
    (tmp_path / "movements" / "_SUCCESS").touch()
    assert sorted(row["movement_id"] for row in rows_of(duckdb_engine, tmp_path)) == ["1", "2", "3", "4", "5"]


def test_files_of_one_table_may_differ_in_their_optional_columns(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_parquet(tmp_path / "movements-1.parquet", [movement("1", port="JFK")])
    pq.write_table(table_of([movement("2")]).drop_columns(["port"]), tmp_path / "movements-2.parquet")
    assert {row["movement_id"]: row["port"] for row in rows_of(duckdb_engine, tmp_path)} == {"1": "JFK", "2": None}


def test_missing_optional_columns_are_null(duckdb_engine: Engine, tmp_path: Path) -> None:
    required = [column.name for column in MOVEMENTS if column.required]
    pq.write_table(table_of([movement("1")]).select(required), tmp_path / "movements.parquet")
    assert rows_of(duckdb_engine, tmp_path) == [movement("1", occurred_at=None)]


def test_digests_name_every_file_read(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_parquet(tmp_path / "movements" / "a.parquet", [movement()])
    (tmp_path / "feeds.yaml").write_text("authority:review: [set_aside]\n")
    found = load_evidence(duckdb_engine, tmp_path)
    data = (tmp_path / "movements" / "a.parquet").read_bytes()
    assert found.digests.keys() == {"movements/a.parquet", "feeds.yaml"}
    assert found.digests["movements/a.parquet"] == hashlib.sha256(data).hexdigest()


def test_rights_come_from_feeds_yaml(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_parquet(tmp_path / "movements.parquet", [movement()])
    (tmp_path / "feeds.yaml").write_text("authority:review: [set_aside, replay]\n")
    assert load_evidence(duckdb_engine, tmp_path).rights == {"authority:review": frozenset({"set_aside", "replay"})}


@pytest.mark.parametrize("text", ["- a\n", "post:JFK: set_aside\n", "post:JFK: [everything]\n", "a: [\n"])
def test_a_bad_feeds_yaml_is_refused(duckdb_engine: Engine, tmp_path: Path, text: str) -> None:
    write_parquet(tmp_path / "movements.parquet", [movement()])
    (tmp_path / "feeds.yaml").write_text(text)
    assert refusal(duckdb_engine, tmp_path).code == "bad-rights"


def test_all_wrong_columns_of_all_files_are_named_at_once(duckdb_engine: Engine, tmp_path: Path) -> None:
    table = table_of([movement()]).rename_columns({"surname": "sur_name", "port": "height"}).drop_columns(["kind"])
    pq.write_table(table, tmp_path / "movements.parquet")
    pq.write_table(table_of([fact()], FACTS).rename_columns({"class": "clas"}), tmp_path / "facts.parquet")
    refused = refusal(duckdb_engine, tmp_path)
    assert refused.code == "bad-columns"
    assert (
        "movements.parquet: column `sur_name`: an unknown column; allowed: did you mean `surname`?" in refused.message
    )
    assert "column `height`: an unknown column" in refused.message
    assert "column `kind`: a required column is missing" in refused.message
    assert "facts.parquet: column `clas`: an unknown column; allowed: did you mean `class`?" in refused.message


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_wrong_columns_of_text_are_named_at_once(duckdb_engine: Engine, tmp_path: Path, ending: str) -> None:
    write = {"csv": write_csv, "ndjson": write_ndjson}[ending]
    row = {name: value for name, value in movement().items() if name != "occurred_at"}
    write(tmp_path / f"movements.{ending}", [row | {"ocurred_at": NOON, "shoe_size": "9"}])
    message = refusal(duckdb_engine, tmp_path).message
    assert "`ocurred_at`: an unknown column; allowed: did you mean `occurred_at`?" in message
    assert "`shoe_size`: an unknown column" in message


@pytest.mark.parametrize("name", ["there_is_none", "."])
def test_a_folder_without_movements_is_refused(duckdb_engine: Engine, tmp_path: Path, name: str) -> None:
    write_parquet(tmp_path / "facts.parquet", [fact()], FACTS)
    assert refusal(duckdb_engine, tmp_path / name).code == "no-evidence"


def test_a_file_that_is_no_parquet_is_refused(duckdb_engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "movements.parquet").write_text("nothing of the kind")
    assert "movements.parquet: a file that is no Parquet" in refusal(duckdb_engine, tmp_path).message


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("kind", pa.array(["manifest"]).dictionary_encode()),
        ("surname", pa.array(["Nowak"], pa.large_string())),
        ("recorded_at", pa.array([NOON], pa.timestamp("ns", tz="Europe/Lisbon"))),
        ("recorded_at", pa.array([NOON], pa.timestamp("s", tz="UTC"))),
        ("sequence", pa.array([7], pa.int16())),
        ("birth_date", pa.array([date(1990, 5, 6)])),
        ("references", pa.array([["i94:1"]], pa.large_list(pa.large_string()))),
        ("port", pa.nulls(1)),
    ],
)
def test_types_that_lose_nothing_are_taken(
    duckdb_engine: Engine, tmp_path: Path, column: str, values: pa.Array
) -> None:
    pq.write_table(retyped(column, values), tmp_path / "movements.parquet")
    found = duckdb_engine.arrow(load_evidence(duckdb_engine, tmp_path).movements)
    assert found.schema.equals(arrow_schema(MOVEMENTS))
    wanted = values.cast(arrow_schema(MOVEMENTS).field(column).type)
    assert found[column].to_pylist() == wanted.to_pylist()


@pytest.mark.parametrize(
    ("column", "values", "found"),
    [
        ("recorded_at", pa.array([datetime(2024, 3, 1)]), "a timestamp without zone"),  # noqa: DTZ001
        ("recorded_at", pa.array([date(2024, 3, 1)]), "the type `date32[day]`"),
        ("sequence", pa.array([1.5]), "the type `double`"),
        ("sequence", pa.array([1], pa.uint64()), "the type `uint64`"),
        ("boarded", pa.array(["true"]), "the type `string`"),
        ("references", pa.array(["i94:1"]), "the type `string`"),
        ("document_number", pa.array([1234567]), "the type `int64`"),
        ("local_date", pa.array([NOON]), "the type `timestamp[us, tz=UTC]`"),
    ],
)
def test_types_that_would_lose_something_are_refused(
    duckdb_engine: Engine, tmp_path: Path, column: str, values: pa.Array, found: str
) -> None:
    pq.write_table(retyped(column, values), tmp_path / "movements.parquet")
    assert f"column `{column}`: {found}" in refusal(duckdb_engine, tmp_path).message


def test_a_day_is_enough_for_the_time_of_an_act(duckdb_engine: Engine, tmp_path: Path) -> None:
    write_parquet(tmp_path / "movements.parquet", [movement()])
    table = table_of([fact(filed_at=NOON)], FACTS)
    days = pc.cast(table["filed_at"], pa.date32())
    pq.write_table(
        table.set_column(table.schema.get_field_index("filed_at"), "filed_at", days), tmp_path / "facts.parquet"
    )
    found = duckdb_engine.arrow(load_evidence(duckdb_engine, tmp_path).facts)
    assert found["filed_at"].to_pylist() == [datetime(2024, 3, 1, tzinfo=UTC)]


@pytest.mark.spark
def test_spark_reads_the_same_rows_and_finds_the_same_bad_ones(
    duckdb_engine: Engine, spark_engine: Engine, tmp_path: Path
) -> None:
    rows = [FULL, movement("2", birth_date="2023-02-29"), movement("3", references=["i94:1", None])]
    table = table_of(rows)
    nanoseconds = pc.cast(table["recorded_at"], pa.timestamp("ns", tz="UTC"))
    place = table.schema.get_field_index("recorded_at")
    pq.write_table(table.set_column(place, "recorded_at", nanoseconds), tmp_path / "movements.parquet")
    write_csv(tmp_path / "facts.csv", [fact("1"), fact("2", kind="rumour")])
    spark, duck = load_evidence(spark_engine, tmp_path), load_evidence(duckdb_engine, tmp_path)
    assert spark.quarantined.equals(duck.quarantined)
    assert spark.quarantined["line"].to_pylist() == [2, 3, 3]
    assert spark_engine.arrow(spark.movements.select("movement_id", "references")).to_pylist() == [
        {"movement_id": "8a12", "references": ["i94:123", "ees-file:é"]}
    ]
    assert spark_engine.count(spark.facts) == 1
