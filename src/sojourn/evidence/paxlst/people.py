"""The persons of a manifest: each NAD with the segments that follow it, up to the next."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sojourn.evidence.airports import find_country
from sojourn.evidence.edifact import Position, Segment
from sojourn.evidence.paxlst.dates import BirthDate, Moment, find_birth_date, find_moment

# NAD 3035: FL passenger, FM crew member, DDU passenger in transit, DDT crew member in transit.
ROLES = {"FL": "passenger", "FM": "crew", "DDU": "transit", "DDT": "transit"}
_CONTACTS = frozenset({"MS", "MR", "COT", "BA", "AG", "CA", "CPC", "FZ", "GV", "HI", "IC", "FR", "TO", "DT"})
_SEXES = {"M": "M", "F": "F", "X": "X", "1": "M", "2": "F", "MI": "M", "FI": "F", "MALE": "M", "FEMALE": "F"}
# UN/EDIFACT 1001 in digits; and the passport types of ICAO Doc 9303 part 4, which are passports all.
_DOCUMENT_TYPES = {"39": "P", "36": "I", "483": "V"} | {f"P{kind}": "P" for kind in "PNDOSMETLU"}
_EMPTY = frozenset({"", "NULL", "NONE", "N/A", "NA", "UNKNOWN", "NIL"})
_NO_NAME = frozenset({"", "NONE", "N/A", "UNKNOWN"})  # Null, Na and Nil are names of people
_MRZ_LINE = re.compile("P(?:<|[A-Z](?=.{42}$))[A-Z<]{3}(?=.*<<)")  # the name of a whole line begins at its sixth sign


@dataclass(frozen=True)
class Document:
    """A document as DOC gives it; ``issuer`` is alpha-3 where its code is known."""

    type: str | None
    number: str
    issuer: str | None
    expires: Moment | None


@dataclass(frozen=True)
class Person:
    """One person of a manifest. ``references`` holds (qualifier, value) as RFF gives them.

    ``embarks``, ``debarks`` and ``clears`` are the ports of LOC 178, 179 and 22. ``verified`` says whether the carrier
    compared the data with the document (GEI 173) or did not (174). ``listed_as`` is the qualifier of NAD.
    """

    position: Position
    end: int
    listed_as: str
    role: str | None
    surname: str | None
    given_names: str | None
    sex: str | None
    infant: bool
    birth_date: BirthDate | None
    birth_date_unreadable: bool
    nationality: str | None
    documents: tuple[Document, ...]
    references: tuple[tuple[str, str], ...]
    embarks: str | None
    debarks: str | None
    clears: str | None
    residence: str | None
    verified: bool | None

    @property
    def anonymous(self) -> bool:
        """Whether nothing says who the person is."""
        return not (self.surname or self.given_names or self.documents or any(q == "ABO" for q, _ in self.references))


@dataclass
class _Draft:
    nad: Segment
    known_by: date
    end: int = 0
    sex: str = ""
    birth: BirthDate | None = None
    birth_unreadable: bool = False
    nationality: str | None = None
    places: dict[str, str] = field(default_factory=dict)
    references: list[tuple[str, str]] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    verified: bool | None = None
    open_document: Segment | None = None
    issuer: str | None = None
    expires: Moment | None = None

    def close_document(self) -> None:
        """Keep the document begun by the last DOC, if it has a number."""
        doc, self.open_document = self.open_document, None
        if doc is None:
            return
        number = "".join(doc.get(2).replace("<", " ").split()).upper()
        if number not in _EMPTY and len(set(number)) > 1:
            code = doc.get(1).upper()
            self.documents.append(Document(_DOCUMENT_TYPES.get(code, code) or None, number, self.issuer, self.expires))
        self.issuer = self.expires = None


def list_persons(segments: Sequence[Segment], known_by: date) -> list[Person]:
    """List the persons of a message, in order; ``known_by`` is the day of travel, by which they were born.

    A NAD of unknown qualifier counts as a person when it stands behind the flight and carries a birth date, a sex, a
    nationality or a document.
    """
    persons: list[Person] = []
    draft: _Draft | None = None
    behind_flight = False
    for segment in segments:
        tag = segment.tag
        if tag == "NAD":
            _finish(draft, persons)
            listed_as = segment.get(1).upper()
            is_person = listed_as in ROLES or (behind_flight and listed_as not in _CONTACTS)
            draft = _Draft(segment, known_by, segment.end) if is_person else None
        elif tag in _ENDS:
            _finish(draft, persons)
            draft = None
        elif tag == "TDT":
            behind_flight = True
        if draft is not None and tag != "NAD":
            draft.end = segment.end
            reads = _READERS.get(tag)
            if reads is not None:
                reads(draft, segment)
    _finish(draft, persons)
    return persons


def _finish(draft: _Draft | None, persons: list[Person]) -> None:
    if draft is None:
        return
    draft.close_document()
    nad, places = draft.nad, draft.places
    listed_as = nad.get(1).upper()
    role = ROLES.get(listed_as)
    if role is None and not (draft.birth or draft.sex or draft.nationality or draft.documents):
        return
    surname, given_names = _names(nad)
    persons.append(
        Person(
            position=Position(nad.offset, nad.number),
            end=draft.end,
            listed_as=listed_as,
            role=role,
            surname=surname,
            given_names=given_names,
            sex=_SEXES.get(draft.sex),
            infant=draft.sex in ("MI", "FI"),
            birth_date=draft.birth,
            birth_date_unreadable=draft.birth is None and draft.birth_unreadable,
            nationality=draft.nationality,
            documents=tuple(draft.documents),
            references=tuple(draft.references),
            embarks=places.get("178"),
            debarks=places.get("179"),
            clears=places.get("22"),
            residence=places.get("174"),
            verified=draft.verified,
        )
    )


def _names(nad: Segment) -> tuple[str | None, str | None]:
    """Give surname and given names, from C080 or, where the sender used that, C058; MRZ and slash forms are undone."""
    parts = nad.parts(4)
    parts = parts if any(parts) else nad.parts(3)
    names = [" ".join(part.split()) for part in parts[:5]]
    filled = [name for name in names if name]
    if len(filled) == 1 and "<<" in filled[0]:
        surname, _, given = filled[0][5 if _MRZ_LINE.match(filled[0]) else 0 :].partition("<<")
    elif len(filled) == 1 and filled[0].count("/") == 1:
        surname, _, given = filled[0].partition("/")
    else:
        surname, given = (names[0], " ".join(name for name in names[1:] if name)) if names else ("", "")
    return _name(surname), _name(given)


def _name(text: str) -> str | None:
    plain = " ".join(text.replace("<", " ").split())
    return None if plain.upper() in _NO_NAME else plain


def _att(draft: _Draft, segment: Segment) -> None:
    if segment.get(1) == "2":
        value = next((part for element in segment.elements[2:] for part in element if part.strip()), "")
        draft.sex = value.strip().upper()


def _dtm(draft: _Draft, segment: Segment) -> None:
    qualifier, value = segment.get(1), segment.get(1, 1)
    if qualifier == "329":
        draft.birth = find_birth_date(value, segment.get(1, 2), draft.known_by)
        draft.birth_unreadable = bool(value.strip("0 "))
    elif qualifier == "36" and draft.open_document is not None:
        draft.expires = find_moment(value, segment.get(1, 2), draft.known_by.year)


def _gei(draft: _Draft, segment: Segment) -> None:
    if segment.get(2) in ("173", "174"):
        draft.verified = segment.get(2) == "173"


def _loc(draft: _Draft, segment: Segment) -> None:
    qualifier, place = segment.get(1), segment.get(2).upper()
    if qualifier == "91":
        draft.issuer = draft.issuer or _country(place)
    elif place:
        draft.places.setdefault(qualifier, place)


def _nat(draft: _Draft, segment: Segment) -> None:
    draft.nationality = draft.nationality or _country(segment.get(2).upper())


def _rff(draft: _Draft, segment: Segment) -> None:
    qualifier, value = segment.get(1).upper(), segment.get(1, 1)
    if value:
        draft.references.append((qualifier, value))


def _doc(draft: _Draft, segment: Segment) -> None:
    draft.close_document()
    draft.open_document = segment


def _country(code: str) -> str | None:
    """Give alpha-3; a code that ISO does not have (D, GBD, XXA, UNO of ICAO 9303) stays, but D is Germany's."""
    if code in _EMPTY:
        return None
    return "DEU" if code.rstrip("<") == "D" else find_country(code) or code


_READERS: dict[str, Callable[[_Draft, Segment], None]] = {
    "ATT": _att,
    "DTM": _dtm,
    "GEI": _gei,
    "LOC": _loc,
    "NAT": _nat,
    "RFF": _rff,
    "DOC": _doc,
}
_ENDS = frozenset({"CNT", "AUT", "UNT"})
