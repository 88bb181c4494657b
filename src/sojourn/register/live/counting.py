"""Departures counted after each micro-batch, inside its transaction. Counts only: no person, stay or record is kept.

What departures settled is told of all feeds and ports together, and in lots of more than ten departures: whoever knows
that one person left at this minute learns nothing about that person's stay from two looks at the page.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sojourn.register.answering.versions import ORPHAN
from sojourn.register.live.batch import Batch
from sojourn.register.live.delays import Leg, bucket_of
from sojourn.register.store.statements import run, select
from sojourn.statistics.published.disclosure import SMALL

#: Steps in seconds, each with how long its rows are kept: for the last minute, the last hour, the last day.
GRAINS: Mapping[int, timedelta] = {
    5: timedelta(minutes=10),
    60: timedelta(hours=3),
    900: timedelta(hours=48),
}
#: What departures settled is told for so many at least.
LOT = SMALL + 1
#: How long a record may have waited for its first answer; only partitions so young are looked into.
_LONGEST = timedelta(days=62)

#: What a departure settled, in the order of the page; each departure stands in exactly one, but for the first.
WITHDRAWN, AGAIN, NOTHING, OTHER, NO_LIMIT = "withdrawn", "again", "nothing", "other", "no_limit"
LEFT = ("left_in_time", "left_after_end", "left_date_unknown")
SETTLED = (WITHDRAWN, *LEFT, NO_LIMIT, ORPHAN, OTHER, NOTHING)

# One row for each record of a departure among those that caused the batch: a correction or a retraction is none, nor is
# one that says that somebody was not on board. Of several records of one crossing the first one settles it.
_DEPARTURES = """
WITH told AS (
  SELECT DISTINCT ON (name) name, record_id, feed, coalesce(body->>'port', '') AS port,
    (body->>'occurred_at')::timestamptz AS occurred_at, recorded_at, received_at
  FROM store_record
  WHERE name = ANY(%(names)s) AND received_at > %(after)s AND source = 'movement'
    AND body->>'direction' = 'departure' AND NOT body ? 'corrects'
    AND NOT coalesce((body->>'retracted')::boolean, false) AND coalesce((body->>'boarded')::boolean, true)
  ORDER BY name, record_id
), joined AS (
  SELECT DISTINCT ON (d.name) d.name, s.stay_id, s.before, s.after,
    EXISTS (SELECT 1 FROM review_question q WHERE q.stay_id = s.stay_id AND q.code = 'unexplained'
      AND (q.state = 'open' OR (q.state = 'withdrawn' AND q.closed_at >= %(at)s))) AS asked,
    row_number() OVER (PARTITION BY s.stay_id, x.each->>'crossing_id' ORDER BY d.record_id) AS place,
    (SELECT count(*) FROM jsonb_array_elements_text(x.each->'record_ids') AS r (name) WHERE r.name <> ALL(%(names)s))
      AS known
  FROM unnest(%(stays)s::text[], %(before)s::text[], %(after_states)s::text[]) AS s (stay_id, before, after)
  JOIN store_current_answer c USING (stay_id) JOIN store_answer a USING (stay_id, answer_id)
  CROSS JOIN jsonb_array_elements(a.crossings) AS x (each)
  CROSS JOIN jsonb_array_elements_text(x.each->'record_ids') AS r (name)
  JOIN told d ON d.name = r.name
  WHERE x.each->>'direction' = 'departure'
  ORDER BY d.name, s.stay_id
)
SELECT feed, port, occurred_at, recorded_at, received_at, after,
  coalesce(place > 1 OR (known > 0 AND before IS NOT DISTINCT FROM after), false),
  coalesce(place = 1 AND asked AND before = 'unexplained' AND after <> 'unexplained', false)
