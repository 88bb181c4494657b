"""Personal values lie sealed (AES-GCM): each subject, message and quarantined row has a key of its own.

A key is deleted to forget what it sealed. The keys themselves lie sealed in the database under a key that is not in it,
so that a copy of the database alone opens nothing.
"""

from __future__ import annotations

import functools
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from sojourn.errors import RegisterError

_BITS, _NONCE = 256, 12


def new_key() -> bytes:
    """Make a key at random."""
    return AESGCM.generate_key(_BITS)


def seal(key: bytes, values: bytes, about: bytes) -> bytes:
    """Seal values; they open only with the same ``about``, so that nothing sealed can be laid under another row."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, values, about)


def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """Open what ``seal`` sealed.

    Raises:
        RegisterError: ``sealed-unreadable``, when the key is another one or the bytes were changed.
    """
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about)
    except InvalidTag as error:
        raise RegisterError(
            "sealed-unreadable",
            "sealed values do not open: SOJOURN_INDEX_KEY is not the one that they were sealed under, or the row was "
            "changed from outside. Next: start with the key of this database, or restore it from its backup.",
        ) from error


def seal_key(key: bytes, about: bytes) -> bytes:
    """Seal a key for the database."""
    return seal(_outer_key(settings.CONFIGURATION.index_key), key, about)


def unseal_key(sealed: bytes, about: bytes) -> bytes:
    """Open a key from the database.

    Raises:
        RegisterError: ``sealed-unreadable``.
    """
    return unseal(_outer_key(settings.CONFIGURATION.index_key), sealed, about)


@functools.lru_cache(maxsize=2)
def _outer_key(index_key: bytes) -> bytes:
    return HKDF(hashes.SHA256(), _BITS // 8, salt=None, info=b"sojourn: the keys of subjects").derive(index_key)
