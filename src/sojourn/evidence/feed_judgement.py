"""Which feeds left their bands on which days, and why: the measures, the bands, and the spells of days out of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from sojourn.evidence.feed_bands import Bands, ShareBand
from sojourn.evidence.feed_expected import expected_records
from sojourn.evidence.feed_grid import DIRECTIONS, Array, Grid
from sojourn.evidence.feed_measures import FeedMeasures
from sojourn.evidence.feed_windows import Spell, days_above, days_below, runs_of, spells_of, surprise
from sojourn.evidence.feed_words import absence_reason, share_reason

ROUNDS = 3
_NO_DAY = -1


@dataclass(frozen=True)
class Finding:
    """Days of a feed that are out of its band: at one port, or at all (``port`` null and ``whole``), with the reason.

    ``first`` and ``last`` are places on the axis of days; -1: every day. ``silent``: records are missing.
    """

    feed: str
    port: str | None
    whole: bool
    first: int
    last: int
    silent: bool
    reason: str


@dataclass(frozen=True)
class Judgement:
    """All findings, and what was expected of each series and day (``nan``: nothing tells)."""

    findings: list[Finding]
    expected: Array


def judge(grid: Grid, measures: FeedMeasures, matched: pa.Table | None, loaded: Array, bands: Bands) -> Judgement:
    """Find every stretch of days on which a feed is out of its band.

    Args:
        grid: ``measures.counts`` on the axes.
        measures: the output of ``measure_feeds``.
        matched: Table(feed, port, day, arrivals, matched), or null where it is not known.
        loaded: for each row of the counts, whether it came with a load of old records (``find_loads``).
        bands: the thresholds.
    """
    findings: list[Finding] = []
    for name, (marks, records) in _shares(grid, measures, matched, loaded, bands).items():
        band = bands.shares[name]
        for spell in _out_of_band(grid, marks, records, band, bands):
            reason = share_reason(band, spell, grid.day_at(spell.first), grid.day_at(spell.last))
            findings.append(Finding(grid.feeds[spell.row], None, True, spell.first, spell.last, False, reason))
    findings += _unreadable(grid, measures, bands)
    expected = np.full((len(grid.series), grid.width), np.nan)
    for direction in DIRECTIONS:
        rows = np.where(grid.columns["departure"] == (direction == "departure"), grid.columns["rows"], 0.0)
        seen = grid.by_series(rows)
        due = expected_records(grid, seen, bands)
        findings += _absences(grid, seen, due, direction, bands)
        expected = np.where(np.isnan(due), expected, np.nan_to_num(expected) + due)
    order = sorted(findings, key=lambda each: (each.feed, each.port or "", each.first, each.last, each.reason))
    return Judgement(order, expected)


def _shares(
    grid: Grid, measures: FeedMeasures, matched: pa.Table | None, loaded: Array, bands: Bands
) -> dict[str, tuple[Array, Array]]:
    """Give marks and records of each measure by feed and day."""
    columns = grid.columns
    rows, left = columns["rows"], columns["departure"]
    denied = grid.by_feed(np.where(left, columns["not_aboard"], 0.0))
    aboard = grid.by_feed(np.where(left, columns["aboard"], 0.0))
    departures = grid.by_feed(np.where(left, rows, 0.0))
    # a feed that only says who is not on board is measured by all its departures
    closed = np.where(aboard.sum(axis=1, keepdims=True) > 0, denied + aboard, departures)
    gaps = grid.spread(measures.missing, "gaps")
    timed = (columns["delay_days"] >= 0) & ~loaded
    late = timed & (columns["delay_days"] > _usual_delay(grid, timed)[grid.feed] + bands.late_days)
    shares = {
        "not_aboard": (denied, closed),
        "missing": (gaps, gaps + grid.by_feed(rows)),
        "late": (grid.by_feed(np.where(late, rows, 0.0)), grid.by_feed(np.where(timed, rows, 0.0))),
    }
    if matched is not None:
        arrivals = grid.spread(matched, "arrivals")
        shares["unmatched"] = (arrivals - grid.spread(matched, "matched"), arrivals)
    return shares


def _usual_delay(grid: Grid, timed: Array) -> Array:
    """Give for each feed the delay in days that nine in ten of its records do not pass."""
    usual = np.zeros(len(grid.feeds))
    order = np.lexsort((grid.columns["delay_days"], grid.feed))
    order = order[timed[order]]
    for feed, rows in _groups(grid.feed[order], order):
        counted = np.cumsum(grid.columns["rows"][rows])
        usual[feed] = grid.columns["delay_days"][rows][np.searchsorted(counted, 0.9 * counted[-1])]
    return usual


def _groups(keys: Array, values: Array) -> list[tuple[int, Array]]:
    """Split values by equal keys that stand together."""
    if len(keys) == 0:
        return []
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return list(zip(keys[starts].tolist(), np.split(values, starts[1:]), strict=True))


def _out_of_band(grid: Grid, marks: Array, records: Array, band: ShareBand, bands: Bands) -> list[Spell]:
    """Find the spells out of one share's band; days found are left out of what is usual, and all is looked at again."""
    out = np.zeros(marks.shape, bool)
    spells: list[tuple[int, int, int]] = []
    usual = edge = np.zeros(marks.shape)
    for _ in range(ROUNDS):
        usual = _usual_share(grid, np.where(out, 0.0, marks), np.where(out, 0.0, records), band, bands)
        edge = np.where(np.isnan(usual), band.most, np.clip(band.times * usual, band.least, band.most))
        found, inside = days_above(marks, edge * records, band.marks, bands)
        spells = spells_of(found, inside, marks, records, usual, bands)
        before, out = out, np.zeros(marks.shape, bool)
        for row, first, last in spells:
            out[row, first : last + 1] = True
        if (out == before).all():
            break
    return [_spell(each, marks, records, edge, usual) for each in spells]


