"""How late records come: loads of old records, and the delay that nearly all records of a feed do not pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sojourn.errors import RunError
from sojourn.evidence.feed_bands import Bands
from sojourn.evidence.feed_grid import Array, Grid


@dataclass(frozen=True)
class FeedDelay:
    """How late the departures of one feed come.

    Attributes:
        feed: the feed.
        records: its departures with a delay.
        days: the least number of whole days within which 99.9 % of them came; null where they are too few.
        loaded: its departures that came with a load of old records: their delay is not measured.
    """

    feed: str
    records: int
    days: int | None
    loaded: int


def find_loads(grid: Grid, bands: Bands) -> Array:
    """Tell for each row of the counts whether it came with a load: one moment of recording for many days.

    A file that is read long after the crossings gives all its rows one ``recorded_at``. That says nothing of the feed.
    """
    columns = grid.columns
    single = columns["first_at"] == columns["last_at"]
    loaded = np.zeros(len(grid.feed), bool)
    rows = np.flatnonzero(single)
    if len(rows) == 0:
        return loaded
    keys = np.stack([grid.feed[rows].astype("f8"), columns["first_at"][rows]], axis=1)
    _, moment = np.unique(keys, axis=0, return_inverse=True)
    moment = moment.reshape(-1)
    pairs = np.unique(np.stack([moment, grid.place[rows]], axis=1), axis=0)
    days = np.bincount(pairs[:, 0])
    loaded[rows] = days[moment] >= bands.delay.load_days
    return loaded


def list_delays(grid: Grid, loaded: Array, bands: Bands) -> list[FeedDelay]:
    """Measure the delays of every feed that gives departures, in the order of their names."""
    columns = grid.columns
    left = columns["departure"] & (columns["delay_days"] >= 0)
    found = []
    for at in np.unique(grid.feed[columns["departure"]]).tolist():
        own = left & (grid.feed == at)
        timed = own & ~loaded
        delay, rows = columns["delay_days"][timed], columns["rows"][timed]
        days = _percentile(delay, rows) if rows.sum() >= bands.delay.least_records else None
        bulk = int(columns["rows"][own & loaded].sum())
        found.append(FeedDelay(grid.feeds[at], int(rows.sum()), days, bulk))
    return found


def refuse_short_waiting(delays: list[FeedDelay], waiting_days: int, pack: str) -> None:
    """Refuse to ask about silence before nearly all records of a feed have come.

    Raises:
        RunError: ``waiting-time-too-short``, with every feed that needs longer.
    """
    slow = [each for each in delays if each.days is not None and each.days > waiting_days]
    if not slow:
        return
    listed = ", ".join(f"`{each.feed}` {each.days} days" for each in slow)
    longest = max(each.days or 0 for each in slow)
    raise RunError(
        "waiting-time-too-short",
        f"the law pack `{pack}` waits {waiting_days} days for late records, and 99.9 % of the departures of these "
        f"feeds come within: {listed}. Allowed is a waiting time that no feed's 99.9th percentile passes. Nothing was "
        f"written. Next: set the `waiting_time` of the pack to {longest} days or more, or correct `recorded_at` if the "
        "records reached you earlier.",
    )


def _percentile(delays: Array, rows: Array) -> int:
    order = np.argsort(delays, kind="stable")
    counted = np.cumsum(rows[order])
    # in whole records, so that no rounding decides: the first delay at which at most one in 1,000 is still to come
    late = counted[-1] - counted
    return int(delays[order][np.flatnonzero(late * 1_000 <= counted[-1])[0]])
