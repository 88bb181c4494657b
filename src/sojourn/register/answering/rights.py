"""Which feeds have rights beyond their own records: ``set_aside`` and ``replay``."""

from __future__ import annotations

from collections import defaultdict

from sojourn.evidence.fates import Rights
from sojourn.register.intake.models import FeedRight


def standing_rights() -> Rights:
    """Give the rights by feed, as the engine takes them."""
    found: dict[str, set[str]] = defaultdict(set)
    for feed, right in FeedRight.objects.filter(ended_at__isnull=True).values_list("feed", "right"):
        found[feed].add(right)
    return {feed: frozenset(rights) for feed, rights in sorted(found.items())}
