"""The transparency log at scale: ``python -m benchmarks.transparency [--rows 1000000] [--json]``.

Writes N events as the door does, 500 in a transaction, in a register of its own in an embedded server, while the
process of the log takes them in as in service; then verifies everything, makes a proof, and exports. Rows a second are
counted from the first event to the last leaf: written, noted, taken into the tree, signed. The bars: 10,000 events a
second logged, and minutes to verify ten million. What the processes take of a processor ("own") does not hang on what
else the machine does; the database's part comes on top.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.search import set_up
from sojourn.register.postgres import Connections, running_server

BAR = 10_000
_BATCH = 500
_START = datetime(2026, 3, 2, tzinfo=UTC)


def main() -> None:
    """Measure one size and print the table."""
    asked = argparse.ArgumentParser(description="Writing, taking in and verifying N events of the transparency log.")
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--law", default="us")
    asked.add_argument("--json", action="store_true", help="end with one JSON line")
    given = asked.parse_args()
    os.environ.update(SOJOURN_LAW=given.law, SOJOURN_MODE="training", SOJOURN_LOG_LEVEL="error")
    with (
        tempfile.TemporaryDirectory(prefix="sojourn-log-") as folder,
        tempfile.TemporaryDirectory(prefix="sojourn-log-home-") as home,
        running_server(Path(folder), durable=False) as running,
    ):
        os.environ["SOJOURN_HOME"] = home
        told = measure(running.connections, given.rows, Path(home))
    for name, value in told.items():
        print(f"{name:>34}  {value:,}")
    if given.json:
        print(json.dumps(told))


def measure(database: Connections, rows: int, folder: Path) -> dict[str, Any]:
    """Write, take in, verify and prove; gives the figures."""
    set_up(database)
    from django.db import connection

    from sojourn.register.log.proofs import export_log, proof_of
    from sojourn.register.log.verifying import verify_log

    told: dict[str, Any] = {"rows": rows, "noting_us_per_row": noting(20_000)}
    told |= write(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    start, own = time.monotonic(), time.process_time()
    found = verify_log()
    told["verifying_seconds"] = round(time.monotonic() - start, 1)
    told["verifying_own_us_per_row"] = round(1e6 * (time.process_time() - own) / found.rows, 1)
    assert not found.problems, found.render()
    assert found.rows >= rows
    told["verified_per_second"] = round(found.rows / (time.monotonic() - start))
    key = found.rows // 2
    start = time.monotonic()
    proof_of("event", str(key))
    told["proof_ms"] = round(1000 * (time.monotonic() - start), 1)
    start = time.monotonic()
    export_log(folder / "export")
    told["export_seconds"] = round(time.monotonic() - start, 1)
    told["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return told


def noting(rows: int) -> float:
    """Time what noting adds to writing a row, without the database: microseconds of processor time."""
    from sojourn.register.store import logged
    from sojourn.register.store.log_entry import told_json
    from sojourn.register.store.row_shape import canonical_json

    covered = logged.COVERED["event"]
    row = event(0).__dict__
    told = {**row, "event_id": 1, "verb": row["verb"].value, "about": told_json(canonical_json(row["about"]))}
    start = time.process_time()
    for _ in range(rows):
        logged._line("event", covered, told, b"0" * 16)
    return round(1e6 * (time.process_time() - start) / rows, 2)


def write(rows: int) -> dict[str, float]:
    """Write events while the process of the log takes them in; gives seconds and rows a second."""
    from django.db import transaction

    from sojourn.register.door.events import write_events
    from sojourn.register.log.tree import find_head

    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    process = subprocess.Popen([sys.executable, "-m", "sojourn.register.log.process"])
    try:
        while process.poll() is None and find_head() is None:  # it is warm with its first entry
            write_events([event(0)])
            time.sleep(0.5)
        start, own = time.monotonic(), time.process_time()
        for first in range(0, rows, _BATCH):
            with transaction.atomic():
                write_events([event(number) for number in range(first, min(rows, first + _BATCH))])
        written, own = time.monotonic() - start, time.process_time() - own
        while process.poll() is None and ((head := find_head()) is None or head.frontier.size < rows + 1):
            time.sleep(0.05)
        done = time.monotonic() - start
    finally:
        process.terminate()
        process.wait()
    taking = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    return {
        "writing_own_us_per_row": round(1e6 * own / rows, 1),
        "taking_in_own_us_per_row": round(1e6 * taking / rows, 1),
        "written_per_second": round(rows / written),
        "logged_per_second": round(rows / done),
        "seconds_behind_at_the_end": round(done - written, 1),
    }


def event(number: int) -> Any:
    """Give an event like those of the door."""
    from sojourn.register.door.events import NewEvent
    from sojourn.register.door.verbs import Verb

    at = _START + timedelta(milliseconds=10 * number)
    about: dict[str, object] = {"records": 12, "stay": f"s{number:020x}"}
    return NewEvent(at, Verb.PERSON_OPENED, f"user:{number % 300}", "jfk", "application", f"p{number:020x}", about)


if __name__ == "__main__":
    main()
