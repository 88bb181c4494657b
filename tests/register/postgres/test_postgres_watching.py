"""A server that dies is started again, under the same address, with all that was committed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from sojourn.register.postgres.liveness import list_processes
from sojourn.register.postgres.watching import watched_server


def wait_until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


def answers(url: str) -> bool:
    """Say whether the database answers."""
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            return bool(connection.execute("select 1").fetchone())
    except psycopg.OperationalError:
        return False


def test_a_killed_server_comes_back_under_the_same_address_with_what_was_committed(made_cluster: Path) -> None:
    said: list[str] = []
    with watched_server(made_cluster, said.append, durable=False) as running:
        owner, before = running.connections.url("owner"), running.pid
        with psycopg.connect(owner) as connection:
            connection.execute("create table brought_back (n int)")
            connection.execute("insert into brought_back values (1)")
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: running.pid != before and answers(owner))
        with psycopg.connect(owner) as connection:
            assert connection.execute("select count(*) from brought_back").fetchone() == (1,)
            connection.execute("drop table brought_back")
    assert [line for line in said if "runs again" in line]
    assert list_processes(made_cluster / "data") == []


def test_a_server_that_cannot_start_is_tried_again_until_it_can(made_cluster: Path) -> None:
    said: list[str] = []
    control = made_cluster / "data" / "global" / "pg_control"
    with watched_server(made_cluster, said.append, durable=False) as running:
        before = running.pid
        control.rename(control.with_name("pg_control.away"))
        os.kill(before, signal.SIGKILL)
        wait_until(lambda: any("tried again" in line for line in said))
        control.with_name("pg_control.away").rename(control)
        wait_until(lambda: running.pid != before and answers(running.connections.service_url))
    assert list_processes(made_cluster / "data") == []


def test_a_stop_in_the_middle_of_a_restart_leaves_nothing(made_cluster: Path) -> None:
    with watched_server(made_cluster, [].append, durable=False) as running:
        os.kill(running.pid, signal.SIGKILL)
    assert list_processes(made_cluster / "data") == []
