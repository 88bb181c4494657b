"""The feed days that answers must not rest on: those in quarantine, as the engine takes them."""

from __future__ import annotations

import pyarrow as pa

from sojourn.register.store.statements import select
from sojourn.tables import FEEDS

_DOUBTED = f"""
SELECT {", ".join(FEEDS.names)} FROM feeds_feedday d
WHERE EXISTS (SELECT 1 FROM feeds_feedday q WHERE q.status = 'quarantined' AND q.feed = d.feed AND q.day = d.day)
"""


def doubted_feeds() -> pa.Table:
    """Give all ports of each feed and day on which one is in quarantine (``tables.FEEDS``), as last judged."""
    rows = [dict(zip(FEEDS.names, row, strict=True)) for row in select(_DOUBTED)]
    return pa.Table.from_pylist(rows, FEEDS)
