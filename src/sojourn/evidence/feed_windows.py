"""Where a count leaves its band: windows of days in which more was seen than the band's edge and chance allow."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sojourn.evidence.feed_bands import Bands
from sojourn.evidence.feed_grid import Array

_LEAST_USUAL = 0.001


@dataclass(frozen=True)
class Spell:
    """A stretch of days on which a feed (or one port of it) is out of its band.

    ``row`` is the place of the feed or series, ``first`` and ``last`` are places on the axis of days; ``marks`` of
    ``records`` were seen, ``edge`` is the band's edge (a share, or a number of records), ``usual`` what is usual.
    """

    row: int
    first: int
    last: int
    marks: float
    records: float
    edge: float
    usual: float


def surprise(seen: Array, edge: Array) -> Array:
    """Give the logarithm of how much likelier a count is without the band's edge than at it (Poisson)."""
    ratio = np.log(np.maximum(seen, 1e-300) / np.maximum(edge, 1e-300))
    value: Array = np.where(seen > 0, seen * ratio, 0.0) - (seen - edge)
    return value


def days_above(marks: Array, edge: Array, least: int, bands: Bands) -> tuple[Array, Array]:
    """Find the days of each row on which marks lie beyond the edge, alone or in a window with others.

    The shortest windows come first, and days found are left out of longer ones.

    Returns:
        The days found, and the days of all windows that led to them (days without marks among these).
    """
    found, inside = np.zeros(marks.shape, bool), np.zeros(marks.shape, bool)
    for length in _lengths(bands.windows, marks.shape[1]):
        rest = np.where(found, 0.0, marks)
        limit = np.where(found, 0.0, edge)
        seen, allowed = _sums(rest, length), _sums(limit, length)
        out = (seen > allowed) & (seen >= least)
        out[out] = surprise(seen[out], allowed[out]) >= bands.surprise
        covered = _cover(out, length, marks.shape[1])
        found |= covered & (rest > limit)
        inside |= covered
    return found, inside


def days_below(seen: Array, edge: Array, windows: tuple[int, ...], bands: Bands) -> Array:
    """Find the days of each row on which records lie below the edge, alone or in a window of days all below it."""
    below = seen < edge
    found = np.zeros(seen.shape, bool)
    for length in _lengths(windows, seen.shape[1], whole=False):
        every = _sums(below.astype("f8"), length) == length
        total, allowed = _sums(seen, length), _sums(edge, length)
        # no count is more surprising than none at all
        out = every & (total < allowed) & (allowed >= bands.surprise)
        out[out] = surprise(total[out], allowed[out]) >= bands.surprise
        found |= _cover(out, length, seen.shape[1])
    return found


def spells_of(
    found: Array, inside: Array, marks: Array, records: Array, usual: Array, bands: Bands
) -> list[tuple[int, int, int]]:
    """Join the days found to spells (row, first, last).

    A failure goes on until the records prove that it is over: until those in between are so much more likely under the
    usual share than under the share seen while it lasted. A spell begins and ends on a day that speaks for the failure.
    """
    spells = []
    for row in np.flatnonzero(found.any(axis=1)).tolist():
        seen, total = marks[row][inside[row]].sum(), records[row][inside[row]].sum()
        # the lower end of what the share can be: a small failure is not taken for a great one
        share = min(max((seen - math.sqrt(seen)) / max(total, 1.0), 0.01), 0.99)
        order = np.clip(np.nan_to_num(usual[row], nan=0.0), _LEAST_USUAL, share / 2)
        rest = np.maximum(records[row] - marks[row], 0.0)
        speaks = marks[row] * np.log(order / share) + rest * np.log((1 - order) / (1 - share))
        bad = np.flatnonzero(found[row] | (speaks < 0))
        before = np.concatenate([[0.0], np.cumsum(np.where(speaks < 0, 0.0, speaks))])
        over = before[bad[1:]] - before[bad[:-1] + 1] >= math.log(bands.proof_of_return)
        group = np.concatenate([[0], np.cumsum(over)])
        for each in np.unique(group[found[row][bad]]).tolist():
            members = bad[group == each]
            spells.append((row, int(members[0]), int(members[-1])))
    return spells


def runs_of(found: Array) -> list[tuple[int, int, int]]:
    """Give the unbroken runs of days found as spells (row, first, last)."""
    padded = np.pad(found.astype("i1"), ((0, 0), (1, 1)))
    turns = np.diff(padded, axis=1)
    rows, first = np.nonzero(turns == 1)
    _, last = np.nonzero(turns == -1)
    return [(int(row), int(a), int(b) - 1) for row, a, b in zip(rows, first, last, strict=True)]


def _lengths(windows: tuple[int, ...], width: int, whole: bool = True) -> list[int]:
    fitting = [length for length in windows if length < width]
    return [*fitting, width] if whole and width else fitting or ([width] if width else [])


def _sums(values: Array, length: int) -> Array:
    """Sum each window of so many days; one column for each first day."""
    total = np.cumsum(values, axis=1)
    sums: Array = total[:, length - 1 :].copy()
    sums[:, 1:] -= total[:, :-length]
    return sums


def _cover(out: Array, length: int, width: int) -> Array:
    """Mark all days of the windows that are out."""
    steps = np.zeros((out.shape[0], width + 1), "i4")
    steps[:, : out.shape[1]] += out
    steps[:, length : length + out.shape[1]] -= out
    covered: Array = np.cumsum(steps, axis=1)[:, :width] > 0
    return covered
