"""Gaps in the sequence numbers of offline posts, as the outboxes that were taken in show them."""

from __future__ import annotations

from sojourn.register.intake.gaps import list_gaps
from sojourn.register.intake.models import OutboxTaken


def gap_rows(feed: str = "") -> list[list[object]]:
    """Give the gaps as rows of a table: feed, from number, to number; those of one feed, or of all."""
    known = [feed] if feed else list(OutboxTaken.objects.values_list("feed", flat=True).distinct().order_by("feed"))
    return [
        [each, {"text": gap.first, "numeric": True}, {"text": gap.last, "numeric": True}]
        for each in known
        for gap in list_gaps(each)
    ]
