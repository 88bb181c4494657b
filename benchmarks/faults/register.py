"""A register of its own for the trials, and handles on everything that it consists of."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from sojourn.register.clock import SKEW_FILE

READY = "Stop with Ctrl-C."
#: Seconds for a start, the tables and the engine of the worker with it.
START = 90.0
_WORKER = "sojourn.register.live.worker"


@dataclass
class Register:
    """A register that runs, or is about to be started again.

    Attributes:
        home: its folder.
        port: on loopback; the same after each start.
        said: what the service printed.
        starts: how often it was started.
    """

    home: Path
    port: int
    said: list[str] = field(default_factory=list)
    starts: int = 0
    _process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the service, and wait until it says that it is ready.

        Raises:
            RuntimeError: it ended instead.
        """
        environ = {name: value for name, value in os.environ.items() if not name.startswith(("SOJOURN_", "DJANGO_"))}
        environ.pop("DATABASE_URL", None)
        program = [str(Path(sys.executable).with_name("sojourn")), "serve", "--home", str(self.home)]
        told = ["--port", str(self.port), "--law", "base", "--travellers", "0"]
        self._process = subprocess.Popen(
            [*program, *told],
            env={**environ, SKEW_FILE: str(self.home / "skew")},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.starts += 1
        ready = threading.Event()
        threading.Thread(target=self._listen, args=(self._process, ready), daemon=True).start()
        if not ready.wait(START) or self._process.poll() is not None:
            raise RuntimeError("the register did not start:\n" + "\n".join(self.said[-20:]))

    def _listen(self, process: subprocess.Popen[str], ready: threading.Event) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.said.append(line.rstrip())
            if line.strip() == READY:
                ready.set()
        ready.set()

    def stop(self) -> int:
        """Stop in good order; gives the code with which it ended."""
        assert self._process is not None
        self._process.send_signal(signal.SIGINT)
        try:
            return self._process.wait(60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    @property
    def web(self) -> int | None:
        """The process of the service; None: it does not run."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def kill_web(self) -> None:
        """Kill the service, and start it again as whatever watches over it does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self.start()

    @property
    def workers(self) -> list[int]:
        """The workers that run; one, or none where it was just killed."""
        told = str(self.home)
        return [pid for pid in _named(_WORKER) if _environment(pid).get(SKEW_FILE, "").startswith(told)]

    @property
    def postmaster(self) -> int | None:
        """The first process of the database; None: it does not run."""
        file = self.home / "postgres" / "data" / "postmaster.pid"
        try:
            pid = int(file.read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        return pid if psutil.pid_exists(pid) else None

    @property
    def backends(self) -> list[int]:
        """The database's processes that work for the service."""
        pid = self.postmaster
        try:
            children = psutil.Process(pid).children() if pid else []
            return [child.pid for child in children if "sojourn_service" in " ".join(child.cmdline())]
        except psutil.NoSuchProcess:
            return []

    def skew(self, seconds: float) -> None:
        """Put the clock of all its processes wrong by so many seconds."""
        beside = self.home / "skew.part"
        beside.write_text(str(seconds), encoding="ascii")
        beside.rename(self.home / "skew")

    def status(self, path: str) -> tuple[int, str, dict[str, str]]:
        """Ask for a page: status, text, headers; status 0 where nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), dict(error.headers)
        except OSError:
            return 0, "", {}


@contextmanager
def trial_register(database_folder: int | None = None) -> Iterator[Register]:
    """Run a new register inside the block; nothing is left of it afterwards.

    Args:
        database_folder: MB of a file system of its own for the database, where this machine lets us mount one.
    """
    home = Path(tempfile.mkdtemp(prefix="sojourn-faults-"))
    home.chmod(0o755)
    mounted = database_folder is not None and _mount(home / "postgres", database_folder)
    register = Register(home, free_port())
    try:
        register.start()
        yield register
    finally:
        _end(register)
        if mounted:
            subprocess.run(["umount", str(home / "postgres")], check=False)
        shutil.rmtree(home, ignore_errors=True)


def _end(register: Register) -> None:
    """Stop the service, and whatever of it outlived a killed one."""
    if register.web is not None:
        register.stop()
    for pid in [*register.workers, *([register.postmaster] if register.postmaster else [])]:
        try:
            process = psutil.Process(pid)
            process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGKILL)
            process.wait(30)
        except psutil.NoSuchProcess:
            continue  # it ended by itself


def _mount(folder: Path, megabytes: int) -> bool:
    folder.mkdir(mode=0o755)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        folder.rmdir()
    return done.returncode == 0


def is_mounted(folder: Path) -> bool:
    """Say whether the database has a file system of its own, which can be filled."""
    return os.path.ismount(folder)


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_answers(register: Register, seconds: float = 60.0) -> float:
    """Wait until a page is answered again; gives the seconds that it took.

    Raises:
        RuntimeError: it never was.
    """
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if register.status("/account/login/")[0] == 200:
            return time.monotonic() - begun
        time.sleep(0.1)
    raise RuntimeError("the register does not answer:\n" + "\n".join(register.said[-20:]))


def _named(part: str) -> list[int]:
    return [
        process.pid
        for process in psutil.process_iter(["cmdline", "status"])
        if part in (process.info["cmdline"] or []) and process.info["status"] != psutil.STATUS_ZOMBIE
    ]


def _environment(pid: int) -> dict[str, str]:
    try:
        found: dict[str, str] = psutil.Process(pid).environ()
        return found
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return {}
