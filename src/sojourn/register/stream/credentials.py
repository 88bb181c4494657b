"""A user's credentials for a message server: a token, and the seed whose signature proves who shows it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sojourn.errors import RegisterError

_PART = r"-----BEGIN {0}-----\s*(\S+)\s*-+END {0}-+"
#: A user's seed: two bytes that say what it is, the 32 of the key, two of a check sum.
_SEED_BYTES, _SEED_STARTS = 36, "SU"


@dataclass(frozen=True)
class Credentials:
    """A token, and what signs with the seed that belongs to it."""

    token: str = field(repr=False)
    _key: Ed25519PrivateKey = field(repr=False)

    def give_token(self) -> bytearray:
        """Give the token."""
        return bytearray(self.token.encode())

    def sign(self, nonce: str) -> bytes:
        """Sign what the server asks to have signed; base64."""
        return base64.b64encode(self._key.sign(nonce.encode()))


def read_credentials(path: Path) -> Credentials:
    """Read a file of credentials.

    Raises:
        RegisterError: ``stream-credentials``.
    """
    try:
        text = path.read_text(encoding="ascii")
        token = re.search(_PART.format("NATS USER JWT"), text)
        seed = re.search(_PART.format("USER NKEY SEED"), text)
        if token is None or seed is None:
            raise ValueError
        return Credentials(token[1], _read_seed(seed[1]))
    except (OSError, ValueError) as error:
        raise RegisterError(
            "stream-credentials",
            f"the file `{path}` holds no credentials for a message server. Allowed is a file with a user's token and "
            "seed, as the operator of the server gives it out. Next: name that file, and let this account read it.",
        ) from error


def _read_seed(seed: str) -> Ed25519PrivateKey:
    """Read a seed.

    Raises:
        ValueError: it is none of a user.
    """
    raw = base64.b32decode(seed + "=" * (-len(seed) % 8))
    if len(raw) != _SEED_BYTES or not seed.startswith(_SEED_STARTS):
        raise ValueError
    if binascii.crc_hqx(raw[:-2], 0).to_bytes(2, "little") != raw[-2:]:
        raise ValueError
    return Ed25519PrivateKey.from_private_bytes(raw[2:-2])
