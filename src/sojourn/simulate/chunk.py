"""One chunk of travellers, worked out from the seed and the chunk's number alone: first counted, then written.

INVARIANT: a chunk's records depend on the settings and on how many records of each feed and day the chunks before it
have, never on which process makes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from sojourn.simulate.columns import DAY, record_names
from sojourn.simulate.events import NONE
from sojourn.simulate.fact_table import fact_table, truth_table
from sojourn.simulate.facts import draw_facts
from sojourn.simulate.mistakes import NEVER_BOARDED, SHORT_TRIP, Mistakes, apply_never_boarded, choose_mistakes
from sojourn.simulate.movement_table import Clock, movement_table
from sojourn.simulate.movements import ARRIVAL, draw_movements
from sojourn.simulate.parties import Party, draw_parties, is_limited
from sojourn.simulate.people import Column, draw_people
from sojourn.simulate.permissions import Span
from sojourn.simulate.rates import ErrorRate
from sojourn.simulate.stays import draw_stays
from sojourn.simulate.truth import LEFT_AFTER_END, OVERSTAYED, find_bases, find_truth, last_days, limits
from sojourn.simulate.world import Array, World, load_world
from sojourn.tables import TRUTHS

CHUNK = 20_000
"""Travellers of one chunk, and so of one row group of each file."""
LEAD = 400
"""Days before the first arrival in which facts may have been recorded."""


@dataclass(frozen=True)
class Settings:
    """What a simulation is made from."""

    travellers: int
    seed: int
    law: str
    rates: tuple[ErrorRate, ...]
    span: Span

    @property
    def chunks(self) -> int:
        """How many chunks the travellers make."""
        return -(-self.travellers // CHUNK)

    @property
    def days(self) -> int:
        """How many days records can fall on, from ``LEAD`` days before the first arrival to the day asked about."""
        return self.span.as_of - self.span.start + LEAD + 1


@dataclass(frozen=True)
class Written:
    """The tables of one chunk, and its counts of stays by truth and of stays by error."""

    movements: pa.Table
    facts: pa.Table
    truth: pa.Table
    truths: dict[str, int]
    causes: dict[str, int]
    expected: int
    overstays: int


@dataclass(frozen=True)
class _Plan:
    party: Party
    stays: Array
    mistakes: Mistakes
    movements: Array
    facts: Array


def count_chunk(settings: Settings, number: int) -> Array:
    """Count a chunk's records by feed and day, lost ones included."""
    world = load_world(settings.law)
    plan = _plan(world, settings, number)
    keys = np.concatenate([_keys(settings, plan.movements), _keys(settings, plan.facts)])
    return np.bincount(keys, minlength=len(world.feeds) * settings.days).astype("i4")


def write_chunk(settings: Settings, number: int, before: Array) -> Written:
    """Write a chunk's tables; ``before`` gives for each feed and day the feed's last sequence number so far."""
    world = load_world(settings.law)
    plan = _plan(world, settings, number)
    rng = _random(settings, number, 1)
    people = draw_people(world, rng, plan.party, number * CHUNK)
    sequence = _sequences(settings, plan.movements, before)
    end = (settings.span.as_of + 1) * DAY - 1_000_000
    clock = Clock(_offsets(settings.law, settings.span.start, settings.span.as_of), settings.span.start, end)
    movements = movement_table(world, rng, people, plan.stays, plan.movements, sequence, clock)
    own = _sequences(settings, plan.facts, before)
    facts = fact_table(world, rng, people, plan.stays, plan.facts, own, end)
    return _with_truth(world, settings, plan, movements, facts, sequence)


def _with_truth(
    world: World, settings: Settings, plan: _Plan, movements: pa.Table, facts: pa.Table, sequence: Array
) -> Written:
    """Add the truth of each stay; a short trip within one admission makes a second stay, from the return."""
    stays, error = plan.stays, plan.mistakes.error
    truth, knowable = find_truth(stays, plan.mistakes, settings.span.as_of)
    trips = np.flatnonzero(error == SHORT_TRIP)
    returns = _returns(plan, trips)
    stay = np.concatenate([np.arange(len(stays)), trips])
    row = np.concatenate([np.arange(len(stays)), returns])
    left = np.where(error == NEVER_BOARDED, NONE, stays["leave"])[stay]
    left[trips] = plan.mistakes.day[trips]
    table = truth_table(
        record_names(world, plan.movements["feed"][row], sequence[row]),
        truth[stay],
        knowable[stay],
        _causes(settings, error[stay]),
        limits(stays, truth)[stay],
        find_bases(stays, truth)[stay],
        left,
    )
    temporary = is_limited(world, plan.party, stays)
    ended = temporary & (last_days(stays) < settings.span.as_of) & (error != NEVER_BOARDED)
    late = ended & np.isin(truth, [OVERSTAYED, LEFT_AFTER_END])
    counts = np.bincount(truth[stay], minlength=len(TRUTHS)).tolist()
    hits = np.bincount(error, minlength=21).tolist()
    return Written(
        movements,
        facts,
        table,
        dict(zip(TRUTHS, counts, strict=True)),
        {rate.name: hits[rate.number] for rate in settings.rates},
        int(ended.sum()),
        int(late.sum()),
    )


