"""The legs of a flight or voyage: from where, to where, when, by whom (TDT, and the LOC and DTM that follow it)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sojourn.evidence.edifact import Segment
from sojourn.evidence.paxlst.dates import Moment, find_moment

_MODES = {"1": "sea", "2": "land", "3": "land", "4": "air", "40": "air"}
# LOC 3227: 125 last departure, 87 first arrival, 92 next port of a progressive flight, 130 final destination; 5 and 8
# are the departure and arrival of the older messages.
_DEPARTURES, _ARRIVALS, _CALLS = ("125", "5"), ("87", "130", "8"), ("92",)
_LEFT, _REACHED = ("189", "133", "136", "186"), ("232", "132", "178", "184")
_OVERFLIGHT = "34"
_AIRLINE_CODE = re.compile(r"([A-Z]{3})(\d{1,4}[A-Z]?)|([A-Z][A-Z0-9]|\d[A-Z])(\d{1,5}[A-Z]?)")


@dataclass(frozen=True)
class Leg:
    """One leg; ports are codes as given, times are local at their port.

    ``transport`` is the voyage number as given, with the carrier's code where it is only a number; ``number`` is that
    number without code and leading zeros. ``mode`` is null when nothing tells it.
    """

    carrier: str | None
    transport: str | None
    number: str
    from_port: str | None
    to_port: str | None
    departs: Moment | None
    arrives: Moment | None
    mode: str | None
    overflight: bool


@dataclass
class _Call:
    """One LOC of a TDT with its times; ``turn`` is what the code says: a departure, an arrival, or either."""

    port: str | None
    turn: str
    departs: Moment | None = None
    arrives: Moment | None = None


def list_legs(segments: Sequence[Segment], near: int) -> list[Leg]:
    """List the legs in order, from the segments before the first person; ``near`` is a year of travel."""
    legs: list[Leg] = []
    start = next((place for place, segment in enumerate(segments) if segment.tag == "TDT"), len(segments))
    while start < len(segments):
        end = start + 1
        while end < len(segments) and segments[end].tag != "TDT":
            end += 1
        legs.extend(_legs_of(segments[start], segments[start + 1 : end], near))
        start = end
    return _joined(legs)


def _legs_of(tdt: Segment, following: Sequence[Segment], near: int) -> list[Leg]:
    whole = _voyage(tdt)
    departs, arrives, calls = _calls(following, near)
    if not calls:
        return [replace(whole, departs=departs, arrives=arrives)]
    return _pair(calls, whole)


def _calls(following: Sequence[Segment], near: int) -> tuple[Moment | None, Moment | None, list[_Call]]:
    """Give the times of TDT itself and its calls with theirs."""
    head = _Call(None, "")
    calls: list[_Call] = []
    current = head
    for segment in following:
        if segment.tag == "LOC":
            turn = _turn(segment.get(1).lstrip("0"))
            current = _Call(segment.get(2).upper() or None, turn)
            if turn:
                calls.append(current)
        elif segment.tag == "DTM":
            value = segment.get(1, 1) or segment.get(2) + segment.get(3)
            when = find_moment(value, segment.get(1, 2), near)
            if segment.get(1) in _LEFT:
                current.departs = when
            elif segment.get(1) in _REACHED:
                current.arrives = when
    return head.departs, head.arrives, calls


def _turn(code: str) -> str:
    if code in _DEPARTURES:
        return "departure"
    if code in _ARRIVALS:
        return "arrival"
    return "call" if code in _CALLS else ""


def _pair(calls: list[_Call], whole: Leg) -> list[Leg]:
    """Join calls to legs: a call is where the leg before ends, where the next begins, or both."""
    legs: list[Leg] = []
    origin: _Call | None = None
    for call in calls:
        ends = call.turn == "arrival" or (call.turn == "call" and (call.arrives is not None or _is_next(origin, call)))
        if ends or origin is not None:
            before = origin or _Call(legs[-1].to_port if legs else None, "")
            legs.append(
                replace(
                    whole,
                    from_port=before.port,
                    to_port=call.port,
                    departs=before.departs,
                    arrives=call.arrives,
                )
            )
            origin = None
        if not ends or call.departs is not None:
            origin = call
    if origin is not None:
        legs.append(replace(whole, from_port=origin.port, departs=origin.departs))
    return legs


def _is_next(origin: _Call | None, call: _Call) -> bool:
    return origin is not None and call.departs is None


def _joined(legs: list[Leg]) -> list[Leg]:
    """Where a TDT gives only the port of departure, its leg ends where the next one starts."""
    for place, leg in enumerate(legs[:-1]):
        if leg.to_port is None and leg.from_port is not None:
            legs[place] = replace(leg, to_port=legs[place + 1].from_port)
    return legs


def _voyage(tdt: Segment) -> Leg:
    journey = "".join(tdt.get(2).split()).upper()
    carrier = "".join(tdt.get(5).split()).upper() or None
    found = _AIRLINE_CODE.fullmatch(journey)
    number = journey
    if carrier is not None and journey.startswith(carrier):
        number = journey.removeprefix(carrier)
    elif found:
        number = found[2] or found[4]
        carrier = carrier or found[1] or found[3]
    transport = f"{carrier or ''}{journey}" if journey.isdigit() else journey
    mode = _MODES.get(tdt.get(3).lstrip("0")) or ("air" if _AIRLINE_CODE.fullmatch(transport) else None)
    overflight = tdt.get(1) == _OVERFLIGHT
    return Leg(carrier, transport or None, number.lstrip("0"), None, None, None, None, mode, overflight)
