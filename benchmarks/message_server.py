"""A real NATS server with JetStream on loopback, for tests and benchmarks: started, killed, started again."""

from __future__ import annotations

import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

#: How long a server may take until it greets.
_SECONDS = 15.0
#: Storage is files; messages may be as large as the largest that the register's HTTP intake takes in practice.
_SETTINGS = """
host: 127.0.0.1
port: {port}
max_payload: 8388608
jetstream {{ store_dir: "{store}", max_memory_store: 64MB, max_file_store: 8GB{sync} }}
{further}
"""


@dataclass
class MessageServer:
    """A server of one's own. It keeps its port and its storage over `kill` and `start`.

    Attributes:
        folder: where its storage, settings and log are.
        sync: ``always`` has the server flush each message to the disk before it acknowledges it (outlives the
            machine's power); empty: as the server does it by itself (outlives the server's process).
        further: lines for its settings.
        port: on loopback.
    """

    folder: Path
    sync: str = ""
    further: str = ""
    port: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"nats://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """The number of its process; None: it does not run."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start it, and wait until it greets.

        Raises:
            RuntimeError: it ended or did not greet in time.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = self.port or free_port()
        sync = f", sync_interval: {self.sync}" if self.sync else ""
        settings = self.folder / "server.conf"
        store = self.folder / "jetstream"
        settings.write_text(_SETTINGS.format(port=self.port, store=store, sync=sync, further=self.further))
        program = Path(sysconfig.get_path("scripts")) / "nats-server"
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen([program, "--config", settings], stdout=log, stderr=log)
        self._wait()

    def kill(self) -> None:
        """End it at once (``kill -9``); what it had acknowledged is in its storage."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it in good order."""
        self._end(signal.SIGTERM)

    def _end(self, with_signal: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(with_signal)
            self._process.wait(_SECONDS)
            self._process = None

    def _wait(self) -> None:
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                with socket.create_connection(("127.0.0.1", self.port), 1.0) as reached:
                    if reached.recv(4) == b"INFO":
                        return
            except OSError:
                time.sleep(0.02)
        self._end(signal.SIGKILL)
        raise RuntimeError(f"the message server did not start; see {self.folder / 'server.log'}")


@contextmanager
def running_nats(folder: Path, sync: str = "", further: str = "") -> Iterator[MessageServer]:
    """Run a server inside the block; it can be killed and started again there."""
    server = MessageServer(folder, sync, further)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def start_nats(folder: Path) -> Iterator[str]:
    """Run a server inside the block, and give where clients connect."""
    with running_nats(folder) as server:
        yield server.url


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port