def _spell(at: tuple[int, int, int], marks: Array, records: Array, edge: Array, usual: Array) -> Spell:
    row, first, last = at
    days = slice(first, last + 1)
    total = float(records[row, days].sum())
    weights = records[row, days] / max(total, 1.0)
    spell = Spell(row, first, last, float(marks[row, days].sum()), total, 0.0, 0.0)
    return replace(spell, edge=float(weights @ edge[row, days]), usual=float(weights @ usual[row, days]))


def _usual_share(grid: Grid, marks: Array, records: Array, band: ShareBand, bands: Bands) -> Array:
    """Give the usual share of each feed and day: that of the other feeds of its kind, or its own where lower."""
    own = _share(marks.sum(axis=1, keepdims=True), records.sum(axis=1, keepdims=True), bands)
    usual = np.full(marks.shape, np.nan)
    for kind in sorted(set(grid.kinds)):
        members = np.array([each == kind for each in grid.kinds])
        of_kind, all_records = marks[members], records[members]
        if band.name == "unmatched":
            of_kind, all_records = _in_stretches(of_kind, bands.stretch), _in_stretches(all_records, bands.stretch)
        else:
            of_kind, all_records = of_kind.sum(axis=1, keepdims=True), all_records.sum(axis=1, keepdims=True)
        others = of_kind.sum(axis=0) - of_kind, all_records.sum(axis=0) - all_records
        usual[members] = _share(*others, bands)
    return usual if band.name == "unmatched" else np.fmin(usual, own)


def _share(marks: Array, records: Array, bands: Bands) -> Array:
    return np.where(records >= bands.least_comparison, marks / np.maximum(records, 1.0), np.nan)


def _in_stretches(values: Array, days: int) -> Array:
    """Give each day the sum of the stretch of days that it lies in."""
    starts = np.arange(0, values.shape[1], days)
    sums: Array = np.repeat(np.add.reduceat(values, starts, axis=1), days, axis=1)[:, : values.shape[1]]
    return sums


def _unreadable(grid: Grid, measures: FeedMeasures, bands: Bands) -> list[Finding]:
    """Judge the rows set apart: they have no day, so that a feed with too many is out of its band throughout."""
    band = bands.shares["unreadable"]
    feeds = grid.feeds
    marks = np.array([[float(measures.unreadable.get(feed, 0))] for feed in feeds]).reshape(len(feeds), 1)
    records = marks + grid.by_feed(grid.columns["rows"]).sum(axis=1, keepdims=True)
    found = []
    for row in np.flatnonzero(marks[:, 0] >= band.marks).tolist():
        same = np.array([kind == grid.kinds[row] and at != row for at, kind in enumerate(grid.kinds)])
        usual = _share(marks[same].sum(), records[same].sum(), bands)
        edge = band.most if np.isnan(usual) else float(np.clip(band.times * usual, band.least, band.most))
        seen, total = float(marks[row, 0]), float(records[row, 0])
        if seen > edge * total and surprise(marks[row], edge * records[row])[0] >= bands.surprise:
            reason = share_reason(band, Spell(row, 0, 0, seen, total, edge, float(usual)), None, None)
            found.append(Finding(feeds[row], None, True, _NO_DAY, _NO_DAY, False, reason))
    return found


def _absences(grid: Grid, seen: Array, due: Array, direction: str, bands: Bands) -> list[Finding]:
    """Find days on which a feed, or a feed at one port, sent far fewer records than expected."""
    known = np.where(np.isnan(due), 0.0, due)
    counted = np.where(np.isnan(due), 0.0, seen)
    feeds = np.zeros((2, len(grid.feeds), grid.width))
    np.add.at(feeds[0], grid.series_feed, counted)
    np.add.at(feeds[1], grid.series_feed, known)
    findings = []
    for whole, have, want in ((True, feeds[0], feeds[1]), (False, counted, known)):
        found = days_below(have, bands.absence.share * want, bands.absence.windows, bands)
        for row, first, last in runs_of(found):
            days = slice(first, last + 1)
            total = have[row, days].sum(), want[row, days].sum()
            reason = absence_reason(bands.absence, direction, *total, grid.day_at(first), grid.day_at(last))
            feed, port = (grid.feeds[row], None) if whole else grid.series[row]
            findings.append(Finding(feed, port, whole, first, last, True, reason))
    return findings
