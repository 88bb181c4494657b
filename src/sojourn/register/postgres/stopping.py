"""Stopping the server, and making sure that nothing of it is left."""

from __future__ import annotations

import os
import signal
import subprocess
import time

from sojourn.errors import RegisterError
from sojourn.register.postgres.cluster import Cluster
from sojourn.register.postgres.liveness import find_postmaster, list_processes
from sojourn.register.postgres.socket_folder import remove_socket_folder

# Fast: open transactions are rolled back and all is written. Then immediate: the next start recovers from the log.
_WAYS = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 20.0))
_PAUSE = 0.02


def stop_process(cluster: Cluster, process: subprocess.Popen[bytes] | None) -> None:
    """Stop the server of a cluster, if one runs, and remove the folder of its socket.

    Raises:
        RegisterError: ``postgres-did-not-stop``.
    """
    for way, patience in _WAYS:
        found = find_postmaster(cluster.data)
        if found is not None:
            os.kill(found.pid, way)
        elif process is not None and process.poll() is None:
            process.send_signal(way)  # launched, and not yet so far as to write its number
        if _wait_until_gone(cluster, process, patience):
            remove_socket_folder(cluster.socket_note, cluster.account)
            return
    raise RegisterError(
        "postgres-did-not-stop",
        f"the database in `{cluster.folder}` does not stop; its processes are {list_processes(cluster.data)}. "
        f"Next: look into `{cluster.log}`, and end the processes when you know why.",
    )


def _wait_until_gone(cluster: Cluster, process: subprocess.Popen[bytes] | None, patience: float) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        # poll() also collects a child that has ended, which would stay in the process table otherwise
        if (process is None or process.poll() is not None) and not list_processes(cluster.data):
            return True
        time.sleep(_PAUSE)
    return False
