"""Bundles that were made: that each was made is kept for good; what it said lies sealed, and can be deleted."""

from __future__ import annotations

from django.db import models

from sojourn.register.cases.models import Case


class Bundle(models.Model):
    """One bundle of one case; append-only. Ids, codes and times.

    Attributes:
        reference: what stands on it (``B-7F3K9X2QH4TB``).
        reason: why it was made (``words.REASONS``). digest: SHA-256 of the archive.
        known_at: everything in it was known at that time. withheld: how many things are listed as withheld.
    """

    reference = models.TextField(primary_key=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="bundles")
    person_id = models.TextField()
    reason = models.TextField()
    digest = models.TextField()
    size = models.BigIntegerField()
    withheld = models.IntegerField()
    known_at = models.DateTimeField()
    made_by = models.TextField()
    office = models.TextField(blank=True, default="")

    class Meta:
        db_table = "bundle_made"
        indexes = (
            models.Index(fields=["case", "known_at"], name="bundle_of_case"),
            models.Index(fields=["person_id"], name="bundle_of_person"),
        )


class BundleBody(models.Model):
    """The archive of a bundle, sealed under a key of its own; deleted when the person is forgotten."""

    bundle = models.OneToOneField(Bundle, models.CASCADE, related_name="body", primary_key=True)
    key = models.BinaryField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "bundle_body"
