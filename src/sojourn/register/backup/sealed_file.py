"""Sealed files: packed (zstd) and sealed (AES-256-GCM) in chunks, so that a file of any size streams through.

``SOJOURN-SEALED-1`` and a newline, the id of the backup key (8 bytes), a salt (32), then chunks: length (4 bytes) and
what is sealed. Each file has a key of its own, drawn from backup key, salt and name. The nonce counts the chunks and
marks the last: a chunk changed, left out, doubled, moved or cut off at the end does not open.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sojourn.errors import RegisterError
from sojourn.register.backup.backup_key import id_of, key_of_file

_FORMAT = b"SOJOURN-SEALED-1\n"
_ID, _SALT, _LENGTH = 8, 32, 4
#: Bytes of one chunk before it is packed, and more than any sealed chunk can have.
CHUNK = 1024 * 1024
_MOST = CHUNK + 64 * 1024
_LEVEL = 3


class Sealing:
    """A file being sealed.

    Attributes:
        digest: SHA-256 over what was written, for the manifest.
        size: bytes written; raw: bytes taken in.
    """

    def __init__(self, file: BinaryIO, key: bytes, name: str) -> None:
        """Begin; the file takes the head at once."""
        salt = os.urandom(_SALT)
        self._file, self._cipher = file, AESGCM(key_of_file(key, salt, name))
        self._codec = pa.Codec("zstd", _LEVEL)
        self._kept, self._count = bytearray(), 0
        self.digest, self.size, self.raw = hashlib.sha256(), 0, 0
        self._put(_FORMAT + id_of(key) + salt)

    def write(self, data: bytes) -> None:
        """Take some bytes."""
        self.raw += len(data)
        self._kept += data
        while len(self._kept) > CHUNK:
            self._seal(bytes(self._kept[:CHUNK]), last=False)
            del self._kept[:CHUNK]

    def end(self) -> None:
        """Seal what is left as the last chunk."""
        self._seal(bytes(self._kept), last=True)

    def _seal(self, data: bytes, *, last: bool) -> None:
        packed = self._codec.compress(data, asbytes=True) if data else b""
        plain = len(data).to_bytes(_LENGTH) + packed
        sealed = self._cipher.encrypt(_nonce(self._count, last=last), plain, None)
        self._put(len(sealed).to_bytes(_LENGTH) + sealed)
        self._count += 1

    def _put(self, data: bytes) -> None:
        self._file.write(data)
        self.digest.update(data)
        self.size += len(data)


@contextmanager
def sealing(path: Path, key: bytes, name: str) -> Iterator[Sealing]:
    """Seal a new file inside the block: written beside, forced to disk and renamed, or not there at all.

    Raises:
        RegisterError: ``backup-no-room``, where the disk is full or cannot be written.
    """
    beside = path.with_name(f".{path.name}.part")
    try:
        with open(beside, "wb", opener=_private) as file:
            made = Sealing(file, key, name)
            yield made
            made.end()
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    except OSError as error:
        raise RegisterError(
            "backup-no-room",
            f"`{path.parent}` cannot be written ({os.strerror(error.errno or 0)}). Nothing half-made was left there. "
            "Next: make room or mend what hinders, and back up again.",
        ) from error
    finally:
        beside.unlink(missing_ok=True)


def iter_opened(path: Path, key: bytes, name: str) -> Iterator[bytes]:
    """Give what is in a sealed file, chunk by chunk; each chunk was checked before it is given.

    Raises:
        RegisterError: ``backup-other-key``; ``backup-changed``, where a byte is not as it was written.
    """
    with path.open("rb") as file:
        head = file.read(len(_FORMAT) + _ID + _SALT)
        if len(head) != len(_FORMAT) + _ID + _SALT or not head.startswith(_FORMAT):
            raise _changed(path)
        if head[len(_FORMAT) : -_SALT] != id_of(key):
            raise RegisterError(
                "backup-other-key",
                f"`{path.name}` was sealed under another backup key. Nothing was opened. "
                "Next: name the key with which this backup was made.",
            )
        cipher, codec = AESGCM(key_of_file(key, head[-_SALT:], name)), pa.Codec("zstd")
        last, count = False, 0
        while not last:
            sealed = _read_chunk(file, path)
            last = not file.peek(1)
            data = _open_chunk(cipher, sealed, _nonce(count, last=last), path)
            size = int.from_bytes(data[:_LENGTH])
            yield codec.decompress(data[_LENGTH:], size, asbytes=True) if size else b""
            count += 1


class OpenedFile(io.RawIOBase):
    """What is in a sealed file as a stream, for programs that read one."""

    def __init__(self, chunks: Iterator[bytes], seen: Callable[[int], None]) -> None:
        """Take the chunks; ``seen`` is told how many bytes were read."""
        self._chunks, self._kept, self._seen = chunks, memoryview(b""), seen

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed: any buffer
        """Fill the buffer as far as there is something."""
        while not self._kept:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._kept = memoryview(chunk)
            self._seen(len(chunk))
        count = min(len(buffer), len(self._kept))
        buffer[:count] = self._kept[:count]
        self._kept = self._kept[count:]
        return count


def read_opened(path: Path, key: bytes, name: str) -> bytes:
    """Give all that is in a small sealed file.

    Raises:
        RegisterError: ``backup-other-key``, ``backup-changed``.
    """
    return b"".join(iter_opened(path, key, name))


def _read_chunk(file: io.BufferedReader, path: Path) -> bytes:
    length = int.from_bytes(told := file.read(_LENGTH))
    sealed = file.read(length) if len(told) == _LENGTH and length <= _MOST else b""
    if not sealed or len(sealed) != length:
        raise _changed(path)
    return sealed


def _open_chunk(cipher: AESGCM, sealed: bytes, nonce: bytes, path: Path) -> bytes:
    try:
        return cipher.decrypt(nonce, sealed, None)
    except InvalidTag:
        raise _changed(path) from None


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11) + bytes([last])


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o600)


def _changed(path: Path) -> RegisterError:
    return RegisterError(
        "backup-changed",
        f"`{path.name}` is not as it was written: bytes were changed, or its end is missing. Nothing of it was used. "
        "Next: take another copy of this backup, or an older one.",
    )
