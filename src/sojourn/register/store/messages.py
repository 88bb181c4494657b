"""Original messages, kept sealed as long as the records that came in them; the digest stays when the body goes."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.register.store.logged import note_rows
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key
from sojourn.register.store.statements import copy_rows, select


def keep_message(body: bytes, feed: str, media: str, received_at: datetime) -> bytes:
    """Keep a message; gives its keyed digest. The same message again is kept once, and one that was erased stays so.

    The digest is keyed: a short message could else be guessed from a plain one after its body is gone.
    """
    return keep_messages([(body, media)], feed, received_at)[0]


def keep_messages(sent: Sequence[tuple[bytes, str]], feed: str, received_at: datetime) -> list[bytes]:
    """Keep messages of a feed, each with its media type; gives the keyed digest of each."""
    digests = [_digest(body) for body, _ in sent]
    of_digest = dict(sorted(zip(digests, sent, strict=True)))
    kept = select(
        "INSERT INTO store_message (digest, feed, received_at, media, size) "
        "SELECT digest, %s, %s, media, size FROM unnest(%s::bytea[], %s::text[], %s::bigint[]) "
        "AS sent (digest, media, size) ON CONFLICT DO NOTHING RETURNING digest",
        [
            feed,
            received_at,
            list(of_digest),
            [media for _, media in of_digest.values()],
            [len(body) for body, _ in of_digest.values()],
        ],
    )
    new = [bytes(digest) for (digest,) in kept]
    note_rows("message", (_noted(digest, feed, received_at, *of_digest[digest]) for digest in new))
    copy_rows("store_message_body", ("digest", "key", "sealed"), ((d, *_sealed(of_digest[d][0], d)) for d in new))
    return digests


def is_kept(body: bytes, feed: str) -> bool:
    """Say whether a feed's message was kept: its rows came onto the file in the same transaction."""
    return bool(select("SELECT 1 FROM store_message WHERE digest = %s AND feed = %s", [_digest(body), feed]))


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


def _noted(digest: bytes, feed: str, received_at: datetime, body: bytes, media: str) -> dict[str, object]:
    return {"digest": digest, "feed": feed, "received_at": received_at, "media": media, "size": len(body)}


def _sealed(body: bytes, digest: bytes) -> tuple[bytes, bytes]:
    key = new_key()
    return seal_key(key, digest), seal(key, body, digest)


def _digest(body: bytes) -> bytes:
    return hmac.digest(settings.CONFIGURATION.index_key, b"message\n" + body, "sha256")
