"""New records for a stock: ``python -m benchmarks.incremental [--small]``.

Makes stocks of about 1 and 10 million movements (``--small``: 30 and 300 thousand), without the records learned last;
then adds these, and prints what that cost. Cost follows the new records where the ratio of the two times stays near 1.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
from ibis import _
from rich.console import Console
from rich.table import Table

from sojourn.engine import open_engine
from sojourn.evidence.folder import load_evidence
from sojourn.identity.model.model_file import load_model
from sojourn.identity.options import Matching
from sojourn.law.pack import load_pack
from sojourn.simulate import simulate
from sojourn.stays.stock import build_stock, open_stock
from sojourn.stays.stock_add import add_records

WORK = Path("benchmarks/work-incremental")
#: Travellers that make about 1 and 10 million movements, and the number of new records.
SIZES, NEW = (310_000, 3_100_000), 10_000
SMALL, SMALL_NEW = (9_300, 93_000), 1_000
KNOWN_AT = datetime(2027, 6, 1, tzinfo=UTC)
MEMORY = "9GB"


def main() -> None:
    """Measure both sizes, each step in a process of its own, and print one table."""
    small = "--small" in sys.argv
    sizes, new = (SMALL, SMALL_NEW) if small else (SIZES, NEW)
    table = Table("Stock", "Build s", "Peak GiB", "New", "Looked at", "Add s", "Close s", "Again s", "Peak GiB")
    added = []
    for size in sizes:
        shutil.rmtree(WORK, ignore_errors=True)
        WORK.mkdir(parents=True)
        try:
            simulate(WORK / "evidence", travellers=size, seed=2026, law="us")
            built, add = run_step("build", new), run_step("add", new)
        finally:
            shutil.rmtree(WORK, ignore_errors=True)
        added.append(add["seconds"])
        shown = (built["seconds"], built["peak_gib"], add["records"], add["touched"], add["seconds"], add["close"])
        table.add_row(f"{built['movements']:,}", *map(str, shown), str(add["again"]), str(add["peak_gib"]))
    Console(width=120).print(table)
    print(f"Adding to ten times the stock took {added[1] / added[0]:.2f} times as long.")


def run_step(step: str, new: int) -> dict[str, Any]:
    """Run one step in a process of its own; returns what it measured."""
    command = [sys.executable, "-m", "benchmarks.incremental", step, str(new)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def build(new: int) -> dict[str, Any]:
    """Make the stock of all but the newest records."""
    law = load_pack("us").as_known_at(KNOWN_AT)
    start = time.monotonic()
    with open_engine("duckdb", memory=MEMORY) as engine:
        found = load_evidence(engine, WORK / "evidence")
        cut = _cut(engine.con, found.movements, new)
        moves, acts = found.movements.filter(_.recorded_at < cut), found.facts.filter(_.recorded_at < cut)
        stock = build_stock(engine, WORK / "stock", moves, acts, law, KNOWN_AT, matching=Matching(load_model(None)))
        movements = engine.count(moves)
        stock.close()
    return {"seconds": round(time.monotonic() - start, 1), "movements": movements}


def add(new: int) -> dict[str, Any]:
    """Add the newest records in two halves: the first pays for reading the file for the first time, as any would."""
    law = load_pack("us").as_known_at(KNOWN_AT)
    with open_engine("duckdb", memory=MEMORY) as engine:
        found = load_evidence(engine, WORK / "evidence")
        cut, later = _cut(engine.con, found.movements, new), _cut(engine.con, found.movements, new // 10)
        first = [_kept(engine, rows, cut, later) for rows in (found.movements, found.facts)]
        second = [_kept(engine, rows, later, None) for rows in (found.movements, found.facts)]
        start = time.monotonic()
        stock = open_stock(engine, WORK / "stock", law, Matching(load_model(None)))
        told = add_records(stock, first[0], first[1], KNOWN_AT)
        seconds = time.monotonic() - start
        start = time.monotonic()
        add_records(stock, second[0], second[1], KNOWN_AT)
        again = time.monotonic() - start
        start = time.monotonic()
        stock.close()
        closing = time.monotonic() - start
    times = {"seconds": round(seconds, 2), "again": round(again, 2), "close": round(closing, 2)}
    return {**times, "records": told.records, "touched": told.touched}


def _cut(con: Any, rows: ir.Table, new: int) -> datetime:
    """Give the time from which about so many rows were learned."""
    newest = rows.order_by(_.recorded_at.desc()).limit(new).recorded_at.min()
    moment: datetime = con.to_pyarrow(newest).as_py()
    return moment


def _kept(engine: Any, rows: ir.Table, since: datetime, until: datetime | None) -> ir.Table:
    some = rows.filter(_.recorded_at >= since)
    some = some if until is None else some.filter(_.recorded_at < until)
    found: pa.Table = engine.arrow(some)
    kept: ir.Table = engine.load(found, "new")
    return kept


if __name__ == "__main__":
    if len(sys.argv) > 2:
        measured = {"build": build, "add": add}[sys.argv[1]](int(sys.argv[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(json.dumps({**measured, "peak_gib": round(peak, 2)}))
    else:
        main()
