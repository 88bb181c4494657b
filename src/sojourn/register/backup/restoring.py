"""Restoring: a base is opened into a new folder, the log files are played over it, and the whole is renamed there."""

from __future__ import annotations

import json
import shutil
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, cast

from sojourn.errors import RegisterError
from sojourn.proof.signing import SigningKey
from sojourn.register.backup import folder as layout
from sojourn.register.backup.folder import BackupFolder
from sojourn.register.backup.manifest import Manifest, read_manifest
from sojourn.register.backup.recovering import give_to_server, recover
from sojourn.register.backup.sealed_file import OpenedFile, iter_opened, read_opened
from sojourn.register.home import claim_home
from sojourn.register.postgres.cluster import Cluster, open_cluster
from sojourn.register.postgres.private_file import write_private
from sojourn.register.postgres.programs import MAJOR

Say = Callable[[str], None]
_MB = 1024 * 1024


@dataclass(frozen=True)
class Restored:
    """What was restored.

    Attributes:
        base: from which base.
        reached: the last moment that it holds, as PostgreSQL tells it; empty: no more than the base.
        missing: the first log file that is not there though later ones are; empty: none is missing.
        seconds: how long it took.
        checkpoints: those of the transparency log in the manifests of all bases, and the newest head.
    """

    base: str
    reached: str
    missing: str
    seconds: float
    checkpoints: tuple[str, ...]


def restore(
    folder: BackupFolder, home: Path, key: bytes, say: Say, until: datetime | None = None, *, durable: bool = True
) -> Restored:
    """Restore a register into the new folder ``home``: whole, or not at all.

    Args:
        folder: the backups.
        home: does not exist yet, or is empty.
        key: the backup key.
        say: takes what happens, line by line.
        until: the moment to go to; None: as far as the log files reach.
        durable: False only in tests.

    Raises:
        RegisterError: ``restore-home-taken``, ``restore-no-base``, ``restore-other-version``, ``restore-past-end``,
            ``restore-failed``, ``backup-other-key``, ``backup-changed``.
    """
    began = time.monotonic()
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise RegisterError(
            "restore-home-taken",
            f"there is something in `{home}` already. Nothing was written. Next: name a folder that does not exist.",
        )
    base, manifest, secrets = _choose(folder, key, until)
    told = (*(_checkpoint_of(each) for each in folder.bases()), _head_of(folder, key))
    beside = home.with_name(f".{home.name}.part")
    shutil.rmtree(beside, ignore_errors=True)  # what a killed run left
    claim_home(beside)
    try:
        cluster = _lay_out(base, beside, key, secrets, say)
        wal, missing = _lay_out_wal(folder, cluster, manifest, key)
        say(f"playing {sum(1 for _ in wal.iterdir()):,} log files over the base")
        reached = recover(cluster, wal, until, say, durable=durable)
        if told[-1]:  # the service goes on by itself only where nothing of this is missing
            (beside / "log").mkdir(mode=0o700)
            write_private(beside / "log" / "head", told[-1])
        if home.exists():
            home.rmdir()
        beside.rename(home)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Restored(manifest.name, reached, missing, time.monotonic() - began, tuple(filter(None, told)))


def _choose(folder: BackupFolder, key: bytes, until: datetime | None) -> tuple[Path, Manifest, dict[str, str]]:
    """Choose the newest base that had ended by then, and check its manifest with the key of its own register."""
    earliest = ""
    for base in reversed(folder.bases()):
        secrets = json.loads(read_opened(base / layout.SECRETS, key, f"{base.name}/{layout.SECRETS}"))
        service = json.loads(secrets["service.json"])
        law = json.loads(secrets["served.json"])["law"]
        signed_by = SigningKey(f"sojourn/{law}", bytes.fromhex(service["signing_key"])).public
        manifest = read_manifest(base, signed_by)
        if until is None or manifest.ended_at <= until:
            if manifest.postgres.partition(".")[0] != MAJOR:
                raise _other_version(manifest)
            return base, manifest, secrets
        earliest = f"{manifest.ended_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    raise RegisterError(
        "restore-no-base",
        f"`{folder.path}` has no base from which to begin"
        f"{f'; the earliest moment that it can go to is {earliest}' if earliest else ''}. "
        "Next: name the folder that `sojourn backup` wrote, or a later moment.",
    )


