"""``make bench``: how fast Sojourn is, against the floor, against other ways, as it grows, and on Spark.

``python -m benchmarks`` measures 1, 3 and 10 million movements and writes docs/speed.md with its charts. Each step runs
in a process of its own; every ratio is of two steps of one run. ``--small`` measures a hundredth without Spark, prints
the page and writes nothing: it shows that the benchmark works.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from benchmarks import page
from benchmarks.blocks import MILLION, PARTS, SPARK, iter_measured, plan
from benchmarks.results import RESULTS, Results, describe_machine, load, save

WORK = Path("benchmarks/work")
SIZES = "1,3,10"
#: Travellers on Spark: nearly none, which shows what it costs to plan, and some.
SPARK_SIZES = "10,20000"
SMALL = 100


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what is asked for, and write results and page."""
    given = _parser().parse_args(arguments)
    console = Console(width=110, highlight=False)
    share = SMALL if given.small else 1
    sizes = [max(1, round(float(each) * MILLION / share)) for each in given.sizes.split(",")]
    spark = [max(10, int(each) // share) for each in given.spark_sizes.split(",")]
    usual = [part for part in PARTS if part != SPARK or not given.small]  # Spark takes minutes over any rows
    wanted = plan(given.only or usual, sizes, spark)
    target = given.out or (None if given.small else RESULTS)
    known = (load(target) if target else None) or Results({})
    results = Results(describe_machine(), known.blocks, given.note)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what runs is ended, and its files are removed
    work = given.work
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        on = given.on or datetime.now(UTC).date().isoformat()
        for more in iter_measured(wanted, results, work, on, keep=given.keep, say=console.print):
            results = more
            if target:
                save(target, results)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    if target == RESULTS:
        for path in page.write(results):
            console.print(f"written: {path}")
    else:
        print(page.render(results))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default=SIZES, help=f"millions of movements, with commas (default {SIZES})")
    parser.add_argument("--spark-sizes", default=SPARK_SIZES, help=f"travellers on Spark (default {SPARK_SIZES})")
    parser.add_argument("--only", action="append", choices=PARTS, help="one part; may be repeated (default: all)")
    parser.add_argument("--small", action="store_true", help="a hundredth, to see that all of it works")
    parser.add_argument("--keep", action="store_true", help="keep the sizes already measured with this very code")
    parser.add_argument("--out", type=Path, help="the file of results (default benchmarks/results.json, and the page)")
    parser.add_argument("--work", type=Path, default=WORK, help=f"an empty folder for files (default {WORK})")
    parser.add_argument("--note", default="", help="a sentence for the page: what a reader must know of this run")
    parser.add_argument("--on", help="the day of the run, YYYY-MM-DD (default: today)")
    return parser


if __name__ == "__main__":
    main()
