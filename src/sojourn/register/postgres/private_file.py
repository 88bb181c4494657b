"""Files that only this account reads, written whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

PRIVATE = 0o600
FOR_SERVER = 0o640  # read by the server's group as well, where the server runs as somebody else


def write_private(path: Path, text: str, *, reader: int | None = None) -> None:
    """Write a file that this account alone may read, or also the group ``reader``; it is renamed into place."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    # O_EXCL: a file or link that somebody put there first is not written through.
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            if reader is not None:
                os.fchown(handle, -1, reader)
                os.fchmod(handle, FOR_SERVER)
            file.write(text)
            file.flush()
            os.fsync(handle)
        beside.rename(path)
    except OSError:
        beside.unlink(missing_ok=True)  # a full disk: whoever tries again must not fill it with halves
        raise
