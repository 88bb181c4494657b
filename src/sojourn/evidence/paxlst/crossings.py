"""Which legs cross the border of a country, which way, where and when.

A leg into the country is an arrival, a leg out of it a departure. A leg inside is no crossing; a leg elsewhere is not
ours. Manifests are sent for international voyages, so a leg between the country and a port that nobody knows crosses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sojourn.evidence.airports import Port, find_port, to_utc
from sojourn.evidence.edifact import Position, Remark, quoted
from sojourn.evidence.paxlst.dates import Moment
from sojourn.evidence.paxlst.flights import Leg
from sojourn.evidence.paxlst.people import Person

_DOUBTS = {
    "ambiguous": "came twice that night, as the clocks were set back: the first is taken",
    "skipped": "never came that night, as the clocks were set forward: read with the offset before the change",
}


@dataclass(frozen=True)
class Crossing:
    """What one leg is to the country.

    ``kind`` is ``arrival``, ``departure``, ``inside``, ``elsewhere``, ``no_day`` or ``unknown_port``. Time and day are
    those of the port in the country; ``occurred_at`` is null where only a day is known.
    """

    kind: str
    leg: Leg
    port: str | None
    from_port: str | None
    to_port: str | None
    local_date: date | None = None
    occurred_at: datetime | None = None

    @property
    def crosses(self) -> bool:
        """Whether the leg enters or leaves the country."""
        return self.kind in ("arrival", "departure")


def list_crossings(
    legs: Sequence[Leg], territory: frozenset[str], position: Position
) -> tuple[list[Crossing], list[Remark]]:
    """Say of each leg what it is to the country, with remarks about unknown ports and doubtful times."""
    remarks: list[Remark] = []
    crossings = []
    for leg in legs:
        start, end = _find(leg.from_port), _find(leg.to_port)
        kind = "elsewhere" if leg.overflight else _kind(start, end, territory)
        crossing = Crossing(kind, leg, None, port_text(leg.from_port), port_text(leg.to_port))
        if crossing.crosses:
            for code, port in ((leg.from_port, start), (leg.to_port, end)):
                if port is None:
                    said = f"port `{quoted(code or '', 5)}` is not known: taken to lie outside the country"
                    remarks.append(Remark(position, "unknown-port", said))
            crossing = _timed(crossing, start, end, position, remarks)
        crossings.append(crossing)
    return crossings, remarks


def choose_legs(person: Person, legs: Sequence[Leg]) -> range:
    """Choose the legs that the person travels: from where they embark to where they debark, as far as the flight tells.

    Ports that the flight does not touch (a journey that begins or ends on another flight) leave the whole flight.
    """
    first, last = 0, len(legs)
    if len(legs) > 1:
        first = next((place for place, leg in enumerate(legs) if leg.from_port == person.embarks), 0)
        last = next((place + 1 for place in range(first, last) if legs[place].to_port == person.debarks), last)
    return range(first, last)


def port_text(code: str | None) -> str | None:
    """Write a port as evidence does: IATA codes bare, others with their code system; unknown codes are kept."""
    if not code:
        return None
    known = find_port(code)
    if known is not None and len(known.code) == 3:
        return known.code
    if len(code) == 4 and code.isalnum():
        return f"ICAO:{code}"
    return f"LOCODE:{code}" if known is not None else code


def _find(code: str | None) -> Port | None:
    return find_port(code) if code else None


def _kind(start: Port | None, end: Port | None, territory: frozenset[str]) -> str:
    leaves = start is not None and start.country in territory
    enters = end is not None and end.country in territory
    if leaves and enters:
        return "inside"
    if leaves or enters:
        return "departure" if leaves else "arrival"
    return "elsewhere" if start is not None and end is not None else "unknown_port"


def _timed(
    crossing: Crossing, start: Port | None, end: Port | None, position: Position, remarks: list[Remark]
) -> Crossing:
    leg, kind = crossing.leg, crossing.kind
    own, other = (leg.arrives, leg.departs) if kind == "arrival" else (leg.departs, leg.arrives)
    port, name = (end, crossing.to_port) if kind == "arrival" else (start, crossing.from_port)
    moment = own or other
    if moment is None:
        return Crossing("no_day", leg, name, crossing.from_port, crossing.to_port)
    if own is None:
        said = "no day is given at the port in the country: the day at the other end is taken, without a time"
        remarks.append(Remark(position, "day-from-other-end", said))
        moment = Moment(moment.day, None)
    occurred_at = _instant(moment, port, position, remarks)
    _check_order(leg, start, end, position, remarks)
    return Crossing(kind, leg, name, crossing.from_port, crossing.to_port, moment.day, occurred_at)


def _instant(moment: Moment, port: Port | None, position: Position, remarks: list[Remark]) -> datetime | None:
    if moment.at is None or port is None:
        return None
    if port.zone is None:
        said = f"the time zone of port `{port.code}` is not known: only the day is kept"
        remarks.append(Remark(position, "zone-unknown", said))
        return None
    local = to_utc(moment.at, port.zone)
    if local.doubt:
        said = f"the local time at `{port.code}` {_DOUBTS[local.doubt]}"
        remarks.append(Remark(position, f"time-{local.doubt}", said))
    return local.instant


def _check_order(leg: Leg, start: Port | None, end: Port | None, position: Position, remarks: list[Remark]) -> None:
    departs, arrives = leg.departs and leg.departs.at, leg.arrives and leg.arrives.at
    zones = (start and start.zone, end and end.zone)
    if not (departs and arrives and zones[0] and zones[1]):
        return
    if to_utc(arrives, zones[1]).instant < to_utc(departs, zones[0]).instant:
        said = "the flight arrives before it departs: the times are kept as given"
        remarks.append(Remark(position, "arrival-before-departure", said))
