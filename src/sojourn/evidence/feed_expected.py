"""How many records a feed should have sent: its usual share of what its twin, or the other feeds of its kind, report.

A twin reports the same crossings: at one port, the border post and the carriers. Where it has records, it decides; then
a flight that never left is missing on both sides, and no feed is blamed for it.
"""

from __future__ import annotations

import numpy as np

from sojourn.evidence.feed_bands import Bands
from sojourn.evidence.feed_grid import Array, Grid
from sojourn.evidence.feed_windows import surprise

TWINS = {"carrier": "post", "post": "carrier"}


def expected_records(grid: Grid, counts: Array, bands: Bands) -> Array:
    """Give what was expected of each feed, port and day, of one direction; ``nan`` where nothing tells.

    Args:
        grid: the axes.
        counts: records of that direction by series and day.
        bands: the thresholds.
    """
    feeds = np.zeros((len(grid.feeds), grid.width))
    np.add.at(feeds, grid.series_feed, counts)
    kinds = np.array(grid.kinds)[grid.series_feed] if len(grid.series) else np.zeros(0, str)
    expected = np.full(counts.shape, np.nan)
    for kind in sorted(set(grid.kinds)):
        members = np.flatnonzero(kinds == kind)
        total = _steady(counts[members].sum(axis=0), bands)
        others = np.maximum(total - feeds[grid.series_feed[members]], 0.0)
        expected[members] = _share_of(counts[members], others, bands)
        alone = np.isnan(expected[members])
        own = _own_level(counts[members], bands.absence.weeks)
        expected[members] = np.where(alone, own, expected[members])
    by_twin = _share_of(counts, _twin_records(grid, counts), bands)
    return np.where(np.isnan(by_twin), expected, by_twin)


def _share_of(counts: Array, reference: Array, bands: Bands) -> Array:
    """Scale the reference of each day by the share of it that the feed had on the same weekdays around."""
    own, other = _around(counts, bands.absence.weeks), _around(reference, bands.absence.weeks)
    enough = other >= bands.least_records
    return np.where(enough, reference * own / np.maximum(other, 1.0), np.nan)


def _around(values: Array, weeks: int) -> Array:
    """Sum the same weekday of so many weeks before and after, without the day itself."""
    return sum((shifted(values, 7 * week) for week in range(-weeks, weeks + 1) if week), np.zeros(values.shape))


def shifted(values: Array, days: int, fill: float = 0.0) -> Array:
    """Give for each day the value that many days later (before, where negative)."""
    moved = np.full(values.shape, fill)
    if abs(days) >= values.shape[-1]:
        return moved
    if days >= 0:
        moved[..., : values.shape[-1] - days] = values[..., days:]
    else:
        moved[..., -days:] = values[..., :days]
    return moved


def _own_level(counts: Array, weeks: int) -> Array:
    """Give the lower of the means before and after: a feed that grows or fades is not taken for one that stopped.

    At either end of the axis there is no second side, and nothing is expected.
    """
    before = sum((shifted(counts, -7 * week, np.nan) for week in range(1, weeks + 1)), np.zeros(counts.shape)) / weeks
    after = sum((shifted(counts, 7 * week, np.nan) for week in range(1, weeks + 1)), np.zeros(counts.shape)) / weeks
    lower: Array = np.minimum(before, after)
    return lower


def _steady(total: Array, bands: Bands) -> Array:
    """Give the total of a kind; on days on which the whole kind fell silent, what it should have been."""
    level = np.nan_to_num(_own_level(total[None, :], bands.absence.weeks)[0])
    edge = bands.absence.share * level
    silent = (total < edge) & (surprise(total, edge) >= bands.surprise)
    return np.where(silent, level, total)


def _twin_records(grid: Grid, counts: Array) -> Array:
    """Give for each series what the twins report at the same port on the same day."""
    prefixes = [grid.feeds[at].partition(":")[0] for at in grid.series_feed.tolist()]
    totals: dict[tuple[str, str], Array] = {}
    for at, prefix in enumerate(prefixes):
        port = grid.series[at][1]
        if port is not None and prefix in TWINS:
            key = (prefix, port)
            totals[key] = totals.get(key, 0.0) + counts[at]
    none = np.zeros(grid.width)
    rows = [totals.get((TWINS.get(prefix, ""), grid.series[at][1] or ""), none) for at, prefix in enumerate(prefixes)]
    return np.array(rows).reshape(counts.shape)
