"""``python -m benchmarks.scoreboard``: three ways to say whose record is whose, held against a known truth.

``--write`` puts the tables into docs/scoreboard.md, ``--small`` measures one small world to see that all of it works.
``--keep FILE`` keeps what was counted, and measures only what FILE does not hold yet. The seeds serve for this page
alone; whoever changes thresholds, names or rules does so on others.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from benchmarks.scoreboard_counts import STOPPED, Tally, add, count_run, from_json, to_json
from benchmarks.scoreboard_page import NAMES, bars, by_cause, calibration, misses, totals
from benchmarks.scoreboard_steps import AS_OF, KNOWN_AT, LAW
from sojourn.law.pack import load_pack
from sojourn.simulate import simulate

PAGE = Path(__file__).resolve().parent.parent / "docs" / "scoreboard.md"
OTHER_MIX = Path(__file__).with_name("other_mix.yaml")
BEGIN, END = "<!-- scoreboard: begin -->", "<!-- scoreboard: end -->"
LIMIT = 1800
"""Seconds that one approach may take for one world; then it is stopped, and the page says so."""


@dataclass(frozen=True)
class Board:
    """Worlds that are shown together: their size, their seeds, and the file of error rates."""

    title: str
    travellers: int
    seeds: tuple[int, ...]
    other_mix: bool = False
    causes: bool = True

    @property
    def errors(self) -> Literal["default"] | Path:
        """Give the error rates as ``simulate`` takes them."""
        return OTHER_MIX if self.other_mix else "default"

    def key(self, seed: int, approach: str) -> str:
        """Name one measurement."""
        return f"{'other' if self.other_mix else 'default'}/{self.travellers}/{seed}/{approach}"


BOARDS = (
    Board("40,000 travellers", 40_000, (9201, 9202)),
    Board("400,000 travellers", 400_000, (9301,)),
    Board("40,000 travellers, another mix of errors", 40_000, (9201, 9202), other_mix=True, causes=False),
)
SMALL = (Board("3,000 travellers", 3_000, (7,)),)


def measure(boards: tuple[Board, ...], kept: Path | None = None) -> dict[str, Tally]:
    """Measure every world of some boards under every approach, one after the other."""
    found = {}
    if kept is not None and kept.is_file():
        found = {key: from_json(said) for key, said in json.loads(kept.read_text(encoding="utf-8")).items()}
    for board in boards:
        for seed in board.seeds:
            missing = [name for name in NAMES if board.key(seed, name) not in found]
            for name, tally in _measure_world(board, seed, missing):
                found[board.key(seed, name)] = tally
                if kept is not None:
                    said = {key: to_json(each) for key, each in found.items()}
                    kept.write_text(json.dumps(said), encoding="utf-8")
    return found


def _measure_world(board: Board, seed: int, names: list[str]) -> Iterator[tuple[str, Tally]]:
    if not names:
        return
    law = load_pack(LAW).as_known_at(KNOWN_AT)
    with tempfile.TemporaryDirectory(prefix="sojourn-scoreboard-") as folder:
        evidence = Path(folder) / "evidence"
        simulate(evidence, travellers=board.travellers, seed=seed, law=LAW, errors=board.errors, processes=1)
        for name in names:
            out = Path(folder) / name
            took = _run(name, evidence, out)
            if took is None:
                print(f"{board.key(seed, name)}: did not end in {LIMIT} s", file=sys.stderr, flush=True)
                yield name, STOPPED
                continue
            print(f"{board.key(seed, name)}: {took[0]:.0f} s, {took[1]:.1f} GiB", file=sys.stderr, flush=True)
            yield name, replace(count_run(out, evidence, law, AS_OF), seconds=took[0], peak_gib=took[1])


def _run(approach: str, evidence: Path, out: Path) -> tuple[float, float] | None:
    """Run one approach in a process of its own; gives seconds and peak memory, or none where it did not end.

    What does not end in time and what runs out of memory is one and the same for the page.
    """
    command = [sys.executable, "-m", "benchmarks.scoreboard_steps", approach, str(evidence), str(out)]
    try:
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        if "OutOfMemory" in error.stderr or "Out of Memory" in error.stderr:
            return None
        print(error.stderr[-2000:], file=sys.stderr)
        raise
    said = json.loads(done.stdout.splitlines()[-1])
    return float(said["seconds"]), float(said["peak_gib"])


def render(boards: tuple[Board, ...], found: dict[str, Tally]) -> str:
    """Write the part of the page that is made by this command."""
    parts = []
    for board in boards:
        tallies = {name: add(found[board.key(seed, name)] for seed in board.seeds) for name in NAMES}
        seeds = ", ".join(str(seed) for seed in board.seeds)
        parts += [f"### {board.title}", f"Seeds {seeds}.", totals(tallies), bars(tallies)]
        parts += [
            "What (c) does not get right, or leaves open, although the records suffice:",
            misses(tallies["sojourn"]),
        ]
        if board.causes:
            parts += [f"#### By cause, {board.title}", *by_cause(tallies)]
    own = add(found[board.key(seed, "sojourn")] for board in boards if not board.other_mix for seed in board.seeds)
    parts += ["### Calibration", "All worlds with default errors together, as (c) answers.", *calibration(own)]
    return "\n\n".join(parts)


def write(text: str, page: Path = PAGE) -> None:
    """Put the tables between the marks of the page; all else on it stays."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"{page.name} lacks the marks `{BEGIN}` and `{END}`")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure, print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scoreboard.md")
    parser.add_argument("--small", action="store_true", help="one world of 3,000 travellers")
    parser.add_argument("--keep", type=Path, help="a file that keeps what was counted")
    given = parser.parse_args()
    if given.write and given.small:
        parser.error("--write shows the whole board; leave --small away")
    boards = SMALL if given.small else BOARDS
    text = render(boards, measure(boards, given.keep))
    print(text)
    if given.write:
        write(text)


if __name__ == "__main__":
    main()
