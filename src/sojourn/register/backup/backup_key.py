"""The backup key: 32 bytes, from a file or the environment, kept apart from the register and from its backups."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sojourn.errors import RegisterError
from sojourn.register.postgres.private_file import write_private

#: The key itself, in hexadecimal; and the file in which it stands.
KEY, KEY_FILE = "SOJOURN_BACKUP_KEY", "SOJOURN_BACKUP_KEY_FILE"
_BYTES = 32


def make_key_file(path: Path) -> None:
    """Make a new backup key and write it to a file that this account alone reads.

    Raises:
        RegisterError: ``backup-key-exists``: a key is never written over, the backups under it would be lost.
    """
    if path.exists():
        raise RegisterError(
            "backup-key-exists",
            f"there is something at `{path}` already. Nothing was written: a key that is lost takes its backups with "
            "it. Next: name a new file.",
        )
    write_private(path, secrets.token_hex(_BYTES) + "\n")


def get_key(environ: Mapping[str, str], file: Path | None = None, *, apart_from: tuple[Path, ...] = ()) -> bytes:
    """Get the backup key: from ``file``, else from what the environment names.

    Args:
        environ: the environment.
        file: the key's file, where one was named.
        apart_from: folders in which the key's file must not lie: the register's and the backup's.

    Raises:
        RegisterError: ``backup-key-missing``, ``backup-key-beside``.
    """
    named = file or (Path(environ[KEY_FILE]) if environ.get(KEY_FILE) else None)
    if named is not None:
        _require_apart(named, apart_from)
    try:
        text = named.read_text(encoding="ascii") if named is not None else environ.get(KEY, "")
        key = bytes.fromhex(text.strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != _BYTES:
        raise RegisterError(
            "backup-key-missing",
            f"there is no backup key: neither a readable file nor {KEY} gives one. Allowed: {2 * _BYTES} hexadecimal "
            f"digits. Next: make one with `sojourn keys new-backup-key FILE`, keep a copy in a safe, and name it with "
            f"--key-file or {KEY_FILE}.",
        )
    return key


def key_of_file(key: bytes, salt: bytes, name: str) -> bytes:
    """Draw the key of one file: it opens under no other name, so that files cannot be laid for one another."""
    return _derive(key, salt, f"sojourn backup: the file {name}")


def id_of(key: bytes) -> bytes:
    """Give eight bytes that tell this key from others, and nothing of it."""
    return _derive(key, b"", "sojourn backup: which key")[:8]


def _derive(key: bytes, salt: bytes, about: str) -> bytes:
    return HKDF(hashes.SHA256(), _BYTES, salt=salt or None, info=about.encode()).derive(key)


def _require_apart(file: Path, folders: tuple[Path, ...]) -> None:
    beside = next((each for each in folders if file.resolve().is_relative_to(each.resolve())), None)
    if beside is not None:
        raise RegisterError(
            "backup-key-beside",
            f"the backup key `{file}` lies in `{beside}`: whoever takes that folder would have the key too. "
            "Next: keep the key in another place, and a copy in a safe.",
        )
