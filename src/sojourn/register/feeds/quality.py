"""The quality of feeds as pages show it: one line for each feed, and one feed day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils.translation import gettext

from sojourn.register.components.charts import Chart, Line, line_chart
from sojourn.register.components.days import long_day
from sojourn.register.feeds.models import FeedDay, Judged

#: Days that the list of feeds looks back.
LOOK_BACK = 28
#: Days that one feed's page shows at most.
MOST_DAYS = 120

_FEEDS = """
WITH ends AS (SELECT feed, max(day) AS last FROM feeds_feedday GROUP BY feed),
apart AS (
  SELECT feed, count(*) AS rows FROM store_quarantined q
  WHERE NOT EXISTS (SELECT 1 FROM store_quarantine_outcome o WHERE o.quarantined_id = q.quarantined_id) GROUP BY feed)
SELECT e.feed, e.last,
  (SELECT coalesce(sum(seen), 0) FROM feeds_feedday d WHERE d.feed = e.feed AND d.day > e.last - %(back)s),
  (SELECT sum(expected) FROM feeds_feedday d WHERE d.feed = e.feed AND d.day > e.last - %(back)s),
  (SELECT coalesce(sum(gaps), 0) FROM feeds_feedday d WHERE d.feed = e.feed),
  (SELECT count(DISTINCT day) FROM feeds_feedday d WHERE d.feed = e.feed AND d.status = 'quarantined'),
  (SELECT max(day) FROM feeds_feedday d WHERE d.feed = e.feed AND d.status = 'quarantined'),
  coalesce(a.rows, 0), bool_and(f.status = 'not_judged')
FROM ends e JOIN feeds_feedday f USING (feed) LEFT JOIN apart a USING (feed)
GROUP BY e.feed, e.last, a.rows ORDER BY e.feed
"""
_DAYS = """
SELECT day, sum(seen), sum(expected), sum(gaps), bool_or(status = 'quarantined'), bool_or(status = 'released'),
  sum(share_matched * seen) FILTER (WHERE share_matched IS NOT NULL)
    / nullif(sum(seen) FILTER (WHERE share_matched IS NOT NULL), 0), max(delay),
  coalesce(string_agg(DISTINCT reason, '; ') FILTER (WHERE reason IS NOT NULL), '')
FROM feeds_feedday WHERE feed = %s AND day IS NOT NULL GROUP BY day ORDER BY day DESC LIMIT %s
"""


@dataclass(frozen=True)
class FeedLine:
    """One feed in the list; ``quarantined`` counts its days in quarantine, ``rows`` its open rows."""

    feed: str
    last: date | None
    seen: int
    expected: int | None
    gaps: int
    quarantined: int
    last_quarantined: date | None
    rows: int
    not_judged: bool

    @property
    def status(self) -> str:
        """Say how the feed stands: ``quarantined`` where its last day is, else ``ok`` or ``not_judged``."""
        if self.quarantined and self.last_quarantined == self.last:
            return "quarantined"
        return "not_judged" if self.not_judged else "ok"


@dataclass(frozen=True)
class FeedOnDay:
    """One feed on one day, all its ports together."""

    day: date
    seen: int
    expected: int | None
    gaps: int
    quarantined: bool
    released: bool
    matched: float | None
    delay: float | None
    reason: str


@dataclass(frozen=True)
class Spell:
    """Days in a row on which a feed was in quarantine, and why."""

    first: date
    last: date
    reason: str


def list_feeds() -> list[FeedLine]:
    """List every feed that was judged, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_FEEDS, {"back": LOOK_BACK})
        return [FeedLine(*row) for row in cursor.fetchall()]


def list_days(feed: str, most: int = MOST_DAYS) -> list[FeedOnDay]:
    """List the last days of a feed, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, [feed, most])
        rows = [FeedOnDay(*row) for row in cursor.fetchall()]
    return rows[::-1]


def list_spells(feed: str) -> list[Spell]:
    """List the stretches of days on which a feed is in quarantine, the newest first."""
    out = FeedDay.objects.filter(feed=feed, status="quarantined", day__isnull=False)
    spells: list[Spell] = []
    for day, reason in out.values_list("day", "reason").distinct().order_by("day", "reason"):
        assert day is not None
        if spells and spells[-1].reason == reason and day - spells[-1].last <= timedelta(days=1):
            spells[-1] = Spell(spells[-1].first, day, str(reason))
        else:
            spells.append(Spell(day, day, reason or ""))
    return spells[::-1]


def find_judged() -> Judged | None:
    """Find when the feeds were judged last; nothing where they never were."""
    return Judged.objects.order_by("-id").first()


def chart_of(days: list[FeedOnDay]) -> Chart:
    """Draw the records of a feed per day against what was expected; days in quarantine are shaded."""
    seen = Line(gettext("Records"), tuple(float(each.seen) for each in days))
    due = Line(gettext("Expected"), tuple(None if each.expected is None else float(each.expected) for each in days))
    return line_chart(
        gettext("Records per day"),
        [long_day(each.day) for each in days],
        [seen, due] if any(each.expected is not None for each in days) else [seen],
        of=gettext("Day"),
        marked=[at for at, each in enumerate(days) if each.quarantined],
        marked_words=gettext("In quarantine"),
    )
