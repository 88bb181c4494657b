"""The folder of the server's socket.

It is a 0700 folder of its own, apart from the data, for two reasons: the path of a unix socket may have about 104
bytes, which a data folder in a deep place exceeds; and it must lie where the server's account can get to without any
folder being opened. So it is made under the runtime folder of the session (``XDG_RUNTIME_DIR``), under ``/run`` when
root starts the server, or under the system's temporary folder; never below a folder that belongs to a third account,
such as somebody else's home, who could replace it.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.register.postgres.account import Account
from sojourn.register.postgres.private_file import write_private

LONGEST = 103  # bytes of the path, without the closing zero: macOS; Linux has 107
PREFIX = "sojourn-pg-"
_LONGEST_NAME = f"/{PREFIX}12345678/.s.PGSQL.65535.lock"


def get_socket_folder(note: Path, account: Account, environ: Mapping[str, str]) -> Path:
    """Get the folder that the file ``note`` names, when it is still good, or make a new one and note it.

    Raises:
        RegisterError: ``postgres-no-socket-folder``, when no place is short, reachable and writable.
    """
    noted = _find_noted(note)
    if noted is not None and _is_good(noted, account):
        return noted
    refused = []
    for base in _list_places(account, environ):
        problem = _find_problem(base, account)
        if problem is None:
            folder = _make_folder(base, account)
            write_private(note, str(folder))
            return folder
        refused.append(f"  - `{base}`: {problem}")
    listed = "\n".join(refused)
    raise RegisterError(
        "postgres-no-socket-folder",
        f"there is no place for the socket of the database:\n{listed}\n"
        "Allowed is a folder with a short path that the server's account may write to. "
        "Next: set TMPDIR to such a folder, for example `/tmp`.",
    )


def remove_socket_folder(note: Path, account: Account) -> None:
    """Remove the folder that ``note`` names, after the server has stopped."""
    noted = _find_noted(note)
    if noted is not None and _is_good(noted, account):
        shutil.rmtree(noted)
    note.unlink(missing_ok=True)


def _find_noted(note: Path) -> Path | None:
    return Path(note.read_text(encoding="utf-8")) if note.exists() else None


def _list_places(account: Account, environ: Mapping[str, str]) -> Iterator[Path]:
    if account.dropped:
        yield Path("/run")
    elif environ.get("XDG_RUNTIME_DIR"):
        yield Path(environ["XDG_RUNTIME_DIR"])
    yield Path(environ.get("TMPDIR") or tempfile.gettempdir())
    yield Path("/tmp")  # noqa: S108 - a folder of our own is made in it, under a name nobody can foresee


def _find_problem(base: Path, account: Account) -> str | None:
    if not base.is_dir() or not os.access(base, os.W_OK | os.X_OK):
        return "no folder that this account may write to"
    if len(os.fsencode(base.resolve())) + len(_LONGEST_NAME) > LONGEST:
        return f"its path is too long, a socket's may have {LONGEST} bytes"
    above = [base.resolve(), *base.resolve().parents]
    if any(folder.stat().st_uid not in (0, account.uid) for folder in above):
        return "it lies in a folder of somebody else"
    if account.dropped and not all(account.may_pass(folder) for folder in above):
        return "the server's account may not pass through a folder above it"
    return None


def _make_folder(base: Path, account: Account) -> Path:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=base.resolve()))  # 0700, a new name
    if account.dropped:
        os.chown(folder, account.uid, account.gid)
    return folder


def _is_good(folder: Path, account: Account) -> bool:
    """Say whether ``folder`` is one of ours still: no link, the server's alone."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    private = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o700
    return private and status.st_uid == account.uid and folder.name.startswith(PREFIX)
