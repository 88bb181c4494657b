"""``python -m benchmarks.names``: how often spellings of one name agree, how often different names do, and how fast.

Reads the folder of names beside the clone (``../shared/data/linkage/names``) where it lies; nothing of it is kept. The
rules of spelling were tuned on the clusters whose native spelling has an even SHA-256; the figures are of the others.
``--small`` measures a tenth.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from sojourn.engine import Engine, open_engine
from sojourn.identity.names import with_name_forms

NAMES = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "linkage" / "names"
SCRIPTS = ("arabic", "hebrew", "russian", "korean", "chinese")
ROWS = 1_000_000
_FREQUENT = 0.05
Pair = tuple[str, str]


@dataclass(frozen=True)
class Agreement:
    """Pairs of one kind, and how many of them have one ``name_sorted`` and one ``name_bare``."""

    what: str
    pairs: int
    sorted: int
    bare: int

    @property
    def share(self) -> float:
        """The share of pairs with one ``name_bare``."""
        return self.bare / self.pairs


def measure(engine: Engine, folder: Path, *, part: int = 1) -> list[Agreement]:
    """Measure every kind of pair; ``part`` takes the first of so many equal parts of the clusters."""
    kinds: dict[str, list[Pair]] = {}
    for script in SCRIPTS:
        clusters = list(_iter_clusters(folder / f"translit_clusters_{script}.jsonl"))
        clusters = clusters[: len(clusters) // part]
        kinds[f"{script}: two Latin spellings"] = [
            pair for _, latin in clusters for pair in itertools.combinations(latin, 2)
        ]
        kinds[f"{script}: native and Latin"] = [(native, spelled) for native, latin in clusters for spelled in latin]
    surnames = folder / "sigpwned_common-surnames-by-country.csv"
    given = folder / "sigpwned_common-forenames-by-country.csv"
    kinds["different surnames of one country"] = list(_different(surnames, ("Country",)))
    kinds["different given names of one country and sex"] = list(_different(given, ("Country", "Gender")))
    cases = list(_iter_cases(folder / "nomenklatura_name_bench_cases.csv"))
    kinds["labelled persons: the same"] = [pair for pair, same in cases if same]
    kinds["labelled persons: different"] = [pair for pair, same in cases if not same]
    texts = {text for pairs in kinds.values() for pair in pairs for text in pair}
    forms = forms_of(engine, texts)
    return [_count(what, pairs, forms) for what, pairs in kinds.items()]


def forms_of(engine: Engine, texts: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
    """Give ``name_sorted`` and ``name_bare`` of each text, taken as a whole name."""
    given = pa.table({"surname": sorted(texts)}).append_column("given_names", pa.nulls(len(set(texts)), pa.string()))
    rows = engine.arrow(with_name_forms(engine, engine.load(given, "measured"))).to_pylist()
    return {row["surname"]: (row["name_sorted"], row["name_bare"]) for row in rows}


def measure_speed(engine: Engine, rows: int) -> tuple[float, float]:
    """Give the seconds, by the clock and of processors, for all forms of so many rows of plain names.

    They have rows / 5 distinct surnames and rows / 20 distinct given names.
    """
    rng = np.random.default_rng(1)
    syllables = np.array(
        [first + vowel for first in "BCDFGHJKLMNPRSTVWYZ" for vowel in ("A", "E", "I", "O", "U", "AN")]
    )
    surnames = _words(rng, syllables, rows // 5, 4)
    given = _words(rng, syllables, rows // 20, 3)
    drawn = {"surname": pa.array(rng.choice(surnames, rows)), "given_names": pa.array(rng.choice(given, rows))}
    table = pa.table(drawn)
    loaded = engine.load(table, "plain")
    start, used = time.perf_counter(), time.process_time()
    engine.drop(engine.once(with_name_forms(engine, loaded), "forms"))
    return time.perf_counter() - start, time.process_time() - used


def _words(rng: np.random.Generator, syllables: np.ndarray, size: int, length: int) -> list[str]:
    return ["".join(word) for word in rng.choice(syllables, (size, length))]


def _iter_clusters(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Give each native spelling that was not tuned on, with its frequent Latin spellings."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            cluster = json.loads(line)
            native, counts = cluster["native"], cluster["latin"]
            if hashlib.sha256(native.encode()).digest()[-1] % 2:
                least = _FREQUENT * sum(counts.values())
                yield native, [spelled for spelled, count in counts.items() if count >= least]


def _different(path: Path, group: tuple[str, ...]) -> Iterator[Pair]:
    """Give each pair of common names of one group that the file does not hold to be one name."""
    names: dict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            names[tuple(row[column] for column in group)].add((row["Name Group"], row["Romanized Name"]))
    for members in names.values():
        for (group_a, a), (group_b, b) in itertools.combinations(sorted(members), 2):
            if group_a != group_b and a != b:
                yield a, b


def _iter_cases(path: Path) -> Iterator[tuple[Pair, bool]]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["schema"] == "Person":
                yield (row["name1"], row["name2"]), row["is_match"] == "true"


def _count(what: str, pairs: list[Pair], forms: dict[str, tuple[str | None, str | None]]) -> Agreement:
    agree = [sum(forms[a][which] == forms[b][which] is not None for a, b in pairs) for which in (0, 1)]
    return Agreement(what, len(pairs), *agree)


def main() -> None:
    """Print one table."""
    small = "--small" in sys.argv
    rows = ROWS // 10 if small else ROWS
    table = Table("Pairs", "Number", "name_sorted agrees %", "name_bare agrees %", title="Spellings of names")
    with open_engine("duckdb") as engine:
        if NAMES.is_dir():
            for row in measure(engine, NAMES, part=10 if small else 1):
                shares = [f"{100 * agree / row.pairs:.2f}" for agree in (row.sorted, row.bare)]
                table.add_row(row.what, f"{row.pairs:,}", *shares)
        seconds, used = measure_speed(engine, rows)
    console = Console(width=110)
    console.print(table)
    console.print(f"All forms of {rows:,} rows of plain names: {seconds:.1f} s, {used:.1f} s of processors")


if __name__ == "__main__":
    main()
