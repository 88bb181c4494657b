"""Offline posts and their public keys: added and ended by an administrator."""

from __future__ import annotations

import base64
import binascii
import re

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import IntegrityError, transaction

from sojourn.errors import RegisterError
from sojourn.evidence.validate import FEED_ALLOWED, FEED_FORM
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.intake.models import Post
from sojourn.register.intake.outbox import Outbox, check_outbox, read_header


@action(Verb.FEED_KEY_MADE, "manage_keys")
def add_post(acting: Acting, name: str, feed: str, public_key: str) -> Done[None]:
    """Add an offline post with the public key under which it signs (32 bytes, base64).

    Raises:
        RegisterError: ``bad-feed``, ``bad-public-key``, ``post-exists``.
    """
    if not re.search(FEED_FORM, feed):
        raise RegisterError(
            "bad-feed", f"`{feed[:80]}` is no feed's name. Allowed: {FEED_ALLOWED}. Next: write it in that form."
        )
    try:
        raw = base64.b64decode(public_key.strip(), validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except (ValueError, binascii.Error) as error:
        raise RegisterError(
            "bad-public-key",
            "the public key cannot be read. Allowed is an Ed25519 key of 32 bytes in base64. "
            "Next: copy the whole line that the post shows.",
        ) from error
    try:
        with transaction.atomic():
            Post.objects.create(name=name, feed=feed, public_key=raw, added_by=acting.actor, added_at=clock.now())
    except IntegrityError as error:
        raise RegisterError(
            "post-exists", "there is a post of that name already. Next: choose another name for the new key."
        ) from error
    return Done(None, (feed,), {"post": name})


@action(Verb.FEED_KEY_REVOKED, "manage_keys")
def end_post(acting: Acting, name: str) -> Done[None]:
    """Take no more outboxes from a post.

    Raises:
        RegisterError: ``post-unknown``.
    """
    post = Post.objects.select_for_update().filter(name=name, ended_at=None).first()
    if post is None:
        raise _unknown()
    post.ended_at, post.ended_by = clock.now(), acting.actor
    post.save(update_fields=["ended_at", "ended_by"])
    return Done(None, (post.feed,), {"post": name})


def open_outbox(body: bytes) -> Outbox:
    """Check an outbox under the key of the post that it names.

    Raises:
        RegisterError: ``post-unknown``; what ``check_outbox`` raises.
    """
    header = read_header(body)
    post = Post.objects.filter(name=header.post[:80], feed=header.feed, ended_at=None).first()
    if post is None:
        raise _unknown()
    return check_outbox(body, Ed25519PublicKey.from_public_bytes(bytes(post.public_key)))


def _unknown() -> RegisterError:
    return RegisterError(
        "post-unknown",
        "no offline post of that name and feed is known. Nothing was taken in. "
        "Next: have an administrator add the post with its public key.",
    )
