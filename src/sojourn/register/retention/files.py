"""What is on file about persons, as far as retention asks: stays, refusals, cases and days; no personal value."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from sojourn.law.pack import load_pack
from sojourn.law.retention import CaseOnFile, PersonFile, RefusalOnFile, StayOnFile
from sojourn.register import clock
from sojourn.register.store.persons import person_id_of
from sojourn.register.store.statements import array_of, array_of_words, select

#: States in which the law lets the person be here now: nothing of such a stay is due, however old its records are.
PRESENT = frozenset({"in_status", "authorised", "removal_barred", "resident", "awaiting_records"})
_REFUSED = frozenset({"refused", "withdrawn"})
_DAYS = ("local_date", "recorded_at", "valid_from", "decided_at", "filed_at")

_RECORDS = """
SELECT p.person_id, h.record_id, h.subject_id, h.name, h.body FROM store_current_person p
JOIN store_history h USING (subject_id) WHERE p.person_id = ANY(%s::text[]) ORDER BY h.record_id
"""
_WHOSE = """
SELECT DISTINCT ON (name) name, person_id FROM store_membership WHERE subject_id = ANY(%s::uuid[])
ORDER BY name, membership_id DESC
"""
_HOLDERS = "SELECT subject_id, person_id FROM store_current_person WHERE subject_id = ANY(%s::uuid[])"
_STAYS = """
SELECT c.person_id, c.stay_id, c.state, c.orphan, c.arrived_on, a.body, a.crossings, a.periods
FROM store_current_answer c JOIN store_answer a USING (stay_id, answer_id)
WHERE c.person_id = ANY(%s::text[]) ORDER BY c.stay_id
"""
_EVER = "SELECT DISTINCT name, person_id FROM store_membership WHERE name = ANY(%s)"
_CASES = """
SELECT k.person_id, k.stay_id, k.case_id, k.closed_at, c.person_id FROM cases_case k
LEFT JOIN store_current_answer c ON c.stay_id = k.stay_id WHERE k.person_id = ANY(%s) OR k.stay_id = ANY(%s)
"""


@dataclass(frozen=True)
class Record:
    """One row of a record: its number, where it lies, and what is not personal."""

    record_id: int
    subject_id: UUID
    name: str
    body: Mapping[str, Any]

    @property
    def last_day(self) -> date:
        """Give the last day that the record tells of."""
        return max(date.fromisoformat(str(self.body[name])[:10]) for name in _DAYS if self.body.get(name))


@dataclass(frozen=True)
class Stay:
    """One stay, refusal or departure without an arrival, with the names of the records that it rests on."""

    stay_id: str
    names: frozenset[str]
    told: StayOnFile | RefusalOnFile


@dataclass
class OnFile:
    """All of one person; ``about``: every id under which the records were shown, the one of now first."""

    person_id: str
    about: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    cases: list[CaseOnFile] = field(default_factory=list)

    @property
    def told(self) -> PersonFile:
        """Give what the law's function asks for."""
        return PersonFile(
            last_day=max((record.last_day for record in self.records), default=date.min),
            stays=tuple(each.told for each in self.stays if isinstance(each.told, StayOnFile)),
            refusals=tuple(each.told for each in self.stays if isinstance(each.told, RefusalOnFile)),
            cases=tuple(self.cases),
        )

    @property
    def names(self) -> frozenset[str]:
        """Give the names of all records."""
        return frozenset(record.name for record in self.records)

    def names_of(self, stay_ids: Collection[str]) -> frozenset[str]:
        """Give the names of the records on which these stays rest, and no other stay of the person.

        A record goes with its whole line: corrections and retractions with what they correct.
        """
        others = self._lines(name for stay in self.stays if stay.stay_id not in stay_ids for name in stay.names)
        own = self._lines(name for stay in self.stays if stay.stay_id in stay_ids for name in stay.names)
        return frozenset(own - others)

    def _lines(self, names: Iterable[str]) -> set[str]:
        pairs = [(record.name, record.body.get("corrects")) for record in self.records]
        found, wider = set[str](), set(names)
        while wider - found:
            found |= wider
            wider = {b for a, b in pairs if a in found and b} | {a for a, b in pairs if b in found}
        return found


