"""Ed25519 keys (RFC 8032): one seed signs, the public key that goes with it checks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

#: The kind of signature as the notes name it: Ed25519.
_ED25519 = b"\x01"


@dataclass(frozen=True)
class PublicKey:
    """Who signed, and the key that checks it.

    Attributes:
        name: what the key is called, such as ``example.org/register``; no blank and no ``+``.
        raw: the public key, 32 bytes.
    """

    name: str
    raw: bytes

    @property
    def key_id(self) -> bytes:
        """Give the four bytes that tell this key from others of the same name."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def is_signature(self, message: bytes, signature: bytes) -> bool:
        """Say whether the signature is this key's over the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """A key that signs."""

    def __init__(self, name: str, seed: bytes) -> None:
        """Take the name and the seed (32 bytes)."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        raw = self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.public = PublicKey(name, raw)

    def sign(self, message: bytes) -> bytes:
        """Sign a message; 64 bytes."""
        return self._private.sign(message)
