"""Launching the server's process and waiting until it answers."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.register.postgres.cluster import ENVIRONMENT, Cluster
from sojourn.register.postgres.liveness import Postmaster, answers, find_postmaster, list_processes
from sojourn.register.postgres.locks import find_lock
from sojourn.register.postgres.log_file import tidy_log
from sojourn.register.postgres.private_file import PRIVATE, write_private
from sojourn.register.postgres.settings_files import HBA, settings_text
from sojourn.register.postgres.socket_folder import get_socket_folder

TIMEOUT = 60.0  # seconds: a recovery after a crash reads what was written since the last checkpoint
PATIENCE = 20.0
_PAUSE = 0.02
_SOCKET_PORT = 5432  # only a part of the socket's name; the folder is the server's own
_LAST_LINES = 15


def launch(cluster: Cluster, *, loopback: bool, durable: bool) -> subprocess.Popen[bytes]:
    """Launch the server's process; it then starts up, and `wait_until_up` waits for it.

    The server inherits a locked file, and its workers from it. So two servers never run on one data folder, even where
    they cannot see each other's processes (two containers, one volume).

    Raises:
        RegisterError: ``postgres-runs-elsewhere``.
    """
    life = find_lock(cluster.life, PATIENCE)  # a killed server's workers need a moment to see it and go
    if life is None:
        raise _runs_elsewhere(cluster)
    try:
        socket_folder = get_socket_folder(cluster.socket_note, cluster.account, os.environ)
        # Nobody runs, so these are stale. PostgreSQL would refuse to start if the number in them is in use again.
        for stale in [cluster.data / "postmaster.pid", *socket_folder.glob(".s.PGSQL.*")]:
            stale.unlink(missing_ok=True)
        return _launch(cluster, life, _write_settings(cluster, socket_folder, loopback=loopback, durable=durable))
    finally:
        os.close(life)


def _write_settings(cluster: Cluster, socket_folder: Path, *, loopback: bool, durable: bool) -> Path:
    settings, hba = cluster.folder / "postgresql.conf", cluster.folder / "pg_hba.conf"
    port = _find_free_port() if loopback else _SOCKET_PORT
    write_private(hba, HBA, reader=cluster.reader)
    text = settings_text(socket_folder, hba, port, loopback=loopback, durable=durable)
    write_private(settings, text, reader=cluster.reader)
    return settings


def _launch(cluster: Cluster, life: int, settings: Path) -> subprocess.Popen[bytes]:
    tidy_log(cluster.log)
    with open(cluster.log, "ab", opener=_open_private) as log:
        return subprocess.Popen(  # noqa: S603 - our own program, our own arguments
            [str(cluster.programs / "postgres"), "-D", str(cluster.data), "-c", f"config_file={settings}"],
            env=ENVIRONMENT,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            umask=0o077,
            pass_fds=(life,),
            start_new_session=True,  # a Ctrl-C at the terminal is for us: we stop the server when all is written
            **cluster.account.as_subprocess(),
        )


def find_up(cluster: Cluster, secret: str) -> Postmaster | None:
    """Find the server that runs already, once it answers; None when none lives, or when it goes (it was just killed).

    Raises:
        RegisterError: ``postgres-did-not-start``, when it lives and does not answer.
    """
    for _ in _attempts():
        found = find_postmaster(cluster.data)
        if found is None or _answers(cluster, found, secret):
            return found
    raise _did_not_start(cluster, f"did not answer within {TIMEOUT:.0f} seconds")


def wait_until_up(cluster: Cluster, secret: str, process: subprocess.Popen[bytes]) -> Postmaster:
    """Wait until the server that was launched as ``process`` answers a real connection.

    Raises:
        RegisterError: ``postgres-did-not-start``, with the last lines of its log.
    """
    for _ in _attempts():
        if process.poll() is not None:
            raise _did_not_start(cluster, "ended at once")
        found = find_postmaster(cluster.data)
        if found is not None and _answers(cluster, found, secret):
            return found
    raise _did_not_start(cluster, f"did not answer within {TIMEOUT:.0f} seconds")


def _answers(cluster: Cluster, found: Postmaster, secret: str) -> bool:
    return found.ready and answers(cluster.data, str(found.socket_folder), found.port, secret)


def _attempts() -> Iterator[None]:
    """Give one turn after another until the time is up, quickly at first."""
    end, pause = time.monotonic() + TIMEOUT, _PAUSE
    while time.monotonic() < end:
        yield
        time.sleep(pause)
        pause = min(pause * 1.2, 0.5)


def no_loopback(cluster: Cluster) -> RegisterError:
    """Say that a running server cannot be given an address on loopback."""
    return RegisterError(
        "postgres-no-loopback",
        f"the database in `{cluster.folder}` runs already, through its socket only. "
        "Next: stop the Sojourn that started it, and start again; or do without an address on loopback.",
    )


def _find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, PRIVATE)


def _runs_elsewhere(cluster: Cluster) -> RegisterError:
    return RegisterError(
        "postgres-runs-elsewhere",
        f"the database in `{cluster.folder}` is held by a server that this process cannot reach: one in another "
        f"container, or what is left of a killed one (here: {list_processes(cluster.data) or 'none'}). "
        "Two servers on one folder would destroy the data. Next: stop the other one, and start again.",
    )


def _did_not_start(cluster: Cluster, what: str) -> RegisterError:
    return RegisterError(
        "postgres-did-not-start",
        f"the database in `{cluster.folder}` {what}. The last lines of its log, `{cluster.log}`:\n"
        f"{_last_lines(cluster.log)}\nNext: mend what the log names, and start again; the data stay as they are.",
    )


def _last_lines(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LAST_LINES:]
    return "\n".join(f"  {line}" for line in lines) or "  (it is empty)"
