"""The key with which this register signs: checkpoints of the log, bundles for courts, receipts."""

from __future__ import annotations

from django.conf import settings

from sojourn.proof.signing import PublicKey, SigningKey


def signing_key() -> SigningKey:
    """Give the key of this register; its name is ``sojourn/`` and the law that it keeps."""
    configuration = settings.CONFIGURATION
    return SigningKey(f"sojourn/{configuration.law}", configuration.signing_key)


def public_key() -> PublicKey:
    """Give the key that checks what this register signs; it is published with the log."""
    return signing_key().public
