"""One archive of many files: listed with their digests, the list signed, and the same bytes for the same files.

Nothing is compressed, so that the bytes depend on the files alone and on no version of a library.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

from sojourn.proof.note import sign_note
from sojourn.proof.signing import SigningKey

MANIFEST, NOTE = "manifest.txt", "manifest.note"
#: The archive's own days say nothing: every file has the first one that the format knows.
_NO_DAY = (1980, 1, 1, 0, 0, 0)
_READ_ONLY = 0o100444


def manifest_of(files: Mapping[str, bytes]) -> str:
    """List files with their SHA-256, as ``sha256sum`` writes and checks it."""
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files))


def archive_of(files: Mapping[str, bytes], key: SigningKey) -> bytes:
    """Put files into one archive with their manifest, and the manifest signed as a note."""
    manifest = manifest_of(files)
    told = {**files, MANIFEST: manifest.encode(), NOTE: sign_note(manifest, key).encode()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(told):
            entry = zipfile.ZipInfo(path, _NO_DAY)
            entry.create_system, entry.external_attr = 3, _READ_ONLY << 16
            archive.writestr(entry, told[path])
    return written.getvalue()
