"""``python -m benchmarks.coverage``: does the estimate of true overstays hold, on simulations whose truth is known?

Each seed is simulated with the default errors, reconciled and estimated on its own; the truth is read only afterwards.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console
from rich.table import Table

from sojourn.engine import open_engine
from sojourn.law.pack import load_pack
from sojourn.simulate import simulate
from sojourn.statistics.coverage import Estimate, Returns, estimate_coverage
from sojourn.statistics.run_folder import Run, open_run
from sojourn.stays.reconcile import reconcile

MEMORY = "4GB"

_TRUE = """
WITH arrivals AS (
    SELECT DISTINCT stay_id, unnest(record_ids) AS record_id FROM crossings_all WHERE direction = 'arrival'
)
SELECT count(DISTINCT stay_id) FILTER (WHERE part = 'asked'), count(*)
FROM truth LEFT JOIN arrivals USING (record_id) LEFT JOIN coverage_stays USING (stay_id)
WHERE truth.truth = 'overstayed'
"""


@dataclass(frozen=True)
class Trial:
    """One seed: the raw count, what was estimated, and the truth.

    ``true`` counts the true overstays among the stays asked about, ``true_in_all`` all of the simulation, those in the
    waiting time included. ``returned`` people came back, ``unrecorded`` of them without a departure on record.
    """

    seed: int
    raw: int
    estimate: Estimate
    true: int
    true_in_all: int
    returned: int
    unrecorded: int

    @property
    def held(self) -> bool:
        """Tell whether the interval holds the truth."""
        low, high = self.estimate.low, self.estimate.high
        return low is not None and high is not None and low <= self.true <= high

    @property
    def error(self) -> float:
        """Give the error of the estimate, as a share of the truth."""
        return ((self.estimate.value or 0.0) - self.true) / self.true

    @property
    def raw_error(self) -> float:
        """Give the error of the raw count, as a share of the truth."""
        return (self.raw - self.true) / self.true


def try_seed(seed: int, travellers: int, law: str = "us") -> Trial:
    """Simulate, reconcile and estimate one seed in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="sojourn-coverage-") as folder:
        evidence, out = Path(folder) / "evidence", Path(folder) / "run"
        made = simulate(evidence, travellers=travellers, seed=seed, law=law, processes=1)
        known_at = datetime.combine(made.as_of, time(23, 59, 59), UTC)
        with open_engine("duckdb", memory=MEMORY, threads=1) as engine:
            reconcile(engine, evidence, load_pack(law).as_known_at(known_at), made.as_of, known_at, out)
        with open_run(out) as run:
            return _judge(run, seed, evidence / "truth.parquet")


def _judge(run: Run, seed: int, truth: Path) -> Trial:
    found = estimate_coverage(run)
    run.engine.con.read_parquet(str(truth), table_name="truth")
    true, in_all = run.rows(_TRUE)[0]
    whole = sum(found.returns.values(), Returns())
    returned = whole.recorded + whole.unrecorded
    return Trial(seed, found.raw, found.total, int(true), int(in_all), returned, whole.unrecorded)


def iter_trials(seeds: Sequence[int], travellers: int, law: str, processes: int) -> Iterator[Trial]:
    """Try the seeds side by side, and give them in order."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(try_seed, seeds, [travellers] * len(seeds), [law] * len(seeds))


def summarise(trials: Sequence[Trial]) -> list[str]:
    """Say in how many seeds the interval holds, and how far the estimate and the raw count are off."""
    errors = [trial.error for trial in trials]
    off = [trial for trial in trials if abs(trial.raw_error) >= 0.5]
    near = sum(abs(trial.error) <= 0.1 for trial in off)
    size = statistics.median(map(abs, errors))
    raw = statistics.fmean(trial.raw_error for trial in trials)
    return [
        f"The interval holds the truth in {sum(trial.held for trial in trials)} of {len(trials)} seeds.",
        f"The raw count is off by half or more in {len(off)}; there the estimate is within 10 % in {near}.",
        f"Error of the estimate: {statistics.fmean(errors):+.1%} in the mean, {size:.1%} in size (median).",
        f"Error of the raw count: {raw:+.1%} in the mean.",
    ]


def show(trials: Sequence[Trial], travellers: int) -> Table:
    """Lay the trials out, one row a seed."""
    table = Table(title=f"True overstays among the stays asked about, {travellers:,} travellers")
    for name in ("seed", "returned", "unrecorded", "raw", "estimate", "interval", "truth", "in all", "error", "holds"):
        table.add_column(name, justify="right")
    for trial in trials:
        given = trial.estimate
        table.add_row(
            *(str(part) for part in (trial.seed, trial.returned, trial.unrecorded, trial.raw)),
            "refused" if given.value is None else f"{given.value:.0f}",
            "" if given.low is None or given.high is None else f"{given.low:.0f} to {given.high:.0f}",
            *(str(part) for part in (trial.true, trial.true_in_all)),
            f"{trial.error:+.1%}",
            "yes" if trial.held else "NO",
        )
    return table


def main() -> None:
    """Try the seeds asked for and print the table and its summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="2000-2099", help="first and last seed, such as 2000-2019")
    parser.add_argument("--travellers", type=int, default=40_000)
    parser.add_argument("--law", default="us", choices=("us", "base"))
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    first, _, last = given.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    trials = []
    for trial in iter_trials(seeds, given.travellers, given.law, given.processes):
        trials.append(trial)
        print(f"{len(trials)} of {len(seeds)} seeds", file=sys.stderr, flush=True)
    console = Console(width=110)
    console.print(show(trials, given.travellers))
    for line in summarise(trials):
        console.print(line, highlight=False)


if __name__ == "__main__":
    main()
