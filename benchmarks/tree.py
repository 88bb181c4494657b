"""What a process and all processes below it take: memory, bytes read and written, seconds of the processor.

A child that has ended and was waited for is counted by the system in its parent, so at any moment the sum over the
living processes is the sum over all. Linux only: it reads ``/proc``.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import psutil

_GONE = (psutil.NoSuchProcess, psutil.AccessDenied, OSError)
_PSS = re.compile(r"^Pss:\s+(\d+) kB$", re.MULTILINE)
_PROC = Path("/proc")


@dataclass(frozen=True)
class Taken:
    """What was taken since the processes began.

    Attributes:
        cpu_seconds: of the processor, in user and system mode.
        read_bytes: asked of files and pipes, whether they came from storage or from the system's memory; what a
            program maps into its memory, and what comes through sockets, is not in it.
        written_bytes: given to files and pipes in the same way.
        storage_read_bytes: fetched from storage because the system's memory did not hold them.
        storage_written_bytes: of files' pages made to be written to storage.
    """

    cpu_seconds: float = 0.0
    read_bytes: int = 0
    written_bytes: int = 0
    storage_read_bytes: int = 0
    storage_written_bytes: int = 0

    def __add__(self, other: Taken) -> Taken:
        """Add up two processes."""
        return Taken(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    def __sub__(self, other: Taken) -> Taken:
        """Give what was taken after ``other``."""
        return Taken(*(getattr(self, each.name) - getattr(other, each.name) for each in fields(self)))


def taken_by(pid: int) -> Taken:
    """Add up what a process and those below it have taken."""
    total = Taken()
    for process in _tree(pid):
        with contextlib.suppress(*_GONE):
            total += _taken(process)
    return total


def memory_of(pid: int) -> int:
    """Give the bytes of memory that a process and those below it hold; shared memory is counted once."""
    tree = list(_tree(pid))
    if len(tree) == 1:
        with contextlib.suppress(*_GONE):
            return int(tree[0].memory_info().rss)
        return 0
    return sum(_share(process) for process in tree)


def end_tree(pid: int) -> None:
    """End a process and those below it, the lowest first, and wait until they are gone."""
    tree = list(_tree(pid))
    for process in reversed(tree):
        with contextlib.suppress(*_GONE):
            process.kill()
    psutil.wait_procs(tree, timeout=10)


def bytes_under(folder: Path) -> int:
    """Add up the sizes of the files under a folder; what vanishes meanwhile is left out."""
    total = 0
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            total += path.stat().st_blocks * 512 if path.is_file() else 0
    return total


def _tree(pid: int) -> Iterator[psutil.Process]:
    with contextlib.suppress(*_GONE):
        first = psutil.Process(pid)
        yield first
        yield from first.children(recursive=True)


def _taken(process: psutil.Process) -> Taken:
    times = process.cpu_times()
    cpu = times.user + times.system + times.children_user + times.children_system
    lines = (_PROC / str(process.pid) / "io").read_text(encoding="ascii").splitlines()
    said = {name: int(number) for name, _, number in (line.partition(": ") for line in lines)}
    return Taken(cpu, said["rchar"], said["wchar"], said["read_bytes"], said["write_bytes"])


def _share(process: psutil.Process) -> int:
    """Give a process's memory, with its share of what it shares; where that is not told, all that it holds."""
    try:
        found = _PSS.search((_PROC / str(process.pid) / "smaps_rollup").read_text(encoding="ascii"))
        if found:
            return int(found.group(1)) * 1024
        return int(process.memory_info().rss)
    except _GONE:
        return 0
