"""The clock of one measured step: seconds, and what the step's processes take meanwhile."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from benchmarks.tree import Taken, taken_by


class Meter:
    """Runs from its making until ``stop``; what a step does after that (telling how right it was) does not count."""

    def __init__(self) -> None:
        """Start the clock."""
        self.phases: dict[str, float] = {}
        self._before = taken_by(os.getpid())
        self._since = time.monotonic()
        self._found: tuple[float, Taken, float] | None = None

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time one part of the step."""
        since = time.monotonic()
        yield
        self.phases[name] = round(time.monotonic() - since, 3)

    def stop(self) -> None:
        """Stop the clock; only the first time counts."""
        if self._found is None:
            seconds = time.monotonic() - self._since
            own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
            self._found = seconds, taken_by(os.getpid()) - self._before, own

    def told(self) -> dict[str, Any]:
        """Give ``seconds``, the fields of ``Taken``, ``own_peak_bytes`` of this process, and ``phases`` if any."""
        self.stop()
        assert self._found is not None
        seconds, taken, own = self._found
        figures = {"seconds": round(seconds, 3), **asdict(taken), "own_peak_bytes": own}
        figures["cpu_seconds"] = round(taken.cpu_seconds, 2)
        return figures | ({"phases": self.phases} if self.phases else {})
