"""Processes beside the service, watched by it: started again when they end, stopped with it (worker, log)."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sojourn.register.configuration import POOLED

_LOG = logging.getLogger("sojourn.supervise")
COMMAND = (sys.executable, "-m", "sojourn.register.live.worker")
#: Takes what was written into the transparency log.
SEQUENCING = (sys.executable, "-m", "sojourn.register.log.process")
#: Seconds between two starts, and seconds that a process has to finish what it does.
_PAUSE, _GRACE = 1.0, 30.0


@contextmanager
def supervised(command: Sequence[str] = COMMAND) -> Iterator[Supervisor]:
    """Keep a process running inside the block; it is stopped at the end and finishes what it has in hand."""
    supervisor = Supervisor(command)
    supervisor.start()
    try:
        yield supervisor
    finally:
        supervisor.stop()


class Supervisor(threading.Thread):
    """Starts a process again whenever it ends, until told to stop."""

    def __init__(self, command: Sequence[str]) -> None:
        """Nothing runs yet."""
        super().__init__(name="sojourn-supervisor", daemon=True)
        self._command = command
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._changing = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process that runs now."""
        return None if self._process is None else self._process.pid

    def run(self) -> None:
        """Start the process, wait for its end, start it again."""
        while not self._stopping.is_set():
            with self._changing:
                if self._stopping.is_set():
                    return
                self._process = subprocess.Popen(self._command, env=_own_environ())  # noqa: S603 - our own program
            code = self._process.wait()
            if not self._stopping.is_set():
                _LOG.warning("%s ended (%s) and is started again", " ".join(self._command[2:]), code)
                self._stopping.wait(_PAUSE)

    def stop(self) -> None:
        """Have the process finish and end; where it does not, kill it: what it had in hand stays in the queue."""
        with self._changing:
            self._stopping.set()
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _own_environ() -> dict[str, str]:
    """Give the environment of the worker, which keeps one session of its own instead of sharing any."""
    return {name: value for name, value in os.environ.items() if name != POOLED}


def warm_up_after_worker() -> None:
    """Warm the engine of this process up once the worker is ready: answers come first, pages that ask it next."""
    from django.db import DatabaseError, close_old_connections

    from sojourn.register.answering.engine import warm_up
    from sojourn.register.live.beat import last_beat

    while True:
        try:
            found = last_beat()
            if found is not None and found.ready:
                warm_up()
                return
        except DatabaseError as error:
            _LOG.warning("the database is away: %s", type(error).__name__)
        finally:
            close_old_connections()
        time.sleep(_PAUSE)
