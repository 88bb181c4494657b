"""What oversight keeps: its inquiries, the figures as they were counted once, and the sample that is checked afresh.

Ids, codes and counts; the only free texts are those of an inquiry and of a look afresh, which ``erasing`` deletes with
the person's values. Figures are kept as they are shown: a count that is withheld is nowhere in them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

USER = settings.AUTH_USER_MODEL


class Inquiry(models.Model):
    """Why one of oversight looks at one person, until when, and what came of it.

    Attributes:
        named_by, named: how the person was named: the kind of reference (``words.NAMED_BY``), and the reference.
        person_id: whom it is about; empty where it is about an officer (``about_user``).
        ground: a code of ``words.GROUNDS``; reason: in words, deletable.
        result: a code of ``words.RESULTS``, once it is closed; result_note: in words, deletable.
    """

    user = models.ForeignKey(USER, models.PROTECT, related_name="+")
    named_by = models.TextField()
    named = models.TextField()
    person_id = models.TextField(blank=True, default="")
    about_user = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    ground = models.TextField()
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True, default="")
    result_note = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(person_id="", about_user__isnull=False) | (~Q(person_id="") & Q(about_user__isnull=True)),
                name="inquiry_about_one",
            ),
            models.CheckConstraint(condition=Q(lapses_at__gt=F("opened_at")), name="inquiry_lapses"),
        )
        indexes = (
            models.Index(
                fields=["user", "lapses_at"], condition=Q(closed_at__isnull=True), name="oversight_inquiry_open"
            ),
            models.Index(fields=["person_id"], name="oversight_inquiry_person"),
        )


class MonthFigures(models.Model):
    """The figures of one month, counted once, when the month and the days after it are over; never counted again."""

    month = models.DateField(unique=True)
    counted_on = models.DateField()
    tables = models.JSONField()


class OutcomeIssue(models.Model):
    """Outcomes by nationality, sex and age over twelve months, four times a year; kept as printed.

    Attributes:
        quarter: the first day of the quarter in which it was made.
        first, last: the first and the last day counted.
    """

    quarter = models.DateField(unique=True)
    first = models.DateField()
    last = models.DateField()
    counted_on = models.DateField()
    tables = models.JSONField()


class Draw(models.Model):
    """A sample of one month: what it was drawn by, so that anybody with the ids can draw it again.

    Attributes:
        seed: what the draw was made with, a value that is public (``sampling.seed_of``).
        size: how many were to be drawn; answers, determinations: how many there were to draw from.
    """

    month = models.DateField(unique=True)
    seed = models.TextField()
    size = models.IntegerField()
    answers = models.IntegerField()
    determinations = models.IntegerField()
    drawn_at = models.DateTimeField()


class Piece(models.Model):
    """One answer or determination that is looked at afresh by somebody who had no part in it.

    Attributes:
        kind: ``answer`` or ``determination``; subject: the number of the answer, or of the event of the case.
        answer_id: the version whose day and knowledge the look is about.
        first: the class of the first result (``conclusions.CLASSES``), which the page never shows.
        conclusion: what whoever looked afresh concluded, one of the same classes, or ``cannot_tell``.
        reason: a code of ``words.REASONS``; note: in words, deletable.
        verdict: ``right``, ``wrong`` or ``cannot_tell``, worked out from the two; ``void``: the person is no more.
        seen_first: whoever looked afresh had opened the answer or the case in the meantime; it counts in no rate.
    """

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="pieces")
    kind = models.TextField()
    subject = models.BigIntegerField()
    person_id = models.TextField()
    stay_id = models.TextField()
    answer_id = models.BigIntegerField()
    first = models.TextField()
    assigned_to = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    assigned_at = models.DateTimeField(null=True)
    conclusion = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")
    verdict = models.TextField(blank=True, default="")
    seen_first = models.BooleanField(default=False)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["draw", "kind", "subject"], name="one_piece_of_a_draw"),)
        indexes = (
            models.Index(fields=["assigned_to"], condition=Q(checked_at__isnull=True), name="oversight_piece_open"),
        )
