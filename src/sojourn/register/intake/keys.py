"""Keys of feeds: made by an administrator, shown once, kept as a keyed digest, revoked for good."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.evidence.validate import FEED_ALLOWED, FEED_FORM
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.intake.models import FeedKey, FeedRight

#: Before every key, so that a key that leaked is recognised by those who look for such.
PREFIX = "sjk"


@action(Verb.FEED_KEY_MADE, "manage_keys")
def make_feed_key(acting: Acting, feed: str, label: str, rights: frozenset[str] = frozenset()) -> Done[str]:
    """Make a key for a feed and give it, this once; ``rights`` are those that the feed has from now on.

    Raises:
        RegisterError: ``bad-feed``.
    """
    if not re.search(FEED_FORM, feed):
        raise RegisterError(
            "bad-feed", f"`{feed[:80]}` is no feed's name. Allowed: {FEED_ALLOWED}. Next: write it in that form."
        )
    key_id, secret, at = secrets.token_hex(6), secrets.token_hex(24), clock.now()
    FeedKey.objects.create(
        key_id=key_id, feed=feed, digest=_digest(secret), label=label, made_by=acting.actor, made_at=at
    )
    for right in sorted(rights):
        given = {"given_by": acting.actor, "given_at": at}
        FeedRight.objects.get_or_create(feed=feed, right=right, ended_at=None, defaults=given)
    return Done(f"{PREFIX}_{key_id}_{secret}", (feed,), {"key": key_id, "rights": sorted(rights)})


@action(Verb.FEED_KEY_REVOKED, "manage_keys")
def revoke_feed_key(acting: Acting, key_id: str) -> Done[None]:
    """Revoke a key for good.

    Raises:
        RegisterError: ``key-missing``.
    """
    key = FeedKey.objects.select_for_update().filter(key_id=key_id, revoked_at=None).first()
    if key is None:
        raise RegisterError(
            "key-missing", "there is no such key in force. Next: choose one from the list of keys in force."
        )
    key.revoked_at, key.revoked_by = clock.now(), acting.actor
    key.save(update_fields=["revoked_at", "revoked_by"])
    return Done(None, (key.feed,), {"key": key_id})


def find_key(token: str) -> FeedKey | None:
    """Find the key in force that a token names and proves; the same time whether its secret is right or not."""
    key = prove_key(token)
    return key if key is not None and key.revoked_at is None else None


def prove_key(token: str) -> FeedKey | None:
    """Find the key that a token names and proves, in force or revoked."""
    match = re.fullmatch(rf"{PREFIX}_([0-9a-f]{{12}})_([0-9a-f]{{48}})", token)
    if match is None:
        return None
    key = FeedKey.objects.filter(key_id=match[1]).first()
    expected = bytes(key.digest) if key is not None else bytes(32)
    proved = hmac.compare_digest(expected, _digest(match[2]))
    return key if proved else None


def feed_acting(key: FeedKey) -> Acting:
    """Give who acts when a key is used."""
    return Acting(f"feed:{key.feed}", key.feed, "", frozenset({"feed"}))


def has_right(feed: str, right: str) -> bool:
    """Say whether a feed has a right now."""
    return FeedRight.objects.filter(feed=feed, right=right, ended_at=None).exists()


def _digest(secret: str) -> bytes:
    """The secret has 192 random bits, so a keyed digest is enough: nobody guesses it, whoever has the table."""
    keyed = hmac.new(settings.CONFIGURATION.index_key, b"feed key\n" + secret.encode(), hashlib.sha256)
    return keyed.digest()
