"""The quality of feeds as far as the records show it: gaps in their own counters, delays, people not aboard."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine
from sojourn.tables import FEEDS

SHOWN = 5
_KEY = ["feed", "port", "day"]
_COUNTS: dict[str, pa.DataType] = {"feed": pa.string(), "unreadable": pa.int64()}


def find_gaps(rows: ir.Table) -> ir.Table:
    """Count the numbers that are missing in each feed's ``sequence``.

    Every row counts, whatever its fate: a number that came on a duplicate or a retracted record is not missing.

    Args:
        rows: a table with feed and sequence, such as ``Evidence.movements``.

    Returns:
        Table(feed, first, last, seen, gaps): the smallest and the greatest number, how many different ones came, and
        how many are missing between them. Feeds without a counter are not in it.
    """
    counted = rows.filter(rows.sequence.notnull())
    per_feed = counted.group_by("feed").aggregate(
        first=counted.sequence.min(), last=counted.sequence.max(), seen=counted.sequence.nunique()
    )
    return per_feed.mutate(gaps=per_feed["last"] - per_feed["first"] + 1 - per_feed.seen)


def find_gap_ranges(rows: ir.Table, shown: int = SHOWN) -> ir.Table:
    """Give the first few missing ranges of each feed, to say which numbers to ask the feed for again.

    Returns:
        Table(feed, from_number, to_number), both ends missing, at most ``shown`` rows a feed.
    """
    numbers = rows.filter(rows.sequence.notnull()).select("feed", "sequence").distinct()
    previous = numbers.sequence.lag().over(group_by="feed", order_by="sequence")
    steps = numbers.mutate(previous=previous)
    ranges = steps.filter(steps.sequence > steps.previous + 1)
    ranked = ranges.mutate(rank=ibis.row_number().over(group_by="feed", order_by="sequence"))
    first = ranked.filter(ranked["rank"] < shown)
    return first.select("feed", from_number=first.previous + 1, to_number=first.sequence - 1)


def list_gaps(rows: ir.Table) -> list[dict[str, Any]]:
    """List the feeds with gaps, for ``run.json``: feed, first, last, seen, gaps and their first ranges."""
    per_feed = find_gaps(rows)
    feeds: list[dict[str, Any]] = per_feed.filter(per_feed.gaps > 0).order_by("feed").to_pyarrow().to_pylist()
    if not feeds:
        return []
    with_gaps = rows.filter(rows.feed.isin([each["feed"] for each in feeds]))
    ranges = find_gap_ranges(with_gaps).order_by("feed", "from_number").to_pyarrow().to_pylist()
    for each in feeds:
        each["ranges"] = [[one["from_number"], one["to_number"]] for one in ranges if one["feed"] == each["feed"]]
    return feeds


def feed_days(engine: Engine, rows: ir.Table, quarantined: pa.Table | None = None) -> ir.Table:
    """Measure each feed by port and day, in the shape ``tables.FEEDS``.

    ``seen`` counts rows by feed, port and local day. ``gaps`` counts numbers missing in the feed's ``sequence`` just
    before a row of that port and day. ``share_not_aboard`` is the share of ``boarded = false`` among manifest rows that
    say. ``delay`` is the mean time from the crossing to ``recorded_at``, in hours. ``unreadable`` counts rows set
    apart; their port and day cannot be relied on, so they come with neither. ``expected`` and ``share_matched`` are
    null and ``status`` is ``ok``: later stages know more.

    Args:
        engine: where the tables live.
        rows: the movements known at a moment, whatever their fate (``fates.known_rows``): a number that came on a
            replaced record is not missing.
        quarantined: ``Evidence.quarantined``.
    """
    known = rows.mutate(day=rows.local_date)
    measured = _measured(engine, known)
    missing = _missing_before(engine, known)
    table = measured.left_join(missing, [measured[key].identical_to(missing[key]) for key in _KEY])
    table = table.select(*measured.columns, "gaps").mutate(unreadable=ibis.literal(0, "int64"))
    days = _shape(table)
    return days if quarantined is None else days.union(_shape(_unreadable(engine, quarantined)))


def _measured(engine: Engine, known: ir.Table) -> ir.Table:
    manifest = (known.kind == "manifest").fill_null(False)
    said = (manifest & known.boarded.notnull()).sum()
    not_aboard = (manifest & ~known.boarded.fill_null(True)).sum()
    # whole minutes, in integers: their sum is the same in any order of the rows
    minutes = (engine.micros(known.recorded_at) - engine.micros(known.occurred_at)) // 60_000_000
    return known.group_by(_KEY).aggregate(
        seen=known.count(),
        share_not_aboard=not_aboard.cast("float64") / said.nullif(0).cast("float64"),
        delay=minutes.sum().cast("float64") / (minutes.count() * 60).nullif(0).cast("float64"),
    )


def _missing_before(engine: Engine, known: ir.Table) -> ir.Table:
    """Count missing numbers where the feed goes on after them; only feeds that miss some are put in order."""
    per_feed = find_gaps(known)
    with_gaps = engine.once(per_feed.filter(per_feed.gaps > 0).select("feed"), "feeds_with_gaps")
    rows = known.filter(known.sequence.notnull()).select(*_KEY, "sequence").semi_join(with_gaps, "feed")
    order = ibis.window(group_by="feed", order_by=["sequence", "day", ibis.asc("port", nulls_first=True)])
    steps = rows.mutate(missing=rows.sequence - rows.sequence.lag().over(order) - 1)
    gaps = steps.filter(steps.missing > 0)
    return engine.once(gaps.group_by(_KEY).aggregate(gaps=gaps.missing.sum().cast("int64")), "missing_before")


def _unreadable(engine: Engine, quarantined: pa.Table) -> ir.Table:
    feeds = Counter(name.partition("/")[0] for name in quarantined["name"].to_pylist() if name is not None)
    counts = [{"feed": feed, "unreadable": rows} for feed, rows in sorted(feeds.items())]
    schema = pa.schema(_COUNTS)
    table = engine.load(pa.Table.from_pylist(counts, schema), "unreadable")
    nothing = {"port": "string", "day": "date", "share_not_aboard": "float64", "delay": "float64"}
    nulls = {name: ibis.null(kind) for name, kind in nothing.items()}
    zero = ibis.literal(0, "int64")
    return table.mutate(seen=zero, gaps=zero, **nulls)


def _shape(table: ir.Table) -> ir.Table:
    later = {
        "expected": ibis.null("int64"),
        "share_matched": ibis.null("float64"),
        "status": ibis.literal("ok"),
        "reason": ibis.null("string"),
        "gaps": table.gaps.fill_null(0),
    }
    return table.mutate(**later).select(*FEEDS.names)
