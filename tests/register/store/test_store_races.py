"""Two processes at once leave one record and one subject; a process that is killed leaves nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg

from sojourn.register.postgres import Connections
from tests.register.store.store_rows import append, fates, movement, passport

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys, time
import django
django.setup()
from pathlib import Path
from django.db import transaction
from tests.register.store.store_rows import append, fates, movement, passport
feed, own, go = sys.argv[1], sys.argv[2], Path(sys.argv[3])
rows = [movement(f"r{i}", feed=feed, **passport(f"{feed}{i % 50}")) for i in range(200)]
rows.append(movement(own, feed=feed, **passport(f"{feed}77")))
print("ready", flush=True)
while not go.exists():
    time.sleep(0.005)
with transaction.atomic():
    told = append(*rows)
    print("appended", fates(told).count("duplicate"), flush=True)
    time.sleep(60 if own == "killed" else 0.3)
"""


def start(feed: str, own: str, go: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, feed, own, str(go)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def counts(database: Connections, feed: str) -> tuple[object, ...] | None:
    with psycopg.connect(database.url("owner")) as session:
        return session.execute(
            "SELECT count(*), count(DISTINCT name), count(DISTINCT subject_id) FROM store_record WHERE feed = %s",
            [feed],
        ).fetchone()


def test_two_processes_that_append_the_same_rows_leave_one_of_each(django_ready: Connections, tmp_path: Path) -> None:
    go = tmp_path / "go"
    racing = [start("post:RACE", own, go) for own in ("a", "b")]
    go.touch()
    told = sorted(process.communicate(timeout=60)[0] for process in racing)
    assert told == ["appended 0\n", "appended 200\n"]
    assert counts(django_ready, "post:RACE") == (202, 202, 51)


def test_a_process_that_is_killed_leaves_nothing(django_ready: Connections, tmp_path: Path) -> None:
    go = tmp_path / "go"
    go.touch()
    process = start("post:KILLED", "killed", go)
    assert process.stdout is not None
    assert process.stdout.readline() == "appended 0\n"
    process.kill()
    process.wait()
    assert counts(django_ready, "post:KILLED") == (0, 0, 0)
    row = movement("r0", feed="post:KILLED", **passport("post:KILLED0"))
    assert fates(append(row)) == ["accepted"]
