"""As whom PostgreSQL runs, and which files are whose.

PostgreSQL refuses to run as root. When the program is started by root (in a container, say), the server runs as an
account without rights. That account is given its data folder and the folder of its socket, nothing else: no folder
above is opened to it. So every folder above the data must already be one that others may pass through, as ``/var/lib``
and ``/tmp`` are, and ``/root`` is not.
"""

from __future__ import annotations

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from sojourn.errors import RegisterError

ACCOUNTS_FOR_ROOT = ("sojourn", "nobody")  # the administrator's own choice first; `nobody` is on every machine


class DroppedTo(TypedDict, total=False):
    """What ``subprocess`` takes to run a program as somebody else."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """The account that the server runs as.

    Attributes:
        uid, gid: its numbers.
        dropped: whether it is another one than that of this process, which is then root.
    """

    uid: int
    gid: int
    dropped: bool

    def as_subprocess(self) -> DroppedTo:
        """Give the arguments that make ``subprocess`` run a program as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.dropped else {}

    def may_pass(self, folder: Path) -> bool:
        """Say whether this account may pass through ``folder`` to what is in it."""
        status = folder.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)

    def find_closed_folder(self, path: Path) -> Path | None:
        """Find the first folder above ``path`` that is there and that this account may not pass through."""
        if not self.dropped:
            return None  # this process got there itself
        above = [folder for folder in reversed(path.resolve().parents) if folder.exists()]
        return next((folder for folder in above if not self.may_pass(folder)), None)


def choose_account(data: Path) -> Account:
    """Choose the account for the server whose data are, or will be, in the folder ``data``.

    Raises:
        RegisterError: ``postgres-folder-not-ours``, when the data belong to root or to somebody else.
    """
    owner = data.stat() if data.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise _not_ours(data, "belongs to another account of this machine")
        return Account(os.geteuid(), os.getegid(), dropped=False)
    if owner is None:
        chosen = _account_for_root()
        return Account(chosen.pw_uid, chosen.pw_gid, dropped=True)
    if owner.st_uid == 0:
        raise _not_ours(data, "belongs to root, and PostgreSQL refuses to run as root")
    return Account(owner.st_uid, owner.st_gid, dropped=True)


def _account_for_root() -> pwd.struct_passwd:
    """Find the account that root steps down to."""
    for name in ACCOUNTS_FOR_ROOT:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return found
    raise RegisterError(
        "postgres-no-account",
        "PostgreSQL refuses to run as root, and this machine has neither an account `sojourn` nor `nobody`. "
        "Next: make an account `sojourn` (`useradd --system sojourn`), or start Sojourn as another user.",
    )


def _not_ours(data: Path, why: str) -> RegisterError:
    return RegisterError(
        "postgres-folder-not-ours",
        f"the data folder `{data}` {why}. Allowed is a folder that Sojourn made itself. "
        "Next: start Sojourn as the account that owns the folder, or name another folder.",
    )
