"""Rates as the US report prints them, with intervals, and when a rate is not printed."""

from __future__ import annotations

from sojourn.statistics.published.shapes import Share
from sojourn.statistics.wilson import wilson_interval

#: No rate is printed below this many expected departures.
LEAST_BASE = 1000


def rate(events: int, expected: int) -> Share | None:
    """Give the share of the expected departures with its Wilson interval, or nothing where it must not be printed.

    Not printed: a rate of fewer than 1,000 expected departures, or one whose interval is wider than the rate itself.
    """
    if expected < LEAST_BASE or not 0 < events <= expected:
        return None
    low, high = wilson_interval(events, expected)
    share = Share(events / expected, low, high)
    return share if high - low <= share.value else None


def in_per_cent(fraction: float) -> str:
    """Write a fraction as the US report does: per cent with two decimals (``0.41%``)."""
    return f"{100 * fraction:.2f}%"
