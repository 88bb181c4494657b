"""Making a base: the whole cluster, copied while people work, sealed as it streams, signed at the end."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings

import sojourn
from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.backup import folder as layout
from sojourn.register.backup.folder import BackupFolder
from sojourn.register.backup.heads import newest_checkpoint
from sojourn.register.backup.manifest import Manifest, read_manifest, write_manifest
from sojourn.register.backup.sealed_file import CHUNK, sealing
from sojourn.register.backup.source import Source, find_source
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.signing import public_key, signing_key
from sojourn.register.store.statements import select

Say = Callable[[str], None]
#: Files of the register's folder without which a restored database opens nothing.
SECRET_FILES = ("service.json", "served.json", "postgres/secrets.json")
_ARGUMENTS = ("--pgdata=-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast", "--verbose")
_START = re.compile(r"start point: ([0-9A-F]+/[0-9A-F]+) on timeline ([0-9]+)")
#: Seconds between two words of progress.
_PAUSE = 5.0


@dataclass(frozen=True)
class Made:
    """A base that was made.

    Attributes:
        name: of its folder.
        raw, size: bytes copied, and bytes of the files.
        seconds: how long it took.
        pruned: older bases that were removed.
    """

    name: str
    raw: int
    size: int
    seconds: float
    pruned: int


@action(Verb.BACKUP_MADE, "back_up")
def back_up(acting: Acting, home: Path, folder: BackupFolder, key: bytes, say: Say, keep: int = 0) -> Done[Made]:
    """Make a base of the register that is open, beside and renamed; ``keep``: bases to keep, 0 for all.

    Raises:
        RegisterError: ``backup-not-ours``, ``backup-failed``, ``backup-no-room``, ``postgres-busy``.
    """
    source = find_source(home, os.environ)
    with folder.held():
        made = _make_base(home, folder, source, key, say)
        if keep:
            oldest = folder.bases()[-keep:][0]
            needed = read_manifest(oldest, public_key()).first_segment
            made = replace(made, pruned=layout.prune(folder, keep, needed))
    return Done(made, (), {"backup": made.name, "bytes": made.size, "seconds": round(made.seconds, 1)})


def _make_base(home: Path, folder: BackupFolder, source: Source, key: bytes, say: Say) -> Made:
    began, begun_at = time.monotonic(), clock.now()
    name = f"base-{begun_at:%Y%m%dT%H%M%S}Z"
    beside, base = folder.path / f".{name}.part", folder.path / name
    beside.mkdir(mode=0o700)
    try:
        files, raw, first = {}, 0, ""
        with sealing(beside / layout.BASE, key, f"{name}/{layout.BASE}") as sealed:
            first = _copy(source, sealed.write, say)
        files[layout.BASE], raw = sealed.digest.hexdigest(), sealed.raw
        with sealing(beside / layout.SECRETS, key, f"{name}/{layout.SECRETS}") as sealed:
            sealed.write(secrets_of(home))
        files[layout.SECRETS] = sealed.digest.hexdigest()
        write_manifest(beside, _manifest(name, begun_at, first, files), signing_key())
        beside.rename(base)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    size = sum(each.stat().st_size for each in base.iterdir())
    return Made(name, raw, size, time.monotonic() - began, 0)


def secrets_of(home: Path) -> bytes:
    """Put the register's secrets into one text."""
    return json.dumps({name: (home / name).read_text(encoding="utf-8") for name in SECRET_FILES}).encode()


def _copy(source: Source, write: Callable[[bytes], None], say: Say) -> str:
    """Stream the cluster; gives the log file with which a restore begins."""
    expected = int(select("SELECT pg_database_size(current_database())")[0][0])
    with tempfile.TemporaryFile() as words:
        with subprocess.Popen(  # noqa: S603 - PostgreSQL's own program, our own arguments
            source.command("pg_basebackup", *_ARGUMENTS), env=source.environ, stdout=subprocess.PIPE, stderr=words
        ) as process:
            assert process.stdout is not None
            with ExitStack() as cut_off:
                cut_off.callback(process.kill)
                _stream(process.stdout, write, expected, say)
                cut_off.pop_all()
        words.seek(0)
        said = words.read().decode(errors="replace")
    start = _START.search(said)
    if process.returncode != 0 or start is None:
        raise RegisterError(
            "backup-failed",
            f"PostgreSQL could not copy its data. It says:\n{said.strip()[-1000:]}\n"
            "Nothing half-made was left. Next: mend what it names, and back up again.",
        )
    return layout.segment_at(start[1], int(start[2]))


def _stream(file: IO[bytes], write: Callable[[bytes], None], expected: int, say: Say) -> None:
    count, next_word = 0, time.monotonic() + _PAUSE
    while data := file.read(CHUNK):
        write(data)
        count += len(data)
        if time.monotonic() > next_word:
            say(f"{count // CHUNK:,} of about {expected // CHUNK:,} MB copied")
            next_word = time.monotonic() + _PAUSE


def _manifest(name: str, begun_at: datetime, first: str, files: dict[str, str]) -> Manifest:
    told = settings.CONFIGURATION
    version = str(select("SHOW server_version")[0][0])
    checkpoint, own = newest_checkpoint(), sojourn.__version__
    return Manifest(name, told.law, told.mode, own, version, begun_at, clock.now(), first, files, checkpoint)
