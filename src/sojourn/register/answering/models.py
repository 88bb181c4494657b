"""What answering keeps beside the store: the pairs of records that a human should look at."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class ReviewPair(models.Model):
    """A pair that a rule, a model or conflicting decisions put before a human; a row of ``tables.REVIEW``.

    Made anew whenever the persons concerned are worked out anew; ids and codes only.
    """

    review_id = models.TextField(primary_key=True)
    kind = models.TextField()
    record_ids = ArrayField(models.TextField())
    why = models.TextField()
    suggested = models.TextField()
    found_at = models.DateTimeField()

    class Meta:
        indexes = (GinIndex(fields=["record_ids"], name="answering_pair_records"),)
