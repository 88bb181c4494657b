"""One measured step of the scoreboard, in a process of its own so that its peak memory is its own.

``python -m benchmarks.scoreboard_steps APPROACH EVIDENCE OUT`` prints one line of JSON: ``seconds`` and ``peak_gib``.
"""

from __future__ import annotations

import json
import logging
import resource
import sys
import time
import warnings
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

from benchmarks.scoreboard_people import FindPeople, by_same_document, by_splink
from sojourn.engine import open_engine
from sojourn.identity.options import IdentityOptions
from sojourn.identity.reviewed import find_reviewed_people
from sojourn.law.pack import load_pack
from sojourn.stays.reconcile import reconcile

MEMORY = "9GB"
LAW = "us"
AS_OF = date(2026, 11, 1)
KNOWN_AT = datetime(2026, 11, 1, 23, 59, 59, tzinfo=UTC)

#: Who finds the people, and whether a model compares what is left over. All else is Sojourn in each of them.
APPROACHES: dict[str, tuple[FindPeople, bool]] = {
    "same_document": (by_same_document, False),
    "splink": (by_splink, False),
    "sojourn": (find_reviewed_people, True),
}


def answer(approach: str, evidence: Path, out: Path) -> None:
    """Reconcile a folder with the people of one approach: feeds, crossings, law and outputs are the same for all."""
    find, compare = APPROACHES[approach]
    law = load_pack(LAW).as_known_at(KNOWN_AT)
    with open_engine("duckdb", memory=MEMORY) as engine, patch("sojourn.stays.writing.find_reviewed_people", find):
        reconcile(engine, evidence, law, AS_OF, KNOWN_AT, out, identity=IdentityOptions(compare=compare))


def main() -> None:
    """Run one step and print its seconds and its peak memory."""
    approach, evidence, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    logging.getLogger("splink").setLevel(logging.ERROR)  # its advice about its own defaults
    warnings.simplefilter("ignore")
    start = time.monotonic()
    answer(approach, evidence, out)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"seconds": time.monotonic() - start, "peak_gib": peak / 1024**2}))


if __name__ == "__main__":
    main()
