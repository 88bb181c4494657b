"""Which movements are written: one row for each report of a crossing, with the changes that errors make."""

from __future__ import annotations

import numpy as np

from sojourn.simulate.events import AIR, LAND, NONE, row_type
from sojourn.simulate.mistakes import (
    DUPLICATE,
    IDENTITY,
    LAND_UNMATCHED,
    LAND_UNRECORDED,
    MINOR,
    MISKEYED,
    NAMESAKE,
    NEVER_BOARDED,
    NOT_BOARDED,
    NOT_FLOWN,
    PRIVATE,
    REPLAYED,
    SHORT_TRIP,
    TURNED_BACK,
    Mistakes,
    keyed_until,
)
from sojourn.simulate.parties import Party, is_limited
from sojourn.simulate.world import Array, World

INSPECTION, MANIFEST, NEIGHBOUR = 0, 1, 2
ARRIVAL, DEPARTURE = 0, 1
AS_GIVEN, NATIVE, SWAPPED, NO_GIVEN = 0, 1, 2, 3
LAST_MINUTE = 1390
"""The time of a departure on the day of arrival, later than any arrival."""
NO_DOCUMENT, UNLINKED_NEW, UNLINKED_SECOND, OF_NAMESAKE = -1, 3, 4, 5

ROW = row_type(
    i4="stay day minute flight until retracts",
    i2="feed zone port from to cls",
    i1="kind direction mode boarded doc name dos",
    b1="born_swapped i94 a_number lost",
)
"""One movement to be written. ``doc``: 0 to 2 as in a stay, or a constant above. ``retracts``: the row taken back."""


def draw_movements(world: World, rng: np.random.Generator, party: Party, stays: Array, mistakes: Mistakes) -> Array:
    """Give the rows of all movements; the first are the inspections on arrival, in the order of the stays."""
    manifest = (stays["mode_in"] != LAND) & (rng.random(len(stays)) < 0.9)
    native = rng.random(len(party.of)) < 0.04
    inspections = _inspections(world, party, stays, mistakes)
    inspections["name"][native[stays["person"]]] = NATIVE
    arrivals = _arrival_manifests(world, stays, np.flatnonzero(manifest | (mistakes.error == NEVER_BOARDED)))
    arrivals["boarded"][mistakes.error[arrivals["stay"]] == NEVER_BOARDED] = 0
    departures = _departures(world, stays, mistakes)
    rows = [inspections, arrivals, departures]
    if world.exit_inspection:
        rows.append(_exit_inspections(world, departures))
    rows.extend(_extra_arrivals(inspections, mistakes))
    rows.extend(_false_departures(world, stays, mistakes, sum(len(block) for block in rows)))
    return np.concatenate(rows)


def _blank(size: int) -> Array:
    rows = np.full(size, NONE, ROW)
    for name in ("name", "minute", "doc", "mode"):
        rows[name] = 0
    for name in ("born_swapped", "i94", "a_number", "lost"):
        rows[name] = False
    return rows


def _inspections(world: World, party: Party, stays: Array, mistakes: Mistakes) -> Array:
    rows = _blank(len(stays))
    rows["stay"] = np.arange(len(stays))
    rows["kind"], rows["direction"] = INSPECTION, ARRIVAL
    rows["feed"] = world.post_feed[stays["post"]]
    rows["day"], rows["zone"], rows["port"] = stays["arrive"], stays["post"], stays["post"]
    abroad = stays["post"] != stays["port_in"]
    rows["minute"] = np.where(
        abroad, np.maximum(stays["minute_in"] - 240, 5), stays["minute_in"] + 12 + stays["person"] % 70
    )
    rows["mode"], rows["doc"] = stays["mode_in"], stays["doc_in"]
    rows["flight"] = np.where(stays["mode_in"] == LAND, NONE, stays["flight_in"])
    rows["from"] = np.where(stays["mode_in"] == AIR, stays["far_in"], NONE)
    rows["to"] = np.where(stays["mode_in"] == LAND, NONE, stays["port_in"])
    limited = is_limited(world, party, stays)
    rows["cls"] = np.where([name is None for name in world.class_names], NONE, np.arange(len(world.class_names)))[
        stays["cls"]
    ]
    rows["until"] = np.where(mistakes.error == MISKEYED, keyed_until(stays, mistakes.variant), stays["until"])
    if "WT" in world.class_names:
        wrong = (mistakes.error == MISKEYED) & (mistakes.variant == 2)
        rows["cls"] = np.where(
            wrong & (world.classes["days_low"][stays["cls"]] == 182), world.class_names.index("B1"), rows["cls"]
        )
    rows["dos"] = np.where(limited, (stays["prog_to"] != NONE) & (stays["until"] == NONE), NONE)
    rows["i94"] = limited
    rows["a_number"] = (stays["linked"] == 2) | (world.group["standing"][party.group[stays["party"]]] == 2)
    return rows


