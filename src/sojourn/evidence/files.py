"""The files of an evidence folder: which belong to which table, and their digests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sojourn.errors import EvidenceError

TEXT_ENDINGS = (".csv", ".ndjson", ".jsonl")
PARQUET = ".parquet"


@dataclass(frozen=True)
class TableFiles:
    """The files of one input table.

    Attributes:
        parquet: groups of Parquet files, each with the pattern that means exactly its files.
        text: CSV and NDJSON files.
    """

    parquet: tuple[tuple[Path, tuple[Path, ...]], ...]
    text: tuple[Path, ...]

    @property
    def all(self) -> tuple[Path, ...]:
        """Every file, Parquet first."""
        return (*(path for _, paths in self.parquet for path in paths), *self.text)


def find_table_files(folder: Path, table: str) -> TableFiles:
    """Find ``movements.parquet``, ``movements-0001.parquet`` and those in ``movements/``; CSV and NDJSON likewise."""
    patterns = (f"{table}", f"{table}-*", f"{table}/*")
    groups = []
    for pattern in patterns:
        glob = f"{pattern}{PARQUET}"
        paths = _visible(folder.glob(glob))
        if paths:
            groups.append((folder / glob, tuple(paths)))
    text = [path for each in patterns for end in TEXT_ENDINGS for path in _visible(folder.glob(f"{each}{end}"))]
    return TableFiles(tuple(groups), tuple(text))


def check_folder(folder: Path) -> None:
    """Refuse a folder that is not there.

    Raises:
        EvidenceError: ``no-evidence``.
    """
    if not folder.is_dir():
        raise EvidenceError(
            "no-evidence",
            f"there is no folder `{folder}`. Allowed: a folder with `movements.*` and, where there are any, `facts.*` "
            "(Parquet, CSV or NDJSON). Next: check the path, or write one with `sojourn read` or `sojourn simulate`.",
        )


def refuse_without_movements(folder: Path) -> None:
    """Refuse a folder without movements.

    Raises:
        EvidenceError: ``no-evidence``.
    """
    raise EvidenceError(
        "no-evidence",
        f"the folder `{folder}` has no movements. Allowed: `movements.parquet`, `.csv`, `.ndjson` or `.jsonl`, several "
        "files `movements-*`, or a folder `movements`. Next: check the path, or write them with `sojourn read`.",
    )


class Digests:
    """Works out SHA-256 of files in the background while the engine reads them."""

    def __init__(self, folder: Path, paths: Iterable[Path]) -> None:
        """Start with the files, named from the folder."""
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._futures: dict[str, Future[str]] = {
            path.relative_to(folder).as_posix(): self._pool.submit(_digest, path) for path in sorted(paths)
        }

    def get(self) -> dict[str, str]:
        """Wait for the digests and give them by the files' names."""
        found = {name: future.result() for name, future in self._futures.items()}
        self._pool.shutdown()
        return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _visible(paths: Iterable[Path]) -> list[Path]:
    return sorted(path for path in paths if path.is_file() and not path.name.startswith((".", "_")))
