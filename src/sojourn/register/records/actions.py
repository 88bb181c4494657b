"""The looks at one person: each asks why, is allowed or refused, and is written down with what was opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sojourn.errors import RegisterError
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.looks import Look, list_looks
from sojourn.register.door.purposes import require_open
from sojourn.register.door.restricted import keep_open
from sojourn.register.door.verbs import Verb
from sojourn.register.records.joins import Held, Parted, list_decisions, list_held, list_names_ever, list_parted
from sojourn.register.records.message_part import find_part, find_position
from sojourn.register.records.past import PastAsked, ask_past, find_stay
from sojourn.register.records.person_file import PersonFile, get_person, known_by
from sojourn.register.records.stay_version import StayVersion
from sojourn.register.records.versions import find_current_id, get_version, list_versions
from sojourn.register.store.models import Answer, LinkDecision
from sojourn.register.store.records import StoredRecord, get_record


@dataclass(frozen=True)
class PersonOpened:
    """What the page of a person shows."""

    file: PersonFile
    versions: list[StayVersion]
    parted: list[Parted]
    ids_ever: list[str]
    looks: list[Look] | None


@dataclass(frozen=True)
class StayOpened:
    """What the page of a stay shows.

    Attributes:
        shown: the version asked for; none where nothing was believed of the stay then.
        others: the other stays believed in then, when the past was asked.
        current_id: the number of the version that holds now; none where the stay is no more.
    """

    file: PersonFile
    shown: StayVersion | None
    others: list[StayVersion]
    versions: list[StayVersion]
    current_id: int | None
    held: dict[str, Held]
    links: list[LinkDecision]
    asked: PastAsked | None


@dataclass(frozen=True)
class RecordOpened:
    """What the page of a record shows: the record, whose it is held to be, and what corrects it."""

    record: StoredRecord
    held: Held
    corrected_by: list[str]


@dataclass(frozen=True)
class RawOpened:
    """A record's part of the message in which it came; no part where it cannot be told from other people's."""

    record: StoredRecord
    person_id: str
    digest: str
    part: str | None
    kept: bool


def current_person(acting: Acting, person_id: str) -> str:
    """Give the id that now holds what an id once held; only for those who may open persons."""
    from sojourn.register.door.actions import refuse
    from sojourn.register.store.persons import resolve_person

    if not acting.may("open_person"):
        refuse(acting, "open_person")
    return resolve_person(person_id)


@action(Verb.PERSON_OPENED, "open_person")
def open_person(acting: Acting, person_id: str) -> Done[PersonOpened]:
    """Open the page of a person."""
    from sojourn.register.store.persons import ids_ever

    require_open(acting, person_id)
    file = get_person(person_id)
    parted = list_parted(person_id, list_held(list_names_ever(person_id)))
    shown = set(keep_open(acting, [each.person_id for each in parted])) if parted else set()
    opened = PersonOpened(
        file=file,
        versions=list_versions([stay.stay_id for stay in file.stays]),
        parted=[each for each in parted if each.person_id in shown],
        ids_ever=ids_ever(person_id),
        looks=list_looks(person_id) if acting.may("see_looks") else None,
    )
    return Done(opened, subjects=(person_id,))


@action(Verb.STAY_OPENED, "open_person")
def open_stay(
    acting: Acting, stay_id: str, version_id: int | None = None, asked: PastAsked | None = None
) -> Done[StayOpened]:
    """Open a stay: as it is answered now, in an earlier version, or as it would have been answered then."""
    person_id = person_of_stay(stay_id)
    require_open(acting, person_id)
    file = get_person(person_id)
    versions = list_versions([stay_id])
    shown: StayVersion | None = get_version(versions, version_id)
    others: list[StayVersion] = []
    if asked is not None and shown is not None:
        found = ask_past(person_id, asked)
        shown = find_stay(found, stay_id, shown.answer["arrival_id"])
        others = [version for version in found if version is not shown]
    about = {"stay": stay_id, "version": version_id, "as_of": asked and asked.as_of.isoformat()}
    names = shown.record_names if shown else []
    limit = asked.known_at if asked else shown.known_at if shown and version_id else None
    opened = StayOpened(
        file, shown, others, versions, find_current_id(stay_id), list_held(names), list_decisions(names, limit), asked
    )
    opened = known_then(opened, limit) if limit else opened
    return Done(opened, subjects=(person_id,), about={key: value for key, value in about.items() if value})


@action(Verb.RECORD_OPENED, "open_person")
def open_record(acting: Acting, name: str) -> Done[RecordOpened]:
    """Open one record with its personal values."""
    held = get_held(name)
    require_open(acting, held.person_id)
    records = get_person(held.person_id).records.values()
    corrected_by = [record.name for record in records if record.values.get("corrects") == name]
    return Done(RecordOpened(get_record(name), held, corrected_by), subjects=(held.person_id,), about={"record": name})


@action(Verb.RAW_OPENED, "open_raw")
def open_raw(acting: Acting, name: str) -> Done[RawOpened]:
    """Open a record as it was received: its own part of the message, never other people's."""
    held = get_held(name)
    require_open(acting, held.person_id)
    record = get_record(name)
    digest = record.message_digest
    body = _find_body(digest)
    marks = [str(record.values.get("document_number") or "")]
    part = find_part(body, name.partition("/")[2], marks, find_position(record.values)) if body else None
    opened = RawOpened(record, held.person_id, digest.hex() if digest else "", part, body is not None)
    return Done(opened, subjects=(held.person_id,), about={"record": name})


@action(Verb.LOOKS_OPENED, "see_looks")
def open_looks(acting: Acting, person_id: str) -> Done[list[Look]]:
    """Open the list of who has looked."""
    require_open(acting, person_id)
    return Done(list_looks(person_id), subjects=(person_id,))


def known_then(opened: StayOpened, known_at: datetime) -> StayOpened:
    """Leave out what was learned after a time: records, versions, and whose records were held to be whose."""
    return replace(
        opened,
        file=replace(opened.file, records=known_by(opened.file.records, known_at)),
        versions=[version for version in opened.versions if version.known_at <= known_at],
        held={name: held for name, held in opened.held.items() if held.known_at <= known_at},
    )


def person_of_stay(stay_id: str) -> str:
    """Give the person who now holds a stay, also of one that is no more.

    Raises:
        RegisterError: ``stay-missing``.
    """
    from sojourn.register.store.persons import resolve_person

    last = Answer.objects.filter(stay_id=stay_id).order_by("-answer_id").values_list("person_id", flat=True).first()
    if last is None:
        raise RegisterError(
            "stay-missing",
            "there is no stay with this id. A stay's id is `s` and 20 hexadecimal digits. "
            "Next: open the person and choose a stay.",
        )
    return resolve_person(last)


def get_held(name: str) -> Held:
    """Say whose a record is held to be.

    Raises:
        RegisterError: ``record-missing``.
    """
    held = list_held([name]).get(name)
    if held is None:
        raise RegisterError(
            "record-missing",
            "no person holds a record of this name. Names are written `feed/id`. Next: check the name; a record that "
            "has just come in is joined to its person within seconds.",
        )
    return held


def _find_body(digest: bytes | None) -> bytes | None:
    from sojourn.register.store.messages import read_message

    if digest is None:
        return None
    try:
        return read_message(digest)
    except RegisterError:
        return None  # the message was deleted, or came before messages were kept: the page says so
