"""Which stays an error hits, and what the records written then say in place of the truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sojourn.simulate.events import LAND, NONE, NOT_SUBJECT, RESIDENT, TEMPORARY, number
from sojourn.simulate.parties import Party, is_limited
from sojourn.simulate.permissions import Span
from sojourn.simulate.rates import ErrorRate
from sojourn.simulate.world import Array, World

(
    NOT_BOARDED,
    LAND_UNRECORDED,
    LAND_UNMATCHED,
    PRIVATE,
    SHORT_TRIP,
    NEVER_BOARDED,
    UNLINKED,
    PROGRAMME,
    PROTECTION,
    RESIDENCE,
) = range(1, 11)
(IDENTITY, MISKEYED, EXTENSION, DEATH, MINOR, DUPLICATE, NOT_FLOWN, NAMESAKE, TURNED_BACK, REPLAYED) = range(11, 21)

_APPLICATIONS = (
    "extension_pending",
    "extension_approved",
    "extension_denied",
    "extension_untimely",
    "adjustment_pending",
    "adjustment_approved",
)
_PROTECTIONS = ("asylum_pending", "tps", "withholding")
_PERIODS = ("satisfactory_departure", "extension_given")


@dataclass(frozen=True)
class Mistakes:
    """By stay: ``error`` (its number, 0 none), ``variant`` (0 to 3), ``day`` and ``back`` (days it invents or hides).

    The rest is what a careful reader of the records written would take for ``leave``, ``status``, ``kept``, ``barred``
    and ``standing``.
    """

    error: Array
    variant: Array
    day: Array
    back: Array
    leave: Array
    status: Array
    kept: Array
    barred: Array
    standing: Array


def choose_mistakes(
    world: World,
    rng: np.random.Generator,
    rates: tuple[ErrorRate, ...],
    burst: Array,
    party: Party,
    stays: Array,
    span: Span,
) -> Mistakes:
    """Choose one error at most for each stay, and work out what the records then say.

    ``burst`` gives the rate of the first error by carrier and day from ``span.start``. No draw depends on the rates.
    """
    size = len(stays)
    draws, variant, place = rng.random(size), rng.integers(0, 4, size), rng.random(size)
    passed = np.zeros(size)
    error = np.zeros(size, "i1")
    for rate, can in zip(rates, _eligible(world, party, stays), strict=True):
        chance = np.full(size, rate.rate)
        if rate.number == NOT_BOARDED:
            day = np.clip(stays["leave"] - span.start, 0, burst.shape[1] - 1)
            chance = np.maximum(chance, burst[stays["carrier_out"], day])
        passed = passed + np.where(can, chance, 0.0)
        error[(error == 0) & (draws < passed)] = rate.number
    day, back = _days(stays, error, place, span)
    return _written(world, stays, error, variant, day, back)


def _eligible(world: World, party: Party, stays: Array) -> list[Array]:
    """Say for each of the twenty errors which stays it can happen to (``applies_to`` of errors.yaml)."""
    temporary = is_limited(world, party, stays)
    left = (stays["leave"] >= 0) & (stays["standing"] == TEMPORARY)
    land = stays["mode_out"] == LAND
    end = np.maximum(stays["status"], np.maximum(stays["kept"], stays["barred"]))
    length = stays["leave"] - stays["arrive"]
    here = (stays["leave"] < 0) & (stays["standing"] == TEMPORARY)
    person = stays["person"]

    def had(*names: str) -> Array:
        return np.isin(stays["event"], [number(name) for name in names])

    return [
        left & ~land,
        left,
        left & land,
        left,
        left & (length >= 10) & (stays["leave"] <= end) & (stays["event"] == NONE),
        left & (stays["post"] != stays["port_in"]),
        had(*_APPLICATIONS) & temporary,
        had("programme_extended"),
        had(*_PROTECTIONS),
        ((stays["standing"] == RESIDENT) | had("naturalised"))
        & (stays["ordinal"] == 0)
        & (stays["next_arrive"] == NONE),
        left & ~land & (stays["doc_out"] == stays["doc_in"]),
        temporary & (stays["until"] > 0) & (stays["event"] == NONE),
        had(*_PERIODS),
        had("death"),
        left & party.minor[person],
        temporary & (stays["standing"] == TEMPORARY),
        here,
        here,
        (here | (left & ~land & (length >= 3))),
        temporary & (stays["ordinal"] > 0) & (stays["standing"] == TEMPORARY) & ((stays["leave"] < 0) | (length >= 3)),
    ]


def _days(stays: Array, error: Array, place: Array, span: Span) -> tuple[Array, Array]:
    """Choose the day of an invented or hidden crossing, and of the return that follows it."""
    until = np.maximum(stays["status"], np.maximum(stays["kept"], stays["barred"]))
    here = stays["leave"] < 0
    last = np.minimum(np.where(until < 0, span.horizon, until), span.horizon)
    room = np.maximum(last - stays["arrive"], 0)
    day = stays["arrive"] + np.minimum(1 + (place * room).astype("i4"), room)
    third = np.maximum((stays["leave"] - stays["arrive"]) // 3, 1)
    day = np.where(error == SHORT_TRIP, stays["arrive"] + third, day)
    day = np.where((error == TURNED_BACK) & ~here, stays["leave"] - 1, day)
    soon = np.minimum(stays["arrive"] + 2, span.horizon)
    day = np.where(error == REPLAYED, soon, day)
    back = np.where(error == SHORT_TRIP, day + third, NONE)
    written = np.isin(error, [SHORT_TRIP, NOT_FLOWN, NAMESAKE, TURNED_BACK, REPLAYED])
    return np.where(written, day, NONE), back


def _written(world: World, stays: Array, error: Array, variant: Array, day: Array, back: Array) -> Mistakes:
    status, kept, barred = stays["status"].copy(), stays["kept"].copy(), stays["barred"].copy()
    leave, standing = stays["leave"].copy(), stays["standing"].copy()
    here = stays["leave"] < 0
    lost = np.isin(error, [NOT_BOARDED, LAND_UNRECORDED, PRIVATE, MINOR, NEVER_BOARDED])
    lost &= (error != NOT_BOARDED) | (not world.exit_inspection)
    lost |= ((error == LAND_UNMATCHED) & (variant < 2)) | ((error == IDENTITY) & (variant == 3))
    leave[lost] = NONE
    invented = np.isin(error, [NOT_FLOWN, NAMESAKE]) | ((error == REPLAYED) & here)
    invented |= (error == TURNED_BACK) & here & (variant < 2)
    leave[invented] = day[invented]
    unlinked = (error == UNLINKED) & (variant < 2)
    parole = np.where((stays["status"] == NONE) & (stays["until"] > 0), stays["until"], NONE)
    rows = unlinked & (stays["event"] == number("extension_approved"))
    status[rows] = stays["until"][rows]
    kept[unlinked] = parole[unlinked]
    rows = error == PROGRAMME
    status[rows] -= (stays["prog_to"] - stays["prog_first"])[rows]
    rows = (error == PROTECTION) & (stays["kept"] > stays["until"])
    kept[rows] = parole[rows]
    barred[error == PROTECTION] = NONE
    standing[(error == RESIDENCE) | (error == DEATH)] = TEMPORARY
    rows = error == EXTENSION
    status[rows] = stays["until"][rows]
    kept[rows] = NONE
    wrong = keyed_until(stays, variant)
    for last in (status, kept):
        rows = (error == MISKEYED) & (last > 0)
        last[rows] = wrong[rows]
    return Mistakes(error, variant, day, back, leave, status, kept, barred, standing)


def keyed_until(stays: Array, variant: Array) -> Array:
    """Give the wrong last day that an officer typed: a week, a month, or half of the time after arrival."""
    half = (stays["until"] + stays["arrive"]) // 2
    wrong = np.select([variant == 0, variant == 1], [stays["arrive"] + 7, stays["arrive"] + 30], half)
    keyed: Array = np.minimum(wrong, half)
    return keyed


def apply_never_boarded(stays: Array, mistakes: Mistakes) -> None:
    """Make the truth of those who never got on the flight: they never arrived."""
    rows = mistakes.error == NEVER_BOARDED
    stays["leave"][rows] = NONE
    stays["standing"][rows] = NOT_SUBJECT
