"""Invented counts of feeds, as ``measure_feeds`` gives them, without the records."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pyarrow as pa

from sojourn.evidence.feed_measures import FeedMeasures
from sojourn.evidence.feed_overrides import Override
from sojourn.evidence.feed_table import Feeds

Row = dict[str, Any]
FIRST = date(2025, 1, 6)
KNOWN = datetime(2027, 1, 1, tzinfo=UTC)
_HOUR = 3_600_000_000
_TEXT, _WHOLE = pa.string(), pa.int64()
_KEY: dict[str, pa.DataType] = {"feed": _TEXT, "port": _TEXT, "day": pa.date32()}
_NUMBERS = ("delay_days", "rows", "aboard", "not_aboard", "minutes", "timed", "first_at", "last_at")
COUNTS = pa.schema(_KEY | {"direction": _TEXT, "mode": _TEXT} | dict.fromkeys(_NUMBERS, _WHOLE))
MISSING = pa.schema(_KEY | {"gaps": _WHOLE})
MATCHED = pa.schema(_KEY | {"arrivals": _WHOLE, "matched": _WHOLE})


def day(number: int) -> date:
    """Give a day by its number, from 0."""
    return FIRST + timedelta(days=number)


def counted(feed: str, on: int, rows: int, denied: int = 0, **given: Any) -> Row:
    """Give the departures of a feed on a day: so many, of them so many reported not on board."""
    at = int(datetime.combine(day(on), datetime.min.time(), UTC).timestamp()) * 1_000_000 + 20 * _HOUR
    right = {
        "feed": feed,
        "port": "IATA:JFK",
        "day": day(on),
        "direction": "departure",
        "delay_days": 1,
        "mode": "air",
        "rows": rows,
        "aboard": rows - denied,
        "not_aboard": denied,
        "minutes": 120 * rows,
        "timed": rows,
        "first_at": at,
        "last_at": at + rows,
    }
    return right | given


def steady(feed: str, days: int, rows: int, every: int = 0, **given: Any) -> list[Row]:
    """Give a feed that sends as many departures each day; on one day of ``every`` one is not on board."""
    return [counted(feed, on, rows, int(every > 0 and on % every == 0), **given) for on in range(days)]


def others(days: int, rows: int = 40) -> list[Row]:
    """Give four feeds in order, for comparison."""
    return [row for code in ("AA", "BB", "CC", "DD") for row in steady(f"carrier:{code}", days, rows, every=20)]


def feeds_of(rows: list[Row], *overrides: Override, missing: list[Row] | None = None, **unreadable: int) -> Feeds:
    """Give measured feeds; ``unreadable`` by the code of a carrier."""
    return Feeds(
        FeedMeasures(
            pa.Table.from_pylist(rows, COUNTS),
            pa.Table.from_pylist(missing or [], MISSING),
            {f"carrier:{code}": count for code, count in unreadable.items()},
        ),
        tuple(overrides),
        KNOWN,
    )


def judged(rows: list[Row], *overrides: Override, matched: list[Row] | None = None, **given: Any) -> list[Row]:
    """Judge feeds and give the rows of their table."""
    table = None if matched is None else pa.Table.from_pylist(matched, MATCHED)
    found: list[Row] = feeds_of(rows, *overrides, **given).judge(table).to_pylist()
    return found


def quarantined(rows: list[Row], feed: str) -> list[date]:
    """List the days of a feed in quarantine."""
    return sorted({row["day"] for row in rows if row["feed"] == feed and row["status"] == "quarantined"})


def decision(position: int, status: str, first: int, last: int, **given: Any) -> Override:
    """Give a decision about a feed (``carrier:XX``) for some days."""
    right = {
        "feed": "carrier:XX",
        "port": None,
        "reason": "the carrier delivered its lists again",
        "decided_at": datetime(2026, 6, 1, tzinfo=UTC),
    }
    return Override(position=position, status=status, first=day(first), last=day(last), **right | given)
