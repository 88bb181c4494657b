"""What the door keeps beside the log: purposes stated, and disclosures with their two people."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sojourn.register.accounts.models import User


class StatedPurpose(models.Model):
    """Why a user needs a record, in their words; it lasts an hour. Deletable: the log holds the purpose's code."""

    actor = models.TextField()
    subject = models.TextField()
    purpose = models.CharField(max_length=30)
    note = models.TextField()
    stated_at = models.DateTimeField()
    lapses_at = models.DateTimeField()

    class Meta:
        db_table = "door_purpose"
        indexes = (models.Index(fields=["actor", "subject", "lapses_at"], name="door_purpose_in_force"),)


class TrainingMark(models.Model):
    """Says that this database was used for training; one that has it never goes live."""

    marked_at = models.DateTimeField()

    class Meta:
        db_table = "door_training_mark"


class Disclosure(models.Model):
    """An answer that leaves the register: to whom, on which legal basis, what for; proposed and confirmed by two."""

    stay_id = models.TextField(db_index=True)
    person_id = models.TextField()
    answer_id = models.BigIntegerField()
    recipient = models.TextField()
    contact = models.TextField()
    legal_basis = models.TextField()
    purpose = models.TextField()
    text = models.TextField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True)
    declined_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "door_disclosure"
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="disclosure_takes_two_people",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(declined_at__isnull=True),
                name="disclosure_confirmed_or_declined",
            ),
        )


class DisclosureNotice(models.Model):
    """A recipient to be told that the answer they were given has changed; ids and codes only.

    Attributes:
        answer_id: the version that says something else; the last one of a stay that is no more.
        changed: what of the answer is another (``notices.CHANGES``).
        why, names: what caused it: the cause of that version.
        told_by, told_at: who noted that the recipient was told, and when.
        lapsed_at: when the answer came to say again what the recipient was told.
    """

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="notices")
    answer_id = models.BigIntegerField()
    changed = ArrayField(models.TextField(), default=list)
    why = models.TextField()
    names = ArrayField(models.TextField(), default=list)
    listed_at = models.DateTimeField()
    told_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    told_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "door_disclosure_notice"
        constraints = (
            models.UniqueConstraint(
                fields=["disclosure"],
                condition=Q(told_at__isnull=True, lapsed_at__isnull=True),
                name="one_open_notice",
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True) | Q(lapsed_at__isnull=True), name="notice_told_or_lapsed"
            ),
            models.CheckConstraint(
                condition=Q(told_at__isnull=True, told_by__isnull=True)
                | Q(told_at__isnull=False, told_by__isnull=False),
                name="notice_told_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["disclosure", "told_at"], name="door_notice_of"),)
