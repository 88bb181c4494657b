"""Write what the engine found: memberships, pointers, and a new version of each answer that came out otherwise.

INVARIANT: what is written depends on what was found and on what stood there, never on the order in which records came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sojourn.register import clock
from sojourn.register.answering.memberships import Placed, write_memberships
from sojourn.register.answering.pairs import write_pairs
from sojourn.register.answering.versions import GONE, Version, versions_of
from sojourn.register.door.acting import SERVICE, Acting
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb
from sojourn.register.store.answers import NewAnswer, append_answers
from sojourn.register.store.statements import array_of_words, select
from sojourn.stays.in_memory import MemoryAnswers


@dataclass(frozen=True)
class Cause:
    """Why answers were worked out: ``records``, ``day``, ``decision``, ``feed`` or ``first``, and which records.

    A version names those of the records that are about its person, and whatever else is named (a feed's day).
    """

    why: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changed:
    """A stay whose answer came out otherwise.

    Attributes:
        before: the state of the answer that stood before; None: the stay is new.
        after: the state now; ``gone`` when the stay is no more.
    """

    stay_id: str
    person_id: str
    before: str | None
    after: str


@dataclass(frozen=True)
class _Standing:
    """The current version of a stay, as far as it is compared."""

    person_id: str
    state: str
    arrived_on: date
    digest: bytes


def write_found(
    found: MemoryAnswers,
    subject_of: Mapping[str, UUID],
    cause: Cause,
    restricted: Collection[str] = (),
    acting: Acting = SERVICE,
) -> tuple[Changed, ...]:
    """Write what one run found, in one transaction, and give the stays that have a new version.

    Args:
        found: the answers of the run.
        subject_of: the subject of every record that the run was given, by the record's name. Everything on file about
            these subjects is held against what was found: a stay that was not found again is no more.
        cause: why; it stands in every new version.
        restricted: persons whose records only a few may open.
        acting: who caused it; the log tells, for each person with a new version.
    """
    with transaction.atomic():
        as_of, known_at = _asked(found)
        placed = write_memberships(found.people, subject_of, known_at)
        standing = _standing(placed.persons)
        worked_out = _WorkedOut(as_of, known_at, cause.why, _names_of(cause, subject_of, placed))
        answers = [worked_out.answer(version) for version in versions_of(found, restricted)]
        fresh = [answer for answer in answers if _differs(answer, standing.get(answer.stay_id))]
        lost = sorted(standing.keys() - {answer.stay_id for answer in answers})
        fresh += [worked_out.gone(stay_id, standing[stay_id]) for stay_id in lost]
        append_answers(fresh)
        write_pairs(found.review, set(subject_of), known_at)
        changed = tuple(_changed(answer, standing.get(answer.stay_id)) for answer in fresh)
        _tell(sorted({each.person_id for each in changed}), cause, acting)
        return changed


@dataclass(frozen=True)
class _WorkedOut:
    """When and why answers were worked out: what the versions of one run share."""

    as_of: date
    known_at: datetime
    why: str
    names_of: Callable[[str], list[str]]

    def answer(self, version: Version) -> NewAnswer:
        return NewAnswer(
            stay_id=version.stay_id,
            person_id=version.person_id,
            state=version.state,
            body=version.body,
            periods=version.periods,
            crossings=version.crossings,
            further=version.further,
            as_of=self.as_of,
            known_at=self.known_at,
            cause=self._cause(version.person_id),
            arrived_on=version.arrived_on,
            unknown_code=version.unknown_code,
            next_change_on=version.next_change_on,
            restricted=version.restricted,
            orphan=version.orphan,
        )

    def gone(self, stay_id: str, standing: _Standing) -> NewAnswer:
        """Give the last version of a stay that is no more."""
        return NewAnswer(
            stay_id=stay_id,
            person_id=standing.person_id,
            state=GONE,
            body={},
            periods=[],
            crossings=[],
            further={},
            as_of=self.as_of,
            known_at=self.known_at,
            cause=self._cause(standing.person_id),
            arrived_on=standing.arrived_on,
            gone=True,
        )

    def _cause(self, person_id: str) -> dict[str, object]:
        return {"why": self.why, "names": self.names_of(person_id)}


def _asked(found: MemoryAnswers) -> tuple[date, datetime]:
    if found.answers.num_rows:
        first = found.answers.slice(0, 1).to_pylist()[0]
        return first["as_of"], first["known_at"]
    return clock.today(), clock.now()


def _names_of(cause: Cause, subject_of: Mapping[str, UUID], placed: Placed) -> Callable[[str], list[str]]:
    """Give what caused the versions of a person: the records of their subjects, and what is named beside records."""
    beside: list[str] = []
    by_person: dict[str, list[str]] = defaultdict(list)
    for name in cause.names:
        if name not in subject_of:
            beside.append(name)
            continue
        for person in placed.persons_of(subject_of[name]):
            by_person[person].append(name)
    return lambda person: [*by_person.get(person, ()), *beside]


def _standing(persons: Collection[str]) -> dict[str, _Standing]:
    """Give the current answers of persons, by stay."""
    rows = select(
        "SELECT c.stay_id, c.person_id, c.state, c.arrived_on, a.digest"
        " FROM store_current_answer c JOIN store_answer a ON a.stay_id = c.stay_id AND a.answer_id = c.answer_id"
        " WHERE c.person_id = ANY(%s::text[])",
        [array_of_words(sorted(persons))],
    )
    return {stay_id: _Standing(person, state, day, bytes(digest)) for stay_id, person, state, day, digest in rows}


def _differs(answer: NewAnswer, standing: _Standing | None) -> bool:
    return standing is None or standing.digest != answer.digest


def _changed(answer: NewAnswer, standing: _Standing | None) -> Changed:
    return Changed(answer.stay_id, answer.person_id, None if standing is None else standing.state, answer.state)


def _tell(persons: Sequence[str], cause: Cause, acting: Acting) -> None:
    at, about = clock.now(), {"why": cause.why}
    write_events(
        [NewEvent(at, Verb.ANSWERED, acting.actor, acting.office, "", person, dict(about)) for person in persons]
    )
