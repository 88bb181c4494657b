"""The manifest of one base: what it holds, with digests, signed with the register's key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sojourn.errors import RegisterError
from sojourn.proof.note import ProofError, open_note, sign_note
from sojourn.proof.signing import PublicKey, SigningKey
from sojourn.register.backup.folder import MANIFEST
from sojourn.register.postgres.private_file import write_private

_FORMAT = "sojourn-backup/1"


@dataclass(frozen=True)
class Manifest:
    """What a base holds.

    Attributes:
        name: of its folder.
        law, mode: of the register.
        sojourn, postgres: the versions that made it.
        begun_at, ended_at: when; a restore can go to ``ended_at`` and to any moment after it that the log files reach.
        first_segment: the log file with which a restore begins.
        files: SHA-256 of each file.
        checkpoint: the newest checkpoint of the transparency log at that time, as a signed note; empty: there was none.
    """

    name: str
    law: str
    mode: str
    sojourn: str
    postgres: str
    begun_at: datetime
    ended_at: datetime
    first_segment: str
    files: Mapping[str, str]
    checkpoint: str


def write_manifest(base: Path, manifest: Manifest, key: SigningKey) -> None:
    """Write and sign the manifest of a base."""
    told = {"format": _FORMAT, **asdict(manifest)}
    text = json.dumps(told, indent=1, default=datetime.isoformat) + "\n"
    write_private(base / MANIFEST, sign_note(text, key))


def read_manifest(base: Path, key: PublicKey) -> Manifest:
    """Read the manifest of a base, check who signed it, and hold each file against its digest.

    Raises:
        RegisterError: ``backup-changed``.
    """
    try:
        text, _by = open_note((base / MANIFEST).read_text(encoding="utf-8"), [key])
        told = json.loads(text)
        times = {name: datetime.fromisoformat(told[name]) for name in ("begun_at", "ended_at")}
        manifest = Manifest(**{**{name: told[name] for name in Manifest.__dataclass_fields__}, **times})
    except (OSError, ProofError, ValueError, KeyError):
        raise _changed(base, MANIFEST) from None
    for name, digest in manifest.files.items():
        if not (base / name).is_file() or digest_of(base / name) != digest:
            raise _changed(base, name)
    return manifest


def digest_of(path: Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _changed(base: Path, name: str) -> RegisterError:
    return RegisterError(
        "backup-changed",
        f"`{base.name}/{name}` is not as the register signed it. Nothing of it was used. "
        "Next: take another copy of this backup, or an older base.",
    )
