"""Gaps in the counters of feeds, and the rows of each that could not be read."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from sojourn.engine import Engine

SHOWN = 5
_KEY = ["feed", "port", "day"]


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


def missing_before(engine: Engine, known: ir.Table) -> ir.Table:
    """Count missing numbers where the feed goes on after them; only feeds that miss some are put in order.

    Args:
        engine: where the tables live.
        known: rows with feed, port, day and sequence, whatever their fate.

    Returns:
        Table(feed, port, day, gaps).
    """
    per_feed = find_gaps(known)
    with_gaps = engine.once(per_feed.filter(per_feed.gaps > 0).select("feed"), "feeds_with_gaps")
    rows = known.filter(known.sequence.notnull()).select(*_KEY, "sequence").semi_join(with_gaps, "feed")
    order = ibis.window(group_by="feed", order_by=["sequence", "day", ibis.asc("port", nulls_first=True)])
    steps = rows.mutate(missing=rows.sequence - rows.sequence.lag().over(order) - 1)
    gaps = steps.filter(steps.missing > 0)
    return engine.once(gaps.group_by(_KEY).aggregate(gaps=gaps.missing.sum().cast("int64")), "missing_before")


def count_unreadable(quarantined: pa.Table) -> dict[str, int]:
    """Count the rows set apart by feed, where their feed is known; their port and day cannot be relied on."""
    names = [name for name in quarantined["name"].to_pylist() if name is not None]
    return dict(sorted(Counter(name.partition("/")[0] for name in names).items()))
