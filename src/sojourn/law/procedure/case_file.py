"""What a case is decided on: facts, the answer, what was asked, and a step somebody proposes. Nothing here acts.

Times are aware and in UTC; days are the days of the place where they count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Fact:
    """One fact that stands: its corrections are applied, and a retracted one is not here.

    Attributes:
        name: ``feed/id``.
        kind: a kind of ``evidence/fact_kinds.yaml``.
        recorded_at: when we learned it.
        by: who recorded it: ``user:12``, ``feed:court:EOIR``, ``service``.
        source: digest of the document or message that it was taken from; empty where none is kept.
        values: the other columns of the facts table that have a value.
    """

    name: str
    kind: str
    recorded_at: datetime
    by: str = ""
    source: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def get(self, column: str) -> Any:
        """Give the value of a column; None where the fact does not say."""
        return self.values.get(column)


@dataclass(frozen=True)
class Crossed:
    """A record of a border crossing: ``direction`` and ``kind`` as in the movements table."""

    name: str
    kind: str
    direction: str
    local_date: date
    recorded_at: datetime
    boarded: bool | None = None


@dataclass(frozen=True)
class Paper:
    """A travel document that a record of the person names, for example ``P``, ``USA``."""

    type: str
    issuer: str
    record: str


@dataclass(frozen=True)
class Asked:
    """A blocker was asked about, by whom, with what answer, resting on which document, until when it may be relied on.

    Attributes:
        blocker: ``B1`` to ``B13``.
        answer: ``no`` (nothing stands in the way), ``yes`` (something does) or ``cleared`` (a trained officer allows
            it although something does; B4 only).
        source: digest of the document, or the name of the record, that shows it.
    """

    blocker: str
    answer: str
    by: str
    at: datetime
    expires_on: date
    source: str


@dataclass(frozen=True)
class Span:
    """An authorised period of the answer: ``basis`` is ``status``, ``authorised_only`` or ``removal_barred``."""

    valid_from: date
    valid_to: date | None
    basis: str


@dataclass(frozen=True)
class Answered:
    """The engine's current answer for the stay of the case.

    Attributes:
        stale: a rule it rests on has passed its ``check_by``; no notice can be issued from it.
        arrived_on: the day of the arrival that began the stay; only departures from that day on speak of it.
        questions: codes of what is missing.
        records: the records that it rests on.
    """

    stay_id: str
    state: str
    certainty: str
    as_of: date
    unknown_code: str = ""
    departure_basis: str = "none"
    departed_on: date | None = None
    authorised_until: date | None = None
    arrived_on: date | None = None
    stale: bool = False
    questions: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    periods: tuple[Span, ...] = ()


@dataclass(frozen=True)
class CaseFile:
    """All that blockers, gates and clocks may look at: one person's records and what was asked. No trait but the birth
    date, which only B10 (minors) reads, and the issuers of documents, which only B1 (a national's passport) reads.

    Attributes:
        born: ``YYYY-MM-DD``, partial, or None.
        country: alpha-3 code of the country whose law this is.
        pairs: names of records in open pairs: they may be another person's.
        disputed: the person disputes the records, and the answer to it is not weighed yet.
        unread: messages of a court about this person that nobody has acknowledged.
        imported_at: when an order or a file of another system was taken in without its history: what is clear only
            because nothing is on file is then unknown, unless somebody asked since.
    """

    person_id: str
    country: str
    facts: tuple[Fact, ...] = ()
    crossings: tuple[Crossed, ...] = ()
    papers: tuple[Paper, ...] = ()
    answer: Answered | None = None
    born: str | None = None
    pairs: tuple[str, ...] = ()
    disputed: bool = False
    asked: tuple[Asked, ...] = ()
    unread: tuple[str, ...] = ()
    imported_at: datetime | None = None

    def of(self, *kinds: str) -> tuple[Fact, ...]:
        """Give the facts of some kinds, the one learned first standing first."""
        found = [fact for fact in self.facts if fact.kind in kinds]
        return tuple(sorted(found, key=lambda fact: (fact.recorded_at, fact.name)))


@dataclass(frozen=True)
class Proposed:
    """A step that somebody proposes.

    Attributes:
        by: who proposes (``user:12``); approved_by: who approved, empty where nobody has.
        grounds: codes of reasons, from the step's closed list.
        records: the records that the officer relies on.
        opened: what the log proves that the officer opened since the case began: ids of the person, stays and records.
        destination: alpha-3 code of the country of return, where the step has one.
        document: reference of the document that was, or is to be, served.
    """

    step: str
    by: str
    at: datetime
    grounds: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    opened: frozenset[str] = frozenset()
    destination: str = ""
    document: str = ""
    approved_by: str = ""
