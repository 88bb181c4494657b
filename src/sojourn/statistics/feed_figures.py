"""Feeds as a report shows them: those that need a look first, and all others in one row, so that the records add up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sojourn.statistics.run_folder import Run

SHOWN = 20

# Shares and delays are means over the days, weighted by the records seen on them.
_FEEDS = """
WITH named AS (
    SELECT feed, count(DISTINCT day) FILTER (WHERE coalesce(status, 'ok') NOT IN ('ok', 'not_judged')) AS days_asked,
        sum(gaps) AS gaps, sum(unreadable) AS unreadable, sum(seen) AS seen
    FROM feeds GROUP BY feed
), ranked AS (
    SELECT feed, row_number() OVER (
        ORDER BY days_asked DESC, coalesce(gaps, 0) + coalesce(unreadable, 0) DESC, seen DESC NULLS LAST, feed
    ) AS place
    FROM named
)
SELECT CASE WHEN place <= ? THEN feed END AS name, min(place), count(DISTINCT feed), count(DISTINCT day),
    coalesce(sum(seen), 0), sum(expected), coalesce(sum(gaps), 0), coalesce(sum(unreadable), 0),
    sum(share_not_aboard * seen) / nullif(sum(seen) FILTER (WHERE share_not_aboard IS NOT NULL), 0),
    sum(share_matched * seen) / nullif(sum(seen) FILTER (WHERE share_matched IS NOT NULL), 0),
    sum(delay * seen) / nullif(sum(seen) FILTER (WHERE delay IS NOT NULL), 0)
FROM feeds JOIN ranked USING (feed)
GROUP BY name ORDER BY min(place)
"""

_STATUSES = """
SELECT feed, status, count(DISTINCT day), coalesce(max_by(reason, day), '')
FROM feeds WHERE status NOT IN ('ok', 'not_judged') GROUP BY feed, status ORDER BY feed, status
"""


@dataclass(frozen=True)
class FeedFigures:
    """One feed, or (``feed`` none) all feeds that are not shown one by one.

    Shares are fractions, ``delay`` is in hours; both are none where no day gave them. ``asked`` holds status, days and
    the latest reason for each status that needs a look.
    """

    feed: str | None
    feeds: int
    days: int
    seen: int
    expected: int | None
    gaps: int
    unreadable: int
    not_aboard: float | None
    matched: float | None
    delay: float | None
    asked: tuple[tuple[str, int, str], ...]

    @property
    def needs_look(self) -> bool:
        """A status other than ``ok`` on some day, numbers missing, or records that could not be read."""
        return bool(self.asked or self.gaps or self.unreadable)


def feed_figures(run: Run, shown: int = SHOWN) -> list[FeedFigures]:
    """Count the feeds: first those with days that need a look, with gaps, with unreadable records, then by size."""
    asked: dict[str, list[tuple[str, int, str]]] = {}
    for feed, status, days, reason in run.rows(_STATUSES):
        asked.setdefault(feed, []).append((status, days, reason))
    return [_one(row, asked) for row in run.rows(_FEEDS, shown)]


def _one(row: Sequence[Any], asked: dict[str, list[tuple[str, int, str]]]) -> FeedFigures:
    feed, _, feeds, days, seen, expected, gaps, unreadable, not_aboard, matched, delay = row
    return FeedFigures(
        feed=feed,
        feeds=feeds,
        days=days,
        seen=int(seen),
        expected=None if expected is None else int(expected),
        gaps=int(gaps),
        unreadable=int(unreadable),
        not_aboard=not_aboard,
        matched=matched,
        delay=delay,
        asked=tuple(asked.get(feed, ())),
    )
