"""The things that are measured, each run in a process of its own so that its peak memory is its own.

``python -m benchmarks.steps floor EVIDENCE WORK`` prints one line of JSON: ``seconds`` and ``peak_gib``.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd

from benchmarks.paxlst import measure as measure_paxlst
from sojourn.engine import open_engine
from sojourn.identity.options import IdentityOptions
from sojourn.law.pack import load_pack
from sojourn.simulate import simulate
from sojourn.stays.reconcile import reconcile as run_reconcile

KNOWN_AT = datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)
MEMORY = "9GB"


def make(evidence: Path, work: Path) -> None:
    """Simulate as many travellers as the name of the folder says."""
    simulate(evidence, travellers=int(evidence.name), seed=2026, law="us")


def floor(evidence: Path, work: Path) -> None:
    """Let DuckDB read, sort by document and time, and write the same file."""
    with duckdb.connect() as con:
        con.execute(f"LOAD icu; SET TimeZone = 'UTC'; SET memory_limit = '{MEMORY}'; SET temp_directory = '{work}'")
        con.execute(
            f"COPY (SELECT * FROM read_parquet('{evidence}/movements.parquet') "
            "ORDER BY document_type, document_issuer, document_number, local_date, occurred_at) "
            f"TO '{work}/sorted.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )


def reconcile(evidence: Path, work: Path) -> None:
    """Run the whole engine, identity, law, reasons and outputs included."""
    law = load_pack("us").as_known_at(KNOWN_AT)
    with open_engine("duckdb", memory=MEMORY) as engine:
        run_reconcile(engine, evidence, law, KNOWN_AT.date(), KNOWN_AT, work / "run")


def documents(evidence: Path, work: Path) -> None:
    """Run the whole engine without comparing what documents and references leave over."""
    law = load_pack("us").as_known_at(KNOWN_AT)
    with open_engine("duckdb", memory=MEMORY) as engine:
        options = IdentityOptions(compare=False)
        run_reconcile(engine, evidence, law, KNOWN_AT.date(), KNOWN_AT, work / "run", identity=options)


def pandas_pairing(evidence: Path, work: Path) -> None:
    """Pair arrivals with the next departure of the same document in pandas: no merging, no identity, no law."""
    columns = ["document_type", "document_issuer", "document_number", "direction", "occurred_at", "boarded"]
    rows = pd.read_parquet(evidence / "movements.parquet", columns=columns)
    rows = rows[~rows["boarded"].eq(False)].sort_values([*columns[:3], "occurred_at"])
    person = rows[columns[0]] + "/" + rows[columns[1]] + "/" + rows[columns[2]]
    following = rows.groupby(person, sort=False)[["direction", "occurred_at"]].shift(-1)
    stays = rows.assign(left_at=following["occurred_at"].where(following["direction"] == "departure"))
    stays[stays["direction"] == "arrival"].to_parquet(work / "paired.parquet")


def paxlst(evidence: Path, work: Path) -> None:
    """Print passengers a second beside the time; the reader works on one core."""
    print(json.dumps({"passengers": round(measure_paxlst())}))


STEPS: dict[str, Callable[[Path, Path], None]] = {
    "make": make,
    "floor": floor,
    "reconcile": reconcile,
    "documents": documents,
    "pandas": pandas_pairing,
    "paxlst": paxlst,
}


def main() -> None:
    """Run one step and print its seconds and its peak memory."""
    step, evidence, work = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    start = time.monotonic()
    STEPS[step](evidence, work)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": time.monotonic() - start, "peak_gib": peak / 1024**2}))


if __name__ == "__main__":
    main()
