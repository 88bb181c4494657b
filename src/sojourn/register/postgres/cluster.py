"""The folder of a cluster: what lies where in it, and how it is made.

``data/`` belongs to the server's account and is closed to all others (0700). What lies beside it, secrets, settings,
locks and log, belongs to the account that starts Sojourn. The folder itself is 0700; where root starts the server, it
is 0710 for the server's group, which may then pass through it to ``data/`` and see nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.register.postgres.account import Account, choose_account
from sojourn.register.postgres.connections import SUPERUSER
from sojourn.register.postgres.private_file import write_private
from sojourn.register.postgres.programs import MAJOR, get_programs
from sojourn.register.postgres.secrets_file import make_secrets

#: The server's programs see nothing of our environment: no PG* variable, no secret, no language.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
# Letters are told apart by the platform's UTF-8 type (with "C", pg_trgm would drop every letter that is not ASCII);
# order and case come from PostgreSQL's own C.UTF-8, which is the same on every platform.
_LETTERS = "UTF-8" if sys.platform == "darwin" else "C.UTF-8"
_INITDB = (
    f"--username={SUPERUSER}",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    f"--lc-ctype={_LETTERS}",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
)


@dataclass(frozen=True)
class Cluster:
    """One cluster's folder and the account that its server runs as."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        """The data folder, the server's own."""
        return self.folder / "data"

    @property
    def secrets(self) -> Path:
        """The file of the secrets."""
        return self.folder / "secrets.json"

    @property
    def log(self) -> Path:
        """The server's log."""
        return self.folder / "server.log"

    @property
    def socket_note(self) -> Path:
        """The file that names the folder of the socket."""
        return self.folder / "socket-folder"

    @property
    def lock(self) -> Path:
        """The lock for starting and stopping."""
        return self.folder / "starting.lock"

    @property
    def users(self) -> Path:
        """The lock that everyone who uses the server shares."""
        return self.folder / "users.lock"

    @property
    def life(self) -> Path:
        """The lock that the server's processes hold as long as one of them lives."""
        return self.folder / "server.lock"

    @property
    def programs(self) -> Path:
        """The folder of the programs."""
        return get_programs(self.folder, self.account)

    @property
    def reader(self) -> int | None:
        """The group that must read the settings, where the server runs as another account."""
        return self.account.gid if self.account.dropped else None


def open_cluster(folder: Path) -> Cluster:
    """Open the folder of a cluster, or make it; the data are made later, by `make_data`.

    Raises:
        RegisterError: ``postgres-folder-not-ours``, ``postgres-folder-closed``, ``postgres-other-version``.
    """
    folder = folder.resolve()
    cluster = Cluster(folder, choose_account(folder / "data"))
    closed = cluster.account.find_closed_folder(folder)
    if closed is not None:
        raise RegisterError(
            "postgres-folder-closed",
            f"PostgreSQL cannot run as root, and the account it would run as may not pass through `{closed}` to the "
            f"data in `{folder}`. Sojourn does not open folders to others. "
            "Next: name a folder that others may pass to, for example `/var/lib/sojourn`, or start as another user.",
        )
    _make_folder(cluster)
    _check_ours(cluster)
    if folder.stat().st_uid == os.geteuid():
        if cluster.account.dropped:
            os.chown(folder, -1, cluster.account.gid)
        folder.chmod(0o710 if cluster.account.dropped else 0o700)
    return cluster


def _make_folder(cluster: Cluster) -> None:
    """Make the folder and those above it; a server of another account may pass through the new ones."""
    for above in reversed([folder for folder in cluster.folder.parents if not folder.exists()]):
        above.mkdir(exist_ok=True)
        if cluster.account.dropped:
            above.chmod(0o711)
    cluster.folder.mkdir(mode=0o700, exist_ok=True)


def _check_ours(cluster: Cluster) -> None:
    """Refuse a folder that holds something else, and data of another version."""
    there = any(cluster.folder.iterdir())
    if there and not (cluster.lock.exists() or cluster.data.exists()):
        raise RegisterError(
            "postgres-folder-not-ours",
            f"the folder `{cluster.folder}` holds something else. Allowed is an empty folder, one that does not exist "
            "yet, or one that Sojourn made. Next: name another folder.",
        )
    version = cluster.data / "PG_VERSION"
    if version.exists() and version.read_text(encoding="ascii").strip() != MAJOR:
        raise RegisterError(
            "postgres-other-version",
            f"the data in `{cluster.folder}` were made by PostgreSQL {version.read_text(encoding='ascii').strip()}; "
            f"this Sojourn brings PostgreSQL {MAJOR}. "
            "Next: start the Sojourn that made them, `pg_dump` the database, and load it into a new folder.",
        )


def make_data(cluster: Cluster, *, durable: bool) -> None:
    """Make the data folder and the secrets, unless they are there; half-made data of a broken start are made anew.

    Raises:
        RegisterError: ``postgres-not-made``, with the last words of ``initdb``.
    """
    if cluster.data.exists():
        return
    beside, password = cluster.folder / "data.part", cluster.folder / "password.part"
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(mode=0o700)
    if cluster.account.dropped:
        os.chown(beside, cluster.account.uid, cluster.account.gid)
    made = make_secrets(cluster.secrets)
    write_private(password, made.superuser, reader=cluster.reader)
    try:
        sync = () if durable else ("--no-sync",)
        _run_initdb(cluster, [f"--pgdata={beside}", f"--pwfile={password}", *_INITDB, *sync])
    finally:
        password.unlink()
    beside.rename(cluster.data)


def _run_initdb(cluster: Cluster, arguments: Sequence[str]) -> None:
    ran = subprocess.run(  # noqa: S603 - our own program, our own arguments
        [str(cluster.programs / "initdb"), *arguments],
        env=ENVIRONMENT,
        cwd="/",  # one that any account may be in
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        **cluster.account.as_subprocess(),
    )
    if ran.returncode != 0:
        raise RegisterError(
            "postgres-not-made",
            f"PostgreSQL could not make its data in `{cluster.folder}`. It says:\n{ran.stderr.strip()[-2000:]}\n"
            "Next: mend what it names (often a full disk, or a folder that may not be written to), and start again.",
        )
