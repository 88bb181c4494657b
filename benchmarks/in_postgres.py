"""The same in PostgreSQL: load the columns that are needed, then one window query that writes a table of stays."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from benchmarks.meter import Meter
from sojourn.register.postgres import running_server

COLUMNS = {
    "feed": "text",
    "movement_id": "text",
    "kind": "text",
    "direction": "text",
    "outcome": "text",
    "boarded": "boolean",
    "occurred_at": "timestamptz",
    "local_date": "date",
    "document_type": "text",
    "document_issuer": "text",
    "document_number": "text",
    "admitted_until": "date",
}
QUERY = """
CREATE TABLE stays AS
SELECT feed || '/' || movement_id AS record_id, left_on,
    coalesce(coalesce(left_on, DATE '{as_of}') > admitted_until, false) AS overstay
FROM (
    SELECT *, CASE WHEN lead(direction) OVER passport = 'departure' THEN lead(local_date) OVER passport END AS left_on
    FROM (
        SELECT DISTINCT ON (document_type, document_issuer, document_number, local_date, direction) *
        FROM movements
        WHERE boarded IS NOT FALSE AND document_number IS NOT NULL
        ORDER BY document_type, document_issuer, document_number, local_date, direction, kind
    ) AS crossings
    WINDOW passport AS (
        PARTITION BY document_type, document_issuer, document_number ORDER BY local_date, occurred_at)
) AS paired
WHERE direction = 'arrival' AND coalesce(outcome, 'admitted') IN ('admitted', 'paroled')
"""
#: Memory for each sort: the server's own setting is for many short questions at a time.
SORT_MEMORY = "1GB"
_BATCH = 100_000


def find_overstays(evidence: Path, folder: Path, target: Path, as_of: date, meter: Meter) -> None:
    """Start a server in a new folder, load, query, and stop the meter; then write ``stays`` to a Parquet file.

    Writes are not forced to disk, in the server's favour; its other settings are those of the register.
    """
    with ExitStack() as stack:
        with meter.phase("start"):
            running = stack.enter_context(running_server(folder, durable=False))
            url = running.connections.url("owner")
            connection = stack.enter_context(psycopg.connect(url, autocommit=True))
            connection.execute(f"SET work_mem = '{SORT_MEMORY}'; SET TimeZone = 'UTC'")
        with meter.phase("load"):
            _load(connection, evidence / "movements.parquet")
        with meter.phase("query"):
            connection.execute(QUERY.format(as_of=as_of.isoformat()))
        meter.stop()
        _export(connection, target)


def _load(connection: psycopg.Connection[tuple[object, ...]], movements: Path) -> None:
    connection.execute("CREATE TABLE movements (" + ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items()) + ")")
    with connection.cursor().copy("COPY movements FROM STDIN (FORMAT csv)") as copy:
        for text in _iter_csv(movements):
            copy.write(text)
    connection.execute("ANALYZE movements")


def _iter_csv(movements: Path) -> Iterator[bytes]:
    options = pyarrow.csv.WriteOptions(include_header=False)
    for batch in pq.ParquetFile(movements).iter_batches(_BATCH, columns=list(COLUMNS)):
        page = io.BytesIO()
        pyarrow.csv.write_csv(pa.Table.from_batches([batch]).select(list(COLUMNS)), page, options)
        yield page.getvalue()


def _export(connection: psycopg.Connection[tuple[object, ...]], target: Path) -> None:
    beside = target.with_suffix(".csv")
    with beside.open("wb") as page, connection.cursor().copy("COPY stays TO STDOUT (FORMAT csv, HEADER)") as copy:
        for part in copy:
            page.write(part)
    kinds = {"record_id": pa.string(), "left_on": pa.date32(), "overstay": pa.string()}
    table = pyarrow.csv.read_csv(beside, convert_options=pyarrow.csv.ConvertOptions(column_types=kinds))
    said = pa.array([word == "t" for word in table.column("overstay").to_pylist()], pa.bool_())
    pq.write_table(table.set_column(2, "overstay", said), target)
    beside.unlink()