def read_files(person_ids: Collection[str]) -> dict[str, OnFile]:
    """Read what is on file about persons, by their ids of now; the number of looks does not grow with them."""
    wanted = array_of_words(person_ids)
    found = {person: OnFile(person) for person in person_ids}
    rows = [(p, Record(r, s, n, _json(body))) for p, r, s, n, body in select(_RECORDS, [wanted])]
    whose = _whose({record.subject_id for _, record in rows})
    for person, record in rows:
        if whose(record) == person:
            found[person].records.append(record)
    _add_ids(found)
    for person, *stay in select(_STAYS, [wanted]):
        found[person].stays.append(_stay(found[person], *stay))
    _add_cases(found)
    return found


def _whose(subjects: set[UUID]) -> Any:
    """Give whose a record is; one that is nobody's goes with the first person that its subject has."""
    listed = [array_of(subjects)]
    last: dict[str, str] = dict(select(_WHOSE, listed))
    holders: dict[UUID, list[str]] = defaultdict(list)
    for subject, person in select(_HOLDERS, listed):
        holders[subject].append(person)

    def whose(record: Record) -> str:
        persons, person = holders[record.subject_id], last.get(record.name, "")
        return person if person in persons else min(persons)

    return whose


def _stay(
    file: OnFile, stay_id: str, state: str, orphan: bool, arrived_on: date, body: Any, crossings: Any, periods: Any
) -> Stay:
    told, names = _json(body), frozenset(_cited(_json(body), _json(crossings), _json(periods)))
    own = [record for record in file.records if record.name in names]
    last = max((record.last_day for record in own), default=arrived_on)
    if orphan:
        return Stay(stay_id, names, StayOnFile(stay_id, arrived_on, last, left_on=arrived_on))
    arrival = told.get("arrival_id")
    if any(record.name == arrival and record.body.get("outcome") in _REFUSED for record in own):
        return Stay(stay_id, names, RefusalOnFile(stay_id, arrived_on))
    between = told.get("left_between") or ()
    left, until = told.get("departed_on") or (max(between) if between else None), told.get("authorised_until")
    on_file = StayOnFile(
        stay_id,
        arrived_on,
        last,
        left_on=date.fromisoformat(left) if left else None,
        authorised_until=date.fromisoformat(until) if until else None,
        free=state == "not_subject" and _moves_freely(told, own),
        present=state in PRESENT,
    )
    return Stay(stay_id, names, on_file)


def _moves_freely(body: Mapping[str, Any], records: Iterable[Record]) -> bool:
    """A citizen of free movement, or a member of the family of one, by an `exemption` of that type."""
    free = _free_rules(settings.CONFIGURATION.law)
    return any(reason["rule"] in free for reason in body.get("reasons") or ()) or any(
        record.body.get("kind") == "exemption" and record.body.get("type") == "free_movement" for record in records
    )


@functools.lru_cache(maxsize=4)
def _free_rules(law: str) -> frozenset[str]:
    return frozenset(rule.id for rule in load_pack(law).rules if rule.role == "nationals")


def _cited(body: Mapping[str, Any], crossings: Any, periods: Any) -> Iterator[str]:
    yield from (str(body[name]) for name in ("arrival_id", "departure_id") if body.get(name))
    yield from body.get("record_ids") or ()
    for row in (*crossings, *periods):
        yield from row.get("record_ids") or ()
    for reason in body.get("reasons") or ():
        yield from reason.get("records") or ()


def _add_ids(found: Mapping[str, OnFile]) -> None:
    """Add the ids under which records were shown and that are made of one of them (``persons.ids_ever``, for many)."""
    whose = {record.name: person for person, file in found.items() for record in file.records}
    shown: dict[str, set[str]] = defaultdict(set)
    for name, person_id in select(_EVER, [list(whose)]):
        shown[whose[name]].add(person_id)
    for person, file in found.items():
        own = {person_id_of(record.name) for record in file.records}
        file.about = [person, *sorted((shown[person] & own) - {person})]


def _add_cases(found: Mapping[str, OnFile]) -> None:
    whose = {stay.stay_id: person for person, file in found.items() for stay in file.stays}
    ever = {each: person for person, file in found.items() for each in file.about}
    for person, stay_id, case_id, closed_at, now in select(_CASES, [list(ever), list(whose)]):
        holder = now or ever.get(person, "")  # a stay that belongs to somebody else now takes its case along
        stay = stay_id if stay_id in whose else ""
        closed = None if closed_at is None else clock.day_of(closed_at)
        if holder in found:
            found[holder].cases.append(CaseOnFile(case_id, stay, closed))


def _json(told: Any) -> Any:
    return orjson.loads(told) if isinstance(told, str) else told
