"""Stops, restricted records opened in an emergency, looks that are shown later. Codes and numbers but for notes.

What was done is appended and never changed; what people wrote about a person lies apart, where it can be deleted.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class StopEvent(models.Model):
    """Something was stopped for the whole register, a court's stop was confirmed or refused, or a stop was lifted.

    Attributes:
        what: one of ``What``. stop: number of the event that set it; none where this one does.
        kind, target: what is stopped (``stops.Kind``); the target is empty for all adverse steps.
        since: for a feed, the first day of which its records are not relied on.
        court_order: name of the record of a court's order; empty for a stop of oversight.
        why: in words; about a feed, a rule or a model, never about a person.
    """

    class What(models.TextChoices):
        """What happened."""

        SET = "set"
        CONFIRMED = "confirmed"
        REFUSED = "refused"
        LIFT_ASKED = "lift_asked"
        LIFT_REFUSED = "lift_refused"
        LIFTED = "lifted"

    at = models.DateTimeField()
    what = models.TextField(choices=What.choices)
    stop = models.ForeignKey("self", models.PROTECT, related_name="events", null=True)
    kind = models.TextField()
    target = models.TextField(blank=True, default="")
    since = models.DateField(null=True)
    court_order = models.TextField(blank=True, default="")
    why = models.TextField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    office = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["stop"], condition=models.Q(what__in=["lifted", "refused"]), name="a_stop_ends_once"
            ),
        )
        indexes = (models.Index(fields=["kind", "target"], condition=models.Q(what="set"), name="stop_of_kind"),)


class Spread(models.Model):
    """A stop that was set or lifted, until all whose answers it touches are in the queue; ``reached``: up to whom."""

    event = models.OneToOneField(StopEvent, models.PROTECT, related_name="spread")
    reached = models.UUIDField(null=True)


class GlassOpening(models.Model):
    """Somebody opened one restricted person in an emergency, for a short time."""

    person_id = models.TextField(db_index=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    office = models.TextField(blank=True, default="")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    lapses_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["by", "lapses_at"], name="glass_in_force"),)


class GlassReview(models.Model):
    """A second person looked into an opening afterwards."""

    opening = models.OneToOneField(GlassOpening, models.PROTECT, related_name="review")
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    justified = models.BooleanField()


class GlassNote(models.Model):
    """What was written when a record was opened, or when that was reviewed. Deletable: it may be about the person."""

    opening = models.ForeignKey(GlassOpening, models.PROTECT, related_name="notes")
    of_review = models.BooleanField(default=False)
    text = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["opening", "of_review"], name="one_note_of_each_sort"),)


class LookDelay(models.Model):
    """Somebody proposed to show one look to the person later. ``event_id``: of the log; one look, one proposal."""

    event_id = models.BigIntegerField(unique=True)
    looked_at = models.DateTimeField()
    person_id = models.TextField(db_index=True)
    ground = models.TextField()
    shown_from = models.DateTimeField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class LookDelayDecision(models.Model):
    """Oversight decided whether a look is shown later."""

    delay = models.OneToOneField(LookDelay, models.PROTECT, related_name="decision")
    approved = models.BooleanField()
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class DelayNote(models.Model):
    """Why a look is to be shown later, in words. Deletable: it may be about the person."""

    delay = models.OneToOneField(LookDelay, models.PROTECT, related_name="note")
    text = models.TextField()
