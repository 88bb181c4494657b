"""The rows of movements as the table that is written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sojourn import tables
from sojourn.simulate.columns import (
    DAY,
    MINUTE,
    MOVEMENT_SCHEMA,
    a_numbers,
    build,
    chosen,
    days,
    delays,
    flags,
    lists,
    numbers,
    prefixed,
    record_names,
    times,
    whose,
    words,
)
from sojourn.simulate.events import NONE
from sojourn.simulate.movements import ARRIVAL, INSPECTION, MANIFEST, SWAPPED
from sojourn.simulate.people import Column, People, exchangeable, pc
from sojourn.simulate.routes import VOYAGES
from sojourn.simulate.world import Array, World

_KINDS = ("inspection", "manifest", "neighbour")
_CARRIED = [tables.OUTCOMES.index("transit"), tables.OUTCOMES.index("crew")]


@dataclass(frozen=True)
class Clock:
    """Minutes from UTC by place and day from ``start`` (days since 1970), and the last moment of recording."""

    offsets: Array
    start: int
    end: int


def movement_table(
    world: World,
    rng: np.random.Generator,
    people: People,
    stays: Array,
    rows: Array,
    sequence: Array,
    clock: Clock,
) -> pa.Table:
    """Make the table of movements; rows that are lost on the way are left out, and leave a gap in ``sequence``."""
    stay = stays[rows["stay"]]
    inspected = rows["kind"] == INSPECTION
    seconds = np.where(inspected, rng.integers(0, 60, len(rows)), 0)
    local = rows["day"].astype("i8") * DAY + rows["minute"].astype("i8") * MINUTE + seconds * 1_000_000
    occurred = local - clock.offsets[rows["zone"], rows["day"] - clock.start] * MINUTE
    recorded = np.minimum(occurred + delays(rng, rows["kind"]), clock.end)
    swapped = rows["born_swapped"] & exchangeable(people.born[stay["person"]])
    name = np.where(rows["born_swapped"] & ~swapped, SWAPPED, rows["name"])
    columns = {
        "movement_id": numbers(sequence),
        "feed": words(rows["feed"], world.feeds),
        "kind": words(rows["kind"], _KINDS),
        "direction": words(rows["direction"], tables.DIRECTIONS),
        "verified": words(np.where(inspected & (seconds % 3 > 0), 2, 1), tables.VERIFIED),
        "occurred_at": times(occurred),
        "local_date": days(rows["day"]),
        **_route(world, rows),
        **whose(world, people, stay["person"], rows["doc"], name, swapped),
        **_admission(world, stay, rows),
        "references": _references(people, stay, rows),
        "recorded_at": times(recorded),
        "sequence": pa.array(sequence),
        **_retractions(world, rows, sequence),
    }
    return build(MOVEMENT_SCHEMA, len(rows), columns).filter(pa.array(~rows["lost"]))


def _route(world: World, rows: Array) -> dict[str, Column]:
    flight = rows["flight"]
    carrier = pa.array(list(world.carriers)).take(pa.array(flight // VOYAGES // len(world.places), mask=flight < 0))
    voyage = numbers(10 + flight % (VOYAGES * len(world.places)))
    return {
        "port": words(rows["port"], world.places),
        "from_port": words(rows["from"], world.places),
        "to_port": words(rows["to"], world.places),
        "mode": words(rows["mode"], tables.MODES),
        "transport": pc.binary_join_element_wise(carrier, voyage, ""),
        "boarded": flags(rows["boarded"]),
    }


def _admission(world: World, stay: Array, rows: Array) -> dict[str, Column]:
    """What the officer decided on arrival; a manifest says only that someone is crew or in transit."""
    codes = np.array([tables.OUTCOMES.index(word) for word in world.group["outcome"]])
    outcome = codes[world.classes["group"][stay["chosen"]]]
    arrived = (rows["kind"] == INSPECTION) & (rows["direction"] == ARRIVAL)
    carried = (rows["kind"] == MANIFEST) & np.isin(outcome, _CARRIED)
    return {
        "outcome": words(np.where(arrived | carried, outcome, NONE), tables.OUTCOMES),
        "admitted_class": words(np.where(arrived, rows["cls"], NONE), world.class_names),
        "admitted_until": days(np.where(arrived, rows["until"], NONE)),
        "duration_of_status": flags(rows["dos"]),
    }


def _references(people: People, stay: Array, rows: Array) -> Column:
    """References of an inspection: the admission's own number, and the number of a person's file."""
    admission = 10_000_000_000 + people.number[stay["person"]] * 4 + stay["ordinal"]
    first, second = rows["i94"], rows["a_number"]
    count = first.astype("i4") + second
    after = np.cumsum(count)
    place = np.concatenate([(after - count)[first], after[second] - 1])
    texts = [prefixed("i94:", numbers(admission[first])), a_numbers(people, stay["person"][second])]
    return lists(count, chosen(pa.concat_arrays(texts), np.argsort(place)))


def _retractions(world: World, rows: Array, sequence: Array) -> dict[str, Column]:
    target = rows["retracts"]
    some = np.flatnonzero(target >= 0)
    named = record_names(world, rows["feed"][target[some]], sequence[target[some]])
    place = np.zeros(len(rows), "i4")
    place[some] = np.arange(len(some))
    return {
        "corrects": named.take(pa.array(place, mask=target < 0)),
        "retracted": pa.array(np.ones(len(rows), bool), mask=target < 0),
    }
