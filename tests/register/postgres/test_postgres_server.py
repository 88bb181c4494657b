"""The server starts, answers, stops, and comes back after whatever happened to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from sojourn.errors import RegisterError
from sojourn.register.postgres import Running, running_server, start_server
from sojourn.register.postgres.liveness import answers, find_postmaster, is_server_of, list_processes
from sojourn.register.postgres.locks import find_lock
from sojourn.register.postgres.secrets_file import get_secrets

PROGRAM = Path(__file__).with_name("postgres_other_process.py")
QUICK = 3.0


def ask(url: str, question: str) -> object:
    """Give the first value of the answer."""
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


def change(url: str, *statements: str) -> None:
    """Run statements and commit."""
    with psycopg.connect(url) as connection:
        for statement in statements:
            connection.execute(statement)


def kill_server(running: Running) -> None:
    """Kill the server as a power cut would, and let its workers see it."""
    os.kill(running.pid, signal.SIGKILL)
    psutil.wait_procs([psutil.Process(pid) for pid in list_processes(running.folder / "data")], timeout=10)


@pytest.fixture
def spawn() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start other processes that use a folder; at the end they leave as they should."""
    spawned: list[subprocess.Popen[str]] = []

    def start(folder: Path, *options: str) -> subprocess.Popen[str]:
        spawned.append(
            subprocess.Popen(
                [sys.executable, str(PROGRAM), str(folder), *options],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return spawned[-1]

    yield start
    for process in spawned:
        process.communicate()


def test_stopping_leaves_no_process_and_no_socket_behind(made_cluster: Path) -> None:
    with running_server(made_cluster, durable=False) as running:
        socket_folder = Path(str(running.connections.django("service")["HOST"]))
        alive = list_processes(made_cluster / "data")
        assert running.pid in alive
        assert len(alive) > 1  # its workers are seen too
        assert list(socket_folder.iterdir())
    assert [pid for pid in alive if psutil.pid_exists(pid)] == []
    assert not socket_folder.exists()


def test_stopping_again_does_nothing(made_cluster: Path) -> None:
    running = start_server(made_cluster, durable=False)
    running.stop()
    running.stop()
    assert list_processes(made_cluster / "data") == []


def test_second_start_is_quick_and_keeps_the_data(made_cluster: Path) -> None:
    with running_server(made_cluster) as running:
        change(running.connections.url("owner"), "create table kept (word text)", "insert into kept values ('here')")
    begun = time.monotonic()
    with running_server(made_cluster) as running:
        taken = time.monotonic() - begun
        assert ask(running.connections.url("owner"), "select word from kept") == "here"
    assert taken < QUICK


def test_secrets_stay_the_same(made_cluster: Path) -> None:
    before = (made_cluster / "secrets.json").read_text()
    with running_server(made_cluster, durable=False):
        pass
    assert (made_cluster / "secrets.json").read_text() == before


def test_server_killed_recovers_what_was_committed(cluster_folder: Path) -> None:
    running = start_server(cluster_folder, durable=True)
    change(
        running.connections.url("owner"), "create table committed (word text)", "insert into committed values ('here')"
    )
    kill_server(running)
    with running_server(cluster_folder) as again:
        assert not again.joined
        assert again.pid != running.pid
        assert ask(again.connections.url("owner"), "select word from committed") == "here"
    running.stop()


def test_start_right_after_a_kill_waits_for_the_workers(cluster_folder: Path) -> None:
    running = start_server(cluster_folder, durable=False)
    os.kill(running.pid, signal.SIGKILL)
    with running_server(cluster_folder, durable=False) as again:
        assert again.pid != running.pid
    running.stop()


def test_pid_of_an_ended_process_is_not_taken_for_life(made_cluster: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    write_postmaster_file(made_cluster, ended.pid)
    with running_server(made_cluster, durable=False) as running:
        assert not running.joined


def test_pid_used_again_by_another_program_is_not_taken_for_life(made_cluster: Path) -> None:
    account = (made_cluster / "data").stat()
    # The server's own account: the one case in which PostgreSQL itself would refuse to start.
    other = subprocess.Popen(["sleep", "60"], user=account.st_uid if os.geteuid() == 0 else None)
    write_postmaster_file(made_cluster, other.pid)
    with running_server(made_cluster, durable=False) as running:
        assert not running.joined
        assert other.poll() is None  # and it is left alone
    other.kill()
    other.wait()


def test_server_of_another_folder_is_not_taken_for_ours(made_cluster: Path, on_loopback: Running) -> None:
    assert is_server_of(on_loopback.pid, on_loopback.folder / "data")
    assert not is_server_of(on_loopback.pid, made_cluster / "data")
    write_postmaster_file(made_cluster, on_loopback.pid)
    assert find_postmaster(made_cluster / "data") is None


def test_answer_of_another_folder_is_not_taken_for_ours(made_cluster: Path, on_loopback: Running) -> None:
    found = find_postmaster(on_loopback.folder / "data")
    assert found is not None
    secret = get_secrets(on_loopback.folder / "secrets.json").superuser
    assert answers(on_loopback.folder / "data", str(found.socket_folder), found.port, secret)
    assert not answers(made_cluster / "data", str(found.socket_folder), found.port, secret)


def write_postmaster_file(folder: Path, pid: int) -> None:
    """Write what a server that was killed leaves behind."""
    data = folder / "data"
    file = data / "postmaster.pid"
    file.write_text(f"{pid}\n{data}\n1700000000\n5432\n/tmp\n\n        1         2\nready   \n")
    os.chown(file, data.stat().st_uid, data.stat().st_gid)


def test_two_starts_at_once_share_one_server(made_cluster: Path, spawn: Callable[..., subprocess.Popen[str]]) -> None:
    both = [spawn(made_cluster), spawn(made_cluster)]
    told = [process.stdout.readline().split() for process in both if process.stdout]
    assert told[0][0] == told[1][0]
    assert sorted(line[1] for line in told) == ["joined", "started"]


def test_two_first_starts_at_once_make_one_cluster(spawn: Callable[..., subprocess.Popen[str]]) -> None:
    with tempfile.TemporaryDirectory(prefix="sojourn-test-") as folder:
        both = [spawn(Path(folder)), spawn(Path(folder))]
        told = [process.stdout.readline().split() for process in both if process.stdout]
        assert told[0][0] == told[1][0]
        for process in both:
            process.communicate()
        assert list_processes(Path(folder) / "data") == []


def test_server_runs_until_its_last_user_leaves(made_cluster: Path) -> None:
    first = start_server(made_cluster, durable=False)
    with running_server(made_cluster, durable=False) as second:
        assert second.joined
        first.stop()
        assert ask(second.connections.service_url, "select 1") == 1
    assert list_processes(made_cluster / "data") == []


def test_server_of_a_killed_program_is_joined_and_then_stopped(
    made_cluster: Path, spawn: Callable[..., subprocess.Popen[str]]
) -> None:
    program = spawn(made_cluster)
    assert program.stdout is not None
    pid = int(program.stdout.readline().split()[0])
    program.kill()
    program.wait()
    assert is_server_of(pid, made_cluster / "data")
    with running_server(made_cluster, durable=False) as running:
        assert (running.pid, running.joined) == (pid, True)
    assert list_processes(made_cluster / "data") == []


def test_program_without_rights_runs_the_server_as_itself(spawn: Callable[..., subprocess.Popen[str]]) -> None:
    with tempfile.TemporaryDirectory(prefix="sojourn-test-") as folder:
        Path(folder).chmod(0o777)
        program = spawn(Path(folder) / "own", "--plain")
        assert program.stdout is not None
        pid, how, role = program.stdout.readline().split()
        assert (how, role) == ("started", "sojourn_service")
        assert psutil.Process(int(pid)).uids() == psutil.Process(program.pid).uids()
        assert (Path(folder) / "own").stat().st_mode & 0o777 == 0o700
        program.communicate()
        assert not psutil.pid_exists(int(pid))


def test_interrupt_at_the_terminal_does_not_reach_the_server(made_cluster: Path) -> None:
    with running_server(made_cluster, durable=False) as running:
        assert os.getpgid(running.pid) != os.getpgid(0)


def test_failed_start_shows_the_last_lines_of_the_log(cluster_folder: Path) -> None:
    (cluster_folder / "data" / "global" / "pg_control").unlink()
    with pytest.raises(RegisterError, match="could not find the database system") as raised:
        start_server(cluster_folder, durable=False)
    assert raised.value.code == "postgres-did-not-start"
    assert list_processes(cluster_folder / "data") == []


def test_folder_held_by_an_unseen_server_is_left_alone(made_cluster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sojourn.register.postgres.launching.PATIENCE", 0.2)
    held = find_lock(made_cluster / "server.lock", 0)
    assert held is not None
    with pytest.raises(RegisterError) as raised:
        start_server(made_cluster, durable=False)
    os.close(held)
    assert raised.value.code == "postgres-runs-elsewhere"


def test_living_server_holds_its_lock(on_loopback: Running) -> None:
    assert find_lock(on_loopback.folder / "server.lock", 0) is None


def test_start_that_takes_too_long_elsewhere_is_told(made_cluster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sojourn.register.postgres.server.TIMEOUT", 0.2)
    held = find_lock(made_cluster / "starting.lock", 0)
    assert held is not None
    with pytest.raises(RegisterError) as raised:
        start_server(made_cluster, durable=False)
    os.close(held)
    assert raised.value.code == "postgres-busy"


def test_loopback_cannot_be_added_to_a_running_server(made_cluster: Path) -> None:
    with running_server(made_cluster, durable=False):
        with pytest.raises(RegisterError) as raised:
            start_server(made_cluster, loopback=True)
        assert raised.value.code == "postgres-no-loopback"
