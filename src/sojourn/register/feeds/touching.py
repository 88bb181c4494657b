"""Whose answers rest on a feed's day whose quarantine began or ended: found part by part, and put into the queue.

An answer rests on a day of a feed where

* a record of the feed is of that day: an arrival or a departure, or a departure reported not aboard;
* a record of another feed is of a voyage of this carrier on that day (the manifest of the voyage may be missing);
* a crossing of that day has a record of the feed that is of a day close by (reports of one crossing around midnight).

All of the first two are taken, a few too many; of the third exactly those whose current answer has the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from sojourn.register import clock
from sojourn.register.feeds.models import ChangedDay
from sojourn.register.store.statements import run, select

#: The cause of the new versions.
FEED = "feed"
#: Subjects put into the queue in one part at most, and records looked at for it, about.
MOST_AT_ONCE, _LOOKED_AT = 500, 20_000
#: Reports of one crossing are hours apart at most, each from the next.
_NEAR = 3
_LAST = UUID(int=2**128 - 1)
_Day = tuple[str, date]
_Doubts = dict[_Day, tuple[tuple[str | None, bool], ...]]

# What the engine takes of judged feeds (``doubted_feeds``), as far as an answer can change with it.
_DOUBTS = """
SELECT feed, day, port, status = 'quarantined' FROM feeds_feedday d
WHERE day IS NOT NULL AND EXISTS (
  SELECT 1 FROM feeds_feedday q WHERE q.status = 'quarantined' AND q.feed = d.feed AND q.day = d.day)
ORDER BY feed, day, port, 4
"""
_NOTE = """
INSERT INTO feeds_changedday (feed, day, changed_at, reached) SELECT feed, day, %s, NULL
FROM unnest(%s::text[], %s::date[]) AS changed (feed, day)
ON CONFLICT (feed, day) DO UPDATE SET changed_at = excluded.changed_at, reached = NULL
"""
_TOUCHED = """
WITH changed AS MATERIALIZED (
  SELECT feed, day FROM unnest(%(feeds)s::text[], %(days)s::date[]) AS c (feed, day)
),
near AS MATERIALIZED (
  SELECT h.subject_id, h.body->>'feed' AS feed, (h.body->>'local_date')::date AS day, h.body->>'transport' AS transport
  FROM store_history h
  WHERE h.subject_id > %(after)s AND h.subject_id <= %(up_to)s AND h.source = 'movement'
    AND h.body->>'local_date' BETWEEN %(first)s AND %(last)s
),
touched AS (
  SELECT n.subject_id, c.feed, c.day FROM near n JOIN changed c ON c.feed = n.feed AND c.day = n.day
  UNION
  SELECT n.subject_id, c.feed, c.day FROM near n
  JOIN changed c ON c.feed = 'carrier:' || substring(n.transport FROM '^([A-Z0-9]{2})[0-9]+[A-Z]?$') AND c.day = n.day
  UNION
  SELECT n.subject_id, c.feed, c.day FROM near n
  JOIN changed c ON c.feed = n.feed AND c.day <> n.day AND abs(c.day - n.day) <= %(near)s
  JOIN store_current_person p ON p.subject_id = n.subject_id
  JOIN store_current_answer s ON s.person_id = p.person_id
  JOIN store_answer a ON a.stay_id = s.stay_id AND a.answer_id = s.answer_id
  WHERE c.day::text IN (a.body->>'arrived_on', a.body->>'departed_on', a.body->'left_between'->>1)
)
SELECT subject_id, min(feed || ' ' || day) FROM touched GROUP BY subject_id ORDER BY subject_id LIMIT %(most)s
"""
_SIZE = "SELECT coalesce(pg_sequence_last_value('store_record_id'::regclass), 0)"


@contextmanager
def noting_changes() -> Iterator[None]:
    """Note each feed's day of which the block changes what answers may rest on, in the block's transaction."""
    with transaction.atomic():
        before = _doubts()
        yield
        changed = sorted(day for day, _ in before.items() ^ _doubts().items())
        note_changes(dict.fromkeys(changed))


def note_changes(days: Mapping[_Day, object]) -> None:
    """Note that the quarantine of these feeds' days began or ended; those concerned are looked for from the start."""
    if days:
        run(_NOTE, [clock.now(), [feed for feed, _ in days], [day for _, day in days]])


def touch_part() -> bool:
    """Put some of those into the queue whose answers rest on a day that changed; says whether more wait.

    Safe to be killed at any time: how far it came stands beside the day, in one transaction with the queue.
    """
    from sojourn.register.live.queue import Waiting, enqueue

    with transaction.atomic():
        rows = list(ChangedDay.objects.select_for_update(skip_locked=True).order_by("feed", "day"))
        if not rows:
            return False
        after = min(row.reached or UUID(int=0) for row in rows)
        here = [row for row in rows if (row.reached or UUID(int=0)) == after]
        further = [row.reached for row in rows if row not in here and row.reached is not None]
        up_to = min([_end_of_part(after), *further])
        touched = _touched([(row.feed, row.day) for row in here], after, up_to)
        if len(touched) == MOST_AT_ONCE:
            up_to = touched[-1][0]
        enqueue([Waiting(subject, name) for subject, name in touched], FEED)
        ids = [row.pk for row in here]
        if up_to >= _LAST:
            ChangedDay.objects.filter(pk__in=ids).delete()
        else:
            ChangedDay.objects.filter(pk__in=ids).update(reached=up_to)
        return True


def _doubts() -> _Doubts:
    found: _Doubts = {}
    for feed, day, port, out in select(_DOUBTS):
        found[feed, day] = (*found.get((feed, day), ()), (port, out))
    return found


def _end_of_part(after: UUID) -> UUID:
    """Give the subject up to which one part goes: subjects are spread evenly over all that their numbers can be."""
    ((records,),) = select(_SIZE)
    parts = max(1, int(records) // _LOOKED_AT)
    return UUID(int=min(after.int + 2**128 // parts, _LAST.int))


def _touched(days: list[_Day], after: UUID, up_to: UUID) -> list[tuple[UUID, str]]:
    near = timedelta(days=_NEAR)
    first, last = min(day for _, day in days) - near, max(day for _, day in days) + near
    asked: dict[str, Any] = {
        "feeds": [feed for feed, _ in days],
        "days": [day for _, day in days],
        "after": after,
        "up_to": up_to,
    }
    limits: dict[str, Any] = {"first": first.isoformat(), "last": last.isoformat(), "near": _NEAR, "most": MOST_AT_ONCE}
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, {**asked, **limits})
        return [(subject, name) for subject, name in cursor.fetchall()]
