"""Feeds and days as arrays: what was counted of each feed on each day, laid on one axis of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute

pc: Any = pyarrow.compute
Array = npt.NDArray[Any]
#: A stretch without any record is shortened to at most this many days, by whole weeks: a wrong year stays one day.
LONGEST_GAP = 56
DIRECTIONS = ("arrival", "departure")


@dataclass(frozen=True)
class Grid:
    """The counted rows with their places on the axes.

    Attributes:
        feeds: names of the feeds, sorted.
        ports: codes of the ports, sorted.
        series: (feed, port) of each series, sorted; ``series_feed`` is the place of its feed in ``feeds``, ``pairs`` is
            feed and port as one number.
        kinds: the kind of each feed, its prefix and its most frequent mode (``carrier air``).
        days: the days with records, sorted; ``places`` are their places on the axis of ``width`` days, on which seven
            steps are always a week.
        feed, port_series, place: for each row of the counts, its feed, its series and its place on the axis.
        columns: the columns of the counts as arrays.
    """

    feeds: list[str]
    ports: list[str]
    series: list[tuple[str, str | None]]
    pairs: Array
    series_feed: Array
    kinds: list[str]
    days: Array
    places: Array
    width: int
    feed: Array
    port_series: Array
    place: Array
    columns: dict[str, Array]

    def by_feed(self, values: Array) -> Array:
        """Sum values of the counted rows by feed and day."""
        return _sums(self.feed, self.place, values, (len(self.feeds), self.width))

    def by_series(self, values: Array) -> Array:
        """Sum values of the counted rows by feed, port and day."""
        return _sums(self.port_series, self.place, values, (len(self.series), self.width))

    def spread(self, table: pa.Table, column: str, by_series: bool = False) -> Array:
        """Lay a further table (feed, port, day, and a count) on the same axes; what has no place is left out."""
        shape = (len(self.series) if by_series else len(self.feeds), self.width)
        if self.width == 0:
            return np.zeros(shape)
        feeds, feed = _codes(table["feed"])
        ports, port = _codes(table["port"])
        feed = _among(self.feeds, feeds)[feed]
        port = np.concatenate([_among(self.ports, ports), [-1]])[port]
        row = feed
        if by_series:
            pair = feed * (len(self.ports) + 1) + port + 1
            row = np.minimum(np.searchsorted(self.pairs, pair), len(self.pairs) - 1)
            row = np.where((self.pairs[row] == pair) & (feed >= 0), row, -1)
        numbers = _day_numbers(table["day"])
        at = np.minimum(np.searchsorted(self.days, numbers), len(self.days) - 1)
        known = (row >= 0) & (self.days[at] == numbers)
        values = table[column].to_numpy(zero_copy_only=False).astype("f8")
        return _sums(row[known], self.places[at][known], values[known], shape)

    def numbers_at(self, places: Array) -> Array:
        """Give the days since 1970 at some places of the axis."""
        at = np.searchsorted(self.places, places, side="right") - 1
        numbers: Array = self.days[at] + (places - self.places[at])
        return numbers

    def number_at(self, place: int) -> int:
        """Give the day since 1970 at a place of the axis."""
        return int(self.numbers_at(np.array([place]))[0])

    def day_at(self, place: int) -> date:
        """Give the day at a place of the axis."""
        return date.fromordinal(_EPOCH + self.number_at(place))


_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Give a day as its number since 1970."""
    return day.toordinal() - _EPOCH


def make_grid(counts: pa.Table) -> Grid:
    """Lay ``FeedMeasures.counts`` on the axes; the order of its rows does not matter."""
    feeds, feed = _codes(counts["feed"])
    ports, port = _codes(counts["port"])
    pairs, port_series = np.unique(feed * (len(ports) + 1) + port + 1, return_inverse=True)
    names: list[str | None] = [None, *ports]
    days, day_index = np.unique(_day_numbers(counts["day"]), return_inverse=True)
    places = _places(days)
    columns = {
        name: np.nan_to_num(counts[name].to_numpy(zero_copy_only=False).astype("f8"), nan=-1.0)
        for name in ("delay_days", "first_at", "last_at")
    }
    for name in ("rows", "aboard", "not_aboard", "minutes", "timed"):
        columns[name] = np.nan_to_num(counts[name].to_numpy(zero_copy_only=False).astype("f8"))
    columns["departure"] = pc.equal(counts["direction"], "departure").to_numpy(zero_copy_only=False)
    modes, mode = _codes(counts["mode"])
    return Grid(
        feeds=feeds,
        ports=ports,
        pairs=pairs,
        series=[(feeds[pair // len(names)], names[pair % len(names)]) for pair in pairs.tolist()],
        series_feed=pairs // len(names),
        kinds=_kinds(feeds, feed, modes, mode, columns["rows"]),
        days=days,
        places=places,
        width=int(places[-1]) + 1 if len(places) else 0,
        feed=feed,
        port_series=port_series,
        place=places[day_index] if len(places) else np.zeros(0, "i8"),
        columns=columns,
    )


def _codes(column: Any) -> tuple[list[str], Array]:
    """Give the values of a text column in order, and each row's place among them (-1: null)."""
    encoded = column.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    values: list[str] = encoded.dictionary.to_pylist()
    ordered = sorted(values)
    at = {value: place for place, value in enumerate(ordered)}
    rank = np.array([at[value] for value in values] + [-1], "i8")
    index = encoded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)
    return ordered, rank[index]


def _among(known: list[str], values: list[str]) -> Array:
    """Give the place of each value among the known ones; -1 where it is not."""
    at = {value: place for place, value in enumerate(known)}
    return np.array([at.get(value, -1) for value in values], "i8")


def _sums(first: Array, second: Array, values: Array, shape: tuple[int, int]) -> Array:
    flat = np.bincount(first * shape[1] + second, weights=values, minlength=shape[0] * shape[1])
    wide: Array = flat.reshape(shape)
    return wide


def _day_numbers(days: Any) -> Array:
    numbers: Array = days.cast(pa.date32()).cast(pa.int32()).to_numpy(zero_copy_only=False).astype("i8")
    return numbers


def _places(days: Array) -> Array:
    if len(days) == 0:
        return np.zeros(0, "i8")
    steps = np.diff(days)
    weeks = np.maximum(steps - LONGEST_GAP + 6, 0) // 7
    places: Array = np.concatenate([[0], np.cumsum(steps - 7 * weeks)]).astype("i8")
    return places


def _kinds(feeds: list[str], feed: Array, modes: list[str], mode: Array, rows: Array) -> list[str]:
    counted = np.zeros((len(feeds), len(modes) + 1))
    np.add.at(counted, (feed, mode), rows)
    words = [*modes, ""]
    return [f"{name.partition(':')[0]} {words[int(counted[at].argmax())]}".strip() for at, name in enumerate(feeds)]
