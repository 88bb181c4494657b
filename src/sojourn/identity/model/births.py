"""How two birth dates, full or partial, relate: the words of one comparison, from best to worst."""

from __future__ import annotations

from functools import reduce
from operator import add, or_
from typing import Any

import ibis

Column = Any

MISSING = "missing"
BIRTH_RELATIONS = (
    "same",
    "same, 1 January",
    "day and month swapped",
    "one digit different",
    "two digits exchanged",
    "one begins the other",
    "same in another calendar",
    "two digits different",
    "year same",
    "month and day same",
    "different",
)
_FULL = 10
_DIGITS = (0, 1, 2, 3, 5, 6, 8, 9)
_NEIGHBOURS = (0, 1, 2, 5, 8)


def digits_off(a: Column, b: Column) -> Column:
    """Count the digits in which two full birth dates differ; meaningless where one is partial."""
    return reduce(add, [(a.substr(place, 1) != b.substr(place, 1)).cast("int64") for place in _DIGITS])


def birth_level(a: Column, b: Column, differ: Column, same_reading: Column) -> Column:
    """Give the relation of two birth dates as text.

    ``differ`` is their ``digits_off``; ``same_reading`` says that another calendar makes them equal.
    """
    full = (a.length() == _FULL) & (b.length() == _FULL)
    exchanged = reduce(or_, [_exchange(a, place) == b for place in _NEIGHBOURS])
    swapped = b.substr(0, 5) + b.substr(8, 2) + "-" + b.substr(5, 2)
    return ibis.cases(
        (a.isnull() | b.isnull(), MISSING),
        ((a == b) & a.endswith("-01-01") & full, "same, 1 January"),
        (a == b, "same"),
        (full & (a == swapped), "day and month swapped"),
        (full & (differ == 1), "one digit different"),
        (full & exchanged, "two digits exchanged"),
        (a.startswith(b) | b.startswith(a), "one begins the other"),
        (same_reading, "same in another calendar"),
        (full & (differ == 2), "two digits different"),
        (a.substr(0, 4) == b.substr(0, 4), "year same"),
        (full & (a.substr(5, 5) == b.substr(5, 5)), "month and day same"),
        else_="different",
    )


def _exchange(born: Column, place: int) -> Column:
    return born.substr(0, place) + born.substr(place + 1, 1) + born.substr(place, 1) + born.substr(place + 2)
