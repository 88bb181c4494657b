"""The server's log holds nothing that people sent, even where a process dies in a statement; it stays small."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sojourn.register.postgres import running_server
from sojourn.register.postgres.log_file import older_log, tidy_log

NAME = "QUILLFEATHER"
FAILING = (
    f"SELECT '{NAME}'::int",
    f"INSERT INTO t VALUES ('{NAME}'), ('{NAME}')",
    f"SELECT '{NAME}' FROM nowhere",
    f"DO $$ BEGIN RAISE EXCEPTION '{NAME}'; END $$",
)


@pytest.fixture(scope="module")
def crashed_log() -> Iterator[str]:
    """Let statements that hold a name fail, and kill a server's process while it runs one; give the log."""
    with (
        tempfile.TemporaryDirectory(prefix="sojourn-log-") as folder,
        running_server(Path(folder), durable=False) as running,
    ):
        url = running.connections.url("owner")
        with psycopg.connect(url, autocommit=True) as session:
            session.execute("CREATE TEMP TABLE t (name text PRIMARY KEY)")
            for statement in FAILING:
                with pytest.raises(psycopg.Error):
                    session.execute(statement)
        kill_one(url)
        wait_for(url)
        yield (Path(folder) / "server.log").read_text(encoding="utf-8")


def kill_one(url: str) -> None:
    """Kill the process that runs a statement with a name in it."""

    def run(session: psycopg.Connection[object]) -> None:
        with pytest.raises(psycopg.Error):
            session.execute(f"SELECT pg_sleep(60), '{NAME}'")

    session = psycopg.connect(url, autocommit=True)
    thread = threading.Thread(target=run, args=(session,))
    thread.start()
    time.sleep(0.3)
    os.kill(session.info.backend_pid, signal.SIGKILL)
    thread.join()


def wait_for(url: str) -> None:
    """Wait until the server has recovered."""
    for _ in range(100):
        try:
            psycopg.connect(url).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise AssertionError("the server did not come back")


def test_the_log_tells_of_the_crash(crashed_log: str) -> None:
    assert "was terminated by signal 9" in crashed_log


def test_the_log_holds_no_value_of_a_statement(crashed_log: str) -> None:
    assert NAME not in crashed_log


PANIC = (
    "2026-11-23 10:00:00 UTC [7] PANIC:  could not write to file: No space left on device\n"
    f"2026-11-23 10:00:00 UTC [7] STATEMENT:  INSERT INTO t\n\tVALUES ('{NAME}',\n\t'{NAME}')\n"
    "2026-11-23 10:00:01 UTC [1] LOG:  all server processes terminated; reinitializing\n"
)


def test_the_statement_of_a_panic_is_taken_out(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text(PANIC)
    tidy_log(log)
    assert log.read_text().splitlines() == [
        "2026-11-23 10:00:00 UTC [7] PANIC:  could not write to file: No space left on device",
        "2026-11-23 10:00:00 UTC [7] STATEMENT:  left out",
        "2026-11-23 10:00:01 UTC [1] LOG:  all server processes terminated; reinitializing",
    ]


def test_a_large_log_becomes_the_older_one_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    with log.open("a", buffering=1) as server:
        server.write("x\n" * 600)
        tidy_log(log, largest=1000)
        server.write("new\n")
    assert (log.read_text(), len(older_log(log).read_text())) == ("new\n", 1000)


def test_a_log_that_does_not_exist_yet_is_not_made(tmp_path: Path) -> None:
    tidy_log(tmp_path / "server.log")
    assert list(tmp_path.iterdir()) == []
