"""Original messages, kept sealed as long as the records that came in them; the digest stays when the body goes."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key
from sojourn.register.store.statements import run, select


def keep_message(body: bytes, feed: str, media: str, received_at: datetime) -> bytes:
    """Keep a message; gives its keyed digest. The same message again is kept once, and one that was erased stays so.

    The digest is keyed: a short message could else be guessed from a plain one after its body is gone.
    """
    digest = hmac.digest(settings.CONFIGURATION.index_key, b"message\n" + body, "sha256")
    kept = run(
        "INSERT INTO store_message (digest, feed, received_at, media, size) VALUES (%s, %s, %s, %s, %s) "
        "ON CONFLICT DO NOTHING",
        [digest, feed, received_at, media, len(body)],
    )
    if kept:
        key = new_key()
        run(
            "INSERT INTO store_message_body (digest, key, sealed) VALUES (%s, %s, %s)",
            [digest, seal_key(key, digest), seal(key, body, digest)],
        )
    return digest


def read_message(digest: bytes) -> bytes:
    """Read a message as it was received.

    Raises:
        RegisterError: ``message-missing``, ``sealed-unreadable``.
    """
    rows = select("SELECT key, sealed FROM store_message_body WHERE digest = %s", [digest])
    if not rows:
        raise RegisterError(
            "message-missing",
            "the message is not on file: it was never kept, or it was erased with a person whom it named. "
            "Next: ask the feed that sent it.",
        )
    key, sealed = rows[0]
    return unseal(unseal_key(bytes(key), digest), bytes(sealed), digest)
