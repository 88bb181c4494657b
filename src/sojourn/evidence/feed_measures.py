"""What is measured of feeds: one grouped pass over the movements, everything else on the small table it gives."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine
from sojourn.evidence.gaps import count_unreadable, missing_before

#: Delays beyond are counted as this many days: a load of old records, or a broken clock.
LONGEST_DELAY = 3_660
_KEY = ["feed", "port", "day", "direction"]


@dataclass(frozen=True)
class FeedMeasures:
    """What was counted; small tables in memory.

    Attributes:
        counts: Table(feed, port, day, direction, mode, delay_days, rows, said, aboard, not_aboard, minutes, timed,
            first_at, last_at): records in force; ``delay_days`` is the delay in whole days, rounded up (null without
            one), ``said`` counts manifests with ``boarded``, ``minutes`` is the sum of delays, ``timed`` its number,
            ``first_at`` and ``last_at`` are the least and the greatest ``recorded_at`` in microseconds.
        missing: Table(feed, port, day, gaps): numbers missing in the counter just before a record of that day.
        unreadable: rows set apart, by feed.
    """

    counts: pa.Table
    missing: pa.Table
    unreadable: dict[str, int]


def measure_feeds(
    engine: Engine, lines: ir.Table, known: ir.Table, quarantined: pa.Table | None = None
) -> FeedMeasures:
    """Count what the judgement of feeds needs.

    Args:
        engine: where the tables live.
        lines: the movements in force, each once (``Fated.lines``): a record sent twice counts once.
        known: all movements known at the moment (``fates.known_rows``): a number that came on a replaced record is not
            missing.
        quarantined: ``Evidence.quarantined``.
    """
    counts = engine.arrow(_counts(engine, lines))
    missing = engine.arrow(missing_before(engine, known.mutate(day=known.local_date)))
    return FeedMeasures(counts, missing, {} if quarantined is None else count_unreadable(quarantined))


def _counts(engine: Engine, lines: ir.Table) -> ir.Table:
    recorded, occurred = engine.micros(lines.recorded_at), engine.micros(lines.occurred_at)
    by_day = lines.recorded_at.date().delta(lines.local_date, unit="day")
    # rounded up: a record that came 26 hours later needs a wait of two days
    late = ibis.ifelse(lines.occurred_at.isnull(), by_day, (recorded - occurred + 86_399_999_999) // 86_400_000_000)
    own = lines.corrects.isnull()
    # a step of its own: ``clip`` names its value many times, and it would be worked out as often
    timed = lines.mutate(late=ibis.ifelse(own, late, ibis.null("int64")).cast("int64"))
    rows = timed.select(
        "feed",
        "port",
        "direction",
        "mode",
        "boarded",
        day="local_date",
        delay_days=timed.late.clip(0, LONGEST_DELAY),
        manifest=(lines.kind == "manifest").fill_null(False),
        recorded=recorded,
        # whole minutes, in integers: their sum is the same in any order of the rows
        minutes=ibis.ifelse(own, (recorded - occurred) // 60_000_000, ibis.null("int64")),
    )
    aboard = rows.manifest & rows.boarded.fill_null(False)
    not_aboard = rows.manifest & ~rows.boarded.fill_null(True)
    counted = rows.group_by([*_KEY, "delay_days"]).aggregate(
        mode=rows["mode"].min(),
        rows=rows.count(),
        aboard=aboard.sum(),
        not_aboard=not_aboard.sum(),
        minutes=rows.minutes.sum(),
        timed=rows.minutes.count(),
        first_at=rows.recorded.min(),
        last_at=rows.recorded.max(),
    )
    whole = {name: counted[name].cast("int64") for name in ("rows", "aboard", "not_aboard", "minutes", "timed")}
    return counted.mutate(**whole)
