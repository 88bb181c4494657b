"""Checking a bundle with nothing but the file: no network, no database, no Django."""

from __future__ import annotations

import base64
import hashlib
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.proof.checkpoint import Checkpoint, open_checkpoint
from sojourn.proof.key_change import read_key
from sojourn.proof.log_file import leaf_data
from sojourn.proof.merkle import is_included, leaf_hash
from sojourn.proof.note import ProofError, open_note
from sojourn.proof.signing import PublicKey

MANIFEST, NOTE, KEY = "manifest.txt", "manifest.note", "public-key.txt"
PROOFS, CHECKPOINT = "proofs/log.json", "proofs/checkpoint.note"
#: Bytes that one bundle may unpack to; a larger one is none of ours.
MOST = 4 * 1024**3
#: What the reader of archives says of one that is encrypted (RuntimeError), packed otherwise, damaged or cut off.
_DAMAGED = (RuntimeError, ValueError, EOFError, OSError, struct.error, zlib.error, lzma.LZMAError)


@dataclass(frozen=True)
class Verified:
    """What a check gave.

    Attributes:
        files: how many files are as they were signed. signed_by: the name of the key.
        own_key: the key came from the bundle itself, so that it proves nothing about who made it.
        proofs: rows that the log proves. rows: of these, those whose content was held against the entry.
        waiting: rows that were not in the log yet.
    """

    files: int
    signed_by: str
    own_key: bool
    proofs: int
    rows: int
    waiting: int

    def render(self) -> str:
        """Say it in words."""
        lines = [
            f"{self.files:,} files are as they were signed by {self.signed_by}.",
            f"{self.proofs:,} rows stand in the log; the content of {self.rows:,} was held against it.",
        ]
        if self.waiting:
            lines.append(f"{self.waiting:,} rows were not in the log yet when this was made.")
        if self.own_key:
            lines.append(
                "The key came from the bundle itself: this shows that nothing was changed since, not who made it. "
                "Next: name the register's key with --key."
            )
        return "\n".join(lines)


def verify_bundle(path: Path, key_path: Path | None = None) -> Verified:
    """Check a bundle.

    Args:
        path: the archive.
        key_path: a file with the register's key (``public-key.txt``); none: the one in the bundle.

    Raises:
        ProofError: ``bundle-unreadable``; ``bundle-changed``, naming what; ``bundle-proof``; ``log-key-unreadable``;
            ``note-unreadable``, ``note-not-signed``, ``checkpoint-unreadable``.
    """
    files = _read(path)
    key = read_key(key_path.read_text(encoding="utf-8", errors="replace") if key_path else _text(files, KEY))
    text, (signed_by, *_others) = open_note(_text(files, NOTE), [key])
    _require_unchanged(files, text)
    try:
        told, checkpoint = _proofs(files, key)
        rows = sum(_require_proof(proof, checkpoint) for proof in told["proofs"]) if checkpoint else 0
        counts = len(told["proofs"]), rows, len(told["waiting"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(path) from error  # signed, and yet no list of proofs
    return Verified(len(files) - 2, signed_by, key_path is None, *counts)


def _read(path: Path) -> dict[str, bytes]:
    """Read the files of the archive; none may stand in it twice, or lead out of it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = [entry.filename for entry in entries]
            if len(set(names)) != len(names) or sum(entry.file_size for entry in entries) > MOST:
                raise _unreadable(path)
            return {name: archive.read(name) for name in names}
    except zipfile.BadZipFile as error:
        named = str(error).partition("file ")[2].strip("'")
        raise (_changed([named]) if named else _unreadable(path)) from error
    except _DAMAGED as error:
        raise _unreadable(path) from error


def _require_unchanged(files: Mapping[str, bytes], manifest: str) -> None:
    told = {name: digest for digest, _gap, name in (line.partition("  ") for line in manifest.splitlines())}
    wrong = [name for name in told if name not in files or hashlib.sha256(files[name]).hexdigest() != told[name]]
    wrong += [name for name in files if name not in told and name not in (MANIFEST, NOTE)]
    if files.get(MANIFEST) != manifest.encode():
        wrong.append(MANIFEST)
    if wrong:
        raise _changed(wrong)


def _proofs(files: Mapping[str, bytes], key: PublicKey) -> tuple[dict[str, Any], Checkpoint | None]:
    told: dict[str, Any] = json.loads(_text(files, PROOFS))
    if CHECKPOINT not in files:
        if told["proofs"]:
            raise _changed([CHECKPOINT])
        return told, None
    return told, open_checkpoint(_text(files, CHECKPOINT), key)


def _require_proof(proof: Mapping[str, Any], checkpoint: Checkpoint) -> bool:
    """Check the proof of one row; says whether its content was held against the entry.

    Raises:
        ProofError: ``bundle-proof``.
    """
    leaf = leaf_hash(leaf_data(proof["source"], proof["key"], bytes.fromhex(proof["digest"])))
    path = [base64.b64decode(step) for step in proof["path"]]
    good = is_included(leaf, proof["leaf"], checkpoint.size, path, checkpoint.root)
    if proof["row"] is not None:
        digest = hashlib.sha256(bytes.fromhex(proof["salt"]) + proof["row"].encode()).hexdigest()
        good = good and digest == proof["digest"]
    if not good:
        raise ProofError(
            "bundle-proof",
            f"the log does not prove row `{proof['key']}` of `{proof['source']}`. Next: ask the register for the proof "
            "of this row, and tell oversight.",
        )
    return proof["row"] is not None


def _text(files: Mapping[str, bytes], name: str) -> str:
    if name not in files:
        raise _changed([name])
    try:
        return files[name].decode()
    except UnicodeDecodeError as error:
        raise _changed([name]) from error


def _changed(names: list[str]) -> ProofError:
    listed = ", ".join(f"`{name}`" for name in sorted(set(names)))
    return ProofError(
        "bundle-changed",
        f"the bundle is not as it was signed: {listed} was changed, is missing, or was put in. "
        "Next: ask whoever made the bundle for it again.",
    )


def _unreadable(path: Path) -> ProofError:
    return ProofError(
        "bundle-unreadable",
        f"`{path.name}` is no bundle: an archive (zip) as the register makes it is expected. Next: name the file as "
        "you were given it, not unpacked.",
    )
