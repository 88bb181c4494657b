"""The feeds of one run, judged: the table in the shape ``tables.FEEDS``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np
import pyarrow as pa

from sojourn.evidence.feed_bands import Bands, load_bands
from sojourn.evidence.feed_delays import FeedDelay, find_loads, list_delays
from sojourn.evidence.feed_grid import Array, Grid, day_number, make_grid
from sojourn.evidence.feed_judgement import Finding, judge
from sojourn.evidence.feed_measures import FeedMeasures
from sojourn.evidence.feed_overrides import Override, days_of
from sojourn.evidence.feed_rows import (
    NOT_JUDGED,
    OK,
    QUARANTINED,
    RELEASED,
    FeedRows,
    Row,
    empty_row,
    feed_rows,
    set_status,
)
from sojourn.evidence.feed_words import all_unreadable_reason, too_few_reason


@dataclass(frozen=True)
class Feeds:
    """The feeds of one run, measured; ``judge`` gives their table.

    Attributes:
        measures: what was counted.
        overrides: decisions of people; those made after ``known_at`` do not exist for the run.
        known_at: the knowledge cut-off.
    """

    measures: FeedMeasures
    overrides: tuple[Override, ...]
    known_at: datetime

    @cached_property
    def bands(self) -> Bands:
        """The thresholds."""
        return load_bands()

    @cached_property
    def grid(self) -> Grid:
        """The counts on their axes."""
        return make_grid(self.measures.counts)

    @cached_property
    def loaded(self) -> Array:
        """Which counts came with a load of old records."""
        return find_loads(self.grid, self.bands)

    @cached_property
    def delays(self) -> list[FeedDelay]:
        """How late the departures of each feed come."""
        return list_delays(self.grid, self.loaded, self.bands)

    def judge(self, matched: pa.Table | None = None) -> pa.Table:
        """Judge every feed by port and day.

        Args:
            matched: Table(feed, port, day, arrivals, matched), where it is known which arrivals a later record ended.

        Returns:
            ``tables.FEEDS``. ``expected`` is null where nothing tells, ``share_matched`` where no arrival was reported,
            ``delay`` also for loads.
        """
        found = judge(self.grid, self.measures, matched, self.loaded, self.bands)
        rows = feed_rows(self.grid, self.measures, matched, self.loaded, found)
        _judge_small(rows, self.bands)
        _quarantine(rows, found.findings)
        rows.more += _without_day(self.measures, self.grid, found.findings, self.bands)
        known = self.known_at.astimezone(UTC)
        _override(rows, [each for each in self.overrides if each.decided_at <= known])
        return rows.table()


def _judge_small(rows: FeedRows, bands: Bands) -> None:
    for feed in rows.grid.feeds:
        own = rows.of_feed(feed)
        records = int(rows.columns["seen"][own].sum())
        if records < bands.least_records:
            reason = too_few_reason(records, bands.least_records)
            set_status(rows, np.arange(own.start, own.stop), NOT_JUDGED, reason)


def _quarantine(rows: FeedRows, findings: Iterable[Finding]) -> None:
    """Set the days of each finding in quarantine, with every reason."""
    for each in findings:
        first, last = int(rows.days.min()), int(rows.days.max())
        if each.first >= 0:
            first, last = rows.grid.number_at(each.first), rows.grid.number_at(each.last)
        set_status(rows, rows.about(each.feed, each.port, each.whole, first, last), QUARANTINED, each.reason)


def _without_day(measures: FeedMeasures, grid: Grid, findings: Iterable[Finding], bands: Bands) -> list[Row]:
    """Give one row, without port and day, to each feed of which records could not be read."""
    throughout = {each.feed: each.reason for each in findings if each.first < 0}
    rows = []
    for feed, count in sorted(measures.unreadable.items()):
        status, reason = (QUARANTINED, throughout[feed]) if feed in throughout else (OK, None)
        if feed not in grid.feeds:
            enough = count >= bands.least_records
            status = QUARANTINED if enough else NOT_JUDGED
            reason = all_unreadable_reason(count) if enough else too_few_reason(count, bands.least_records)
        rows.append(empty_row(feed, None, None) | {"unreadable": count, "status": status, "reason": reason})
    return rows


def _override(rows: FeedRows, overrides: list[Override]) -> None:
    """Apply the decisions in the order in which they were made; the last one about a day counts."""
    status, reason = rows.status.copy(), rows.reason.copy()
    silent: dict[tuple[str, str | None, int], Row] = {}
    for each in sorted(overrides, key=lambda one: (one.decided_at, one.position)):
        about = rows.about(each.feed, each.port, each.port is None, day_number(each.first), day_number(each.last))
        if each.status == RELEASED:
            about = about[rows.status[about] == QUARANTINED]
        was = [f"; it was in quarantine: {had}" if had else "" for had in _quarantined(status[about], reason[about])]
        rows.status[about] = each.status
        rows.reason[about] = np.array([each.words + had for had in was], object)
        _override_silent(each, set(rows.days[about].tolist()), silent)
    rows.more += silent.values()


def _quarantined(status: Array, reason: Array) -> list[str | None]:
    return [why if had == QUARANTINED else None for had, why in zip(status.tolist(), reason.tolist(), strict=True)]


def _override_silent(each: Override, had: set[int], silent: dict[tuple[str, str | None, int], Row]) -> None:
    """Days without any record may be set in quarantine too, and released again."""
    for day in days_of(each):
        key = (each.feed, each.port, day_number(day))
        if key in silent or (each.status == QUARANTINED and key[2] not in had):
            row = silent.setdefault(key, empty_row(each.feed, each.port, day))
            row |= {"status": each.status, "reason": each.words}
