"""Who travels: parties of one or more people, where they come from and why they come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sojourn.simulate.events import NATIONAL, TEMPORARY
from sojourn.simulate.world import Array, World

_COMPANION = 0.33
_YEAR = 365.25


@dataclass(frozen=True)
class Party:
    """Parties and their people, as arrays.

    By party: ``size``, ``first`` (its first person), ``country``, ``group``, ``late`` and ``here`` (chances to
    stay beyond the end, and to be here still). By person: ``of`` (the party), ``rank``, ``born`` (day), ``female``,
    ``family`` (it is the leader's), ``minor``, ``second`` (country of a second passport), ``renews`` (a new passport).
    """

    size: Array
    first: Array
    country: Array
    group: Array
    late: Array
    here: Array
    of: Array
    rank: Array
    born: Array
    female: Array
    family: Array
    minor: Array
    second: Array
    renews: Array


def draw_parties(world: World, rng: np.random.Generator, people: int, start: int) -> Party:
    """Draw parties that make up so many people; ``start`` is the first day of the simulation, in days since 1970."""
    follows = rng.random(people) < _COMPANION
    follows[0] = False
    of = np.cumsum(~follows) - 1
    first = np.flatnonzero(~follows)
    country, group, late, here = _origins(world, rng, len(first))
    rank = np.arange(people) - first[of]
    age, family = _ages(world, rng, group[of], rank)
    born = (start - age * _YEAR - rng.integers(1, 365, people)).astype("i4")
    return Party(
        size=np.bincount(of),
        first=first,
        country=country,
        group=group,
        late=late,
        here=here,
        of=of,
        rank=rank,
        born=born,
        female=_sexes(rng, rank, family),
        family=family,
        minor=(age < 17) & family,
        second=np.where(rng.random(people) < 0.02, rng.integers(0, len(world.countries) - 1, people), -1),
        renews=rng.random(people) < 0.04,
    )


def _origins(world: World, rng: np.random.Generator, parties: int) -> tuple[Array, Array, Array, Array]:
    """Draw country and group: most by the table of countries, the rest by ``per_100`` of their group."""
    cells = world.cells
    cell = np.searchsorted(np.cumsum(cells["weight"]) / cells["weight"].sum(), rng.random(parties), side="right")
    cell = np.minimum(cell, len(cells) - 1)
    other = np.searchsorted(np.cumsum(world.group["per_100"] / 100), rng.random(parties), side="right")
    extra = other < len(world.groups)
    group = np.where(extra, np.minimum(other, len(world.groups) - 1), cells["group"][cell])
    national = world.group["standing"][group] == NATIONAL
    country = np.where(national, len(world.countries) - 1, cells["country"][cell])
    late = np.where(extra, world.group["late"][group], cells["late"][cell])
    here = np.where(extra, world.group["here"][group], cells["here"][cell])
    return country, group, late, here


def _ages(world: World, rng: np.random.Generator, group: Array, rank: Array) -> tuple[Array, Array]:
    """Draw ages by place in the party: a leader, perhaps a partner, then children."""
    people = len(rank)
    student = np.isin(group, [n for n, name in enumerate(world.groups) if name == "student"])
    adult = np.where(student, rng.integers(18, 31, people), rng.integers(20, 76, people))
    leader = adult[np.arange(people) - rank]
    partner = (rank == 1) & (rng.random(people) < 0.65)
    beside = np.clip(leader + rng.integers(-6, 7, people), 18, 90)
    child = np.minimum(rng.integers(0, 18, people), leader - 18)
    family = (rank > 0) & ~world.group["alone"][group]
    age = np.where(rank == 0, adult, np.where(partner | (leader < 22) | ~family, beside, child))
    return age, family


def _sexes(rng: np.random.Generator, rank: Array, family: Array) -> Array:
    female = rng.random(len(rank)) < 0.48
    partner = (rank == 1) & family & (rng.random(len(rank)) < 0.9)
    return np.where(partner, ~np.roll(female, 1), female)


def classes_of(world: World, rng: np.random.Generator, group: Array) -> Array:
    """Draw a class for each party of a group; numbers of ``world.classes``."""
    draws = rng.random(len(group))
    chosen = np.zeros(len(group), "i2")
    for place in range(len(world.groups)):
        own = np.flatnonzero(world.classes["group"] == place)
        share = np.cumsum(world.classes["share"][own])
        rows = np.flatnonzero(group == place)
        chosen[rows] = own[np.minimum(np.searchsorted(share / share[-1], draws[rows], side="right"), len(own) - 1)]
    return chosen


def is_limited(world: World, party: Party, stays: Array) -> Array:
    """Say which stays began with an arrival for a limited time."""
    limited: Array = world.group["standing"][party.group[stays["party"]]] == TEMPORARY
    return limited
