"""What intake keeps: keys and rights of feeds, uploads with their states, offline posts and what came from them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    """What a feed may do beyond sending its own records."""

    REPLAY = "replay", _("It tells itself when it learned a record (to load past records)")
    SET_ASIDE = "set_aside", _("It may set aside a record of another feed (an authority's reasoned decision)")


class FeedRight(models.Model):
    """A right of a feed; given and ended, never changed."""

    feed = models.TextField()
    right = models.CharField(max_length=20, choices=Right.choices)
    given_by = models.TextField()
    given_at = models.DateTimeField()
    ended_by = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["feed", "right"], condition=models.Q(ended_at__isnull=True), name="one_standing_right"
            ),
        )


class FeedKey(models.Model):
    """A key with which one feed sends its own records. The secret is shown once; only its keyed digest is kept."""

    key_id = models.CharField(max_length=16, primary_key=True)
    feed = models.TextField()
    digest = models.BinaryField()
    label = models.CharField(max_length=80)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    revoked_by = models.TextField(default="")
    revoked_at = models.DateTimeField(null=True)


class State(models.TextChoices):
    """The states of an upload; ``uploaded``, ``reading`` and ``accepting`` are the service's to end."""

    UPLOADED = "uploaded", _("Uploaded")
    READING = "reading", _("Being read")
    PREVIEW = "preview", _("Ready to be looked at")
    ACCEPTING = "accepting", _("Records are being taken in")
    ACCEPTED = "accepted", _("Accepted")
    DISCARDED = "discarded", _("Discarded")
    FAILED = "failed", _("Could not be read")


class Changeset(models.Model):
    """An uploaded file on its way to being records. The file itself, and what its preview shows, are kept sealed."""

    changeset_id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=20, choices=State.choices, default=State.UPLOADED)
    file_name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    layout = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=3, blank=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    rows = models.BigIntegerField(default=0)
    movements = models.BigIntegerField(default=0)
    facts = models.BigIntegerField(default=0)
    quarantined = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    duplicates = models.BigIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    error_code = models.CharField(max_length=60, blank=True)
    error = models.TextField(blank=True)
    decided_by = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["state", "made_at"], name="changeset_waiting"),)


class ChangesetBody(models.Model):
    """What an upload holds, sealed: the file itself, and what its preview shows. Gone when it is decided on."""

    changeset = models.ForeignKey(Changeset, models.CASCADE)
    part = models.CharField(max_length=10)
    key = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["changeset", "part"], name="one_body_a_part"),)


class Post(models.Model):
    """A post that works offline, with the public key under which it signs its outboxes."""

    name = models.CharField(max_length=80, primary_key=True)
    feed = models.TextField()
    public_key = models.BinaryField()
    added_by = models.TextField()
    added_at = models.DateTimeField()
    ended_by = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)


class OutboxTaken(models.Model):
    """An outbox that was taken in: from which to which of the post's sequence numbers."""

    digest = models.BinaryField(primary_key=True)
    post = models.ForeignKey(Post, models.PROTECT)
    feed = models.TextField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    taken_in_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["feed", "first"], name="outbox_of_feed"),)
