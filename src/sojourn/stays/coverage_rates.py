"""How often a departure goes unrecorded, by cell: small cells lean on larger ones.

Everything is a ratio: unrecorded departures for each recorded one, its "odds". A cell with few returns takes most of
its odds from above: (mode, quarter, port) leans on (mode, quarter), that on the mode, and that on the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

DEPTH = 3
Key = tuple[str, ...]


class Cell(NamedTuple):
    """Where a stay is counted: mode and port of its arrival, and the quarter of it (``2026-Q1``); never who arrived."""

    mode: str
    port: str
    quarter: str

    def group(self, depth: int) -> Key:
        """Give the group at a depth: 0 the whole, 1 the mode, 2 mode and quarter, 3 mode, quarter and port."""
        return (self.mode, self.quarter, self.port)[:depth]


@dataclass(frozen=True)
class Returns:
    """Stays of people who came back, by whether the departure that ended the stay is on record.

    The other three are sums over clusters, for the dispersion: people who came back to one port on one day often
    travelled together.
    """

    recorded: int = 0
    unrecorded: int = 0
    unrecorded_squared: int = 0
    both: int = 0
    recorded_squared: int = 0

    def __add__(self, other: Returns) -> Returns:
        """Count two cells as one."""
        return Returns(
            self.recorded + other.recorded,
            self.unrecorded + other.unrecorded,
            self.unrecorded_squared + other.unrecorded_squared,
            self.both + other.both,
            self.recorded_squared + other.recorded_squared,
        )


@dataclass(frozen=True)
class Level:
    """The groups of one depth: their returns, their odds, and how much each leans on the level above.

    ``lean`` is counted in recorded returns: a group with as many of its own is believed half, one with none not at all.
    None: the groups differ by no more than chance, and each takes the odds above it.
    """

    returns: Mapping[Key, Returns]
    odds: Mapping[Key, float]
    lean: float | None = None

    def belief(self, key: Key) -> float:
        """Give how far a group's own returns are believed, from 0 to 1."""
        own = self.returns[key].recorded if key in self.returns else 0
        if self.lean is None:
            return 0.0
        return own / (own + self.lean) if own else 0.0


@dataclass(frozen=True)
class Rates:
    """The odds of every cell, from the whole (``levels[0]``) down; ``dispersion`` of the counts (1: chance alone)."""

    levels: tuple[Level, ...]
    dispersion: float

    def odds(self, cell: Cell) -> float:
        """Give the unrecorded departures for each recorded one; a cell without returns takes the odds above it."""
        for depth in range(DEPTH, -1, -1):
            found = self.levels[depth].odds.get(cell.group(depth))
            if found is not None:
                return found
        return 0.0

    def variance(self, weights: Mapping[Cell, float]) -> float:
        """Give the variance of the sum of odds times ``weights``.

        What a group takes from above is passed up with its weight, so doubt that cells share does not cancel out.
        """
        passed: dict[Key, float] = {}
        for cell, weight in sorted(weights.items()):
            key = cell.group(DEPTH)
            passed[key] = passed.get(key, 0.0) + weight
        variance = 0.0
        for depth in range(DEPTH, 0, -1):
            level = self.levels[depth]
            above: dict[Key, float] = {}
            for key, weight in sorted(passed.items()):
                belief = level.belief(key)
                if belief and level.lean is not None:
                    variance += weight**2 * level.odds[key] / (level.returns[key].recorded + level.lean)
                above[key[:-1]] = above.get(key[:-1], 0.0) + weight * (1 - belief)
            passed = above
        return self.dispersion * variance + passed.get((), 0.0) ** 2 * self.whole_variance()

    def whole_variance(self) -> float:
        """Give the variance of the odds of the whole.

        Where no departure of anybody who came back is missing, half of one is taken for the doubt that is left.
        """
        whole = self.levels[0].returns[()]
        return self.dispersion * max(whole.unrecorded, 0.5) / whole.recorded**2


def fit_rates(returns: Mapping[Cell, Returns]) -> Rates:
    """Work out the odds of every cell and of every group above it.

    How much groups differ beyond chance is measured level by level (the moments of a gamma-Poisson mixture, the
    limit of the beta-binomial where unrecorded departures are rare).

    Args:
        returns: by cell; at least one recorded return in all.
    """
    grouped = [_grouped(returns, depth) for depth in range(DEPTH + 1)]
    whole = grouped[0][()]
    levels = [Level(grouped[0], {(): whole.unrecorded / whole.recorded})]
    dispersion = _dispersion(grouped[DEPTH], levels[0].odds[()])
    for depth in range(1, DEPTH + 1):
        levels.append(_level(grouped[depth], grouped[depth - 1], levels[-1], dispersion))
    return Rates(tuple(levels), dispersion)


def _grouped(returns: Mapping[Cell, Returns], depth: int) -> dict[Key, Returns]:
    groups: dict[Key, Returns] = {}
    for cell, number in sorted(returns.items()):
        key = cell.group(depth)
        groups[key] = groups.get(key, Returns()) + number
    return groups


def _level(groups: dict[Key, Returns], above: dict[Key, Returns], upper: Level, dispersion: float) -> Level:
    excess, exposure = 0.0, 0.0
    for key, own in groups.items():
        odds, share = upper.odds[key[:-1]], own.recorded / max(above[key[:-1]].recorded, 1)
        excess += (own.unrecorded - odds * own.recorded) ** 2 - dispersion * odds * own.recorded * (1 - share)
        exposure += own.recorded**2 * (1 - share)
    between = max(excess, 0.0) / exposure if exposure else 0.0
    mean = sum(upper.odds[key[:-1]] * own.recorded for key, own in groups.items())
    mean /= max(sum(own.recorded for own in groups.values()), 1)
    lean = dispersion * mean / between if between and mean else None
    leaned = {key: _odds(own, upper.odds[key[:-1]], lean) for key, own in groups.items()}
    return Level(groups, leaned, lean)


def _odds(own: Returns, above: float, lean: float | None) -> float:
    if lean is None:
        return above
    return (own.unrecorded + lean * above) / (own.recorded + lean)


def _dispersion(cells: dict[Key, Returns], odds: float) -> float:
    """Measure how much more the clusters differ than chance allows; never less than 1."""
    squares = sum(
        own.unrecorded_squared - 2 * odds * own.both + odds**2 * own.recorded_squared for own in cells.values()
    )
    expected = odds * sum(own.recorded for own in cells.values())
    return max(1.0, squares / expected) if expected else 1.0
