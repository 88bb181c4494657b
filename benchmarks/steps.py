"""The things that are measured, each run in a process of its own so that what it takes is its own.

``python -m benchmarks.steps floor EVIDENCE WORK`` prints lines of JSON: what the step has to say, then what it took
(``Meter.told``). To load Python's modules is not counted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from benchmarks import worlds
from benchmarks.meter import Meter
from benchmarks.paxlst import measure as measure_paxlst
from benchmarks.spark_cluster import SETTINGS, cluster
from benchmarks.tree import bytes_under
from sojourn.engine import Engine, open_engine
from sojourn.identity.options import SHIPPED, IdentityOptions
from sojourn.law.pack import load_pack
from sojourn.stays.reconcile import reconcile as run_reconcile

KNOWN_AT = datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)
AS_OF = KNOWN_AT.date()
MEMORY = "9GB"
SPARK = {"spark.driver.memory": "4g", "spark.executor.memory": "4g", **SETTINGS}
Said = dict[str, Any]
Step = Callable[[Path, Path, Meter], Said]


def make(evidence: Path, work: Path, meter: Meter) -> Said:
    """Simulate as many travellers as the name of the folder says."""
    worlds.make(evidence, int(evidence.name))
    meter.stop()
    rows = {name: _rows(evidence, name) for name in ("movements", "facts")}
    return rows | {"evidence_bytes": bytes_under(evidence)}


def floor(evidence: Path, work: Path, meter: Meter) -> Said:
    """Let DuckDB read, sort by document and time, and write the same file."""
    with duckdb.connect() as con:
        con.execute(
            f"LOAD icu; SET TimeZone = 'UTC'; SET memory_limit = '{MEMORY}'; SET temp_directory = '{work / 'spill'}'"
        )
        con.execute(
            f"COPY (SELECT * FROM read_parquet('{evidence}/movements*.parquet') "
            "ORDER BY document_type, document_issuer, document_number, local_date, occurred_at) "
            f"TO '{work}/sorted.parquet' (FORMAT parquet, COMPRESSION zstd)"
        )
    return {}


def reconcile(evidence: Path, work: Path, meter: Meter, identity: IdentityOptions = SHIPPED) -> Said:
    """Run the whole engine, identity, law, reasons and outputs included."""
    with open_engine("duckdb", memory=MEMORY) as engine:
        return _answer(engine, evidence, work / "run", meter, identity)


def pandas(evidence: Path, work: Path, meter: Meter) -> Said:
    """Run the script in pandas."""
    from benchmarks.plain_pandas import find_overstays

    find_overstays(evidence, work / "pandas.parquet", AS_OF)
    return {}


def postgres(evidence: Path, work: Path, meter: Meter) -> Said:
    """Load into PostgreSQL, and ask one window query."""
    from benchmarks.in_postgres import find_overstays

    find_overstays(evidence, work / "postgres", work / "postgres.parquet", AS_OF, meter)
    return {}


def splink(evidence: Path, work: Path, meter: Meter) -> Said:
    """Group all records by Splink, and pair."""
    from benchmarks.in_splink import find_overstays

    find_overstays(evidence, work / "splink.parquet", AS_OF, MEMORY, meter)
    return {}


def on_spark(workers: int, evidence: Path, work: Path, meter: Meter) -> Said:
    """Run the whole engine on a Spark cluster of its own, with so many workers of one core each."""
    with ExitStack() as stack:
        with meter.phase("start"):
            running = stack.enter_context(cluster(work / "cluster", workers, memory="5g"))
            engine = stack.enter_context(open_engine("spark", master=running.master, settings=SPARK))
        with meter.phase("reconcile"):
            said = _answer(engine, evidence, work / "run", meter, SHIPPED)
        meter.stop()
        return said


def paxlst(evidence: Path, work: Path, meter: Meter) -> Said:
    """Tell passengers a second; the reader works on one core."""
    return {"passengers_a_second": round(measure_paxlst())}


STEPS: dict[str, Step] = {
    "make": make,
    "floor": floor,
    "reconcile": reconcile,
    "documents": partial(reconcile, identity=IdentityOptions(compare=False)),
    "pandas": pandas,
    "postgres": postgres,
    "splink": splink,
    "spark1": partial(on_spark, 1),
    "spark2": partial(on_spark, 2),
    "paxlst": paxlst,
}


def _answer(engine: Engine, evidence: Path, out: Path, meter: Meter, identity: IdentityOptions) -> Said:
    law = load_pack(worlds.LAW).as_known_at(KNOWN_AT)
    about = run_reconcile(engine, evidence, law, AS_OF, KNOWN_AT, out, identity=identity)
    states = about["counts"]["states"]
    return {"timings": about["timings"], "stays": sum(states.values()), "output_bytes": bytes_under(out)}


def _rows(evidence: Path, table: str) -> int:
    with duckdb.connect() as con:
        found = con.execute(f"SELECT count(*) FROM read_parquet('{evidence}/{table}*.parquet')").fetchone()
    return int(found[0]) if found else 0


def main() -> None:
    """Run one step; print what it says and what it took."""
    step, evidence, work = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    meter = Meter()
    said = STEPS[step](evidence, work, meter)
    meter.stop()
    print(json.dumps(said))
    print(json.dumps(meter.told()))


if __name__ == "__main__":
    main()
