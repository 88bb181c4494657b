"""Manifests become rows of the table ``movements``.

``boarded`` comes from flight close-out alone: true when the message lists who is on board (BGM 266 CLOB), false when it
lists who is not (CLNB) or takes persons off (745 XR and RP, 266 XF), null otherwise. A plain close (CL) says nothing
about one person.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sojourn.evidence.paxlst.crossings import Crossing, choose_legs
from sojourn.evidence.paxlst.envelope import Message
from sojourn.evidence.paxlst.manifest import Manifest
from sojourn.evidence.paxlst.people import Document, Person
from sojourn.tables import MOVEMENTS

Row = dict[str, object]

_EMPTY_ROW: Row = {column.name: None for column in MOVEMENTS}
_BOARDED = {"on_board": True, "not_boarded": False, "cancel": False}
_KEY_ORDER = {"P": 0, "T": 1, "I": 2}
_VISA = "V"
_ALIEN_NUMBER = re.compile(r"A?(\d{7,9})")


@dataclass(frozen=True)
class Source:
    """Where rows come from: the digest of the file's bytes, and when the record reached us."""

    digest: str
    recorded_at: datetime


def message_digest(message: Message) -> str:
    """Digest what a message says, whatever service characters and line breaks it came with."""
    segments = [message.unb, *message.segments] if message.unb else message.segments
    lines = [
        f"{segment.tag}\x1d" + "\x1d".join(segment.values[1:]).replace(segment.component, "\x1f")
        for segment in segments
    ]
    return hashlib.sha256("\x1e".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


class Rows:
    """Makes the rows of one manifest. What all persons of a leg share is worked out once."""

    def __init__(self, manifest: Manifest, crossings: Sequence[Crossing], source: Source) -> None:
        """Prepare the parts of a row that come from the flight."""
        self._manifest = manifest
        self._crossings = crossings
        self._source = source
        self.digest = message_digest(manifest.message)
        self._templates = [self._template(crossing) for crossing in crossings]
        self._uses = Counter(value for person in manifest.persons for value in set(_passenger_references(person)))

    def of(self, person: Person, place: int) -> tuple[list[Row], str]:
        """Give the rows of the person at ``place`` in the message; without any, why: a kind of ``Crossing``."""
        travelled = choose_legs(person, self._manifest.legs)
        rows = [self._row(person, place, leg) for leg in travelled if self._crossings[leg].crosses]
        kinds = {self._crossings[leg].kind for leg in travelled}
        unread = next((kind for kind in ("no_day", "unknown_port") if kind in kinds), None)
        return rows, unread or ("inside" if kinds == {"inside"} else "elsewhere" if kinds else "unknown_port")

    def _template(self, crossing: Crossing) -> Row:
        leg = crossing.leg
        return _EMPTY_ROW | {
            "feed": feed_name(self._manifest.message, leg.carrier),
            "kind": "manifest",
            "direction": crossing.kind,
            "occurred_at": crossing.occurred_at,
            "local_date": crossing.local_date,
            "port": crossing.port,
            "from_port": crossing.from_port,
            "to_port": crossing.to_port,
            "mode": leg.mode,
            "transport": leg.transport,
            "boarded": _BOARDED.get(self._manifest.purpose),
            "recorded_at": self._source.recorded_at,
        }

    def _row(self, person: Person, place: int, leg: int) -> Row:
        row = self._templates[leg].copy()
        key, others = _choose_documents(person.documents)
        name = f"{self.digest}/{place}/{leg}"
        row["movement_id"] = "m" + hashlib.sha256(name.encode()).hexdigest()[:20]
        row["outcome"] = self._outcome(person)
        row["verified"] = None if person.verified is None else "document" if person.verified else "none"
        row["surname"], row["given_names"] = person.surname, person.given_names
        row["birth_date"] = person.birth_date.text if person.birth_date else None
        row["sex"], row["nationality"] = person.sex, person.nationality
        if key is not None:
            row["document_type"], row["document_number"], row["document_issuer"] = key.type, key.number, key.issuer
        row["references"] = self._references(person, leg, others) or None
        row["raw"] = f"sha256:{self._source.digest}#{person.position.offset}"
        return row

    def _outcome(self, person: Person) -> str | None:
        role = person.role or ("crew" if self._manifest.crew_list else "passenger")
        return role if role in ("crew", "transit") else None

    def _references(self, person: Person, leg: int, others: Sequence[Document]) -> list[str]:
        """Give what names this person and nobody else, sorted.

        The record locator (AVF), seat, ticket and baggage references are left out: a family shares them, and a shared
        reference would make one person of them. The unique passenger reference (ABO) counts within its flight only, and
        not where a message gives it to two persons; it is what relates a close-out that lists nothing else.
        """
        found = {f"doc:{other.type}:{other.issuer}:{other.number}" for other in others if other.type and other.issuer}
        for document in person.documents:
            alien = _ALIEN_NUMBER.fullmatch(document.number)
            if document.type == "A" and document.issuer in ("USA", None) and alien:
                found.add(f"a-number:{alien[1].zfill(9)}")
        scope = self._scope(leg)
        found.update(f"upr:{scope}/{value}" for value in _passenger_references(person) if self._uses[value] == 1)
        return sorted(reference.replace(";", ",") for reference in found)

    def _scope(self, place: int) -> str:
        crossing = self._crossings[place]
        leg = crossing.leg
        day = leg.departs.day if leg.departs else crossing.local_date
        return f"{leg.carrier or ''}{leg.number}/{day}/{crossing.from_port or ''}"


def feed_name(message: Message, carrier: str | None) -> str:
    """Name the feed: ``carrier:`` and the carrier's code; without one ``sender:`` and who sent the interchange."""
    code = re.sub("[^A-Z0-9]", "", (carrier or "").upper())
    if code:
        return f"carrier:{code}"
    return "sender:" + (re.sub("[^A-Z0-9]", "", message.sender.upper()) or "UNKNOWN")


def relate(rows: Sequence[Row], purpose: str, earlier: dict[tuple[object, ...], str]) -> None:
    """Relate the rows of one message to those that came before in the same file.

    A changed row (745 CP) corrects the row it changes; a cancelled one (XR, RP, XF) retracts it. Rows are the same
    person's when the flight and the passenger reference agree, or the flight, the document and the birth date. Across
    files the passenger reference alone relates them: the reader keeps nothing between files.
    """
    for row in rows:
        keys = _keys(row)
        found = next((earlier[key] for key in keys if key in earlier), None)
        if found is not None and purpose in ("change", "cancel"):
            row["corrects"] = found
            row["retracted"] = True if purpose == "cancel" else None
        if purpose in ("list", "change"):
            earlier.update(dict.fromkeys(keys, f"{row['feed']}/{row['movement_id']}"))


def _keys(row: Row) -> list[tuple[object, ...]]:
    flight = (row["feed"], row["direction"], row["transport"], row["local_date"])
    references = row["references"] if isinstance(row["references"], list) else []
    keys: list[tuple[object, ...]] = [(*flight, text) for text in references if text.startswith("upr:")]
    if row["document_number"]:
        document = (row["document_type"], row["document_number"], row["document_issuer"])
        keys.append((*flight, *document, row["birth_date"]))
    return keys


def _passenger_references(person: Person) -> list[str]:
    return [value for qualifier, value in person.references if qualifier == "ABO"]


def _choose_documents(documents: Sequence[Document]) -> tuple[Document | None, list[Document]]:
    """Give the document that is the row's key, and the others; a passport comes first.

    Visas are neither: carriers write them short, without an issuer, and a wrong one would join strangers.
    """
    if len(documents) == 1 and documents[0].type != _VISA:
        return documents[0], []
    held = sorted(
        (document for document in documents if document.type != _VISA),
        key=lambda document: _KEY_ORDER.get(document.type or "", len(_KEY_ORDER)),
    )
    return (held[0], held[1:]) if held else (None, [])
