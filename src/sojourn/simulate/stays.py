"""What happens to each party: arrivals, permissions, departures and returns, up to two days before ``as_of``."""

from __future__ import annotations

import numpy as np

from sojourn.simulate.events import NATIONAL, NONE, STAY, TEMPORARY, number
from sojourn.simulate.parties import Party, classes_of
from sojourn.simulate.permissions import Span, admit, apply_events, draw_events
from sojourn.simulate.routes import assign_routes
from sojourn.simulate.world import Array, World

_JOURNEYS = 4


def draw_stays(world: World, rng: np.random.Generator, party: Party, span: Span) -> Array:
    """Draw every stay of every party, one row for each person, ordered by party, journey and person."""
    who = np.arange(len(party.size))
    arrive = rng.integers(span.start, span.last_arrival + 1, len(who))
    journeys = []
    for ordinal in range(_JOURNEYS):
        stays = _draw_journey(world, rng, party, who, arrive, span)
        stays["ordinal"] = ordinal
        journeys.append(stays)
        group = party.group[who]
        gap = 3 + rng.exponential(60, len(who)).astype("i4")
        again = (rng.random(len(who)) < world.group["again"][group]) & (stays["leave"] >= 0)
        again &= stays["leave"] + gap <= span.horizon
        who, arrive = who[again], (stays["leave"] + gap)[again]
    stays = np.concatenate(journeys)
    stays = stays[np.lexsort((stays["ordinal"], stays["party"]))]
    more = np.flatnonzero(stays["party"][1:] == stays["party"][:-1])
    stays["next_arrive"][more] = stays["arrive"][more + 1]
    return _expand(world, party, stays, span)


def _draw_journey(world: World, rng: np.random.Generator, party: Party, who: Array, arrive: Array, span: Span) -> Array:
    stays = np.full(len(who), NONE, STAY)
    stays["party"], stays["arrive"] = who, arrive
    stays["doc_in"] = stays["doc_out"] = stays["linked"] = 0
    group = party.group[who]
    stays["standing"] = np.minimum(world.group["standing"][group], NATIONAL)
    stays["cls"] = stays["chosen"] = classes_of(world, rng, group)
    admit(world, rng, stays, group)
    draw_events(world, rng, stays, group, span)
    _draw_departures(world, rng, stays, party.late[who], party.here[who])
    apply_events(rng, stays, span)
    stays["leave"][stays["leave"] > span.horizon] = NONE
    assign_routes(world, rng, stays, party.country[who])
    return stays


def _draw_departures(world: World, rng: np.random.Generator, stays: Array, late: Array, here: Array) -> None:
    """Set the day of departure of those to whom nothing special happens; some leave late, and some are here still."""
    cls = world.classes[stays["cls"]]
    size = len(stays)
    end = np.maximum(stays["status"], stays["kept"])
    length = np.maximum(cls["stay"] * np.exp(cls["spread"] * rng.standard_normal(size)), 0).astype("i4")
    finishes = cls["programme"] & (rng.random(size) < 0.6)
    whole = stays["prog_to"] + rng.integers(-20, np.maximum(cls["grace"], 1), size)
    partly = stays["arrive"] + (rng.random(size) * (end - stays["arrive"])).astype("i4")
    leave = np.where(cls["programme"], np.where(finishes, whole, partly), stays["arrive"] + length)
    leave = np.where(end > 0, np.minimum(leave, end), leave)
    draws = rng.random(size)
    after = end + 1 + rng.exponential(20, size).astype("i4")
    limited = (stays["standing"] == TEMPORARY) & (stays["event"] == NONE)
    leave = np.where(limited & (draws < late), after, leave)
    leave = np.where(limited & (draws < here), NONE, leave)
    stays["leave"] = np.where(leave == NONE, NONE, np.maximum(leave, stays["arrive"]))


def _expand(world: World, party: Party, stays: Array, span: Span) -> Array:
    """Give each member of a party their own row, with the class of a dependant where the class has one."""
    size = party.size[stays["party"]]
    starts = np.cumsum(size) - size
    rows = np.repeat(np.arange(len(stays)), size)
    full = stays[rows]
    member = np.arange(len(full)) - starts[rows]
    full["person"] = party.first[full["party"]] + member
    full["leader"] = starts[rows]
    follows = (member > 0) & party.family[full["person"]]
    full["cls"] = np.where(follows, world.classes["within"][full["cls"]], full["cls"])
    _outlive(full, member, span)
    _choose_documents(party, full)
    return full


def _outlive(stays: Array, member: Array, span: Span) -> None:
    """Only the first of a party dies; the others leave soon after."""
    rows = np.flatnonzero((stays["event"] == number("death")) & (member > 0))
    leave = np.minimum(stays["filed"][rows] + 9, stays["status"][rows])
    stays["leave"][rows] = np.where(leave <= span.horizon, leave, NONE)
    stays["event"][rows], stays["filed"][rows], stays["standing"][rows] = NONE, NONE, TEMPORARY


def _choose_documents(party: Party, stays: Array) -> None:
    """Choose the passport of each crossing: 0 the first, 1 of a second nationality, 2 a renewed one."""
    person = stays["person"]
    second = (party.second[person] >= 0) & (stays["standing"] == TEMPORARY)
    renewed = party.renews[person] & (stays["ordinal"] > 0) & ~second
    stays["doc_out"] = np.where(second & (person % 2 == 0), 1, np.where(renewed, 2, 0))
    stays["doc_in"] = np.where(renewed, 2, np.where(second & (stays["ordinal"] % 2 == 1), 1, 0))
    stays["linked"] = np.where(second, 1, np.where(party.renews[person], np.where(person % 3 == 0, 2, 1), 0))