def _causes(settings: Settings, error: Array) -> Column:
    """Name the error that hit each stay, in a list; an empty one where none did."""
    hit = error > 0
    names = pa.array([rate.name for rate in settings.rates]).take(pa.array(error[hit].astype("i4") - 1))
    return pa.ListArray.from_arrays(pa.array(np.concatenate([[0], np.cumsum(hit)]), pa.int32()), names)


def _returns(plan: _Plan, trips: Array) -> Array:
    """Find the rows of the inspections on return from short trips, in the order of the stays."""
    rows = plan.movements
    back = (rows["day"] == plan.mistakes.back[rows["stay"]]) & (rows["direction"] == ARRIVAL)
    later = np.flatnonzero(back & np.isin(rows["stay"], trips))
    found: Array = later[np.argsort(rows["stay"][later], kind="stable")]
    return found


def _plan(world: World, settings: Settings, number: int) -> _Plan:
    rng = _random(settings, number, 0)
    people = min(CHUNK, settings.travellers - number * CHUNK)
    party = draw_parties(world, rng, people, settings.span.start)
    stays = draw_stays(world, rng, party, settings.span)
    mistakes = choose_mistakes(world, rng, settings.rates, _bursts(settings), party, stays, settings.span)
    apply_never_boarded(stays, mistakes)
    movements = draw_movements(world, rng, party, stays, mistakes)
    return _Plan(party, stays, mistakes, movements, draw_facts(world, party, stays, mistakes, settings.span))


def _random(settings: Settings, number: int, part: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(settings.seed, spawn_key=(number, part))))


@lru_cache(maxsize=2)
def _bursts(settings: Settings) -> Array:
    """Give the rate of the first error by carrier and day: carriers that fail together, the same for all chunks."""
    world = load_world(settings.law)
    table = np.zeros((len(world.carriers), settings.days))
    burst = settings.rates[0].burst
    if burst and burst.carriers:
        rng = _random(settings, settings.chunks, 2)
        usual = np.arange(min(len(world.carriers), 12))
        for carrier in rng.choice(usual, min(burst.carriers, len(usual)), replace=False):
            start = int(rng.integers(5, max(settings.span.last_arrival - settings.span.start, 6)))
            table[carrier, start : start + burst.days] = burst.rate
    return table


def _keys(settings: Settings, rows: Array) -> Array:
    keys: Array = rows["feed"].astype("i8") * settings.days + (rows["day"] - settings.span.start + LEAD)
    return keys


def _sequences(settings: Settings, rows: Array, before: Array) -> Array:
    """Number each row within its feed: by day, then by chunk, then by time of day."""
    keys = _keys(settings, rows)
    minute = rows["minute"] if "minute" in (rows.dtype.names or ()) else np.zeros(len(rows), "i4")
    order = np.argsort(keys * 2_000 + minute, kind="stable")
    ordered = keys[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else ordered
    run = np.repeat(first, np.diff(np.concatenate([first, [len(ordered)]])))
    sequence = np.empty(len(rows), "i8")
    sequence[order] = before[ordered] + 1 + np.arange(len(ordered)) - run
    return sequence


@lru_cache(maxsize=4)
def _offsets(law: str, start: int, as_of: int) -> Array:
    """Give minutes from UTC at noon by place and day, from the first arrival to the day asked about."""
    zones = load_world(law).zones
    known = {zone: [_offset(zone, day) for day in range(start, as_of + 1)] for zone in set(zones)}
    return np.array([known[zone] for zone in zones])


def _offset(zone: str, day: int) -> int:
    noon = datetime.combine(date.fromordinal(date(1970, 1, 1).toordinal() + day), time(12), UTC)
    offset = noon.astimezone(ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds() // 60) if offset is not None else 0
