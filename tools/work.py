"""The work of one whole ``reconcile``, held against its budgets: ``python -m tools.work``.

Counts what DuckDB does (``tools.work_counting``) for a small simulated country, always the same, stage by stage; and
what lies on disk when a larger one must do with little memory. Budgets are the counts that were seen when they were
written (``tests/performance/work.yaml``). A count that reaches twice its budget, or falls below half of it, is named
and the program ends with 1. ``--write`` writes the budgets anew, so that the change of each is seen in review.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from sojourn.engine import open_engine
from sojourn.law.pack import load_pack
from sojourn.simulate import simulate
from sojourn.stays.reconcile import reconcile
from tools.work_counting import COUNTS, Work, counting

BUDGETS = Path(__file__).resolve().parent.parent / "tests" / "performance" / "work.yaml"
KNOWN_AT = datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)
SEED = 2026
LAW = "us"
ALL, LITTLE_MEMORY = "all stages", "little memory"
#: Below these a count is not judged: a handful of rows doubles with a change of the data.
LEAST = {"rows": 1000, "bytes": 1_000_000}

Counts = dict[str, dict[str, int]]
Step = Callable[[Work], Callable[[str], None]]


@dataclass(frozen=True)
class Country:
    """A simulated country, and how much memory DuckDB may take for it."""

    travellers: int
    memory: str

    @property
    def said(self) -> str:
        """What it is, in a few words."""
        return f"{self.travellers:,} travellers, {self.memory}"


SMALL = Country(3_000, "2GB")
LARGER_THAN_MEMORY = Country(20_000, "150MB")

HEAD = f"""\
# What one `reconcile` of a simulated country does, counted by DuckDB's profile: the budgets of the performance test.
# Written by `python -m tools.work --write`; never by hand. A count may not reach twice its budget, nor fall below half.
# Stages: {SMALL.said}. `{LITTLE_MEMORY}`: {LARGER_THAN_MEMORY.said}.
"""


def run_counted(country: Country, folder: Path, progress: Step = lambda work: work.stage) -> Work:
    """Simulate a country in a folder, reconcile it with one thread, and give the counts.

    Args:
        country: how many travellers, and how much memory.
        folder: where evidence and outputs are written.
        progress: gives what is called at the end of each stage, which ends it.
    """
    evidence = folder / "evidence"
    simulate(evidence, travellers=country.travellers, seed=SEED, law=LAW)
    law = load_pack(LAW).as_known_at(KNOWN_AT)
    with open_engine("duckdb", memory=country.memory, threads=1) as engine, counting(engine) as work:
        reconcile(engine, evidence, law, KNOWN_AT.date(), KNOWN_AT, folder / "run", progress=progress(work))
    return work


def count_stages(folder: Path) -> Counts:
    """Give the counts of each stage of a run over the small country, and of all together."""
    work = run_counted(SMALL, folder)
    stages = {name: {count: found[count] for count in COUNTS} for name, found in work.stages.items()}
    written = sum(path.stat().st_size for path in (folder / "run").rglob("*.parquet"))
    return {**stages, ALL: {**{count: work.total[count] for count in COUNTS}, "bytes_written": written}}


def count_spills(folder: Path) -> Counts:
    """Give what a run that is larger than its memory puts on disk."""
    work = run_counted(LARGER_THAN_MEMORY, folder)
    return {LITTLE_MEMORY: {"bytes_spilled": work.disk_bytes, "statements_spilling": work.spilling}}


def find_breaches(seen: Counts, budgets: Counts) -> list[str]:
    """Name each count that reached twice its budget or fell below half, and each stage that only one of them has."""
    said = [f"the stage `{name}` has no budget" for name in seen if name not in budgets]
    said += [f"the stage `{name}` has a budget and was not run" for name in budgets if name not in seen]
    for stage in (name for name in seen if name in budgets):
        for count, now in seen[stage].items():
            budget, least = budgets[stage].get(count, 0), LEAST.get(count.split("_")[0], 1)
            if now >= 2 * max(budget, least):
                said.append(f"`{count}` of `{stage}` is {now:,}, twice its budget of {budget:,} or more")
            elif 2 * now < budget and budget > least:
                said.append(f"`{count}` of `{stage}` is {now:,}, less than half its budget of {budget:,}")
    return said


def read_budgets(path: Path = BUDGETS) -> Counts:
    """Read the budgets."""
    found: Counts = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def write_budgets(seen: Counts, path: Path = BUDGETS) -> None:
    """Write what was seen as budgets, one stage a block."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + yaml.safe_dump(seen, sort_keys=False), encoding="utf-8")


def main(arguments: Sequence[str]) -> int:
    """Count, and print what left its budget; with ``--write`` write the budgets anew."""
    with tempfile.TemporaryDirectory() as small, tempfile.TemporaryDirectory() as large:
        seen = {**count_stages(Path(small)), **count_spills(Path(large))}
    before = read_budgets(BUDGETS) if BUDGETS.exists() else {}
    for count in (*COUNTS, "bytes_written"):
        print(f"{count:24}{before.get(ALL, {}).get(count, 0):>14,}{seen[ALL][count]:>14,}")
    breaches = find_breaches(seen, before)
    print("\n".join(breaches))
    if "--write" in arguments:
        write_budgets(seen, BUDGETS)
        return 0
    return 1 if breaches else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
