"""The permission to stay: what is given at the border, what happens to it later, and what people then do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sojourn.simulate.events import EVENTS, FAR, NONE, NOT_SUBJECT, RESIDENT, TEMPORARY, number
from sojourn.simulate.world import Array, World

_SOON = ("asylum_pending", "tps", "withholding", "death", "adjustment_pending", "adjustment_approved")
_PENDING = ("extension_pending", "extension_approved", "extension_denied", *_SOON[4:], "asylum_pending")


@dataclass(frozen=True)
class Span:
    """Days since 1970: first arrivals fall on ``start`` to ``last_arrival``, nothing happens after ``horizon``.

    ``as_of`` is the day whose truth is written.
    """

    start: int
    last_arrival: int
    horizon: int
    as_of: int


def admit(world: World, rng: np.random.Generator, stays: Array, group: Array) -> None:
    """Set the permission given at the border: a last day, or a programme with days after it."""
    cls = world.classes[stays["cls"]]
    days = rng.integers(cls["days_low"], cls["days_high"] + 1)
    limited = (stays["standing"] == TEMPORARY) | (cls["days_high"] > 0)
    end = stays["arrive"] + days
    programme = cls["programme"]
    stays["prog_from"] = np.where(programme, stays["arrive"] + rng.integers(-200, 20, len(stays)), NONE)
    stays["prog_to"] = stays["prog_first"] = np.where(programme, end, NONE)
    last = np.where(limited, end + np.where(programme, cls["grace"], 0), NONE)
    paroled = world.group["outcome"][group] == "paroled"
    stays["status"] = np.where(paroled, NONE, last)
    stays["kept"] = np.where(paroled, last, NONE)
    stays["until"] = np.where(programme & ~cls["dated"], NONE, last)


def draw_events(world: World, rng: np.random.Generator, stays: Array, group: Array, span: Span) -> None:
    """Choose what happens to the permission and when; what would happen after the horizon has not happened."""
    draws = rng.random(len(stays))
    event = (draws[:, None] >= world.event_share[group]).sum(axis=1)
    end = np.maximum(stays["status"], stays["kept"])
    before = np.maximum(stays["arrive"] + 1, end - rng.integers(3, 41, len(stays)))
    early = stays["arrive"] + rng.integers(1, 60, len(stays))
    filed = np.where(stays["standing"] == TEMPORARY, before, early)
    soon = [number(name) for name in _SOON]
    filed = np.where(np.isin(event, soon), np.minimum(early, before), filed)
    filed = np.where(event == number("extension_untimely"), end + rng.integers(3, 61, len(stays)), filed)
    extended = event == number("programme_extended")
    filed = np.where(extended, np.maximum(stays["arrive"] + 1, before - world.classes["grace"][stays["cls"]]), filed)
    waived = world.classes["days_high"][stays["cls"]] < 100
    event = np.where((event == number("satisfactory_departure")) & ~waived, len(EVENTS), event)
    happens = (event < len(EVENTS)) & (filed <= span.horizon)
    stays["event"] = np.where(happens, event, NONE)
    stays["filed"] = np.where(happens, filed, NONE)


@dataclass(frozen=True)
class _Course:
    """Stays to which something happens, with draws for each: ``some`` days (1 to 30) and a ``coin`` (0 to 1)."""

    stays: Array
    end: Array
    decided: Array
    some: Array
    coin: Array
    horizon: int

    def at(self, *names: str) -> Array:
        """Find the stays to which one of these happens."""
        return np.flatnonzero(np.isin(self.stays["event"], [number(name) for name in names]))

    def decided_at(self, name: str) -> Array:
        """Find those whose decision falls within the time that is simulated; the others still wait for it."""
        rows = self.at(name)
        return rows[self.decided[rows] <= self.horizon]


def apply_events(rng: np.random.Generator, stays: Array, span: Span) -> None:
    """Change permissions and departures of the stays to which something happens."""
    size = len(stays)
    end = np.maximum(stays["status"], stays["kept"])
    decided = np.maximum(stays["filed"] + rng.integers(40, 160, size), stays["filed"] + 1)
    denied = stays["event"] == number("extension_denied")
    decided = np.where(denied, np.maximum(decided, end + 1), decided)
    course = _Course(stays, end, decided, rng.integers(1, 31, size), rng.random(size), span.horizon)
    stays["leave"][stays["event"] >= 0] = NONE
    stays["kept"][course.at(*_PENDING)] = FAR
    _extend(course)
    _deny(course)
    _change_standing(course)
    _give_periods(course)
    _extend_programmes(course)


def _extend(course: _Course) -> None:
    stays, end, some = course.stays, course.end, course.some
    rows = course.at("extension_pending")
    stays["leave"][rows] = np.where(course.coin[rows] < 0.3, end[rows] + 3 * some[rows], NONE)
    rows = course.decided_at("extension_approved")
    stays["decided"][rows], stays["kept"][rows] = course.decided[rows], NONE
    stays["status"][rows] = stays["grant_to"][rows] = end[rows] + 182
    stays["leave"][rows] = end[rows] + 5 * some[rows]


def _deny(course: _Course) -> None:
    """A timely application keeps presence lawful until the day it is denied; a late one keeps nothing."""
    stays, some, coin = course.stays, course.some, course.coin
    rows = course.decided_at("extension_denied")
    decided = course.decided[rows]
    stays["decided"][rows] = stays["kept"][rows] = decided
    before = np.minimum(some[rows] // 3, decided - course.end[rows] - 1)
    out = decided + np.where(coin[rows] < 0.7, -before, some[rows])
    stays["leave"][rows] = np.where(coin[rows] < 0.9, out, NONE)
    rows = course.at("extension_untimely")
    stays["leave"][rows] = np.where(coin[rows] < 0.3, stays["filed"][rows] + 2 * some[rows], NONE)


def _change_standing(course: _Course) -> None:
    stays = course.stays
    rows = course.decided_at("adjustment_approved")
    stays["decided"][rows], stays["standing"][rows] = course.decided[rows], RESIDENT
    stays["standing"][course.at("residence_given")] = RESIDENT
    stays["standing"][course.at("death", "naturalised")] = NOT_SUBJECT


def _give_periods(course: _Course) -> None:
    """Protections, and periods given without an application."""
    stays, end, some = course.stays, course.end, course.some
    rows = course.at("tps")
    stays["kept"][rows] = stays["grant_to"][rows] = stays["filed"][rows] + 540
    stays["barred"][course.at("withholding")] = FAR
    for event, days, pace in (("satisfactory_departure", 30, 1), ("extension_given", 90, 3)):
        rows = course.at(event)
        stays["grant_to"][rows] = stays["status"][rows] = end[rows] + days
        stays["leave"][rows] = end[rows] + pace * some[rows]


def _extend_programmes(course: _Course) -> None:
    stays = course.stays
    rows = course.at("programme_extended")
    longer = 120 + 12 * course.some[rows]
    stays["prog_to"][rows] += longer
    stays["status"][rows] += longer
    last = stays["status"][rows] - np.minimum(course.some[rows], 25)
    stays["leave"][rows] = np.where(course.coin[rows] < 0.6, last, NONE)
