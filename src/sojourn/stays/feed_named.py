"""Name the feeds in quarantine that an answer rests on, with the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import pyarrow.dataset as ds

from sojourn.law.sentences import long_day
from sojourn.stays.feed_silence import QUARANTINED, VOYAGE


class Recorded(Protocol):
    """A record as a proof shows it."""

    @property
    def name(self) -> str:
        """Its name, ``feed/id``."""

    @property
    def values(self) -> dict[str, Any]:
        """What it says."""


def quarantined_days(run: Path) -> list[dict[str, Any]]:
    """Read the feed days of a run that are in quarantine."""
    path = run / "feeds.parquet"
    if not path.is_file():
        return []
    columns = ["feed", "port", "day", "reason"]
    found = ds.dataset(path).to_table(columns=columns, filter=ds.field("status") == QUARANTINED)
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def feeds_named(days: list[dict[str, Any]], records: Sequence[Recorded]) -> list[dict[str, Any]]:
    """Give the feed days in quarantine that some records belong to, or the voyages on which they list the person."""
    asked = {
        (feed, record.values["port"], record.values["local_date"])
        for record in records
        if record.values.get("local_date") is not None
        for feed in (record.name.partition("/")[0], _voyage_feed(record.values.get("transport")))
    }
    whole = {(feed, day) for feed, _, day in asked}
    return [
        each
        for each in days
        if (each["feed"], each["port"], each["day"]) in asked
        or (each["port"] is None and (each["feed"], each["day"]) in whole)
    ]


def feed_sentence(day: dict[str, Any]) -> str:
    """Say that a feed is in quarantine on a day, and why."""
    where = f" at {day['port']}" if day["port"] else ""
    return f"The feed {day['feed']}{where} is in quarantine on {long_day(day['day'])}: {day['reason']}."


def _voyage_feed(transport: str | None) -> str | None:
    met = re.match(VOYAGE, transport or "")
    return f"carrier:{met.group(1)}" if met else None