def _arrival_manifests(world: World, stays: Array, chosen: Array) -> Array:
    rows = _blank(len(chosen))
    took = stays[chosen]
    rows["stay"], rows["kind"], rows["direction"] = chosen, MANIFEST, ARRIVAL
    rows["feed"] = took["carrier_in"]
    rows["day"], rows["minute"], rows["zone"] = took["arrive"], took["minute_in"], took["port_in"]
    rows["port"], rows["to"], rows["mode"] = took["port_in"], took["port_in"], took["mode_in"]
    rows["from"] = np.where(took["mode_in"] == AIR, took["far_in"], NONE)
    rows["flight"], rows["doc"] = took["flight_in"], took["doc_in"]
    return rows


def _departure_rows(world: World, stays: Array, chosen: Array, day: Array) -> Array:
    """Reports of departures on some days: the carrier's, or over land the neighbour's."""
    rows = _blank(len(chosen))
    took = stays[chosen]
    land = took["mode_out"] == LAND
    rows["stay"], rows["direction"], rows["day"] = chosen, DEPARTURE, day
    rows["kind"] = np.where(land, NEIGHBOUR, MANIFEST)
    rows["feed"] = np.where(land, world.neighbour_feed, took["carrier_out"])
    rows["minute"] = np.where(day == took["arrive"], LAST_MINUTE, took["minute_out"])
    rows["zone"], rows["port"] = took["port_out"], took["port_out"]
    rows["from"] = np.where(land, NONE, took["port_out"])
    rows["to"] = np.where(took["mode_out"] == AIR, took["far_out"], NONE)
    rows["mode"], rows["doc"] = took["mode_out"], took["doc_out"]
    rows["flight"] = np.where(land, NONE, took["flight_out"])
    rows["boarded"] = np.where(land, NONE, 1)
    return rows


def _departures(world: World, stays: Array, mistakes: Mistakes) -> Array:
    unreported = np.isin(mistakes.error, [LAND_UNRECORDED, PRIVATE, MINOR])
    chosen = np.flatnonzero((stays["leave"] != NONE) & ~unreported)
    rows = _departure_rows(world, stays, chosen, stays["leave"][chosen])
    error, variant = mistakes.error[chosen], mistakes.variant[chosen]
    rows["boarded"][error == NOT_BOARDED] = 0
    rows["lost"] = (error == LAND_UNMATCHED) & (variant < 2)
    bare = (error == LAND_UNMATCHED) & (variant >= 2)
    rows["doc"][bare] = NO_DOCUMENT
    other = error == IDENTITY
    rows["doc"][other] = np.where(variant[other] == 2, UNLINKED_SECOND, UNLINKED_NEW)
    rows["born_swapped"] = other & (variant == 3)
    return rows


def _exit_inspections(world: World, departures: Array) -> Array:
    """An officer sees each departure too, where the country inspects exits; not at a border that nobody watches."""
    rows: Array = departures[departures["kind"] == MANIFEST].copy()
    rows["kind"], rows["boarded"] = INSPECTION, NONE
    rows["feed"] = world.post_feed[rows["port"]]
    rows["minute"] = np.where(rows["minute"] == LAST_MINUTE, LAST_MINUTE - 2, rows["minute"] - 45)
    return rows


def _extra_arrivals(inspections: Array, mistakes: Mistakes) -> list[Array]:
    """Second records of an arrival, and returns from short trips within the same admission (errors 16 and 5)."""
    twice = inspections[mistakes.error == DUPLICATE].copy()
    twice["minute"] += 4
    twice["doc"] = np.where(mistakes.variant[twice["stay"]] < 2, UNLINKED_NEW, twice["doc"])
    back = inspections[mistakes.error == SHORT_TRIP].copy()
    back["day"] = mistakes.back[back["stay"]]
    return [back, twice]


def _false_departures(world: World, stays: Array, mistakes: Mistakes, before: int) -> list[Array]:
    """Departures that did not happen (errors 17 to 20), and what tells of half of the turned back flights."""
    chosen = np.flatnonzero(np.isin(mistakes.error, [NOT_FLOWN, NAMESAKE, TURNED_BACK, REPLAYED]))
    by_air = stays.copy() if len(chosen) else stays
    land = chosen[stays["mode_out"][chosen] == LAND]
    by_air["mode_out"][land] = AIR
    by_air["port_out"][land] = world.entry[stays["person"][land] % len(world.entry)]
    rows = _departure_rows(world, by_air, chosen, mistakes.day[chosen])
    error, variant = mistakes.error[chosen], mistakes.variant[chosen]
    rows["doc"][error == NAMESAKE] = OF_NAMESAKE
    rows["doc"][error == REPLAYED] = stays["doc_in"][chosen][error == REPLAYED]
    taken_back = np.flatnonzero((error == TURNED_BACK) & (variant == 2))
    retraction = rows[taken_back].copy()
    retraction["retracts"] = before + taken_back
    returned = rows[(error == TURNED_BACK) & (variant == 3)].copy()
    returned["direction"] = ARRIVAL
    returned["minute"] = np.minimum(returned["minute"] + 120, 1435)
    returned["boarded"] = NONE
    returned["from"], returned["to"] = returned["to"], returned["from"].copy()
    return [rows, retraction, returned]
