"""Whether the server of a data folder is alive: by its process, by its data folder, and by an answer.

The file ``postmaster.pid`` alone proves nothing: it stays after a crash, and its number may since have been given to
another program. So the process must be a PostgreSQL whose working folder is this data folder, which nobody else's is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from sojourn.register.postgres.connections import SUPERUSER


@dataclass(frozen=True)
class Postmaster:
    """What a server wrote about itself into ``postmaster.pid``; it writes line by line while it starts.

    Attributes:
        pid: its process.
        ready: whether it says that it takes connections; before, the rest may be empty.
        port, socket_folder, loopback: where it listens.
    """

    pid: int
    ready: bool
    port: int
    socket_folder: Path
    loopback: bool


def find_postmaster(data: Path) -> Postmaster | None:
    """Find the living server process of the folder ``data``; a stale file or a number used again is none."""
    try:
        text = (data / "postmaster.pid").read_text(encoding="utf-8")
        lines = [*map(str.strip, text.splitlines()), *[""] * 8]
        pid, port = int(lines[0]), int(lines[3] or 0)
    except (FileNotFoundError, ValueError):
        return None  # no file, or not a server's
    if not is_server_of(pid, data):
        return None
    return Postmaster(pid, lines[7] == "ready", port, Path(lines[4]), loopback=bool(lines[5]))


def is_server_of(pid: int, data: Path) -> bool:
    """Say whether the process ``pid`` is a living PostgreSQL of the folder ``data``."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and _works_in(process, data)
    except psutil.NoSuchProcess:
        return False


def list_processes(data: Path) -> list[int]:
    """List the living processes of the server of ``data``, with its workers, even where the first has died."""
    return [process.pid for process in psutil.process_iter() if is_server_of(process.pid, data)]


def answers(data: Path, host: str, port: int, secret: str) -> bool:
    """Say whether a real connection is answered, by the server of this data folder."""
    try:
        with psycopg.connect(
            host=host, port=port, user=SUPERUSER, password=secret, dbname="postgres", connect_timeout=5
        ) as connection:
            row = connection.execute("select current_setting('data_directory')").fetchone()
    except psycopg.OperationalError:
        return False  # not up yet, still recovering, or stopping
    return row is not None and Path(row[0]).resolve() == data.resolve()


def _works_in(process: psutil.Process, data: Path) -> bool:
    """PostgreSQL changes into its data folder and stays there; its workers as well."""
    try:
        return process.name() == "postgres" and Path(process.cwd()) == data.resolve()
    except psutil.AccessDenied:
        return False  # the process of another account: the server's is this one's, or this one is root
