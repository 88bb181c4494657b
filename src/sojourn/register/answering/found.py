"""Write what the engine found: memberships, pointers, and a new version of each answer that came out otherwise.

INVARIANT: what is written depends on what was found and on what stood there, never on the order in which records came.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from sojourn.register import clock
from sojourn.register.answering.memberships import write_memberships
from sojourn.register.answering.pairs import write_pairs
from sojourn.register.answering.versions import GONE, Version, versions_of, what_it_says
from sojourn.register.door.acting import SERVICE, Acting
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb
from sojourn.register.store.answers import NewAnswer, append_answers
from sojourn.register.store.statements import select
from sojourn.stays.in_memory import MemoryAnswers


@dataclass(frozen=True)
class Cause:
    """Why answers were worked out: ``records``, ``day``, ``decision``, ``feed`` or ``first``, and which records."""

    why: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Standing:
    """The current version of a stay, as far as it is compared."""

    person_id: str
    arrived_on: date
    says: str


def write_found(
    found: MemoryAnswers,
    subject_of: Mapping[str, UUID],
    cause: Cause,
    restricted: Collection[str] = (),
    acting: Acting = SERVICE,
) -> tuple[str, ...]:
    """Write what one run found, in one transaction, and give the ids of the stays that have a new version.

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
        persons = write_memberships(found.people, subject_of, known_at)
        standing = _standing(persons)
        versions = versions_of(found, restricted)
        fresh = [version for version in versions if _differs(version, standing.get(version.stay_id))]
        lost = sorted(standing.keys() - {version.stay_id for version in versions})
        worked_out = _WorkedOut(as_of, known_at, {"why": cause.why, "names": list(cause.names)})
        gone = [worked_out.gone(stay_id, standing[stay_id]) for stay_id in lost]
        append_answers([*(worked_out.answer(version) for version in fresh), *gone])
        write_pairs(found.review, set(subject_of), known_at)
        changed = {version.person_id for version in fresh} | {answer.person_id for answer in gone}
        _tell(sorted(changed), cause, acting)
        return (*(version.stay_id for version in fresh), *lost)


@dataclass(frozen=True)
class _WorkedOut:
    """When and why answers were worked out: what all versions of one run share."""

    as_of: date
    known_at: datetime
    cause: dict[str, object]

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
            cause=self.cause,
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
            cause=self.cause,
            arrived_on=standing.arrived_on,
            gone=True,
        )


def _asked(found: MemoryAnswers) -> tuple[date, datetime]:
    if found.answers.num_rows:
        first = found.answers.slice(0, 1).to_pylist()[0]
        return first["as_of"], first["known_at"]
    return clock.today(), clock.now()


def _standing(persons: Collection[str]) -> dict[str, _Standing]:
    """Give the current answers of persons, by stay."""
    rows = select(
        "SELECT c.stay_id, c.person_id, c.arrived_on, c.restricted, a.body, a.periods, a.crossings, a.further"
        " FROM store_current_answer c JOIN store_answer a ON a.stay_id = c.stay_id AND a.answer_id = c.answer_id"
        " WHERE c.person_id = ANY(%s)",
        [sorted(persons)],
    )
    return {
        stay_id: _Standing(person_id, arrived_on, what_it_says(restricted, *map(json.loads, texts)))
        for stay_id, person_id, arrived_on, restricted, *texts in rows
    }


def _differs(version: Version, standing: _Standing | None) -> bool:
    return standing is None or standing.says != version.says


def _tell(persons: Sequence[str], cause: Cause, acting: Acting) -> None:
    at, about = clock.now(), {"why": cause.why}
    write_events(
        [NewEvent(at, Verb.ANSWERED, acting.actor, acting.office, "", person, dict(about)) for person in persons]
    )
