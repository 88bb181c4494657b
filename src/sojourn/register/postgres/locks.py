"""Who starts or stops the server now, and who is still using it: locks that end with the process that holds them."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sojourn.errors import RegisterError

_PAUSE = 0.05


@contextmanager
def alone(path: Path, timeout: float) -> Iterator[None]:
    """Hold the lock at ``path`` alone inside the block.

    Raises:
        RegisterError: ``postgres-busy``, when another process holds it for longer than ``timeout`` seconds.
    """
    handle = find_lock(path, timeout)
    if handle is None:
        raise RegisterError(
            "postgres-busy",
            f"another process has been starting or stopping the database in `{path.parent}` for more than "
            f"{timeout:.0f} seconds. Next: wait for it, or end it, and start again.",
        )
    try:
        yield
    finally:
        os.close(handle)


def find_lock(path: Path, timeout: float) -> int | None:
    """Wait for the lock at ``path`` and give the open file that holds it alone; None after ``timeout`` seconds.

    The lock lasts until the file is closed, here and in each process that was given it.
    """
    handle = _open(path)
    end = time.monotonic() + timeout
    while not _try(handle, fcntl.LOCK_EX):
        if time.monotonic() > end:
            os.close(handle)
            return None
        time.sleep(_PAUSE)
    return handle


class Use:
    """One user's mark that the server is in use; it goes when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        """Mark the use; only for who holds the lock that `alone` gives, so that nobody is just stopping the server."""
        self._handle: int | None = _open(path)
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    @property
    def ended(self) -> bool:
        """Whether the use has ended."""
        return self._handle is None

    def end(self) -> bool:
        """End the use, and say whether it was the last; only for who holds the lock that `alone` gives."""
        if self._handle is None:
            return False
        last = _try(self._handle, fcntl.LOCK_EX)
        os.close(self._handle)
        self._handle = None
        return last


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _try(handle: int, kind: int) -> bool:
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
