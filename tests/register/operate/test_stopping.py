"""The service as it runs: ready after a while, figures of all its processes, a log of lines; and it stops well.

One start serves all of it: the questions are asked of the running service first, then it is stopped in the middle of
two requests, one that goes on and one that never does.
"""

from __future__ import annotations

import json
import os
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
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

COMMAND = [str(Path(sys.executable).with_name("sojourn")), "serve", "--law", "base", "--travellers", "0"]
HALF, REST = b'[{"movement_id": ', b'"m1"}]'
#: Seconds that a start and a stop may take on a busy machine.
START, STOP = 180, 60


@dataclass(frozen=True)
class Stopped:
    """What a service told while it ran, and how it ended."""

    ready: dict[str, object]
    figures: str
    answer_in_hand: bytes
    refused_new: bool
    code: int
    seconds: float
    left: list[str]
    log: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str) -> tuple[int, bytes]:
    """Ask for a page; 0 while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read()
    except OSError:
        return 0, b""


def wait_until_ready(port: int, process: subprocess.Popen[bytes]) -> dict[str, object]:
    """Wait until the service says that it can work."""
    limit = time.monotonic() + START
    while time.monotonic() < limit:
        status, body = ask(port, "/ready")
        if status == 200:
            return dict(json.loads(body))
        assert process.poll() is None, "the service ended"
        time.sleep(0.5)
    raise AssertionError(f"the service is not ready: {status} {body!r}")


def begin_request(port: int) -> socket.socket:
    """Send the first half of a message."""
    opened = socket.create_connection(("127.0.0.1", port), timeout=STOP)
    length = len(HALF + REST)
    head = f"POST /api/v1/movements HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n"
    opened.sendall(head.encode() + HALF)
    return opened


def refuses_new(port: int) -> bool:
    """Say whether no new connection is taken, within a few seconds."""
    for _ in range(50):
        if ask(port, "/health")[0] == 0:
            return True
        time.sleep(0.1)
    return False


def processes_of(home: Path) -> list[str]:
    """Name the processes that work in a folder, or were told of it."""
    found = []
    for process in psutil.process_iter(["cmdline", "cwd"]):
        told = " ".join(process.info["cmdline"] or []) + " " + (process.info["cwd"] or "")
        if str(home) in told and process.pid != os.getpid():
            found.append(told)
    return found


def stop_in_the_middle(port: int, process: subprocess.Popen[bytes]) -> tuple[bytes, bool, float]:
    """Stop the service while two requests are half sent; finish one of them, and never the other."""
    goes_on, never_does = begin_request(port), begin_request(port)
    time.sleep(0.5)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    refused = refuses_new(port)
    goes_on.sendall(REST)
    answer = goes_on.recv(65536)
    process.wait(timeout=STOP)
    seconds = time.monotonic() - begun
    never_does.close()
    goes_on.close()
    return answer, refused, seconds


@pytest.fixture(scope="module")
def stopped() -> Iterator[Stopped]:
    """Run the service once, ask it, and stop it."""
    home, port = Path(tempfile.mkdtemp(prefix="sojourn-stop-")), free_port()
    home.chmod(0o755)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("SOJOURN_", "DJANGO_"))}
    with (home / "stderr.txt").open("wb") as log:
        command = [*COMMAND, "--home", str(home / "register"), "--port", str(port)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log, env=environ)
    try:
        ready = wait_until_ready(port, process)
        ask(port, "/search/?q=QUILLFEATHER")
        figures = ask(port, "/metrics")[1].decode()
        answer, refused, seconds = stop_in_the_middle(port, process)
        text = (home / "stderr.txt").read_text()
        yield Stopped(ready, figures, answer, refused, process.returncode, seconds, processes_of(home), text)
    finally:
        for each in [process, *psutil.Process(process.pid).children(recursive=True)] if process.poll() is None else []:
            each.kill()
            each.wait()
        shutil.rmtree(home, ignore_errors=True)


def test_the_service_becomes_ready_with_its_worker(stopped: Stopped) -> None:
    assert stopped.ready["ready"] is True


def test_a_request_in_hand_is_answered_after_the_stop_was_asked_for(stopped: Stopped) -> None:
    assert stopped.answer_in_hand.startswith(b"HTTP/1.1 401 ")


def test_no_new_request_is_taken_meanwhile(stopped: Stopped) -> None:
    assert stopped.refused_new


def test_a_request_that_never_goes_on_holds_nothing_back(stopped: Stopped) -> None:
    assert stopped.seconds < STOP


def test_it_ends_well_and_leaves_nothing_running(stopped: Stopped) -> None:
    assert (stopped.code, stopped.left) == (0, [])


def test_the_figures_are_told_with_those_of_its_worker(stopped: Stopped) -> None:
    assert "sojourn_worker_ready 1.0" in stopped.figures
    assert 'route="search/"' in stopped.figures


def test_its_log_is_lines_of_known_fields_and_tells_of_nobody(stopped: Stopped) -> None:
    lines = [json.loads(line) for line in stopped.log.splitlines()]
    assert "search/" in [line.get("route") for line in lines]
    assert "QUILLFEATHER" not in stopped.log
