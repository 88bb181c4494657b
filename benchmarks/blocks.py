"""Which steps belong together, in which order, and when a size is measured, kept from before, or passed over."""

from __future__ import annotations

import importlib.util
import math
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.results import Block, Measured, Results, code_digest
from benchmarks.runner import LEAST_DISK, run_step

GROWTH, COMPARISONS, SPARK, PAXLST = "growth", "comparisons", "spark", "paxlst"
PARTS = (GROWTH, COMPARISONS, SPARK, PAXLST)
#: Travellers that make about one million movements.
MILLION = 310_000
#: Travellers up to which the run without comparing what is left over, the other approaches, and Splink are measured.
COMPARED_MOST, SPLINK_MOST = 3_100_000, 310_000
#: Seconds that another approach may take; then it is stopped, and the page says so. Our own run is never stopped.
LIMIT = 1_800
#: Bytes of disk for one movement: the evidence, the sorted copy, outputs and what is spilled.
DISK_A_MOVEMENT = 400
DISK_AT_LEAST = 512 * 2**20
_OTHERS = ("pandas", "postgres", "splink")
_MOVEMENTS_A_TRAVELLER = 3.21
_SIZE = ("make", "floor", "reconcile", "documents", *_OTHERS, "floor_after")
_SPARK = ("make", "floor", "reconcile", "spark1", "spark2", "floor_after")

Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """One block that is asked for: its kind (``size``, ``spark``, ``paxlst``), its travellers and its steps."""

    kind: str
    travellers: int
    steps: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key of the block that it gives."""
        return f"{self.kind}/{self.travellers}"


def plan(parts: Sequence[str], sizes: Sequence[int], spark_sizes: Sequence[int]) -> list[Wanted]:
    """List the blocks for some parts: ``sizes`` and ``spark_sizes`` in travellers, the smallest first."""
    wanted = []
    if PAXLST in parts:
        wanted.append(Wanted("paxlst", 0, ("paxlst",)))
    if GROWTH in parts or COMPARISONS in parts:
        wanted += [Wanted("size", each, _steps_of(each, COMPARISONS in parts)) for each in sorted(set(sizes))]
    if SPARK in parts:
        wanted += [Wanted("spark", each, _SPARK) for each in sorted(set(spark_sizes))]
    return wanted


def iter_measured(
    wanted: Sequence[Wanted], results: Results, work: Path, on: str, *, keep: bool, say: Say
) -> Iterator[Results]:
    """Measure what is wanted, block after block, and give the results after each.

    Args:
        wanted: of ``plan``.
        results: what is known already; a block that is measured takes the place of the one of its key.
        work: a folder for the files; what a block puts into it is removed after it.
        on: the day, for the page.
        keep: keep the blocks of this very code that hold every step that is wanted.
        say: is told, in a sentence, what goes on.
    """
    code = code_digest()
    for each in wanted:
        if keep and is_kept(results.blocks.get(each.key), each, code):
            say(f"{each.key}: kept, it was measured with this code")
        elif each.kind == "spark" and (lacking := lacks_spark()):
            say(f"{each.key}: not measured, {lacking}")
        else:
            results = results.with_block(_measure(each, work, Block(each.kind, each.travellers, code, on), say))
            yield results


def is_kept(before: Block | None, wanted: Wanted, code: str) -> bool:
    """Tell whether a block need not be measured again: it is of this code, and has every step that is wanted."""
    return before is not None and before.code == code and not before.missing and set(wanted.steps) <= set(before.steps)


def lacks_spark() -> str:
    """Say what Spark lacks on this machine; empty where nothing."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed (`SPARK=1 make setup` installs it)"
    return "" if shutil.which("java") else "Java is not installed (Spark needs Java 17 or later)"


def lacks_disk(travellers: int, work: Path) -> str:
    """Say that a size does not fit on the disk; empty where it does."""
    movements = round(travellers * _MOVEMENTS_A_TRAVELLER)
    need = max(DISK_AT_LEAST, movements * DISK_A_MOVEMENT) + LEAST_DISK
    free = shutil.disk_usage(work).free
    if need <= free:
        return ""
    return (
        f"{movements:,} movements need about {math.ceil(need / 2**30)} GiB of disk, "
        f"and {free / 2**30:.0f} GiB were free"
    )


def _steps_of(travellers: int, compared: bool) -> tuple[str, ...]:
    left_out = set() if compared and travellers <= COMPARED_MOST else set(_OTHERS)
    if travellers > COMPARED_MOST:
        left_out.add("documents")
    if travellers > SPLINK_MOST:
        left_out.add("splink")
    return tuple(step for step in _SIZE if step not in left_out)


def _measure(wanted: Wanted, work: Path, block: Block, say: Say) -> Block:
    if missing := lacks_disk(wanted.travellers, work):
        say(f"{wanted.key}: does not fit, {missing}")
        return replace(block, missing=missing)
    evidence = work / "evidence" / str(wanted.travellers)
    evidence.parent.mkdir(exist_ok=True)
    steps: dict[str, Measured] = {}
    try:
        for step in wanted.steps:
            say(f"{wanted.key}: {step} ...")
            limit = LIMIT if step in _OTHERS else math.inf
            steps[step] = found = run_step(step.removesuffix("_after"), evidence, work, limit)
            say(f"{wanted.key}: {step}, {_in_short(found)}")
            if found.stopped and step == "make":
                return replace(block, missing=f"its evidence could not be made: short of {found.stopped}")
    finally:
        shutil.rmtree(evidence.parent, ignore_errors=True)
    rows = steps["make"].said if "make" in steps else {}
    return replace(block, steps=steps, movements=rows.get("movements", 0), facts=rows.get("facts", 0))


def _in_short(found: Measured) -> str:
    ended = f"stopped for {found.stopped} after" if found.stopped else "ended in"
    return f"{ended} {found.seconds:,.1f} s, {found.peak_bytes / 2**30:.1f} GiB"
