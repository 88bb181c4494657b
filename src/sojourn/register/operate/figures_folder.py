"""Where the processes of a register keep their figures, so that they add up: one small file a process and kind.

The files are read and written through memory. A page of such a file that finds no room on a full disk would end the
process, so each file is made in its full size first; where that fails, a process keeps its figures to itself.
"""

from __future__ import annotations

import os
from pathlib import Path

import psutil

#: Tells a process the folder; `sojourn serve` sets it for itself and for all that it starts.
FOLDER = "SOJOURN_METRICS"
#: What the library reads, once, when it is loaded.
_LIBRARY_READS = "PROMETHEUS_MULTIPROC_DIR"
#: The kinds of files that `metrics` uses.
_KINDS = ("counter", "histogram", "gauge_mostrecent")
#: Bytes of one file; more series than fit make it grow.
_SIZE = 256 * 1024
#: Processes that have ended and whose figures are kept: a worker that fails again and again must not fill the disk.
_KEPT = 20


def empty_folder(home: Path) -> Path:
    """Make the folder of a register's figures, without the figures of processes that have ended.

    Args:
        home: the register's folder.

    Returns:
        The folder, for the environment variable ``FOLDER``. Files of processes that run (`sojourn consume`, beside a
        service that starts again) stay.
    """
    folder = home / "metrics"
    folder.mkdir(mode=0o700, exist_ok=True)
    for path in _of_ended(folder):
        path.unlink(missing_ok=True)
    return folder


def share_figures() -> bool:
    """Have this process write its figures into the folder of its register, if it was told one; before they are made.

    Returns:
        Whether the figures are shared; else the process keeps them to itself.
    """
    told = os.environ.get(FOLDER)
    os.environ.pop(_LIBRARY_READS, None)
    if not told or not Path(told).is_dir():
        return False
    folder = Path(told)
    for path in _of_ended(folder)[: -_KEPT * len(_KINDS)]:
        path.unlink(missing_ok=True)
    if not _reserve(folder):
        return False
    os.environ[_LIBRARY_READS] = told
    return True


def _reserve(folder: Path) -> bool:
    """Make the files of this process in their full size."""
    paths = [folder / f"{kind}_{os.getpid()}.db" for kind in _KINDS]
    try:
        for path in paths:
            _make_whole(path)
    except OSError:  # the disk is full, or may not be written to: the figures are not worth a failure
        for path in paths:
            path.unlink(missing_ok=True)
        return False
    return True


def _make_whole(path: Path) -> None:
    path.unlink(missing_ok=True)  # of an earlier process with this number
    with path.open("xb") as file:
        file.write(bytes(_SIZE))
        file.flush()
        os.fsync(file.fileno())


def _of_ended(folder: Path) -> list[Path]:
    """List the files of processes that have ended, the oldest first."""
    ended = [path for path in folder.glob("*_*.db") if not _lives(path)]
    return sorted(ended, key=lambda path: path.stat().st_mtime if path.exists() else 0.0)


def _lives(path: Path) -> bool:
    number = path.stem.rpartition("_")[2]
    return number.isdecimal() and int(number) != os.getpid() and psutil.pid_exists(int(number))
