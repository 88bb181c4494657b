"""What lies where in a backup's folder, and which log files go on from which base.

``base-TIME/`` holds one base: ``base.sealed`` (the cluster), ``secrets.sealed`` and ``manifest.note``; ``wal/`` holds
the log files (16 MB of PostgreSQL's log each) that go on from there, the last of them still growing.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.register.postgres.locks import alone
from sojourn.register.postgres.private_file import write_private

BASE, SECRETS, MANIFEST = "base.sealed", "secrets.sealed", "manifest.note"
#: The newest head of the transparency log, sealed again at each pass.
HEAD = "head.sealed"
SEALED, PARTIAL = ".sealed", ".partial"
#: Whose folder this is: a number at random, here and in the register's folder.
_MARK, _OWN_MARKS = "register", "backup-folders"
_SEGMENT = re.compile(r"[0-9A-F]{24}")
#: Of PostgreSQL's log: bytes of a file, and files that share their middle number.
SEGMENT_BYTES = 16 * 1024 * 1024
_PER_LOG = 2**32 // SEGMENT_BYTES
_PATIENCE = 5.0


@dataclass(frozen=True)
class BackupFolder:
    """A folder with the backups of one register."""

    path: Path

    @property
    def wal(self) -> Path:
        """Where the log files are."""
        return self.path / "wal"

    def bases(self) -> list[Path]:
        """List the whole bases, the oldest first; their names are the times at which they were begun."""
        return sorted(each for each in self.path.glob("base-*") if (each / MANIFEST).is_file())

    def segments(self) -> dict[str, Path]:
        """Give the sealed log files by the name under which each was sealed."""
        return {each.name.removesuffix(SEALED): each for each in sorted(self.wal.glob(f"*{SEALED}"))}

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder inside the block: one base is made at a time, and what a killed run left is removed.

        Raises:
            RegisterError: ``postgres-busy``.
        """
        with alone(self.path / "lock", _PATIENCE):
            for left in self.path.glob(".base-*.part"):
                shutil.rmtree(left)
            yield


def claim_folder(path: Path, home: Path) -> BackupFolder:
    """Open the folder into which the register in ``home`` backs up, or make it.

    A folder belongs to the one register that made it: two that wrote log files of the same names (one restored twice)
    would spoil them for each other.

    Raises:
        RegisterError: ``backup-folder-not-ours``, where it holds something else, or the backups of another register.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder, mark, own = BackupFolder(path), path / _MARK, home / _OWN_MARKS
    marks = own.read_text(encoding="ascii").split() if own.exists() else []
    if any(path.iterdir()) and not (mark.exists() and mark.read_text(encoding="ascii") in marks):
        raise RegisterError(
            "backup-folder-not-ours",
            f"`{path}` holds something else, or the backups of another register (one that was restored is another). "
            "Allowed is an empty folder, one that does not exist yet, or the one of this register. "
            "Next: name another folder.",
        )
    if not mark.exists():
        made = secrets.token_hex(16)
        write_private(own, "\n".join([*marks, made]))
        write_private(mark, made)
    folder.wal.mkdir(mode=0o700, exist_ok=True)
    return folder


def is_segment(name: str) -> bool:
    """Say whether this is the name of a whole log file."""
    return _SEGMENT.fullmatch(name) is not None


def segment_at(lsn: str, timeline: int) -> str:
    """Give the name of the log file that holds a place of the log, such as ``0/2000028``."""
    high, _slash, low = lsn.partition("/")
    return f"{timeline:08X}{int(high, 16):08X}{int(low, 16) // SEGMENT_BYTES:08X}"


def segment_after(name: str) -> str:
    """Give the name of the next log file of the same timeline."""
    number = int(name[8:16], 16) * _PER_LOG + int(name[16:], 16) + 1
    return f"{name[:8]}{number // _PER_LOG:08X}{number % _PER_LOG:08X}"


def prune(folder: BackupFolder, keep: int, first_needed: str) -> int:
    """Remove all bases but the ``keep`` newest, and log files from before ``first_needed``; gives how many bases."""
    old = folder.bases()[:-keep]
    for base in old:
        (base / MANIFEST).unlink()  # first: a base without it is none, should this be cut off
        shutil.rmtree(base)
    for name, path in folder.segments().items():
        if is_segment(name.removesuffix(PARTIAL)) and name[8:24] < first_needed[8:24]:
            path.unlink()
    return len(old)
