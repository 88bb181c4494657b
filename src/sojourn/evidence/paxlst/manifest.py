"""One PAXLST message as a manifest: what it is for, the legs, the persons, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sojourn.evidence.edifact import Position, Remark, Segment, quoted
from sojourn.evidence.paxlst.dates import find_moment
from sojourn.evidence.paxlst.envelope import Message
from sojourn.evidence.paxlst.flights import Leg, list_legs
from sojourn.evidence.paxlst.people import ROLES, Person, list_persons

# BGM 1001 and 1004, as the WCO/IATA/ICAO guidelines and the US guide for carriers list them: what a message does.
# 745 passenger list, 250 crew list, 266 flight status; 336 master crew list and 655 gate pass are about no voyage.
_PURPOSES = {
    ("745", "CP"): "change",
    ("745", "XR"): "cancel",
    ("745", "RP"): "cancel",
    ("266", "CL"): "closed",
    ("266", "CLNB"): "not_boarded",
    ("266", "CLOB"): "on_board",
    ("266", "XF"): "cancel",
    ("266", "CF"): "flight_change",
}
_NO_VOYAGE = frozenset({"336", "655"})
_CREW_LIST = "250"
_CREW = ("FM", "DDT")


@dataclass(frozen=True)
class Manifest:
    """A message read: ``purpose`` is ``list``, ``change``, ``cancel``, ``closed``, ``not_boarded``, ``on_board``,
    ``flight_change`` or ``no_voyage``.
    """

    message: Message
    purpose: str
    crew_list: bool
    legs: tuple[Leg, ...]
    persons: tuple[Person, ...]
    remarks: tuple[Remark, ...]


def read_manifest(message: Message, near: int) -> Manifest:
    """Read a PAXLST message; ``near`` is the year it was received, which tells the century of two-digit years."""
    segments = message.segments
    near = _prepared_in(message, near)
    first = next((place for place, segment in enumerate(segments) if _is_person(segment)), len(segments))
    legs = tuple(list_legs(segments[:first], near))
    days = [moment.day for leg in legs for moment in (leg.departs, leg.arrives) if moment is not None]
    persons = tuple(list_persons(segments, max(days, default=date(near, 12, 31))))
    bgm = message.find("BGM")
    code, function = (bgm.get(1).lstrip("0"), bgm.get(2).upper()) if bgm else ("", "")
    purpose = _PURPOSES.get((code, function), "list")
    if code in _NO_VOYAGE or any((leg.transport or "").endswith("MCL") for leg in legs):
        purpose = "no_voyage"
    remarks = [*_count_remarks(message, persons), *_header_remarks(message, bgm, code)]
    return Manifest(message, purpose, code == _CREW_LIST, legs, persons, tuple(remarks))


def _is_person(segment: Segment) -> bool:
    return segment.tag == "NAD" and segment.get(1).upper() in ROLES


def _prepared_in(message: Message, near: int) -> int:
    prepared = find_moment(message.unb.get(4), "", near) if message.unb else None
    return prepared.day.year if prepared else near


def _count_remarks(message: Message, persons: Sequence[Person]) -> list[Remark]:
    """Compare the control totals (CNT: 41 crew, 42 passengers) with the persons found.

    Where a message lists crew and passengers, a total may count its own kind or all.
    """
    remarks = []
    crew = sum(person.listed_as in _CREW for person in persons)
    for cnt in (segment for segment in message.segments if segment.tag == "CNT"):
        place = Position(cnt.offset, cnt.number)
        count = cnt.get(1, 1)
        right = {len(persons)}
        if 0 < crew < len(persons):
            right.add(crew if cnt.get(1) == "41" else len(persons) - crew)
        if not (count.isascii() and count.isdigit()):
            remarks.append(Remark(place, "cnt-malformed", f"CNT malformed {quoted(cnt.text())}"))
        elif int(count[:18]) not in right:
            said = f"CNT {quoted(cnt.get(1))}:{quoted(count)} vs persons {len(persons)}"
            remarks.append(Remark(place, "cnt-persons", said))
    return remarks


def _header_remarks(message: Message, bgm: Segment | None, code: str) -> list[Remark]:
    if bgm is None:
        return [Remark(message.position, "bgm-missing", "BGM missing: read as a list of persons")]
    known = code in ("745", _CREW_LIST, *_NO_VOYAGE) or (code, bgm.get(2).upper()) in _PURPOSES
    if not known:
        said = f"BGM {quoted(bgm.text())} is not a known kind of list: read as a list of persons"
        return [Remark(Position(bgm.offset, bgm.number), "bgm-unknown", said)]
    return []
