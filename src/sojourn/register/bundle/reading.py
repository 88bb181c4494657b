"""What a bundle is made of, read once: the case, the person's records, every version of every answer, the law.

Everything is read as it was at ``known_at``, so that the same case at the same time gives the same bundle. Whose
records are whose is read as it is when the bundle is made.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sojourn.law.pack import Pack
from sojourn.law.procedure.case_file import CaseFile
from sojourn.law.procedure.deadline import Deadline
from sojourn.law.procedure.lifecycle import Lifecycle
from sojourn.law.rule import Law
from sojourn.register.accounts.models import User
from sojourn.register.accounts.roles import actor_of, name_of
from sojourn.register.accounts.roles_held import RolesHeld, user_numbers
from sojourn.register.cases.gates import lay_out
from sojourn.register.cases.law_of_case import pack_of_register
from sojourn.register.cases.models import Case, Event, Proposal
from sojourn.register.records.joins import Held, list_held
from sojourn.register.records.person_file import PersonFile, get_person, known_by
from sojourn.register.records.stay_version import StayVersion
from sojourn.register.records.versions import list_versions
from sojourn.register.store.persons import ids_ever, resolve_person
from sojourn.register.store.statements import select

_ROWS = """
SELECT record_id, name, source, feed, recorded_at, received_at, message_digest, actor FROM store_record
WHERE name = ANY(%s) AND received_at <= %s ORDER BY received_at, record_id
"""
_STAYS = """
SELECT stay_id, (array_agg(person_id ORDER BY answer_id DESC))[1] FROM store_answer
WHERE stay_id IN (SELECT stay_id FROM store_answer WHERE person_id = ANY(%s)) OR stay_id = %s GROUP BY stay_id
"""


@dataclass(frozen=True)
class RecordRow:
    """One row of the table of records, without its values."""

    record_id: int
    name: str
    source: str
    feed: str
    recorded_at: datetime
    received_at: datetime
    message_digest: bytes | None
    actor: str


@dataclass(frozen=True)
class CaseRead:
    """A case as a bundle tells of it.

    Attributes:
        person_id, ids: who now holds its records, and every id under which they were shown.
        file: the person with the records known at ``known_at``. rows: the same as rows of the table of records.
        held: by what each record is held to its person. versions: every version of the answers for the person's stays.
        case_file, clocks: what the blockers and the clocks are worked out from, and the clocks.
        grants: roles that were granted, by user, for the role somebody had when they looked.
    """

    case: Case
    person_id: str
    ids: tuple[str, ...]
    known_at: datetime
    file: PersonFile
    rows: tuple[RecordRow, ...]
    held: dict[str, Held]
    versions: tuple[StayVersion, ...]
    case_file: CaseFile
    clocks: tuple[Deadline, ...]
    lifecycle: Lifecycle
    events: tuple[Event, ...]
    proposals: tuple[Proposal, ...]

    @property
    def pack(self) -> Pack:
        """Give the law pack of the register."""
        return pack_of_register()

    @functools.cached_property
    def law(self) -> Law:
        """Give the law as it was known when the bundle was made."""
        return self.pack.as_known_at(self.known_at)

    @functools.cached_property
    def own(self) -> frozenset[str]:
        """Name the person's records, those whose values are erased too."""
        return frozenset(self.file.names)

    @functools.cached_property
    def record_ids(self) -> frozenset[int]:
        """Give the numbers of the person's records."""
        return frozenset(row.record_id for row in self.rows)

    @property
    def case_versions(self) -> list[StayVersion]:
        """Give the versions of the answer for the stay of the case, the first one first."""
        return [version for version in self.versions if version.stay_id == self.case.stay_id]

    def current(self) -> list[StayVersion]:
        """Give the last version of each stay that still is one."""
        last = {version.stay_id: version for version in self.versions}
        return [version for version in last.values() if not version.gone]


def read_case(case: Case, person_id: str, known_at: datetime) -> CaseRead:
    """Read a case; whoever asks has checked that it may be read.

    Raises:
        RegisterError: ``person-missing``, ``sealed-unreadable``.
    """
    desk = lay_out(case)
    file = get_person(person_id)
    ids = tuple(ids_ever(person_id))
    rows = tuple(
        RecordRow(number, name, source, feed, told, came, bytes(digest) if digest else None, actor)
        for number, name, source, feed, told, came, digest, actor in select(_ROWS, [file.names, known_at])
    )
    names = sorted({row.name for row in rows})
    known = PersonFile(person_id, names, known_by(file.records, known_at), file.stays)
    events = Event.objects.filter(case=case, at__lte=known_at).select_related("text").order_by("id")
    proposals = case.proposals.filter(proposed_at__lte=known_at).select_related(
        "proposed_by", "approved_by", "ended_by"
    )
    return CaseRead(
        case=case,
        person_id=person_id,
        ids=ids,
        known_at=known_at,
        file=known,
        rows=rows,
        held=list_held(names),
        versions=tuple(_versions(case, person_id, ids, known_at)),
        case_file=desk.file,
        clocks=desk.clocks,
        lifecycle=desk.standing.lifecycle,
        events=tuple(events),
        proposals=tuple(proposals.order_by("id")),
    )


def _versions(case: Case, person_id: str, ids: Collection[str], known_at: datetime) -> Iterable[StayVersion]:
    """List the versions of those stays that are still this person's."""
    own = [
        stay for stay, whose in select(_STAYS, [list(ids), case.stay_id]) if whose in ids or _leads(whose) == person_id
    ]
    return [version for version in list_versions(own) if version.known_at <= known_at]


def _leads(person_id: str) -> str:
    return resolve_person(person_id)


class Staff:
    """Names and roles of those who act, each read once."""

    def __init__(self, actors: Iterable[str]) -> None:
        """Read the users among the actors, and the roles that they were ever given."""
        told = list(actors)
        numbers = user_numbers(told)
        users = User.objects.filter(pk__in=numbers) if numbers else ()
        self._names = {actor_of(user.pk): name_of(user) for user in users}
        self._roles = RolesHeld(told)

    def name(self, actor: str) -> str:
        """Give the name of who decided something; of what is no user, what the log calls it."""
        return self._names.get(actor, actor)

    def roles(self, actor: str, at: datetime) -> tuple[str, ...]:
        """Give the roles that somebody held at a time; of what is no user, what kind of thing it is."""
        if not actor.startswith("user:"):
            return (actor.partition(":")[0],)
        return tuple(self._roles.at(actor, at))
