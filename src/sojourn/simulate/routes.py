"""The way in and out: mode, port, carrier, voyage and time of day."""

from __future__ import annotations

import numpy as np

from sojourn.simulate.events import AIR, LAND, SEA
from sojourn.simulate.world import Array, World

VOYAGES = 4
"""Voyages a day of one carrier at one port."""


def assign_routes(world: World, rng: np.random.Generator, stays: Array, country: Array) -> None:
    """Choose routes; a departure by land here is one over the border whose neighbour records entries."""
    size = len(stays)
    near = np.isin(np.array(world.countries)[country], ["CAN", "MEX", "NIC", "PAN"])
    draws = rng.random(size)
    by_land = np.where(near, 0.10, 0.02)
    stays["mode_in"] = np.select([draws < by_land, draws < by_land + 0.012], [LAND, SEA], AIR)
    draws = rng.random(size)
    by_land = np.where(stays["mode_in"] == LAND, 0.6, 0.02)
    short = (stays["leave"] >= 0) & (stays["leave"] <= stays["arrive"] + 1)
    chosen = np.select([draws < by_land, draws < by_land + 0.012], [LAND, SEA], AIR)
    stays["mode_out"] = np.where(short, stays["mode_in"], chosen)
    for way in ("in", "out"):
        mode = stays[f"mode_{way}"]
        stays[f"port_{way}"] = _ports(world, rng, mode)
        stays[f"far_{way}"] = world.abroad[country, rng.integers(0, 3, size)]
        own = world.own_carriers[rng.integers(0, len(world.own_carriers), size)]
        theirs = world.home_carriers[country, rng.integers(0, 3, size)]
        carrier = np.where(rng.random(size) < 0.6, theirs, own)
        stays[f"carrier_{way}"] = carrier
        voyage = (carrier * len(world.places) + stays[f"port_{way}"]) * VOYAGES + rng.integers(0, VOYAGES, size)
        stays[f"flight_{way}"] = voyage
        timetable = 300 + (voyage * 37 + 11) % 1000
        stays[f"minute_{way}"] = np.where(mode == LAND, rng.integers(300, 1300, size), timetable)
    same = ((rng.random(size) < 0.7) | short) & (stays["mode_in"] == stays["mode_out"])
    stays["port_out"] = np.where(same, stays["port_in"], stays["port_out"])
    renumbered = (stays["carrier_out"].astype("i4") * len(world.places) + stays["port_out"]) * VOYAGES + stays[
        "flight_out"
    ] % VOYAGES
    stays["flight_out"] = renumbered
    timetable = 300 + (renumbered * 37 + 11) % 1000
    stays["minute_out"] = np.where(stays["mode_out"] == LAND, stays["minute_out"], timetable)
    abroad = (stays["mode_in"] == AIR) & world.preclears[stays["far_in"]] & (rng.random(size) < 0.8)
    stays["post"] = np.where(abroad, stays["far_in"], stays["port_in"])


def _ports(world: World, rng: np.random.Generator, mode: Array) -> Array:
    size = len(mode)
    air = np.minimum(np.searchsorted(world.entry_share, rng.random(size), side="right"), len(world.entry) - 1)
    land = world.land[rng.integers(0, len(world.land), size)]
    sea = world.sea[rng.integers(0, len(world.sea), size)]
    return np.select([mode == LAND, mode == SEA], [land, sea], world.entry[air])
