"""How good each feed was on each day, and what people decided about it. No value of any record stands here."""

from __future__ import annotations

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class FeedDay(models.Model):
    """One feed at one port on one day, as last judged; a row of ``sojourn.tables.FEEDS``. Made anew at any time."""

    feed = models.TextField()
    port = models.TextField(null=True)
    day = models.DateField(null=True)
    expected = models.BigIntegerField(null=True)
    seen = models.BigIntegerField()
    gaps = models.BigIntegerField()
    share_not_aboard = models.FloatField(null=True)
    share_matched = models.FloatField(null=True)
    delay = models.FloatField(null=True)
    unreadable = models.BigIntegerField()
    status = models.TextField()
    reason = models.TextField(null=True)

    class Meta:
        indexes = (models.Index(fields=["feed", "day"], name="feed_day_of_feed"),)


class ChangedDay(models.Model):
    """A feed's day whose quarantine began or ended, until all whose answers rest on it are in the queue.

    ``reached`` is the subject up to which everybody was looked at; none: nobody yet.
    """

    feed = models.TextField()
    day = models.DateField()
    changed_at = models.DateTimeField()
    reached = models.UUIDField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["feed", "day"], name="one_change_of_a_feed_day"),)


class Judged(models.Model):
    """When the feeds were judged last, and how many rows that gave."""

    judged_at = models.DateTimeField()
    rows = models.BigIntegerField()


class FeedOverride(models.Model):
    """A decision about the quarantine of a feed: proposed by one person, in force once another has confirmed it."""

    class Status(models.TextChoices):
        """What is decided; the words of ``sojourn.evidence.feed_overrides``."""

        RELEASED = "released"
        QUARANTINED = "quarantined"

    feed = models.TextField()
    port = models.TextField(blank=True)
    first = models.DateField()
    last = models.DateField()
    status = models.TextField(choices=Status.choices)
    reason = models.TextField()
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("proposed_by")),
                name="quarantine_takes_two_people",
            ),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="days_in_order"),
        )
