"""A Spark cluster in separate processes on this machine: a master, and workers of one core each."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.message_server import free_port

HOST = "127.0.0.1"
#: What a session needs beside the master's address: this machine alone, and as many parts as here are cores.
SETTINGS = {
    "spark.driver.host": HOST,
    "spark.driver.bindAddress": HOST,
    "spark.sql.shuffle.partitions": "4",
}


@dataclass(frozen=True)
class Worker:
    """A worker's process and the folder in which its executors write what they do."""

    process: subprocess.Popen[bytes]
    folder: Path

    def has_registered(self) -> bool:
        """Tell whether the master knows it."""
        return "Successfully registered" in (self.folder / "log").read_text()

    def finished_tasks(self) -> int:
        """Count the tasks that its executors have finished."""
        return sum(
            path.read_text(errors="replace").count("Finished task") for path in self.folder.glob("app-*/*/stderr")
        )

    def kill(self) -> int:
        """End it and its executors at once, as when a machine loses power; give the number of executors."""
        executors = psutil.Process(self.process.pid).children(recursive=True)
        for each in (self.process.pid, *(child.pid for child in executors)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        self.process.wait(30)
        return len(executors)


@dataclass(frozen=True)
class Cluster:
    """A running cluster and its address."""

    master: str
    workers: tuple[Worker, ...]


@contextlib.contextmanager
def cluster(folder: Path, workers: int, memory: str = "1g") -> Iterator[Cluster]:
    """Run a cluster of so many workers, each with so much memory; every process of it has ended afterwards.

    Raises:
        TimeoutError: a process did not come up in a minute; its log is in the folder.
    """
    port = free_port()
    master = f"spark://{HOST}:{port}"
    started: list[subprocess.Popen[bytes]] = []
    try:
        started.append(_start(folder / "master", "master.Master", "--port", str(port)))
        wait_until(lambda: _open(port), 60, "the master opens its port")
        made = []
        for number in range(workers):
            home = folder / f"worker{number}"
            started.append(_start(home, "worker.Worker", "-c", "1", "-m", memory, "-d", str(home), master))
            made.append(Worker(started[-1], home))
        for each in made:
            wait_until(each.has_registered, 60, "it registers")
        yield Cluster(master, tuple(made))
    finally:
        for process in started:
            _end(process)


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: it did not in time.
    """
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError(f"{what}: not within {seconds} s")
        time.sleep(0.1)


def _start(home: Path, part: str, *arguments: str) -> subprocess.Popen[bytes]:
    import pyspark

    home.mkdir(parents=True)
    spark = Path(pyspark.__file__).parent
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    more = {"SPARK_HOME": str(spark), "SPARK_DAEMON_MEMORY": "256m", "SPARK_DAEMON_JAVA_OPTS": quick}
    command = [str(spark / "bin" / "spark-class"), f"org.apache.spark.deploy.{part}", "--host", HOST]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [*command, "--webui-port", "0", *arguments],
            env=os.environ | more | {"SPARK_LOCAL_IP": HOST, "SPARK_NO_DAEMONIZE": "1"},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait(30)
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()


def _open(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
        return True
    return False
