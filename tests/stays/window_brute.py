"""Counting days one by one, written from the text of the law alone: what the closed form is checked against.

"No more than 90 days in any 180-day period, which entails considering the 180-day period preceding each day of stay"
(Regulation (EU) 2016/399, Article 6(1)); the day of entry is the first and the day of exit the last day of stay (2).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Numbers = npt.NDArray[np.int64]
Stay = tuple[date, date]
#: The day that stands as number 0.
DAY_0 = date(2020, 1, 1)


def days_of(stays: list[Stay]) -> set[date]:
    """Give every day of presence."""
    return {start + timedelta(days=k) for start, end in stays for k in range((end - start).days + 1)}


def used_on(present: set[date], day: date, within: int) -> int:
    """Count the days of presence in the window that ends on a day."""
    return len({day - timedelta(days=k) for k in range(within)} & present)


def longest_stay(stays: list[Stay], entry: date, days: int, within: int) -> int:
    """Stay one more day after another from an entry on, for as long as every day so far is lawful."""
    present = {day for day in days_of(stays) if day < entry}
    lasted = 0
    while lasted <= within:
        day = entry + timedelta(days=lasted)
        present.add(day)
        if used_on(present, day, within) > days:
            return lasted
        lasted += 1
    raise AssertionError("the window ends no stay")


@dataclass(frozen=True)
class Histories:
    """Random histories: stays as numbers of days since ``DAY_0``, and one day asked about for each traveller.

    Attributes:
        owner: the traveller of each stay, from 0.
        first, last: the first and last day of each stay.
        asked: for each traveller the day asked about.
    """

    owner: Numbers
    first: Numbers
    last: Numbers
    asked: Numbers

    def stays_table(self) -> pa.Table:
        """Give the stays as runs of days."""
        return pa.table({"traveller": self.owner, "from_on": as_days(self.first), "to_on": as_days(self.last)})

    def asked_table(self) -> pa.Table:
        """Give the days asked about, as starts of stays and as days."""
        who = np.arange(len(self.asked))
        day = as_days(self.asked)
        return pa.table({"segment_id": who, "traveller": who, "starts_on": day, "on_day": day})

    def presence(self, low: int, high: int, width: int) -> npt.NDArray[np.bool_]:
        """Mark the days of presence of the travellers from ``low`` to before ``high``, a row for each."""
        found = np.zeros((high - low, width), dtype=bool)
        mine = (self.owner >= low) & (self.owner < high)
        for who, first, last in zip(self.owner[mine] - low, self.first[mine], self.last[mine], strict=True):
            found[who, first : last + 1] = True
        return found


def as_days(numbers: Numbers) -> pa.Array:
    """Give numbers of days since ``DAY_0`` as days."""
    return pa.array((numbers + (DAY_0 - date(1970, 1, 1)).days).astype("datetime64[D]"))


def random_histories(seed: int, travellers: int) -> Histories:
    """Make histories of one to nine stays in about a year; many overlap, touch, or reach past the day asked about."""
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(travellers), rng.integers(1, 10, travellers))
    first = rng.integers(0, 380, len(owner))
    long = rng.choice([0, 2, 15, 45, 100], len(owner), p=[0.2, 0.3, 0.3, 0.15, 0.05])
    return Histories(owner, first, first + rng.integers(0, long + 1), rng.integers(0, 520, travellers))


def brute_limits(histories: Histories, days: Numbers, within: Numbers) -> tuple[Numbers, Numbers]:
    """Give for each traveller the longest stay from the day asked about, and the days used on that day.

    Day by day on a calendar: the stays as they are for the days used; for the longest stay those before the day asked
    about and every day from it on.
    """
    limits, used = [], []
    for low in range(0, len(histories.asked), 10_000):
        some = slice(low, low + 10_000)
        asked = histories.asked[some, None]
        present = histories.presence(low, low + len(asked), 1000)
        used.append(_window_sum(present, asked, within[some, None])[:, 0])
        present &= np.arange(1000)[None, :] < asked
        present |= np.arange(1000)[None, :] >= asked
        walked = asked + np.arange(367)[None, :]
        over = _window_sum(present, walked, within[some, None]) > days[some, None]
        assert over.any(axis=1).all()
        limits.append(over.argmax(axis=1))
    return np.concatenate(limits), np.concatenate(used)


def _window_sum(present: npt.NDArray[np.bool_], ends: Numbers, within: Numbers) -> Numbers:
    """Count the marked days in the windows of ``within`` days that end on the days ``ends`` of each row."""
    so_far = np.zeros((present.shape[0], present.shape[1] + 1), dtype=np.int64)
    np.cumsum(present, axis=1, out=so_far[:, 1:])
    upto = np.take_along_axis(so_far, ends + 1, axis=1)
    return upto - np.take_along_axis(so_far, np.maximum(ends + 1 - within, 0), axis=1)
