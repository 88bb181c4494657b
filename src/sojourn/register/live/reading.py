"""What was counted in a window: the last minute, hour or day. Counts only."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sojourn.register import clock
from sojourn.register.live.counting import WITHDRAWN, step_of
from sojourn.register.live.delays import Leg, Spread, spread_of
from sojourn.register.store.statements import select


@dataclass(frozen=True)
class Window:
    """A stretch of time up to now, and the steps in which it is shown: the last one still goes on."""

    code: str
    #: Seconds of a step.
    grain: int
    steps: int

    def begin(self, now: datetime) -> datetime:
        """Give the beginning of the first step."""
        return step_of(now, self.grain) - timedelta(seconds=self.grain * (self.steps - 1))


MINUTE, HOUR, DAY = Window("minute", 5, 12), Window("hour", 60, 60), Window("day", 900, 96)
WINDOWS: Mapping[str, Window] = {window.code: window for window in (MINUTE, HOUR, DAY)}


@dataclass(frozen=True)
class Place:
    """A port or a feed, with its departures and the further records of departures that were known already."""

    name: str
    departures: int
    again: int


@dataclass(frozen=True)
class FeedPlace(Place):
    """A feed, and the delay from the crossing to the record; ``day_only``: records that tell no time of day."""

    day_only: int
    to_record: Spread | None


@dataclass(frozen=True)
class Figures:
    """Everything that the page shows of a window.

    Attributes:
        now: the time of the figures.
        since: when the window begins.
        steps: departures in each step, from the first one on.
        ports, feeds: the most departures first.
        day_only: records that tell only the day of the crossing.
        settled: what departures settled, by ``counting.SETTLED``; told in lots, so for ``told`` departures only.
        delays: counts by bucket, for each part of the way.
    """

    window: Window
    now: datetime
    since: datetime
    steps: tuple[tuple[datetime, int], ...]
    ports: tuple[Place, ...]
    feeds: tuple[FeedPlace, ...]
    day_only: int
    settled: Mapping[str, int]
    delays: Mapping[Leg, Mapping[int, int]]

    @property
    def departures(self) -> int:
        """Count the departures."""
        return sum(number for _, number in self.steps)

    @property
    def again(self) -> int:
        """Count the further records of departures that were known already."""
        return sum(feed.again for feed in self.feeds)

    @property
    def told(self) -> int:
        """Count the departures of which it is told what they settled."""
        return sum(number for what, number in self.settled.items() if what != WITHDRAWN)

    @property
    def withdrawn(self) -> int:
        """Count the questions that were withdrawn."""
        return self.settled.get(WITHDRAWN, 0)


@dataclass(frozen=True)
class LastCounted:
    """When departures were counted last, and the number of that count."""

    at: datetime
    number: int


_PLACES = """
SELECT step_at, feed, port, sum(departures), sum(again), sum(day_only) FROM live_departures
WHERE grain = %s AND step_at >= %s GROUP BY GROUPING SETS ((step_at), (feed), (port))
"""
_DELAYS = """
SELECT feed, leg, bucket, sum(number) FROM live_delays WHERE grain = %s AND step_at >= %s GROUP BY feed, leg, bucket
"""
_SETTLED = "SELECT settled, sum(number) FROM live_settled WHERE grain = %s AND step_at >= %s GROUP BY settled"


def read_figures(window: Window) -> Figures:
    """Read what was counted in a window up to now."""
    now = clock.now()
    since = window.begin(now)
    asked = [window.grain, since]
    steps: Counter[datetime] = Counter()
    ports: list[Place] = []
    feeds: list[tuple[str, int, int, int]] = []
    for step, feed, port, departures, again, day_only in select(_PLACES, asked):
        if step is not None:
            steps[step] += departures
        elif feed is not None:
            feeds.append((feed, departures, again, day_only))
        else:
            ports.append(Place(port, departures, again))
    delays, of_feeds = _read_delays(asked)
    lines = [FeedPlace(*feed, spread_of(of_feeds.get(feed[0], {}))) for feed in feeds]
    return Figures(
        window=window,
        now=now,
        since=since,
        steps=tuple((at, steps[at]) for at in _steps(window, since)),
        ports=tuple(sorted(ports, key=_most_first)),
        feeds=tuple(sorted(lines, key=_most_first)),
        day_only=sum(line.day_only for line in lines),
        settled=dict(select(_SETTLED, asked)),
        delays=delays,
    )


def last_counted() -> LastCounted | None:
    """Find when departures were counted last; nothing where none ever was."""
    rows = select("SELECT at, number FROM live_counted")
    return LastCounted(*rows[0]) if rows else None


def _read_delays(asked: list[object]) -> tuple[dict[Leg, Counter[int]], dict[str, Counter[int]]]:
    """Read the counts by bucket: for each part of the way, and from the crossing to the record for each feed."""
    legs: dict[Leg, Counter[int]] = {leg: Counter() for leg in Leg}
    feeds: dict[str, Counter[int]] = defaultdict(Counter)
    for feed, leg, bucket, number in select(_DELAYS, asked):
        legs[Leg(leg)][bucket] += number
        if leg == Leg.TO_RECORD:
            feeds[feed][bucket] += number
    return legs, feeds


def _steps(window: Window, since: datetime) -> list[datetime]:
    return [since + timedelta(seconds=window.grain * number) for number in range(window.steps)]


def _most_first(place: Place) -> tuple[int, int, str]:
    return -place.departures, -place.again, place.name
