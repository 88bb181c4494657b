"""How many bytes a movement takes in the register's PostgreSQL: ``python -m benchmarks.sizing_register [PERSONS]``.

Starts a register of its own, takes in an arrival and then the departure of each invented person, answers each batch by
the register's own functions, appends what that makes to the transparency log, and prints JSON: bytes of tables and of
indexes for one movement, rows of the log, and bytes of PostgreSQL's log (what backups receive). Original messages are
not part of it: they are as large as their feed makes them. The numbers go into ``benchmarks/sizing.yaml`` by hand.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks.live_people import FEED, arrived_at, movement
from sojourn.register.postgres import Connections, running_server

AT_ONCE = 500
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "sojourn.register.settings",
    "SOJOURN_SECRET_KEY": "for this measurement only",
    "SOJOURN_INDEX_KEY": "5a" * 32,
    "SOJOURN_SIGNING_KEY": "7e" * 32,
    "SOJOURN_MODE": "training",
}
_SIZES = """
SELECT c.oid::regclass::text, pg_table_size(c.oid), pg_indexes_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""


def main(arguments: Sequence[str]) -> None:
    """Measure with as many persons as the first argument says, or 3,000."""
    persons = int(arguments[0]) if arguments else 3_000
    with tempfile.TemporaryDirectory(prefix="sizing-") as home, running_server(Path(home), durable=False) as running:
        _prepare(running.connections)
        print(json.dumps(measure(persons), indent=2))


def measure(persons: int) -> dict[str, object]:
    """Take in two movements for each person; give what one movement took.

    Returns:
        ``movements``; ``table_bytes``, ``index_bytes``, ``wal_bytes`` and ``log_rows`` for one movement;
        ``largest``: the tables that took most, with the bytes for one movement.
    """
    from sojourn.register.log.sequencing import sequence_all
    from sojourn.register.store.statements import select

    sequence_all()
    before, begun = _sizes(), _written()
    for direction in ("arrival", "departure"):
        for first in range(0, persons, AT_ONCE):
            _take(first, min(first + AT_ONCE, persons), direction)
    sequence_all()
    after, ended, number = _sizes(), _written(), 2 * persons
    grown = {name: (size[0] - before[name][0], size[1] - before[name][1]) for name, size in after.items()}
    largest = sorted(grown.items(), key=lambda each: -sum(each[1]))[:14]
    return {
        "movements": number,
        "table_bytes": round(sum(table for table, _ in grown.values()) / number),
        "index_bytes": round(sum(index for _, index in grown.values()) / number),
        "wal_bytes": round((ended - begun) / number),
        "log_rows": round(select("SELECT count(*) FROM log_leaf")[0][0] / number, 2),
        "largest": {name: round(sum(size) / number) for name, size in largest},
    }


def _take(first: int, last: int, direction: str) -> None:
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.records import NewRecord, append_records

    rows = [NewRecord("movement", _row(who, direction)) for who in range(first, last)]
    taken = append_records(rows, batch_id=uuid4(), actor="service", received_at=clock.now())
    answer_subjects({each.subject_id for each in taken}, "records", [each.name for each in taken])


def _row(who: int, direction: str) -> dict[str, object]:
    at = arrived_at(who) + timedelta(days=direction == "departure")
    row = movement(who, direction, at)
    dates = {"local_date": date.fromisoformat(str(row["local_date"])), "occurred_at": at}
    return {**row, **dates, "feed": FEED, "recorded_at": datetime.fromisoformat(at.isoformat())}


def _sizes() -> Mapping[str, tuple[int, int]]:
    from sojourn.register.store.statements import select

    return {name: (int(table), int(index)) for name, table, index in select(_SIZES)}


def _written() -> int:
    from sojourn.register.store.statements import select

    return int(select("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")[0][0])


def _prepare(database: Connections) -> None:
    environ = {**os.environ, **SETTINGS, "SOJOURN_DATABASE": database.url("owner")}
    subprocess.run([sys.executable, "-m", "django", "prepare_register"], env=environ, check=True, capture_output=True)
    os.environ.update({**SETTINGS, "SOJOURN_DATABASE": database.url("service")})
    import django

    django.setup()


if __name__ == "__main__":
    main(sys.argv[1:])
