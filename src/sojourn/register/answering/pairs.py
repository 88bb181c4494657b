"""Pairs of records that a human should look at, kept from run to run."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import pyarrow as pa

from sojourn import tables
from sojourn.register.answering.models import ReviewPair


def write_pairs(review: pa.Table, names: Collection[str], found_at: datetime) -> None:
    """Put the pairs found now (``tables.REVIEW``) in the place of those on file about the same records."""
    rows = {row["review_id"]: row for row in review.to_pylist()}
    about = ReviewPair.objects.filter(record_ids__overlap=sorted(names))
    about.exclude(review_id__in=rows).delete()
    known = set(about.values_list("review_id", flat=True))
    ReviewPair.objects.bulk_create(
        (ReviewPair(**row, found_at=found_at) for key, row in sorted(rows.items()) if key not in known),
        update_conflicts=True,
        unique_fields=["review_id"],
        update_fields=["kind", "record_ids", "why", "suggested"],
    )


def list_review_pairs() -> pa.Table:
    """List the pairs that stand open, by id (``tables.REVIEW``); nothing in it names a person."""
    rows = ReviewPair.objects.order_by("review_id").values(*tables.REVIEW.names)
    return pa.Table.from_pylist(list(rows), tables.REVIEW)
