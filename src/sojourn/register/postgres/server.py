"""Starting and stopping the PostgreSQL of the register.

Several processes may use one folder: the first starts the server, the others join, and the last that leaves stops it.
Starting and stopping happen one after the other, under a lock. A process that is killed holds nothing back; a server
that is killed recovers at the next start.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sojourn.register.postgres.cluster import Cluster, make_data, open_cluster
from sojourn.register.postgres.connections import Connections
from sojourn.register.postgres.launching import TIMEOUT, find_up, launch, no_loopback, wait_until_up
from sojourn.register.postgres.liveness import is_server_of
from sojourn.register.postgres.locks import Use, alone
from sojourn.register.postgres.roles import connections_at, prepare_database
from sojourn.register.postgres.secrets_file import get_secrets
from sojourn.register.postgres.stopping import stop_process


@dataclass
class Running:
    """A server that runs, and this process's use of it.

    Attributes:
        folder: the cluster's folder.
        pid: the server's process.
        joined: whether it ran already when this process came.
        connections: through the socket.
        loopback: through 127.0.0.1, when that was asked for.
    """

    folder: Path
    pid: int
    joined: bool
    connections: Connections
    loopback: Connections | None
    _cluster: Cluster = field(repr=False)
    _use: Use = field(repr=False)
    _process: subprocess.Popen[bytes] | None = field(repr=False)
    _durable: bool = field(repr=False)

    @property
    def is_alive(self) -> bool:
        """Whether the server's process lives; a child that has ended is taken out of the process table."""
        if self._process is not None:
            return self._process.poll() is None
        return is_server_of(self.pid, self._cluster.data)

    def bring_back(self) -> None:
        """Start the server again where it has died, or find the one that another of its users has started since.

        It comes back under the same socket, so that every URL stays good, and recovers by itself what was committed.
        Not for a server with an address on loopback, which would come back under another port.

        Raises:
            RegisterError: what hinders the start.
            OSError: its settings cannot be written, on a full disk for example.
        """
        with alone(self._cluster.lock, TIMEOUT):
            if self._use.ended or self.is_alive:
                return
            secret = get_secrets(self._cluster.secrets).superuser
            up = find_up(self._cluster, secret)
            if up is None:
                # Kept, and not stopped, where it does not answer in time: a long recovery goes on.
                self._process = launch(self._cluster, loopback=False, durable=self._durable)
                up = wait_until_up(self._cluster, secret, self._process)
            else:
                self._process = None
            self.pid = up.pid

    def stop(self) -> None:
        """End this use; when it is the last one, stop the server and wait until nothing of it is left."""
        if self._use.ended:
            return
        with alone(self._cluster.lock, TIMEOUT):
            if self._use.end():
                stop_process(self._cluster, self._process)


def start_server(folder: Path, *, loopback: bool = False, durable: bool = True) -> Running:
    """Start the server of a cluster's folder, made on the first start, or join it when it runs already.

    Args:
        folder: the cluster's folder. When root starts, those above it must let others pass (``/var/lib/sojourn``).
        loopback: listen on 127.0.0.1 too, at a free port. Without it there is only the socket.
        durable: False only in tests: writes are not forced to disk.

    Raises:
        RegisterError: what hinders the start, with the last lines of the server's log.
    """
    cluster = open_cluster(folder)
    with alone(cluster.lock, TIMEOUT), ExitStack() as on_failure:
        make_data(cluster, durable=durable)
        secrets = get_secrets(cluster.secrets)
        use, process = Use(cluster.users), None
        on_failure.callback(use.end)
        up = find_up(cluster, secrets.superuser)
        if up is None:
            process = launch(cluster, loopback=loopback, durable=durable)
            on_failure.callback(stop_process, cluster, process)
            up = wait_until_up(cluster, secrets.superuser, process)
        if loopback and not up.loopback:
            raise no_loopback(cluster)
        connections = prepare_database(up.socket_folder, up.port, secrets)
        on_failure.pop_all()
        near = connections_at("127.0.0.1", up.port, secrets) if loopback else None
        return Running(cluster.folder, up.pid, process is None, connections, near, cluster, use, process, durable)


@contextmanager
def running_server(folder: Path, *, loopback: bool = False, durable: bool = True) -> Iterator[Running]:
    """Run the server of a cluster's folder inside the block; see `start_server`."""
    running = start_server(folder, loopback=loopback, durable=durable)
    try:
        yield running
    finally:
        running.stop()
