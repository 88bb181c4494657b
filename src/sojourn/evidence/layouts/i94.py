"""US I-94 records as the National Travel and Tourism Office gives them out: one row a visit, arrival and departure.

One row becomes two movements of the feed ``agency:CBP-I94``:

* the arrival, kind ``inspection``: a US officer admitted the person, with a class and a limit;
* the departure, where there is one, kind ``manifest``: the United States has no exit inspection, and the departure
  dates in this system come from the departure manifests of carriers (8 CFR 231.2; 19 CFR 122.75a), so it proves
  what a carrier's word proves. Its port and means of travel are not in the record.

``cicid`` is unique within a month's file and names the record. The admission number is not (it stands on several
rows), so it is a document and a reference only. Days are SAS days (since 1960-01-01). A limit is ``MMDDYYYY`` or
``D/S`` (duration of status); any other limit stays null and is counted, and the outcome is ``not_stated``: what the
officer decided cannot be read, so no rule fills it in. Where the arrival or the departure day is
no day, or lies after ``recorded_at``, that movement goes to quarantine. A departure before its arrival is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from sojourn.errors import EvidenceError
from sojourn.evidence.layouts import batch
from sojourn.evidence.layouts.batch import Batch, Remark, RowCounts, Settings
from sojourn.evidence.layouts.i94_countries import list_countries
from sojourn.evidence.set_apart import Quarantined

COLUMNS = (
    *("cicid", "i94yr", "i94mon", "i94cit", "i94port", "arrdate", "i94mode", "depdate"),
    *("biryear", "dtaddto", "gender", "airline", "admnum", "fltno", "visatype"),
)
"""The columns that must be there; others (residence, address, age, occupation) are not read."""

_NUMBERS = ("cicid", "i94yr", "i94mon", "i94cit", "arrdate", "i94mode", "depdate", "biryear", "admnum")
_SAS_EPOCH = date(1960, 1, 1)
_ROWS = 100_000

_PARSED = """
CREATE OR REPLACE TEMP TABLE parsed AS
SELECT
    source_row,
    coalesce(i94yr || lpad(i94mon::VARCHAR, 2, '0') || '-' || cicid, $stem || '-row' || source_row) AS id,
    has_departure,
    CASE WHEN arrdate BETWEEN 0 AND $latest THEN DATE '1960-01-01' + arrdate::INTEGER END AS arrived_on,
    CASE WHEN depdate BETWEEN 0 AND $latest THEN DATE '1960-01-01' + depdate::INTEGER END AS departed_on,
    'I94:' || i94port AS port,
    CASE i94mode WHEN 1 THEN 'air' WHEN 2 THEN 'sea' WHEN 3 THEN 'land' END AS mode,
    airline || coalesce(regexp_replace(fltno, '^0+(.)', '\\1'), '') AS transport,
    CASE WHEN biryear BETWEEN 1850 AND $latest_year THEN biryear::VARCHAR END AS birth_date,
    CASE WHEN gender IN ('F', 'M', 'X') THEN gender END AS sex,
    country.code AS nationality,
    i94cit,
    CASE WHEN admnum > 0 THEN lpad(admnum::VARCHAR, 11, '0') END AS document_number,
    visatype AS admitted_class,
    dtaddto,
    CASE WHEN regexp_full_match(dtaddto, '[0-9]{8}') THEN TRY_STRPTIME(dtaddto, '%m%d%Y')::DATE END AS admitted_until,
    CASE WHEN dtaddto = 'D/S' THEN true END AS duration_of_status
FROM ({numbered}) LEFT JOIN country ON country.number = i94cit
"""

_SHARED = """
    'agency:CBP-I94' AS feed, birth_date, sex, nationality, document_number,
    CASE WHEN document_number IS NOT NULL THEN 'I94' END AS document_type,
    CASE WHEN document_number IS NOT NULL THEN 'USA' END AS document_issuer,
    CASE WHEN document_number IS NOT NULL THEN ['i94:' || document_number] END AS "references",
    $recorded_at::TIMESTAMP AS recorded_at, $digest || '#' || source_row AS raw
"""
_ARRIVALS = f"""
SELECT id || '-arrival' AS movement_id, 'inspection' AS kind, 'arrival' AS direction, arrived_on AS local_date,
    CASE WHEN admitted_until IS NULL AND duration_of_status IS NULL THEN 'not_stated' END AS outcome,
    port, mode, transport, admitted_class, admitted_until, duration_of_status, {_SHARED}
FROM parsed WHERE arrived_on IS NOT NULL ORDER BY source_row
"""
_DEPARTURES = f"""
SELECT id || '-departure' AS movement_id, 'manifest' AS kind, 'departure' AS direction, departed_on AS local_date,
    {_SHARED}
FROM parsed WHERE departed_on IS NOT NULL ORDER BY source_row
"""
_BAD = "(arrived_on IS NULL OR (has_departure AND departed_on IS NULL))"
_COUNTS = f"""
SELECT
    count(*) FILTER (NOT {_BAD}) AS read,
    count(*) FILTER ({_BAD} AND (arrived_on IS NOT NULL OR departed_on IS NOT NULL)) AS partly,
    count(*) FILTER (arrived_on IS NULL AND departed_on IS NULL) AS quarantined,
    count(*) FILTER (dtaddto IS NULL) AS limit_missing,
    count(*) FILTER (dtaddto <> 'D/S' AND admitted_until IS NULL) AS limit_unreadable,
    count(*) FILTER (duration_of_status) AS open_ended,
    count(*) FILTER (departed_on < arrived_on) AS reversed,
    count(*) FILTER (NOT has_departure) AS no_departure,
    count(*) FILTER (document_number IS NULL) AS no_admission_number,
    count(*) FILTER (nationality IS NULL) AS nationality_unknown
