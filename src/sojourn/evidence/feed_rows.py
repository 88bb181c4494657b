"""The rows of the feeds table as columns, while statuses and reasons are still being set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from sojourn.evidence.feed_grid import Array, Grid
from sojourn.evidence.feed_judgement import Judgement
from sojourn.evidence.feed_measures import FeedMeasures
from sojourn.tables import FEEDS

OK, QUARANTINED, RELEASED, NOT_JUDGED = "ok", "quarantined", "released", "not_judged"
Row = dict[str, Any]


@dataclass
class FeedRows:
    """One row for each feed, port and day with records, and for those whose records are missing.

    Attributes:
        grid: the axes; ``series`` and ``place`` say where each row lies on them, ``days`` is its day since 1970.
        columns: the columns of ``tables.FEEDS`` that are numbers (``nan``: null).
        status, reason: what has been found so far.
        more: rows that have no place on the axes.
    """

    grid: Grid
    series: Array
    place: Array
    days: Array
    columns: dict[str, Array]
    status: Array
    reason: Array
    more: list[Row]

    def of_feed(self, feed: str) -> slice:
        """Give the rows of a feed; they stand together."""
        if feed not in self.grid.feeds:
            return slice(0, 0)
        at = self.grid.feeds.index(feed)
        feeds = self.grid.series_feed[self.series]
        return slice(int(np.searchsorted(feeds, at)), int(np.searchsorted(feeds, at, side="right")))

    def about(self, feed: str, port: str | None, whole: bool, first: int, last: int) -> Array:
        """Give the rows of a feed (at one port, or ``whole``) on days since 1970, both included."""
        rows = self.of_feed(feed)
        asked = (self.days[rows] >= first) & (self.days[rows] <= last)
        if not whole:
            ports = [at for at, each in enumerate(self.grid.series) if each == (feed, port)]
            asked &= np.isin(self.series[rows], ports)
        numbers: Array = np.flatnonzero(asked) + rows.start
        return numbers

    def table(self) -> pa.Table:
        """Give ``tables.FEEDS``."""
        feeds, ports = zip(*self.grid.series, strict=True) if self.grid.series else ((), ())
        texts = {"feed": np.array(feeds, object)[self.series], "port": np.array(ports, object)[self.series]}
        texts |= {"status": self.status, "reason": self.reason}
        columns: dict[str, Any] = {name: pa.array(values, pa.string()) for name, values in texts.items()}
        columns["day"] = pa.array(self.days.astype("i4"), pa.int32()).cast(pa.date32())
        for name, values in self.columns.items():
            columns[name] = pa.array(values, mask=np.isnan(values)).cast(FEEDS.field(name).type)
        table = pa.table([columns[name] for name in FEEDS.names], schema=FEEDS)
        return pa.concat_tables([table, pa.Table.from_pylist(self.more, FEEDS)])


def feed_rows(
    grid: Grid, measures: FeedMeasures, matched: pa.Table | None, loaded: Array, found: Judgement
) -> FeedRows:
    """Lay out the rows with everything that was counted; all are ``ok`` so far."""
    counts = grid.columns
    seen = grid.by_series(counts["rows"])
    series, place = np.nonzero((seen > 0) | _silent_days(grid, found))
    denied, aboard, minutes, timed, gaps, arrivals, ended = (
        wide[series, place]
        for wide in (
            grid.by_series(counts["not_aboard"]),
            grid.by_series(counts["aboard"]),
            grid.by_series(np.where(loaded, 0.0, counts["minutes"])),
            grid.by_series(np.where(loaded, 0.0, counts["timed"])),
            grid.spread(measures.missing, "gaps", by_series=True),
            _spread(grid, matched, "arrivals"),
            _spread(grid, matched, "matched"),
        )
    )
    columns = {
        "expected": np.rint(found.expected[series, place]),
        "seen": seen[series, place],
        "gaps": gaps,
        "share_not_aboard": _share(denied, denied + aboard),
        "share_matched": _share(ended, arrivals),
        "delay": _share(minutes, 60.0 * timed),
        "unreadable": np.zeros(len(series)),
    }
    status, reason = np.full(len(series), OK, object), np.full(len(series), None, object)
    return FeedRows(grid, series, place, grid.numbers_at(place), columns, status, reason, [])


def empty_row(feed: str, port: str | None, day: date | None) -> Row:
    """Give a row of a feed with nothing counted."""
    nothing = dict.fromkeys(("expected", "share_not_aboard", "share_matched", "delay", "reason"))
    return {"feed": feed, "port": port, "day": day, "seen": 0, "gaps": 0, "unreadable": 0, "status": OK} | nothing


def _spread(grid: Grid, matched: pa.Table | None, name: str) -> Array:
    empty: Array = np.zeros((len(grid.series), grid.width))
    return empty if matched is None else grid.spread(matched, name, by_series=True)


def _share(part: Array, whole: Array) -> Array:
    share: Array = np.where(whole != 0, part / np.where(whole != 0, whole, 1.0), np.nan)
    return share


def _silent_days(grid: Grid, found: Judgement) -> Array:
    silent = np.zeros((len(grid.series), grid.width), bool)
    for each in found.findings:
        if each.silent:
            rows = [
                at
                for at, (feed, port) in enumerate(grid.series)
                if feed == each.feed and (each.whole or port == each.port)
            ]
            silent[rows, each.first : each.last + 1] = True
    due: Array = silent & (np.nan_to_num(found.expected) >= 0.5)
    return due


def set_status(rows: FeedRows, chosen: Array, status: str, reason: str) -> None:
    """Set status and reason of some rows; a second reason is added to the first."""
    again = rows.status[chosen] == status
    rows.reason[chosen[~again]] = reason
    rows.reason[chosen[again]] = rows.reason[chosen[again]] + f"; {reason}"
    rows.status[chosen] = status