def _lay_out(base: Path, home: Path, key: bytes, secrets: dict[str, str], say: Say) -> Cluster:
    """Open the base into the folder of a cluster, with the secrets that belong to it."""
    cluster = open_cluster(home / "postgres")
    for name, text in secrets.items():
        write_private(home / name, text)
    cluster.data.mkdir(mode=0o700)
    seen = [0, 0]

    def progress(count: int) -> None:
        seen[0] += count
        if seen[0] // _MB >= seen[1] + 512:
            seen[1] = seen[0] // _MB
            say(f"{seen[1]:,} MB restored")

    opened = OpenedFile(iter_opened(base / layout.BASE, key, f"{base.name}/{layout.BASE}"), progress)
    with tarfile.open(fileobj=cast(IO[bytes], opened), mode="r|") as archive:
        archive.extractall(cluster.data, filter="data")
    opened.readall()  # the last chunk says that nothing was cut off
    for path in [cluster.data, *cluster.data.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)
        give_to_server(cluster, path)
    return cluster


def _lay_out_wal(folder: BackupFolder, cluster: Cluster, manifest: Manifest, key: bytes) -> tuple[Path, str]:
    """Open the log files that go on from the base, without a gap; gives where, and the first that is missing."""
    wal = cluster.folder / "wal-restore"
    wal.mkdir(mode=0o700)
    give_to_server(cluster, wal)
    chosen, missing = _unbroken(folder, cluster, manifest.first_segment)
    for name, path in chosen.items():
        target = wal / name.removesuffix(layout.PARTIAL)
        with target.open("wb") as file:
            for chunk in iter_opened(path, key, f"wal/{name}"):
                file.write(chunk)
        target.chmod(0o600)
        give_to_server(cluster, target)
    return wal, missing


def _unbroken(folder: BackupFolder, cluster: Cluster, first: str) -> tuple[dict[str, Path], str]:
    """Choose the log files from the base's first on; a gap ends them, because PostgreSQL cannot pass over it."""
    kept = folder.segments()
    own = {each.name for each in (cluster.data / "pg_wal").iterdir() if layout.is_segment(each.name)}
    chosen, name = {}, first
    while name in own or name in kept or f"{name}{layout.PARTIAL}" in kept:
        found = next((each for each in (name, f"{name}{layout.PARTIAL}") if each in kept), None)
        if found is not None:
            chosen[found] = kept[found]
        name = layout.segment_after(name)
    later = any(layout.is_segment(each[:24]) and each[:24] > name and each[:8] == first[:8] for each in kept)
    return chosen, name if later else ""


def _checkpoint_of(base: Path) -> str:
    """Give the checkpoint in a manifest; whoever compares it checks its signature."""
    text = (base / layout.MANIFEST).read_text(encoding="utf-8").rpartition("\n\n")[0]
    try:
        return str(json.loads(text)["checkpoint"])
    except (ValueError, KeyError):
        return ""


def _head_of(folder: BackupFolder, key: bytes) -> str:
    """Give the newest head of the transparency log that came with the log files; empty: none did."""
    path = folder.path / layout.HEAD
    return read_opened(path, key, layout.HEAD).decode() if path.exists() else ""


def _other_version(manifest: Manifest) -> RegisterError:
    return RegisterError(
        "restore-other-version",
        f"the base was made by PostgreSQL {manifest.postgres}; this Sojourn brings PostgreSQL {MAJOR}. "
        f"Next: restore it with Sojourn {manifest.sojourn}, which made it, and upgrade then.",
    )
