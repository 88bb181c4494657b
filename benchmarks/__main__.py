"""``make bench``: reconcile against the floor, growth, a plain pandas pairing, the simulator and the manifest reader.

``python -m benchmarks --small`` measures a hundredth of it, to see that the benchmark itself works.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

WORK = Path("benchmarks/work")
#: Travellers that make about one and ten million movements.
SIZES = (310_000, 3_100_000)


@dataclass(frozen=True)
class Measured:
    """One measured step: wall seconds and peak memory in GiB."""

    seconds: float
    peak_gib: float


def run_step(step: str, evidence: Path) -> tuple[Measured, dict[str, int]]:
    """Run one step in a process of its own; returns its measure and what else it printed."""
    command = [sys.executable, "-m", "benchmarks.steps", step, str(evidence), str(WORK)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    said = {key: value for line in lines[:-1] for key, value in line.items()}
    return Measured(**lines[-1]), said


def main() -> None:
    """Measure everything and print one table."""
    sizes = tuple(size // 100 for size in SIZES) if "--small" in sys.argv else SIZES
    console = Console(width=110)
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    try:
        console.print(measure_all(sizes, console))
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


def measure_all(sizes: tuple[int, ...], console: Console) -> Table:
    """Measure every row; each ratio is of two steps of this run."""
    table = Table(
        "What", "Against", "Seconds", "Ratio", "Bar", "Peak GiB", title="Sojourn's speed, as ratios of one run"
    )
    seconds: list[float] = []
    rows: list[int] = []
    for size in sizes:
        evidence = WORK / str(size)
        console.print(f"simulating {size:,} travellers")
        made, _ = run_step("make", evidence)
        rows.append(pq.read_metadata(evidence / "movements.parquet").num_rows)
        table.add_row(
            f"simulate {size:,} travellers",
            "one million in 60 s",
            f"{made.seconds:.1f}",
            f"{made.seconds / size * 1e6 / 60:.2f}",
            "1.0",
            f"{made.peak_gib:.1f}",
        )
        console.print(f"reconciling {rows[-1]:,} movements")
        base, _ = run_step("floor", evidence)
        whole, _ = run_step("reconcile", evidence)
        plain_identity, _ = run_step("documents", evidence)
        again, _ = run_step("floor", evidence)
        floor = (base.seconds + again.seconds) / 2
        seconds.append(whole.seconds)
        table.add_row(
            f"read, sort, write {rows[-1]:,} movements", "the floor", f"{floor:.1f}", "1.0", "", f"{base.peak_gib:.1f}"
        )
        table.add_row(
            f"reconcile {rows[-1]:,} movements",
            "the floor",
            f"{whole.seconds:.1f}",
            f"{whole.seconds / floor:.2f}",
            "4.0",
            f"{whole.peak_gib:.1f}",
        )
        added = whole.seconds - plain_identity.seconds
        table.add_row(
            f"of it, comparing what documents leave over, {rows[-1]:,} movements",
            "the floor",
            f"{added:.1f}",
            f"{added / floor:.2f}",
            "0.5",
            "",
        )
        if size == sizes[0]:
            plain, _ = run_step("pandas", evidence)
            table.add_row(
                f"pandas, pairing alone, {rows[-1]:,} movements",
                "the floor",
                f"{plain.seconds:.1f}",
                f"{plain.seconds / floor:.2f}",
                "",
                f"{plain.peak_gib:.1f}",
            )
    growth = f"{rows[0]:,} to {rows[-1]:,} movements"
    table.add_row(f"growth, {growth}", "the smaller run", "", f"{seconds[-1] / seconds[0]:.2f}", "11.0", "")
    read, said = run_step("paxlst", WORK)
    table.add_row(
        f"PAXLST, {said['passengers']:,} passengers a second",
        "3,000 a second",
        f"{read.seconds:.1f}",
        f"{said['passengers'] / 3000:.2f}",
        "1.0 or more",
        f"{read.peak_gib:.1f}",
    )
    return table


if __name__ == "__main__":
    main()
