"""A Spark cluster of its own on this machine: a master and workers, each a process, all below this one."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.message_server import free_port

_HOST = "127.0.0.1"
_UP_SECONDS = 60
#: What a session needs beside the master's address: this machine alone, and as many parts as here are cores.
SETTINGS = {
    "spark.driver.host": _HOST,
    "spark.driver.bindAddress": _HOST,
    "spark.sql.shuffle.partitions": "4",
}


@contextmanager
def running_cluster(workers: int, folder: Path, *, cores: int = 1, memory: str = "5g") -> Iterator[str]:
    """Run a master and some workers inside the block; gives the master's address.

    Raises:
        RuntimeError: the master did not come up; its log is in the folder.
    """
    import pyspark

    home = Path(pyspark.__path__[0])
    port = free_port()
    with ExitStack() as stack:
        _start(stack, home, folder, "master", ["--host", _HOST, "--port", str(port), "--webui-port", "0"])
        _wait(port)
        url = f"spark://{_HOST}:{port}"
        for number in range(workers):
            own = ["--host", _HOST, "--cores", str(cores), "--memory", memory, "--webui-port", "0"]
            files = ["--work-dir", str(folder / f"worker{number}")]
            _start(stack, home, folder, "worker", [*own, *files, url], number)
        yield url


def _start(stack: ExitStack, home: Path, folder: Path, kind: str, options: list[str], number: int = 0) -> None:
    program = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}.{kind.capitalize()}"]
    log = stack.enter_context((folder / f"spark-{kind}{number}.log").open("wb"))
    places = {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": _HOST, "SPARK_LOCAL_DIRS": str(folder / "spark-local")}
    process = subprocess.Popen([*program, *options], env={**os.environ, **places}, stdout=log, stderr=subprocess.STDOUT)
    stack.callback(process.wait)
    stack.callback(process.terminate)


def _wait(port: int) -> None:
    until = time.monotonic() + _UP_SECONDS
    while time.monotonic() < until:
        with socket.socket() as asked:
            if asked.connect_ex((_HOST, port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Spark's master did not come up in {_UP_SECONDS} seconds")
