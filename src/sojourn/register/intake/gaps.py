"""Which numbers of a feed's outboxes never arrived."""

from __future__ import annotations

from dataclasses import dataclass

from sojourn.register.intake.models import OutboxTaken


@dataclass(frozen=True)
class Gap:
    """Sequence numbers of a feed that are missing, both ends included."""

    first: int
    last: int


def list_gaps(feed: str) -> list[Gap]:
    """List the gaps between the outboxes of a feed that were taken in, the smallest numbers first.

    A post begins with 1; what lies after its last outbox is not known to be missing.
    """
    gaps, reached = [], 0
    taken = OutboxTaken.objects.filter(feed=feed).order_by("first", "last").values_list("first", "last")
    for first, last in taken:
        if first > reached + 1:
            gaps.append(Gap(reached + 1, first - 1))
        reached = max(reached, last)
    return gaps
