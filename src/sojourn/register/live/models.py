"""The queue of those to be answered, and the worker's sign of life."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Pending(models.Model):
    """Records on file for which nobody worked the answers out yet: one row for a message or a part of one.

    The row is written with the records, in one transaction, and goes in the transaction that writes their answers: so
    whatever stops in between, no record is forgotten and none is answered twice.
    """

    pending_id = models.BigAutoField(primary_key=True)
    why = models.TextField()
    subject_ids = ArrayField(models.UUIDField())
    names = ArrayField(models.TextField())
    since = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    #: Not before this time: a row that could not be answered waits before it is tried again.
    not_before = models.DateTimeField(null=True)
    code = models.TextField(default="")

    class Meta:
        """The table."""

        db_table = "live_pending"


class WorkerBeat(models.Model):
    """The one worker's sign of life, renewed each second."""

    only = models.BooleanField(primary_key=True, default=True)
    at = models.DateTimeField()
    pid = models.IntegerField()
    ready = models.BooleanField()

    class Meta:
        """The table."""

        db_table = "live_worker"


class DepartureCount(models.Model):
    """Records of departures by feed and port, in steps of 5 seconds, a minute and a quarter of an hour."""

    pk = models.CompositePrimaryKey("grain", "step_at", "feed", "port")
    #: How long the step is, in seconds.
    grain = models.SmallIntegerField()
    step_at = models.DateTimeField()
    feed = models.TextField()
    #: Empty: the record does not tell.
    port = models.TextField()
    departures = models.IntegerField()
    #: Further records of departures that were known already.
    again = models.IntegerField()
    #: Records that tell only the day of the crossing, so that no delay is known.
    day_only = models.IntegerField()

    class Meta:
        """The table."""

        db_table = "live_departures"


class DelayCount(models.Model):
    """How long records of departures took, by feed, in steps: one row for each part of the way and each bucket."""

    pk = models.CompositePrimaryKey("grain", "step_at", "feed", "leg", "bucket")
    grain = models.SmallIntegerField()
    step_at = models.DateTimeField()
    feed = models.TextField()
    leg = models.SmallIntegerField()
    bucket = models.SmallIntegerField()
    number = models.IntegerField()

    class Meta:
        """The table."""

        db_table = "live_delays"


class SettledCount(models.Model):
    """What departures settled, in steps, of all feeds and ports together; told in lots (``counting.LOT``)."""

    pk = models.CompositePrimaryKey("grain", "step_at", "settled")
    grain = models.SmallIntegerField()
    step_at = models.DateTimeField()
    settled = models.TextField()
    number = models.IntegerField()

    class Meta:
        """The table."""

        db_table = "live_settled"


class HeldCount(models.Model):
    """What departures settled, and what is not told before a lot is full."""

    settled = models.TextField(primary_key=True)
    number = models.IntegerField()

    class Meta:
        """The table."""

        db_table = "live_held"


class LastCount(models.Model):
    """When departures were counted last, and how often that was: by this a page knows that there is something new."""

    only = models.BooleanField(primary_key=True, default=True)
    at = models.DateTimeField()
    number = models.BigIntegerField()

    class Meta:
        """The table."""

        db_table = "live_counted"
