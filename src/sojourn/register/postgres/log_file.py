"""The server's log: kept small, and kept free of what people sent.

The settings keep statements and their values out of it, but for one case that no setting reaches: with the message of
a panic (a full disk in the middle of a write) the server writes the statement that was running. Such lines are taken
out at the next start, and each day.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sojourn.register.postgres.private_file import PRIVATE

#: Bytes above which the log becomes the older log; there is one older log.
LARGEST = 1024 * 1024
_STATEMENT = "STATEMENT:  "
_LEFT_OUT = "STATEMENT:  left out\n"


def older_log(log: Path) -> Path:
    """Give the file of what the log was before."""
    return log.with_name(f"{log.name}.1")


def tidy_log(log: Path, largest: int = LARGEST) -> None:
    """Take statements out of the log; where it has grown large, begin a new one and keep this one as the older.

    The server may run meanwhile: it appends, so that the file is emptied in place. A line that it writes in that very
    moment may be lost.
    """
    if not log.exists():
        return
    text = log.read_text(encoding="utf-8", errors="replace")
    kept = "".join(_without_statements(text))
    if len(kept.encode()) > largest:
        _write(older_log(log), kept[-largest:])
        _write(log, "")
    elif kept != text:
        _write(log, kept)


def _without_statements(text: str) -> Iterator[str]:
    """Give the lines; a statement goes with the lines on which it goes on, which begin with a tab."""
    inside = False
    for line in text.splitlines(keepends=True):
        if _STATEMENT in line and not line.startswith("\t"):
            inside = True
            yield line.partition(_STATEMENT)[0] + _LEFT_OUT
        elif not (inside and line.startswith("\t")):
            inside = False
            yield line


def _write(path: Path, text: str) -> None:
    """Write a file that only its owner may read, in place: the server holds it open."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, PRIVATE)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
