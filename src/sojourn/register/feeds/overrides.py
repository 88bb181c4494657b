"""Decisions about the quarantine of feeds, as the engine reads them."""

from __future__ import annotations

from datetime import UTC

import yaml

from sojourn.evidence.feed_overrides import Override
from sojourn.register.feeds.models import FeedOverride


def list_confirmed(feed: str = "") -> list[FeedOverride]:
    """List the decisions that two people made, in the order in which they were confirmed."""
    rows = FeedOverride.objects.filter(confirmed_at__isnull=False).order_by("confirmed_at", "id")
    return list(rows.filter(feed=feed) if feed else rows)


def standing_overrides() -> tuple[Override, ...]:
    """Give the decisions in the form in which ``sojourn.evidence`` takes them; nobody's name is in it."""
    return tuple(_override(at, row) for at, row in enumerate(list_confirmed(), 1))


def write_overrides() -> str:
    """Write the decisions as ``feed_overrides.yaml``, for an evidence folder that is exported; people by number."""
    entries = []
    for row in list_confirmed():
        assert row.confirmed_at is not None
        entry = {
            "feed": row.feed,
            "from": row.first,
            "to": row.last,
            "status": row.status,
            "decided_by": f"user:{row.proposed_by_id}",
            "confirmed_by": f"user:{row.confirmed_by_id}",
            "reason": row.reason,
            "decided_at": row.confirmed_at.astimezone(UTC),
        }
        entries.append({**entry, "port": row.port} if row.port else entry)
    return yaml.safe_dump(entries, sort_keys=False, allow_unicode=True)


def _override(at: int, row: FeedOverride) -> Override:
    assert row.confirmed_at is not None
    return Override(
        position=at,
        feed=row.feed,
        port=row.port or None,
        first=row.first,
        last=row.last,
        status=row.status,
        reason=row.reason.strip(),
        decided_at=row.confirmed_at.astimezone(UTC),
    )
