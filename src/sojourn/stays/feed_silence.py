"""What the judgement of feeds does to answers: silence that rests on a feed in quarantine raises no question.

Only this silence counts: the feed itself holds a record of this person's departure, reported not aboard, on a day in
quarantine; or the voyage on which the person was listed belongs to a feed whose records of that day are missing.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.stays.pairing import records_of

QUARANTINED = "quarantined"
_KEY = ["feed", "port", "day"]
#: The number of a voyage begins with the code of its carrier.
VOYAGE = r"^([A-Z0-9]{2})[0-9]+[A-Z]?$"


def matched_arrivals(engine: Engine, paired: ir.Table) -> ir.Table:
    """Count the arrivals of each feed, port and day, and those that a departure or a later arrival ended.

    Args:
        engine: where the tables live.
        paired: the output of ``paired_crossings``, kept. An arrival counts for every feed that reported it.

    Returns:
        Table(feed, port, day, arrivals, matched).
    """
    arrivals = paired.filter(paired.direction == "arrival")
    arrivals = arrivals.mutate(day=arrivals.local_date, matched=arrivals.next_direction.notnull().cast("int64"))
    rows = records_of(arrivals, "port", "day", "matched")
    rows = rows.mutate(feed=_feed_of(rows.name))
    counted = rows.group_by(_KEY).aggregate(arrivals=rows.count(), matched=rows.matched.sum())
    return engine.once(counted.mutate(matched=counted.matched.cast("int64")), "matched_arrivals")


def mark_quarantined(engine: Engine, aboard: ir.Table, feeds: ir.Table | None) -> ir.Table:
    """Tell of departures reported not aboard whether that rests on a feed in quarantine.

    Args:
        engine: where the tables live.
        aboard: the output of ``denied_departures``.
        feeds: ``tables.FEEDS``, or null where feeds are not judged.

    Returns:
        Table(person_id, name, local_date, quarantined).
    """
    if feeds is None:
        return aboard.select("person_id", "name", "local_date", quarantined=ibis.literal(False))
    days = feeds.filter(feeds.status == QUARANTINED).select(*_KEY)
    voyage = "carrier:" + aboard.transport.re_extract(VOYAGE, 1)
    told = aboard.mutate(day=aboard.local_date)
    by_feed = told.select("name", *_KEY)
    by_voyage = told.select("name", feed=voyage, port="port", day="local_date")
    asked = by_feed.union(by_voyage)
    same_day = (asked.feed == days.feed) & (asked.day == days.day)
    exact = asked.semi_join(days, [same_day, asked.port.identical_to(days.port)]).select("name")
    whole = days.filter(days.port.isnull()).select("feed", "day").distinct()
    wide = asked.semi_join(whole, ["feed", "day"]).select("name")
    doubted = engine.once(exact.union(wide).distinct().select(doubted="name"), "doubted_denials")
    marked = aboard.left_join(doubted, aboard.name == doubted.doubted)
    return marked.select("person_id", "name", "local_date", quarantined=marked.doubted.notnull())


def with_doubts(engine: Engine, rows: ir.Table, feeds: ir.Table | None) -> ir.Table:
    """Add ``doubtful``: every record of the arrival, or of the departure, comes from a feed in quarantine on that day.

    Args:
        engine: where the tables live.
        rows: the output of ``stays_with_extras``.
        feeds: ``tables.FEEDS``, or null where feeds are not judged. A feed counts that is in quarantine at all its
            ports on the day.
    """
    if feeds is None:
        return rows.mutate(doubtful=ibis.literal(False))
    whole = feeds.group_by("feed", "day").aggregate(bad=(feeds.status == QUARANTINED).min())
    days = engine.once(whole.filter(whole.bad, whole.day.notnull()), "quarantined_days")
    if engine.may_skip(days):
        return rows.mutate(doubtful=ibis.literal(False))
    left = rows.filter(rows.departure_ids.notnull())
    sides = [
        rows.select("stay_id", side=ibis.literal("arrival"), day=rows.arrived_on, records=rows.arrival_ids),
        left.select(
            "stay_id",
            side=ibis.literal("departure"),
            day=left.departed_on.fill_null(left.out_by),
            records=left.departure_ids,
        ),
    ]
    asked_days = days.select("day").distinct()
    near = sides[0].semi_join(asked_days, "day").union(sides[1].semi_join(asked_days, "day"))
    flat = near.select("stay_id", "side", "day", record=near.records.unnest())
    joined = flat.mutate(feed=_feed_of(flat.record)).left_join(days, ["feed", "day"])
    each = joined.group_by("stay_id", "side").aggregate(doubtful=joined.bad.fill_null(False).min())
    doubted = engine.once(each.filter(each.doubtful).select("stay_id", "doubtful").distinct(), "doubtful_stays")
    marked = rows.left_join(doubted, "stay_id").drop("stay_id_right")
    return marked.mutate(doubtful=marked.doubtful.fill_null(False))


def _feed_of(record: ir.Value) -> ir.Value:
    """The feed in a record's name, ``feed/id``."""
    return record.split("/")[0]
