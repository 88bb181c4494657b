"""Messages of courts and counsel, who was told of them, and hearings. Ids, codes and times; no personal value.

A message stands beside the fact that came in it and repeats nothing of what it says: whoever opens it reads the record.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

USER = settings.AUTH_USER_MODEL


class Level(models.IntegerChoices):
    """Who answers for a message that nobody has acknowledged yet."""

    NAMED = 0
    SUPERVISORS = 1
    OVERSIGHT = 2


class Message(models.Model):
    """One fact that a court or counsel sent, until somebody says that they have read it.

    Attributes:
        record: name of the fact. person_id: who held it when it was last matched; empty: nobody.
        case: the case it was matched to; none: it waits with the supervisors of all offices.
        received_at: when it reached the register, whenever it is read.
        acknowledge_by: the end of its timer. pressing: the timer is the short one, because a removal is near.
        named: whose it was when it came in; none: the supervisors'. level: who answers for it now.
        escalate_at: when it is passed on; none: oversight has been told, or it is acknowledged.
        matched_by, matched_at: who said by hand which case it belongs to. entered_as: the fact that was put on the
            person's file then.
    """

    record = models.TextField(unique=True)
    feed = models.TextField()
    kind = models.TextField()
    person_id = models.TextField(blank=True, default="")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="messages", null=True)
    restricted = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    pressing = models.BooleanField(default=False)
    named = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    level = models.SmallIntegerField(choices=Level.choices, default=Level.NAMED)
    escalate_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    acknowledged_at = models.DateTimeField(null=True)
    matched_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    matched_at = models.DateTimeField(null=True)
    entered_as = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(acknowledged_by__isnull=True, acknowledged_at__isnull=True)
                | Q(acknowledged_by__isnull=False, acknowledged_at__isnull=False),
                name="acknowledged_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["escalate_at"], condition=Q(acknowledged_at__isnull=True), name="court_to_escalate"),
            models.Index(fields=["case"], condition=Q(acknowledged_at__isnull=True), name="court_unread_of_case"),
            models.Index(
                fields=["acknowledge_by", "id"], condition=Q(acknowledged_at__isnull=True), name="court_unread_by_time"
            ),
            models.Index(
                fields=["person_id"], condition=Q(acknowledged_at__isnull=True), name="court_unread_of_person"
            ),
            models.Index(fields=["acknowledged_at"], name="court_acknowledged_at"),
        )


class Escalation(models.Model):
    """A message was passed on: to which level, when, and to whom by number (oversight is told by an alert)."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="escalations")
    level = models.SmallIntegerField(choices=Level.choices)
    at = models.DateTimeField()
    told = ArrayField(models.IntegerField(), default=list)


class Hearing(models.Model):
    """One hearing that stands, for the calendar; worked out anew from the person's facts when one of them changes.

    Attributes:
        record: name of the fact that counts. on_day: the day, at the court. at: the time, where the fact says it.
        type, outcome: words of the fact.
    """

    record = models.TextField(unique=True)
    person_id = models.TextField()
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="hearings", null=True)
    feed = models.TextField()
    on_day = models.DateField()
    at = models.DateTimeField(null=True)
    type = models.TextField(blank=True, default="")
    outcome = models.TextField(blank=True, default="")

    class Meta:
        indexes = (
            models.Index(fields=["on_day", "id"], name="court_hearing_day"),
            models.Index(fields=["person_id"], name="court_hearing_person"),
        )