FROM told LEFT JOIN joined USING (name)
"""


@dataclass(frozen=True)
class Departure:
    """A record of a departure, as far as it is counted.

    Attributes:
        after: the state of the answer that came out otherwise by it; None: none did.
        is_known: another record told of this crossing before, and the state is the same as then.
        withdrew: a question of a reviewer is withdrawn by it.
    """

    feed: str
    port: str
    occurred_at: datetime | None
    recorded_at: datetime
    received_at: datetime
    after: str | None = None
    is_known: bool = False
    withdrew: bool = False


@dataclass
class Counts:
    """What is counted of some departures."""

    departures: Counter[tuple[str, str]] = field(default_factory=Counter)
    again: Counter[tuple[str, str]] = field(default_factory=Counter)
    day_only: Counter[tuple[str, str]] = field(default_factory=Counter)
    delays: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    settled: Counter[str] = field(default_factory=Counter)


def count_batch(batch: Batch) -> None:
    """Count the departures of a micro-batch, and what they settled."""
    found = _find_departures(batch) if batch.why == "records" else []
    if not found:
        return
    counts = count_departures(found, batch.answered_at)
    last = select(_LAST)
    _add(batch.answered_at, counts)
    _hold(batch.answered_at, counts.settled)
    if not last or step_of(last[0][0], 60) != step_of(batch.answered_at, 60):
        _prune(batch.answered_at)
    run(_COUNTED, [batch.answered_at])


def step_of(moment: datetime, grain: int) -> datetime:
    """Give the beginning of the step in which a moment lies."""
    return datetime.fromtimestamp(moment.timestamp() // grain * grain, UTC)


def settled_by(departure: Departure) -> str:
    """Say what a record of a departure settled: one of ``SETTLED``, or ``again``."""
    if departure.after is None:
        return NOTHING
    if departure.is_known:
        return AGAIN
    if departure.after in LEFT or departure.after == ORPHAN:
        return departure.after
    return NO_LIMIT if departure.after in ("resident", "not_subject") else OTHER


def count_departures(found: Iterable[Departure], answered_at: datetime) -> Counts:
    """Count records of departures that were answered at one time."""
    counts = Counts()
    for each in found:
        where, settled = (each.feed, each.port), settled_by(each)
        if settled == AGAIN:
            counts.again[where] += 1
        else:
            counts.departures[where] += 1
            counts.settled[settled] += 1
        counts.settled[WITHDRAWN] += each.withdrew
        if each.occurred_at is None:
            counts.day_only[where] += 1
        else:
            counts.delays[each.feed, Leg.TO_RECORD, _bucket(each.occurred_at, each.recorded_at)] += 1
        if each.recorded_at != each.received_at:
            counts.delays[each.feed, Leg.TO_INTAKE, _bucket(each.recorded_at, each.received_at)] += 1
        counts.delays[each.feed, Leg.TO_ANSWER, _bucket(each.received_at, answered_at)] += 1
    return counts


def _bucket(begin: datetime, end: datetime) -> int:
    return bucket_of((end - begin).total_seconds())


def _find_departures(batch: Batch) -> list[Departure]:
    standing = [each for each in batch.changed if each.after != "gone"]
    given = {
        "names": list(batch.names),
        "after": batch.answered_at - _LONGEST,
        "at": batch.answered_at,
        "stays": [each.stay_id for each in standing],
        "before": [each.before for each in standing],
        "after_states": [each.after for each in standing],
    }
    return [Departure(*row) for row in select(_DEPARTURES, given)] if batch.names else []


_LAST = "SELECT at FROM live_counted"
_COUNTED = """
INSERT INTO live_counted ("only", at, number) VALUES (true, %s, 1)
ON CONFLICT ("only") DO UPDATE SET at = excluded.at, number = live_counted.number + 1
"""
_ADD = """
INSERT INTO live_departures AS l (grain, step_at, feed, port, departures, again, day_only)
SELECT g.*, c.* FROM unnest(%s::int[], %s::timestamptz[]) AS g,
  unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::int[]) AS c
ON CONFLICT (grain, step_at, feed, port) DO UPDATE SET departures = l.departures + excluded.departures,
  again = l.again + excluded.again, day_only = l.day_only + excluded.day_only
"""
_ADD_DELAYS = """
INSERT INTO live_delays AS l (grain, step_at, feed, leg, bucket, number)
SELECT g.*, c.* FROM unnest(%s::int[], %s::timestamptz[]) AS g, unnest(%s::text[], %s::int[], %s::int[], %s::int[]) AS c
ON CONFLICT (grain, step_at, feed, leg, bucket) DO UPDATE SET number = l.number + excluded.number
"""


def _add(at: datetime, counts: Counts) -> None:
    steps = [list(GRAINS), [step_of(at, grain) for grain in GRAINS]]
    places = sorted(counts.departures.keys() | counts.again.keys() | counts.day_only.keys())
    told = [[which[place] for place in places] for which in (counts.departures, counts.again, counts.day_only)]
    run(_ADD, [*steps, [feed for feed, _ in places], [port for _, port in places], *told])
    delays = sorted((*key, number) for key, number in counts.delays.items())
    run(_ADD_DELAYS, [*steps, *_columns(delays, 4)])


_HOLD = """
INSERT INTO live_held AS l (settled, number) SELECT * FROM unnest(%s::text[], %s::int[])
ON CONFLICT (settled) DO UPDATE SET number = l.number + excluded.number
RETURNING settled, number
"""
_TELL = """
WITH lot AS (DELETE FROM live_held RETURNING settled, number)
INSERT INTO live_settled AS l (grain, step_at, settled, number)
SELECT g.grain, g.step_at, lot.settled, lot.number FROM lot, unnest(%s::int[], %s::timestamptz[]) AS g (grain, step_at)
ON CONFLICT (grain, step_at, settled) DO UPDATE SET number = l.number + excluded.number
"""


def _hold(at: datetime, settled: Mapping[str, int]) -> None:
    """Add to the lot, and tell of it once it is full."""
    new = sorted((what, number) for what, number in settled.items() if number)
    if new:
        run(_HOLD, _columns(new, 2))
    ((held,),) = select("SELECT coalesce(sum(number), 0) FROM live_held WHERE settled <> %s", [WITHDRAWN])
    if held >= LOT:
        run(_TELL, [list(GRAINS), [step_of(at, grain) for grain in GRAINS]])


def _prune(at: datetime) -> None:
    """Forget what no window shows any more."""
    for table in ("live_departures", "live_delays", "live_settled"):
        for grain, kept in GRAINS.items():
            run(f"DELETE FROM {table} WHERE grain = %s AND step_at < %s", [grain, at - kept])


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
