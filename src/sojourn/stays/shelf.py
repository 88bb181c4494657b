"""The folder of a run that is not finished: what is whole in it serves the next start of the same run.

It stands beside the output folder and is renamed or removed when the run ends. A run that was killed leaves it behind;
the next run into the same folder goes on from it, if it asks the same of the same evidence, and clears it away if not.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sojourn.errors import RunError

_KEY = "key.json"
#: Where the outputs are written before they are renamed.
OUT = "out"


class Shelf:
    """A folder whose pieces are whole or not there; use ``open_shelf``."""

    def __init__(self, folder: Path, found: int) -> None:
        """Keep the folder, and how many pieces an earlier start left."""
        self.folder = folder
        self.found = found

    def path(self, name: str) -> Path:
        """Give the place of a piece."""
        return self.folder / name

    def has(self, name: str) -> bool:
        """Tell whether a piece is there, and so whole."""
        return self.path(name).exists()

    def mark(self, name: str) -> None:
        """Say that a step is done whose pieces are all there."""
        self.path(name).touch()


@contextlib.contextmanager
def open_shelf(out: Path, key: Mapping[str, Any], *, lasting: bool = True) -> Iterator[Shelf]:
    """Open the unfinished folder of a run into ``out``; it is removed when the run ends well.

    Args:
        out: the output folder of the run; the other stands beside it.
        key: all that the pieces depend on. Pieces of another key are cleared away.
        lasting: whether pieces of a run that fails are kept for the next start.

    Raises:
        RunError: ``run-in-progress`` where another process is at work on the same folder.
    """
    folder = out.parent / f".{out.name}.unfinished"
    out.parent.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        text = json.dumps(key, indent=2, sort_keys=True, default=str) + "\n"
        if not (folder / _KEY).is_file() or (folder / _KEY).read_text(encoding="utf-8") != text:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            (folder / _KEY).write_text(text, encoding="utf-8")
        ended = False
        try:
            yield Shelf(folder, sum(1 for piece in folder.iterdir() if not _passing(piece)))
            ended = True
        finally:
            if ended or not lasting:
                shutil.rmtree(folder, ignore_errors=True)


def _passing(piece: Path) -> bool:
    """Tell what is no piece: the key, the outputs, and what was being written."""
    return piece.name in (_KEY, OUT) or piece.name.startswith(".")


@contextlib.contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Hold the folder against other processes; the kernel lets go of it when this one ends, however it ends."""
    path = out.parent / f".{out.name}.lock"
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunError(
                "run-in-progress",
                f"another process is writing a run into `{out}`. Nothing was done. "
                "Next: wait until it ends, or name another folder with `--out`.",
            ) from None
        try:
            yield
        finally:
            path.unlink(missing_ok=True)