FROM parsed
"""


def iter_i94(files: list[Path], settings: Settings) -> Iterator[Batch]:
    """Read I-94 files (Parquet, or CSV with the same column names) in bounded memory.

    Raises:
        EvidenceError: ``layout-columns``, columns are missing.
    """
    with duckdb.connect(config={"memory_limit": "2GB"}) as con:
        con.execute("SET enable_progress_bar = false")
        con.execute("CREATE TEMP TABLE country (number BIGINT, code VARCHAR)")
        con.executemany("INSERT INTO country VALUES (?, ?)", list_countries())
        for file in files:
            yield from _iter_file(con, file, settings)


def _iter_file(con: duckdb.DuckDBPyConnection, file: Path, settings: Settings) -> Iterator[Batch]:
    recorded_at = settings.recorded_at.astimezone(UTC)
    values = {"recorded_at": recorded_at.replace(tzinfo=None), "digest": batch.get_digest(file)}
    _parse(con, file, latest=recorded_at.date())
    for select in (_ARRIVALS, _DEPARTURES):
        for part in con.execute(select, values).to_arrow_reader(_ROWS):
            yield Batch(file, movements=batch.conform(pa.Table.from_batches([part]), batch.MOVEMENT_SCHEMA))
    yield _count(con, file)


def _source(file: Path) -> tuple[str, str]:
    quoted = str(file).replace("'", "''")
    if file.suffix.lower() == ".parquet":
        return f"read_parquet('{quoted}', file_row_number = true)", "file_row_number + 1"
    return f"read_csv('{quoted}', header = true, all_varchar = true)", "row_number() OVER ()"


def _parse(con: duckdb.DuckDBPyConnection, file: Path, *, latest: date) -> None:
    source, row = _source(file)
    found = {str(name).lower() for name, *_ in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    missing = [f"`{name}`" for name in COLUMNS if name not in found]
    if missing:
        raise EvidenceError(
            "layout-columns",
            f"the file `{file.name}` cannot be read as `i94`: it has no column {', '.join(missing)}. Allowed are "
            "the I-94 files of the US National Travel and Tourism Office. "
            "Next: check the file, or name another layout.",
        )
    numbers = ", ".join(f"{_whole(name)} AS {name}" for name in _NUMBERS)
    texts = ", ".join(f"nullif(upper(trim({name}::VARCHAR)), '') AS {name}" for name in COLUMNS if name not in _NUMBERS)
    has_departure = "nullif(nullif(trim(depdate::VARCHAR), ''), 'nan') IS NOT NULL AS has_departure"
    numbered = f"SELECT {row} AS source_row, {has_departure}, {numbers}, {texts} FROM {source}"
    values = {"stem": file.stem, "latest": (latest - _SAS_EPOCH).days, "latest_year": latest.year}
    con.execute(_PARSED.replace("{numbered}", numbered), values)


def _whole(name: str) -> str:
    """Read a number that Parquet holds as floating point and CSV as text; one that is not whole is none."""
    number = f"TRY_CAST({name} AS DOUBLE)"
    return f"CASE WHEN {number} = trunc({number}) THEN TRY_CAST({number} AS BIGINT) END"


def _count(con: duckdb.DuckDBPyConnection, file: Path) -> Batch:
    cursor = con.execute(_COUNTS)
    row = cursor.fetchone() or ()
    counts: dict[str, Any] = dict(zip([name for name, *_ in cursor.description], row, strict=True))
    fates = RowCounts(counts["read"], counts["partly"], counts["quarantined"])
    return Batch(file, fates, remarks=_list_remarks(counts), quarantined=_list_bad(con, file))


def _list_remarks(counts: dict[str, Any]) -> list[Remark]:
    limit = "a limit of stay that is neither `MMDDYYYY` nor `D/S`; kept as null"
    country = "a country number that stands for no known country, or for the United States"
    remarks = [
        Remark("", "limit-missing", "no limit of stay on the row", counts["limit_missing"]),
        Remark("", "limit-unreadable", limit, counts["limit_unreadable"]),
        Remark("", "limit-duration-of-status", "admitted for the duration of status", counts["open_ended"]),
        Remark("", "departed-before-arrival", "a departure before the arrival; both are kept", counts["reversed"]),
        Remark("", "no-departure", "no departure on the row", counts["no_departure"]),
        Remark("", "no-admission-number", "no admission number, or 0", counts["no_admission_number"]),
        Remark("", "nationality-unknown", country, counts["nationality_unknown"]),
    ]
    return [remark for remark in remarks if remark.count]


def _list_bad(con: duckdb.DuckDBPyConnection, file: Path) -> list[Quarantined]:
    source, row = _source(file)
    reasons = (
        "concat_ws('; ', CASE WHEN arrived_on IS NULL THEN 'arrival: no possible day (`arrdate`)' END, "
        "CASE WHEN has_departure AND departed_on IS NULL THEN 'departure: no possible day (`depdate`)' END)"
    )
    bad = con.execute(f"SELECT source_row, {reasons} FROM parsed WHERE {_BAD} ORDER BY source_row").fetchall()
    if not bad:
        return []
    raw = dict(
        con.execute(
            f"SELECT n, to_json(source) FROM (SELECT {row} AS n, source FROM {source} AS source) "
            f"WHERE n IN (SELECT source_row FROM parsed WHERE {_BAD})"
        ).fetchall()
    )
    return [Quarantined(line, raw[line], reason) for line, reason in bad]
