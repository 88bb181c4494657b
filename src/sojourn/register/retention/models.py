"""What is due, who decided that it goes, what was destroyed, and who keeps it: ids, days and codes; never a name.

``Batch``, ``Item``, ``Decision``, ``Outcome``, ``Destroyed`` and ``Certificate`` are append-only (a trigger refuses
changes). ``Due`` is a list made anew each day. ``sql/destroying.sql`` is what deletes, and checks all of it once more.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from sojourn.register.cases.models import Case

USER = settings.AUTH_USER_MODEL


class Hold(models.Model):
    """Somebody with the authority to do so keeps everything about a person, or about the person of a case.

    Attributes:
        person_id: whom it is about; empty where it is about a case. until: its last day; a hold without an end is none.
        ending_by, ending_at, end_reason: who proposes to end it before its last day, when, and why; another ends it.
    """

    person_id = models.TextField(blank=True, default="")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+", null=True)
    authority = models.TextField()
    legal_basis = models.TextField()
    reference = models.TextField()
    until = models.DateField()
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ending_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    ending_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(person_id="") & Q(case__isnull=False)) | (~Q(person_id="") & Q(case__isnull=True)),
                name="hold_about_one",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | (Q(ending_by__isnull=False, ended_by__isnull=False) & ~Q(ending_by=F("ended_by"))),
                name="hold_end_takes_two",
            ),
        )
        indexes = (
            models.Index(fields=["person_id"], condition=Q(ended_at__isnull=True), name="retention_hold_person"),
            models.Index(fields=["case"], condition=Q(ended_at__isnull=True), name="retention_hold_case"),
        )


class Due(models.Model):
    """A part of a file whose time is over, or soon will be; the list is made anew each day.

    Attributes:
        what: stay, refusal, file or access. of: the stay's id; empty otherwise.
        records: how many records it is. reasons: codes of what keeps it, whatever its time.
    """

    person_id = models.TextField()
    what = models.TextField()
    of = models.TextField(blank=True, default="")
    rule_id = models.TextField()
    rule_version = models.TextField()
    due_on = models.DateField()
    records = models.IntegerField(default=0)
    reasons = ArrayField(models.TextField(), default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person_id", "what", "of"], name="retention_due_once"),)
        indexes = (models.Index(fields=["due_on", "id"], name="retention_due_order"),)


class Looked(models.Model):
    """How far the list of what is due was made anew: up to which person on which day; one row."""

    only = models.BooleanField(primary_key=True, default=True)
    day = models.DateField()
    reached = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)


class Batch(models.Model):
    """What one records officer proposes to destroy."""

    rule_id = models.TextField()
    due_by = models.DateField()
    reason = models.TextField()
    digest = models.TextField()
    proposed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()


class Item(models.Model):
    """One part of one person's file in a batch, with exactly what goes.

    Attributes:
        about: every id under which the person was ever shown. whole: the file, and not a part of it.
        names, record_ids, subjects: records, and where they lie. stays, cases: what else goes with them.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="items")
    person_id = models.TextField()
    what = models.TextField()
    of = models.TextField(blank=True, default="")
    about = ArrayField(models.TextField())
    whole = models.BooleanField()
    names = ArrayField(models.TextField(), default=list)
    record_ids = ArrayField(models.BigIntegerField(), default=list)
    subjects = ArrayField(models.UUIDField(), default=list)
    stays = ArrayField(models.TextField(), default=list)
    cases = ArrayField(models.TextField(), default=list)
    rule_id = models.TextField()
    rule_version = models.TextField()
    due_on = models.DateField()

    class Meta:
        indexes = (models.Index(fields=["person_id"], name="retention_item_person"),)


class Decision(models.Model):
    """What a second records officer decided about a batch; ``digest`` is of the items as they saw them."""

    class Verdict(models.TextChoices):
        """What was decided."""

        CONFIRMED = "confirmed"
        DECLINED = "declined"

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="decision")
    verdict = models.TextField(choices=Verdict.choices)
    reason = models.TextField()
    digest = models.TextField()
    decided_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()


class Outcome(models.Model):
    """What became of an item: destroyed, or kept, with the codes of why."""

    item = models.OneToOneField(Item, models.DO_NOTHING, related_name="outcome", db_constraint=False)
    outcome = models.TextField()
    reasons = ArrayField(models.TextField(), default=list)
    rows = models.BigIntegerField(default=0)
    happened_at = models.DateTimeField()


class Destroyed(models.Model):
    """A row that the log covers and that is gone: the proof outlives it."""

    source = models.TextField()
    key = models.TextField()
    batch = models.BigIntegerField()
    destroyed_at = models.DateTimeField()

    class Meta:
        db_table = "retention_destroyed"
        constraints = (models.UniqueConstraint(fields=["source", "key"], name="destroyed_once"),)
        indexes = (models.Index(fields=["batch"], name="retention_destroyed_batch"),)


class Certificate(models.Model):
    """The signed note about a batch that was carried out."""

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="certificate")
    note = models.TextField()
    signed_at = models.DateTimeField()


class AccessDue(models.Model):
    """Whose records are gone, and from when on the log of who looked at them goes too."""

    person_id = models.TextField(unique=True)
    about = ArrayField(models.TextField())
    rule_id = models.TextField()
    rule_version = models.TextField()
    due_on = models.DateField()


class FeedHorizon(models.Model):
    """The last day of a feed of which records were destroyed: days up to it are judged no more; one row a feed."""

    feed = models.TextField(primary_key=True)
    day = models.DateField()
