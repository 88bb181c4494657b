"""The feed days that answers must not rest on: those in quarantine, as the engine takes them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from sojourn.evidence.feed_rows import QUARANTINED
from sojourn.register import clock
from sojourn.register.controls.in_force import FEED, list_in_force
from sojourn.register.store.statements import select
from sojourn.tables import FEEDS

_DOUBTED = f"""
SELECT {", ".join(FEEDS.names)} FROM feeds_feedday d
WHERE EXISTS (SELECT 1 FROM feeds_feedday q WHERE q.status = 'quarantined' AND q.feed = d.feed AND q.day = d.day)
"""


def doubted_feeds() -> pa.Table:
    """Give all ports of each feed and day on which one is in quarantine (``tables.FEEDS``), as last judged.

    A feed that is stopped is in quarantine at all its ports, from the first day that is not relied on to tomorrow.
    """
    stopped = _stopped_days()
    rows = [dict(zip(FEEDS.names, row, strict=True)) for row in select(_DOUBTED)]
    rows = [row for row in rows if (row["feed"], row["day"]) not in stopped]
    rows += [_stopped_row(feed, day) for feed, day in sorted(stopped)]
    return pa.Table.from_pylist(rows, FEEDS)


def _stopped_days() -> set[tuple[str, date]]:
    found: set[tuple[str, date]] = set()
    for stop in list_in_force():
        if stop.kind == FEED:
            first = stop.since or clock.day_of(stop.set_at)
            days = (clock.today() - first).days + 2
            found |= {(stop.target, first + timedelta(days=number)) for number in range(days)}
    return found


def _stopped_row(feed: str, day: date) -> dict[str, Any]:
    """Give the row of a feed's whole day: no port, as of a day on which a feed was silent."""
    empty: dict[str, Any] = dict.fromkeys(FEEDS.names)
    return {**empty, "feed": feed, "day": day, "seen": 0, "gaps": 0, "unreadable": 0, "status": QUARANTINED}
