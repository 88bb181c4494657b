"""``python -m benchmarks.faults --rounds 20``: kill, fill, put wrong and cut off a register under load, and check it.

One line a round: what struck and when, what was sent and acknowledged, and whether anything was lost, came twice or was
answered otherwise than one batch run over what was acknowledged does. Ends with 1 where anything was. ``--write`` puts
the table into docs/faults.md, ``--json`` ends with one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.faults.rounds import Round, choose_blows, faults

PAGE = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
BEGIN, END = "<!-- faults: begin -->", "<!-- faults: end -->"
#: Travellers whose records are enough for one round, with all that is sent while something heals.
TRAVELLERS = 400
#: MB of the database's own file system, where this machine lets us mount one.
DISK = 1500
_HEAD = (
    "| round | what struck, at which second | sent | acknowledged | no reply | come back later | healed after"
    " | records | stays | result |\n|---:|---|---:|---:|---:|---:|---:|---:|---:|---|\n"
)


def line(found: Round) -> str:
    """Write one round as a row of the table."""
    struck = "; ".join(f"{name} at {at:.1f} s{f' ({more})' if more else ''}" for name, at, more in found.blows)
    later = ", ".join(f"{count:,} ({status})" for status, count in found.later.items()) or "0"
    sent = (f"{found.sent:,}", f"{found.acknowledged:,}", f"{found.unanswered:,}", later)
    result = "; ".join(found.wrong) or "all there, once, and right"
    cells = (
        str(found.number),
        struck,
        *sent,
        f"{found.healed:.1f} s",
        f"{found.records:,}",
        f"{found.stays:,}",
        result,
    )
    return f"| {' | '.join(cells)} |"


def render(rounds: Sequence[Round], seed: int, disk: str) -> str:
    """Write the table of a run, with how to repeat it."""
    wrong = sum(bool(each.wrong) for each in rounds)
    sums = [sum(getattr(each, name) for each in rounds) for name in ("sent", "acknowledged", "unanswered")]
    sums.append(sum(sum(each.later.values()) for each in rounds))
    told = (
        f"`python -m benchmarks.faults --rounds {len(rounds)} --seed {seed}`: {sums[0]:,} messages sent, "
        f"{sums[1]:,} acknowledged, {sums[2]:,} without a reply, {sums[3]:,} asked to come back; "
        f"{len(rounds) - wrong} of {len(rounds)} rounds lost nothing, doubled nothing and answer as one batch run. "
        f"{disk}"
    )
    return told + "\n\n" + _HEAD + "\n".join(line(each) for each in rounds)


def write(text: str, page: Path = PAGE) -> None:
    """Put the table between the marks of the page; all else on it stays."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        raise ValueError(f"{page.name} lacks the marks `{BEGIN}` and `{END}`")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")


def main() -> int:
    """Run the rounds; 1 where anything was lost, doubled or differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="of the world, and of what strikes when")
    parser.add_argument("--seconds", type=float, default=6.0, help="of load in each round, at least")
    parser.add_argument("--only", action="append", help="a blow that strikes in each round, in the place of the choice")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the table into docs/faults.md")
    given = parser.parse_args()
    chosen = choose_blows(given.rounds, random.Random(given.seed))
    rounds = []
    with faults(TRAVELLERS * given.rounds, given.seed, DISK) as trials:
        own = os.path.ismount(trials.register.home / "postgres")
        disk = f"The database's disk was {'a file system of its own, filled to the last page' if own else 'limited'}."
        print(_HEAD, end="")
        for number, blows in enumerate(chosen, start=1):
            rounds.append(trials.run(number, given.only or blows, given.seconds))
            print(line(rounds[-1]), flush=True)
    text = render(rounds, given.seed, disk)
    if given.write:
        write(text)
    print("\n" + text.split("\n", 1)[0])
    if given.json:
        print(json.dumps({"rounds": [asdict(each) for each in rounds]}))
    return 1 if any(each.wrong for each in rounds) else 0


if __name__ == "__main__":
    sys.exit(main())
