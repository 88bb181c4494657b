"""The blows: each strikes once, and has healed what a machine's keeper would heal when it returns."""

from __future__ import annotations

import os
import random
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.faults.cutting import Wire
from benchmarks.faults.inside import Inside
from benchmarks.faults.register import Register, is_mounted
from benchmarks.faults.stream import Stream

#: Seconds that a blow lasts which is not over at once.
LASTS = 2.5
#: Hours by which the clock is put wrong at most, forwards or backwards.
HOURS = 6.0


@dataclass
class Trial:
    """What blows strike at."""

    register: Register
    wire: Wire
    inside: Inside
    stream: Stream
    rng: random.Random


def kill_service(trial: Trial) -> str:
    """Kill the web process; it is started again, as a service manager would."""
    trial.register.kill_web()
    return ""


def kill_worker(trial: Trial) -> str:
    """Kill the worker; the service starts it again."""
    _kill(trial.register.workers)
    return ""


def kill_database(trial: Trial) -> str:
    """Kill PostgreSQL's first process; the service starts it again."""
    pid = trial.register.postmaster
    _kill([pid] if pid else [])
    return ""


def kill_backend(trial: Trial) -> str:
    """Kill one of PostgreSQL's processes that work for the service; PostgreSQL starts all of them again."""
    backends = trial.register.backends
    _kill([trial.rng.choice(backends)] if backends else [])
    return ""


def kill_message_server(trial: Trial) -> str:
    """Kill the message server; it is started again."""
    trial.stream.kill_server()
    return ""


def kill_consumer(trial: Trial) -> str:
    """Kill the command that reads the stream; it is started again."""
    trial.stream.kill_consumer()
    return ""


def cut_database(trial: Trial) -> str:
    """Cut the service's connections with the database, those first that are in the middle of copying rows."""
    struck, until = 0, time.monotonic() + LASTS
    while time.monotonic() < until:
        for pid in trial.inside.ask("busy")[:1]:
            try:
                os.kill(pid, signal.SIGTERM)  # what pg_terminate_backend sends
            except ProcessLookupError:
                continue
            struck += 1
        time.sleep(trial.rng.uniform(0.05, 0.3))
    return f"{struck} times"


def cut_sender(trial: Trial) -> str:
    """Cut connections between senders and service, in the middle of a message or before its reply."""
    before = trial.wire.cuts
    trial.wire.cut(0.6)
    time.sleep(LASTS)
    trial.wire.cut(0)
    return f"{trial.wire.cuts - before} times"


def skew_clock(trial: Trial) -> str:
    """Let the clock jump back and forth by hours; it is right again in the end."""
    until = time.monotonic() + LASTS
    while time.monotonic() < until:
        trial.register.skew(trial.rng.uniform(-HOURS, HOURS) * 3600)
        time.sleep(0.4)
    trial.register.skew(0)
    return ""


def fill_disk(trial: Trial) -> str:
    """Let the database's disk be full for a while."""
    full = _full_mount if is_mounted(trial.register.home / "postgres") else _full_by_limit
    statuses = full(trial)
    told = sorted({str(status) for status in statuses if status})
    return f"pages meanwhile: {', '.join(told) or 'none'}"


def _full_mount(trial: Trial) -> list[int]:
    """Fill the file system of the database's own to its last page, then make room again."""
    ballast = trial.register.home / "postgres" / "ballast"
    statuses, until = [], time.monotonic() + LASTS
    try:
        while time.monotonic() < until:
            _fill(ballast)
            statuses.append(trial.register.status("/account/login/")[0])
            time.sleep(0.1)
    finally:
        ballast.unlink(missing_ok=True)
    return statuses


def _fill(ballast: Path) -> None:
    """Take all the room that is left."""
    free = os.statvfs(ballast.parent)
    size = ballast.stat().st_size if ballast.exists() else 0
    with ballast.open("ab") as file:
        try:
            os.posix_fallocate(file.fileno(), size, max(1, free.f_bavail * free.f_frsize))
        except OSError:
            return  # somebody else took the last of it


def _full_by_limit(trial: Trial) -> list[int]:
    """Without a file system of one's own: a server that can let no file grow, its log of changes least of all.

    The limit is inherited, so the server is killed and comes back under it, and once more when there is room again.
    """
    web = trial.register.web
    assert web is not None
    statuses, until = [], time.monotonic() + LASTS
    _, most = resource.prlimit(web, resource.RLIMIT_FSIZE)
    resource.prlimit(web, resource.RLIMIT_FSIZE, (1 << 20, most))
    try:
        kill_database(trial)
        while time.monotonic() < until:
            statuses.append(trial.register.status("/account/login/")[0])
            time.sleep(0.1)
    finally:
        resource.prlimit(web, resource.RLIMIT_FSIZE, (most, most))
        kill_database(trial)
    return statuses


BLOWS: dict[str, Callable[[Trial], str]] = {
    "service killed": kill_service,
    "worker killed": kill_worker,
    "database killed": kill_database,
    "database's process killed": kill_backend,
    "message server killed": kill_message_server,
    "consumer killed": kill_consumer,
    "database cut off": cut_database,
    "senders cut off": cut_sender,
    "clock wrong": skew_clock,
    "disk full": fill_disk,
}


def _kill(pids: list[int]) -> None:
    """Kill at once, as a power cut or the kernel would."""
    for pid in pids:
        try:
            psutil.Process(pid).kill()
        except psutil.NoSuchProcess:
            continue  # it ended by itself
