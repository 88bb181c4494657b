"""The feeds of one run: measured, held against the pack's waiting time, and judged once the crossings are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import ibis.expr.types as ir

from sojourn.engine import Engine
from sojourn.evidence.fates import known_rows
from sojourn.evidence.feed_delays import refuse_short_waiting
from sojourn.evidence.feed_measures import measure_feeds
from sojourn.evidence.feed_table import Feeds
from sojourn.evidence.folder import Evidence
from sojourn.law.rule import Law
from sojourn.stays.feed_silence import matched_arrivals


def measured_feeds(
    engine: Engine, found: Evidence, lines: ir.Table, law: Law, as_of: date, known_at: datetime
) -> Feeds:
    """Measure the feeds of some evidence, and refuse a waiting time that is too short for one of them.

    Args:
        engine: where the tables live.
        found: the evidence.
        lines: its movements in force (``Fated.lines``).
        law: the law as known; its ``waiting_time`` in force on ``as_of`` is held against the feeds.
        as_of: the day asked about.
        known_at: records and decisions learned later do not exist for the run.

    Raises:
        RunError: ``waiting-time-too-short``.
    """
    measures = measure_feeds(engine, lines, known_rows(found.movements, known_at), found.quarantined)
    feeds = Feeds(measures, found.overrides, known_at)
    waiting = law.one("waiting_time").on(as_of)
    if waiting is not None:
        refuse_short_waiting(feeds.delays, int(waiting.values["days"]), law.code)
    return feeds


def judges(engine: Engine, feeds: Feeds) -> Callable[[ir.Table], ir.Table]:
    """Give the function that ``answer_people`` calls when it knows which arrivals a later record ended."""

    def judge(paired: ir.Table) -> ir.Table:
        return engine.load(feeds.judge(engine.arrow(matched_arrivals(engine, paired))), "feeds")

    return judge


def about_feeds(engine: Engine, feeds: Feeds, judged: ir.Table | None) -> dict[str, Any]:
    """Say for ``run.json`` how many feed days have which status, and how late the departures of each feed come."""
    if judged is None:
        return {}
    counted = judged.group_by("status").aggregate(days=judged.count()).order_by("status")
    return {
        "status": {row["status"]: row["days"] for row in engine.arrow(counted).to_pylist()},
        "delays": {
            each.feed: {"departures": each.records, "days_999": each.days, "loaded": each.loaded}
            for each in feeds.delays
        },
    }
