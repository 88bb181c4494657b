"""Delays in fixed buckets, ten for each power of ten, so that the counts of many steps add up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

#: Buckets of one power of ten: neighbours differ by a quarter.
_OF_TEN = 10
#: Seconds at which the first bucket begins.
_LEAST = 0.001
#: The bucket of what came before it was due: a list that a carrier sent before the ship left.
BEFORE = -1
#: The last bucket: three years and more.
LAST = 109


class Leg(IntEnum):
    """A part of the way of a record."""

    #: From the crossing to the record: until it reached us.
    TO_RECORD = 1
    #: From what the feed says was the time of the record until it was taken in; only feeds that send past records say.
    TO_INTAKE = 2
    #: From there to the answer.
    TO_ANSWER = 3


@dataclass(frozen=True)
class Spread:
    """How long something took: how many were counted, the half and the 95 of 100 that took no longer, in seconds.

    A number below nought: before it was due.
    """

    number: int
    half: float
    most: float


def bucket_of(seconds: float) -> int:
    """Give the bucket of a delay."""
    if seconds < 0:
        return BEFORE
    if seconds < _LEAST:
        return 0
    return min(LAST, math.floor(_OF_TEN * math.log10(seconds / _LEAST) + 1e-9))


def begin_of(bucket: int) -> float:
    """Give the seconds at which a bucket begins; the first one holds everything below its end."""
    return -1.0 if bucket == BEFORE else 0.0 if bucket == 0 else _LEAST * 10 ** (bucket / _OF_TEN)


def spread_of(counts: Mapping[int, int]) -> Spread | None:
    """Give the spread of counts by bucket; nothing where nothing was counted."""
    number = sum(counts.values())
    return Spread(number, _at(counts, place_of(50, number)), _at(counts, place_of(95, number))) if number else None


def count_up_to(counts: Mapping[int, int], seconds: float) -> int:
    """Count what took less than so many seconds, to the nearest bucket; what came before it was due is among it."""
    end = round(_OF_TEN * math.log10(seconds / _LEAST))
    return sum(number for bucket, number in counts.items() if bucket < end)


def place_of(percent: int, number: int) -> int:
    """Give the place, counted from one, of the last of so many of a hundred."""
    return -(-number * percent // 100)


def _at(counts: Mapping[int, int], place: int) -> float:
    """Give the delay of the one at a place, spread evenly over the logarithms of its bucket."""
    before = 0
    for bucket in sorted(counts):
        if before + counts[bucket] >= place:
            if bucket <= 0:
                return begin_of(bucket)
            share = (place - before - 0.5) / counts[bucket]
            return begin_of(bucket) * 10 ** (share / _OF_TEN)
        before += counts[bucket]
    return begin_of(max(counts))
