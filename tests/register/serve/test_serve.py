"""``sojourn serve`` as a new user meets it: one command, a page, Ctrl-C, nothing left, and all there the next time."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

COMMAND = [str(Path(sys.executable).with_name("sojourn")), "serve"]
READY = "Stop with Ctrl-C."


@dataclass
class Served:
    """A service that runs: its process, what it printed, where its pages are, how long the start took."""

    process: subprocess.Popen[str]
    said: list[str]
    address: str
    seconds: float

    def page(self, path: str) -> str:
        """Give a page as text."""
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return str(answer.read().decode())

    def stop(self) -> int:
        """Press Ctrl-C and wait."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(home: Path, *more: str) -> Iterator[Served]:
    """Serve the register of a folder inside the block."""
    port, began = free_port(), time.monotonic()
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("SOJOURN_", "DJANGO_"))}
    command = [*COMMAND, "--home", str(home), "--port", str(port), *more]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ)
    try:
        assert process.stdout is not None
        said: list[str] = []
        for line in process.stdout:
            said.append(line.strip())
            if line.strip() == READY:
                break
        assert said[-1:] == [READY], "\n".join(said)
        served = Served(process, said, f"http://127.0.0.1:{port}", time.monotonic() - began)
        wait_for(served)
        yield served
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def wait_for(served: Served) -> None:
    """Wait until the port answers."""
    for _ in range(100):
        try:
            served.page("/account/login/")
            return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise AssertionError("the service does not answer")


def servers_of(home: Path) -> list[str]:
    """Name the processes that work in a folder, or were told of it."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        told = " ".join(process.info["cmdline"] or []) + " " + (process.info["cwd"] or "")
        if str(home) in told and process.pid != os.getpid():
            found.append(told)
    return found


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """Give a folder of its own, open to the account that the database runs under."""
    folder = Path(tempfile.mkdtemp(prefix="sojourn-serve-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def first_start(home: Path) -> tuple[list[str], str, int, list[str], float]:
    """Start for the first time with a small country, look at the first page, and stop: what was said, the page, how it
    ended, what was left running, and how long the start took."""
    with serving(home, "--travellers", "30") as served:
        page = served.page("/")
        ended = served.stop()
        return served.said, page, ended, servers_of(home), served.seconds


def test_the_first_start_prints_the_address_and_who_can_sign_in(
    first_start: tuple[list[str], str, int, list[str], float],
) -> None:
    said = "\n".join(first_start[0])
    assert re.search(r"The register: http://127\.0\.0\.1:\d+/", said)
    assert "officer" in said
    assert "the password is" in said


def test_the_first_page_asks_to_sign_in_and_says_that_this_is_training(
    first_start: tuple[list[str], str, int, list[str], float],
) -> None:
    page = first_start[1]
    assert "training" in page.lower()
    assert 'type="password"' in page


def test_stopping_leaves_nothing_running(first_start: tuple[list[str], str, int, list[str], float]) -> None:
    assert first_start[2:4] == (0, [])


def test_starting_again_is_quick_and_keeps_the_data(
    home: Path, first_start: tuple[list[str], str, int, list[str], float]
) -> None:
    with serving(home, "--travellers", "30") as served:
        assert not [line for line in served.said if "taking in" in line or "up to date" in line]
        assert served.seconds < first_start[4] / 2
        served.process.send_signal(signal.SIGTERM)
        served.process.wait(timeout=60)
    assert servers_of(home) == []


def test_a_training_register_does_not_open_as_a_live_one(
    home: Path, first_start: tuple[list[str], str, int, list[str], float]
) -> None:
    told = {"SOJOURN_CONTROLLER": "A", "SOJOURN_LEGAL_BASIS": "B", "SOJOURN_RETENTION": "C"}
    command = [*COMMAND, "--home", str(home), "--mode", "live"]
    done = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True, timeout=120)
    assert (done.returncode, "[register-is-other]" in done.stderr) == (2, True)
    assert servers_of(home) == []


def test_live_does_not_start_without_what_the_law_asks_of_a_controller(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    home = Path(tempfile.mkdtemp(prefix="sojourn-live-"))
    done = subprocess.run(
        [*COMMAND, "--home", str(home), "--mode", "live"], capture_output=True, text=True, timeout=120
    )
    shutil.rmtree(home, ignore_errors=True)
    assert done.returncode == 2
    for needed in ("SOJOURN_CONTROLLER", "SOJOURN_LEGAL_BASIS", "SOJOURN_RETENTION"):
        assert needed in done.stderr


def test_the_register_answers_as_one_batch_run_does(
    home: Path, first_start: tuple[list[str], str, int, list[str], float]
) -> None:
    done = subprocess.run([COMMAND[0], "verify", "--home", str(home)], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the register answers as one batch run does" in done.stdout
