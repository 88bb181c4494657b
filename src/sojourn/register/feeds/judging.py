"""Judge every feed by port and day over the movements on file, without a personal value, and keep the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pyarrow as pa
from django.db import connection, transaction

from sojourn.engine import Engine, open_engine
from sojourn.evidence.fates import decide_fates, known_rows
from sojourn.evidence.feed_measures import measure_feeds
from sojourn.evidence.feed_table import Feeds
from sojourn.register import clock
from sojourn.register.feeds.models import FeedDay, Judged
from sojourn.register.feeds.overrides import standing_overrides
from sojourn.register.feeds.touching import noting_changes
from sojourn.register.retention.models import FeedHorizon
from sojourn.register.store.row_shape import join_row
from sojourn.register.store.statements import run
from sojourn.tables import MOVEMENTS, arrow_schema

_AT_ONCE = 50_000
#: Days with which a day is compared, at the most.
KEPT_DAYS = 56
_MATCHED = """
SELECT left(r.name, strpos(r.name, '/') - 1) AS feed, x.row->>'port' AS port, (x.row->>'local_date')::date AS day,
  count(*) AS arrivals, count(*) FILTER (WHERE a.body->>'departure_basis' IS DISTINCT FROM 'none') AS matched
FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id)
CROSS JOIN LATERAL jsonb_array_elements(a.crossings) AS x(row)
CROSS JOIN LATERAL jsonb_array_elements_text(x.row->'record_ids') AS r(name)
WHERE NOT c.orphan AND x.row->>'direction' = 'arrival' GROUP BY 1, 2, 3
"""
# Of days of which records were destroyed the rest would look like silence: they are left out, and days up to KEPT_DAYS
# later, which are compared with them, stay as they were judged last.
_MOVEMENTS = """
SELECT m.name, m.body FROM store_history m LEFT JOIN retention_feedhorizon h ON h.feed = m.body->>'feed'
WHERE m.source = 'movement' AND (h.day IS NULL OR (m.body->>'local_date')::date > h.day)
"""
_FORGET_JUDGED = """
DELETE FROM feeds_feedday d
WHERE NOT EXISTS (SELECT FROM retention_feedhorizon h WHERE h.feed = d.feed AND d.day <= h.day + %s)
"""
_UNREADABLE = """
SELECT q.feed, count(*) FROM store_quarantined q
WHERE NOT EXISTS (SELECT 1 FROM store_quarantine_outcome o WHERE o.quarantined_id = q.quarantined_id) GROUP BY q.feed
"""
_MATCHED_COLUMNS: dict[str, pa.DataType] = {
    "feed": pa.string(),
    "port": pa.string(),
    "day": pa.date32(),
    "arrivals": pa.int64(),
    "matched": pa.int64(),
}


def refresh_feeds() -> int:
    """Judge the feeds anew; gives how many rows that made. Seconds for a small country, minutes for a large one."""
    with open_engine("duckdb", memory="2GB", threads=2) as engine:
        rows = _judge(engine)
    kept = kept_as_judged()
    with noting_changes():
        run(_FORGET_JUDGED, [KEPT_DAYS])
        fresh = (FeedDay(**row) for row in rows if not _is_kept(row, kept))
        FeedDay.objects.bulk_create(fresh, batch_size=5_000)
        Judged.objects.create(judged_at=clock.now(), rows=len(rows))
    return len(rows)


def kept_as_judged() -> dict[str, date]:
    """Give the last day of each feed that stays as it was judged, because records of it, or just before, are gone."""
    return {each.feed: each.day + timedelta(days=KEPT_DAYS) for each in FeedHorizon.objects.all()}


def _is_kept(row: dict[str, object], kept: dict[str, date]) -> bool:
    day, last = row["day"], kept.get(str(row["feed"]))
    return isinstance(day, date) and last is not None and day <= last


def _judge(engine: Engine) -> list[dict[str, object]]:
    from sojourn.register.answering.rights import standing_rights

    movements = pa.concat_tables([arrow_schema(MOVEMENTS).empty_table(), *_read_movements()])
    if not movements.num_rows:
        return []
    moves, now = engine.load(movements, "movements"), clock.now()
    lines = decide_fates(engine, moves, "movement_id", now, standing_rights()).lines
    measures = measure_feeds(engine, lines, known_rows(moves, now))
    feeds = Feeds(replace(measures, unreadable=_unreadable()), standing_overrides(), now)
    found: list[dict[str, object]] = feeds.judge(_matched()).to_pylist()
    return found


def _read_movements() -> Iterator[pa.Table]:
    """Read what is not personal of every movement, some at a time."""
    schema = arrow_schema(MOVEMENTS)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(_MOVEMENTS)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield pa.Table.from_pylist([join_row("movement", name, body, None) for name, body in rows], schema)


def _matched() -> pa.Table:
    with connection.cursor() as cursor:
        cursor.execute(_MATCHED)
        rows = [dict(zip(_MATCHED_COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    return pa.Table.from_pylist(rows, pa.schema(_MATCHED_COLUMNS))


def _unreadable() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_UNREADABLE)
        return {feed: int(number) for feed, number in cursor.fetchall()}
