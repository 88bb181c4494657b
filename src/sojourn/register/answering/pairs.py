"""Pairs of records that a human should look at, kept from run to run."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import pyarrow as pa

from sojourn import tables
from sojourn.register.answering.models import ReviewPair
from sojourn.register.store.statements import select

_ABOUT = "SELECT 1 FROM answering_reviewpair WHERE record_ids && %s::text[] LIMIT 1"


def write_pairs(review: pa.Table, names: Collection[str], found_at: datetime) -> None:
    """Put the pairs found now (``tables.REVIEW``) in the place of those on file about the same records."""
    rows = {row["review_id"]: row for row in review.to_pylist()}
    if not rows and not select(_ABOUT, [sorted(names)]):
        return
    about = ReviewPair.objects.filter(record_ids__overlap=sorted(names))
    about.exclude(review_id__in=rows).delete()
    known = set(about.values_list("review_id", flat=True))
    ReviewPair.objects.bulk_create(
        (ReviewPair(**row, found_at=found_at) for key, row in sorted(rows.items()) if key not in known),
        update_conflicts=True,
        unique_fields=["review_id"],
        update_fields=["kind", "record_ids", "why", "suggested"],
    )


def list_review_pairs(names: Collection[str] | None = None) -> pa.Table:
    """List the pairs that stand open, by id (``tables.REVIEW``): all, or those about some records."""
    rows = ReviewPair.objects.order_by("review_id")
    rows = rows if names is None else rows.filter(record_ids__overlap=sorted(names))
    return pa.Table.from_pylist(list(rows.values(*tables.REVIEW.names)), tables.REVIEW)
