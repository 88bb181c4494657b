"""The head of the log in a file outside the database: where the database is set back, the file tells of more.

``SOJOURN_HOME/log/head`` is the last signed note; ``checkpoints/`` has the note of each day.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.proof.checkpoint import peek_checkpoint
from sojourn.register.postgres.private_file import write_private


def log_folder() -> Path | None:
    """Find the folder of the log; a process without a home has none."""
    home = settings.CONFIGURATION.home
    return None if home is None else home / "log"


def keep_head(note: str) -> None:
    """Write the head down, where it is later than the one that is there."""
    folder = log_folder()
    if folder is None:
        return
    folder.mkdir(mode=0o700, exist_ok=True)
    found = find_head()
    if found is None or peek_checkpoint(found).size < peek_checkpoint(note).size:
        write_private(folder / "head", note)


def find_head() -> str | None:
    """Find the head that was written last."""
    folder = log_folder()
    path = None if folder is None else folder / "head"
    return path.read_text(encoding="utf-8") if path is not None and path.exists() else None


def replace_head(note: str) -> None:
    """Write the head down whatever stands there; what stood there and signs as much or more is kept beside it."""
    folder, size = log_folder(), peek_checkpoint(note).size
    if folder is None:
        return
    aside = folder / "set-aside"
    aside.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (folder / "head", *folder.glob("checkpoints/*.note")):
        if path.exists() and peek_checkpoint(path.read_text(encoding="utf-8")).size > size:
            path.rename(aside / f"{len(list(aside.iterdir()))}-{path.name}")
    write_private(folder / "head", note)


def keep_checkpoint(day: date, note: str) -> None:
    """Write the checkpoint of a day down, once."""
    folder = log_folder()
    if folder is None:
        return
    folder = folder / "checkpoints"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{day.isoformat()}.note"
    if not path.exists():
        write_private(path, note)


def list_kept() -> list[tuple[str, str]]:
    """List every note that lies outside the database, each with the name of its file."""
    folder = log_folder()
    if folder is None or not folder.is_dir():
        return []
    paths = [folder / "head", *sorted(folder.glob("checkpoints/*.note"))]
    return [(path.name, path.read_text(encoding="utf-8")) for path in paths if path.exists()]


def list_set_aside() -> list[str]:
    """List the notes that were set aside when the log went on after a restore: more was signed than it has."""
    folder = log_folder()
    return [] if folder is None else sorted(path.name for path in folder.glob("set-aside/*"))


def refuse_set_back(size: int) -> None:
    """Refuse to go on from a head that lies behind the file.

    Raises:
        RegisterError: ``log-behind``.
    """
    found = find_head()
    if found is not None and peek_checkpoint(found).size > size:
        raise RegisterError(
            "log-behind",
            f"the log in the database has {size:,} entries, and {peek_checkpoint(found).size:,} were signed before: "
            "the database was set back, or entries were removed. Nothing was appended. Allowed is to go on after a "
            "restore that oversight knows of. Next: run `sojourn log verify`; after a restore `sojourn log resume`.",
        )
