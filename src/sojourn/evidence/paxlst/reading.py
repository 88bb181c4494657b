"""A file of PAXLST messages, read: rows, remarks, what could not be read, and what was kept apart."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sojourn.evidence.airports import get_territory
from sojourn.evidence.edifact import Position, Remark, quoted, read_interchanges
from sojourn.evidence.paxlst.crossings import list_crossings
from sojourn.evidence.paxlst.envelope import Message, list_messages
from sojourn.evidence.paxlst.manifest import Manifest, read_manifest
from sojourn.evidence.paxlst.movements import Row, Rows, Source, relate
from sojourn.evidence.paxlst.people import Person
from sojourn.evidence.paxlst.recipient import country_needed, find_recipient_country
from sojourn.evidence.set_apart import Quarantined

_REASONS = {
    "no_day": "no day is given for the crossing",
    "unknown_port": "the ports of the flight are not known, so that the direction cannot be told",
    "anonymous": "neither a name, a document nor a passenger reference is given",
    "us_edifact": "the segment belongs to the US EDIFACT layout of before 2005, which is not read",
    "cut-off": "the transmission ends within this segment",
}
_FLIGHT_REMARKS = {
    "closed": ("flight-closed", "closed; persons listed with it are not marked as boarded or not"),
    "flight_change": ("flight-changed", "changed; rows of earlier messages keep what they said"),
    "cancel": ("cancelled", "cancelled, or persons were taken off it"),
}


@dataclass(frozen=True)
class KeptApart:
    """A message that is no list of persons: a CUSRES answer, or another type. ``answers`` counts its ERP groups."""

    position: Position
    type: str
    id: str
    bgm: str
    reference: str
    answers: int


@dataclass
class Reading:
    """What a file gave.

    ``movements`` are rows with exactly the columns of ``sojourn.tables.MOVEMENTS``. ``counts`` says what became of the
    persons: ``crossing``, ``inside`` (the country), ``elsewhere``, ``no_voyage`` (master crew lists, gate passes),
    ``repeated`` (in a message that came twice), ``quarantined``; they add up to the persons of the file.
    """

    movements: list[Row] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    kept_apart: list[KeptApart] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def read_paxlst(data: bytes, *, country: str | None, recorded_at: datetime) -> Reading:
    """Read a file of PAXLST messages into movements across the border of ``country``.

    Args:
        data: the bytes of the file, with whatever a network put around and into the messages.
        country: alpha-3; null takes the country of each interchange's recipient, where its name tells.
        recorded_at: when the file reached us (with a zone); it also tells the century of two-digit years.

    Raises:
        EvidenceError: ``not-edifact``, ``unknown-country``, or ``country-needed`` when no country was given and the
            recipient of a manifest does not tell it.
        ValueError: ``recorded_at`` has no zone.
    """
    if recorded_at.tzinfo is None:
        raise ValueError("recorded_at needs a zone")
    if country is not None:
        get_territory(country)
    return _File(data, country, recorded_at.astimezone(UTC)).read()


class _File:
    def __init__(self, data: bytes, country: str | None, recorded_at: datetime) -> None:
        self.data = data
        self.country = country
        self.source = Source(hashlib.sha256(data).hexdigest(), recorded_at)
        self.line_ends = [found.end() for found in re.finditer(b"\r\n|\r|\n", data)]
        self.reading = Reading()
        self.earlier: dict[tuple[object, ...], str] = {}
        self.seen: set[str] = set()

    def read(self) -> Reading:
        for interchange in read_interchanges(self.data):
            for message in list_messages(interchange):
                self.reading.remarks += message.remarks
                if message.type == "PAXLST":
                    self._manifest(message)
                else:
                    self._keep_apart(message)
            self.reading.remarks += interchange.remarks
            if interchange.broken_end is not None:
                self._quarantine(*interchange.broken_end, "cut-off")
        self.reading.remarks.sort(key=lambda remark: remark.position.offset)
        return self.reading

    def _manifest(self, message: Message) -> None:
        manifest = read_manifest(message, self.source.recorded_at.year)
        self.reading.remarks += manifest.remarks
        for segment in message.segments:
            if segment.tag == "PDT":
                self._quarantine(segment.offset, segment.end, "us_edifact")
        self._remark_on_flight(manifest)
        if manifest.purpose == "no_voyage":
            self.reading.counts["no_voyage"] += len(manifest.persons)
        elif manifest.persons:
            self._movements(manifest)

    def _movements(self, manifest: Manifest) -> None:
        crossings, remarks = list_crossings(manifest.legs, self._territory(manifest), manifest.message.position)
        rows = Rows(manifest, crossings, self.source)
        if rows.digest in self.seen:
            said = "the message came twice: its second copy gives no rows"
            self.reading.remarks.append(Remark(manifest.message.position, "repeated-message", said))
            self.reading.counts["repeated"] += len(manifest.persons)
            return
        self.seen.add(rows.digest)
        self.reading.remarks += remarks
        for place, person in enumerate(manifest.persons):
            self._remark_on_person(person)
            found, otherwise = rows.of(person, place)
            if person.anonymous or (not found and otherwise in _REASONS):
                self._quarantine(person.position.offset, person.end, "anonymous" if person.anonymous else otherwise)
                self.reading.counts["quarantined"] += 1
                continue
            self.reading.counts["crossing" if found else otherwise] += 1
            relate(found, manifest.purpose, self.earlier)
            self.reading.movements += found

    def _territory(self, manifest: Manifest) -> frozenset[str]:
        ports = [port for leg in manifest.legs for port in (leg.from_port, leg.to_port)]
        country = self.country or find_recipient_country(manifest.message.recipient, ports)
        if country is None:
            raise country_needed()
        return get_territory(country)

    def _remark_on_flight(self, manifest: Manifest) -> None:
        if manifest.purpose in _FLIGHT_REMARKS:
            code, said = _FLIGHT_REMARKS[manifest.purpose]
            flights = dict.fromkeys(quoted(leg.transport or "?") for leg in manifest.legs)
            text = f"flight {', '.join(flights) or '?'}: {said}"
            self.reading.remarks.append(Remark(manifest.message.position, code, text))

    def _remark_on_person(self, person: Person) -> None:
        if person.birth_date_unreadable:
            said = "the birth date cannot be read and is left out"
            self.reading.remarks.append(Remark(person.position, "birth-date-unreadable", said))
        if person.role is None:
            said = f"the qualifier `{quoted(person.listed_as, 3)}` does not tell the role: the kind of list does"
            self.reading.remarks.append(Remark(person.position, "role-unknown", said))

    def _keep_apart(self, message: Message) -> None:
        answers = sum(segment.tag == "ERP" for segment in message.segments)
        self.reading.kept_apart.append(
            KeptApart(message.position, message.type, message.id, message.bgm, message.reference, answers)
        )

    def _quarantine(self, start: int, end: int, reason: str) -> None:
        raw = self.data[start:end].decode("utf-8", "backslashreplace")
        line = bisect_right(self.line_ends, start) + 1
        self.reading.quarantined.append(Quarantined(line, raw, _REASONS[reason]))
