"""Recording what happened at the desk: a crossing that was keyed, or what the person showed, each as a movement."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.answering.recompute import answer_and_follow
from sojourn.register.desk.asking import AT_THE_DESK, open_at_desk
from sojourn.register.desk.current import read_rows, read_standing, record_name
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.restricted import list_restricted
from sojourn.register.door.verbs import Verb
from sojourn.register.store.messages import keep_message
from sojourn.register.store.persons import members_of
from sojourn.register.store.records import NewRecord, StoredRecord, append_records, find_record, get_record

#: No letters that are taken for digits, no vowels that make words.
_LETTERS = "0123456789BCDFGHJKMNPQRSTVWXZ"
_MEDIA = "application/json"
#: What names the person; an attested crossing carries what the person's own record carries, so that it joins.
_PERSON = (
    "surname", "given_names", "birth_date", "sex", "nationality",
    "document_type", "document_number", "document_issuer", "references",
)  # fmt: skip


@dataclass(frozen=True)
class Recorded:
    """What was recorded: the record's name, which is the receipt's reference, and whose it is."""

    name: str
    person_id: str
    restricted: bool


@dataclass(frozen=True)
class Heard:
    """What the person showed, as the officer accepted it.

    Attributes:
        token: the id of the record to be.
        shown: codes of what was shown.
        direction, day, port, mode: the crossing that it shows.
    """

    token: str
    shown: tuple[str, ...]
    direction: str
    day: date
    port: str
    mode: str | None


def new_token() -> str:
    """Make the id of a record to be, short enough to be read out; a form that is sent twice records once."""
    return "".join(secrets.choice(_LETTERS) for _ in range(12))


def feed_of(acting: Acting, sort: str = "post") -> str:
    """Give the feed of the officer's office: of what it saw at its post, or of facts that it recorded (``agency``).

    Raises:
        RegisterError: ``no-office``.
    """
    if not acting.office:
        raise RegisterError(
            "no-office",
            "you belong to no office, and a record is kept under the office that made it. Allowed are officers of an "
            "office. Next: ask an administrator to give you one.",
        )
    return f"{sort}:{acting.office.upper()}"


@action(Verb.MOVEMENT_KEYED, "key_movement")
def key_movement(
    acting: Acting, token: str, values: Mapping[str, object], occurred_at: datetime | None
) -> Done[Recorded]:
    """Append a crossing that the officer saw, as an inspection of the office's own feed, and answer anew.

    ``values`` are columns of a movement; the id, the feed and the times of the register are set here.
    """
    row = {**values, "kind": "inspection", "verified": "document", "occurred_at": occurred_at}
    recorded = _record(acting, token, row, {"keyed": _plain(row)})
    return Done(recorded, (recorded.person_id,), {"record": recorded.name}, AT_THE_DESK)


@action(Verb.ATTESTED, "attest")
def attest(acting: Acting, person_id: str, heard: Heard, *, present: bool) -> Done[Recorded]:
    """Record what the person showed, as an attested movement, and answer anew.

    Raises:
        PurposeNeeded, Restricted: as at the desk.
    """
    person = open_at_desk(acting, person_id, present=present)
    row = {
        **who_on_file(person),
        "kind": "attested",
        "verified": "document",
        "direction": heard.direction,
        "local_date": heard.day,
    }
    row |= {"port": heard.port, "mode": heard.mode}
    recorded = _record(acting, heard.token, row, {"shown": list(heard.shown), "attested": _plain(row)})
    about = {"record": recorded.name, "shown": list(heard.shown)}
    return Done(recorded, (recorded.person_id,), about, AT_THE_DESK if present else "")


def who_on_file(person_id: str) -> dict[str, object]:
    """Take the columns that name the person from the arrival of the last stay, or from their newest movement."""
    rows = [row for row in read_rows([person_id])[person_id] if row.get("movement_id")]
    standing = read_standing(person_id)
    rows.sort(key=lambda row: str(row["recorded_at"]), reverse=True)
    arrival = standing.arrival_id if standing else None
    own = next((row for row in rows if record_name(row) == arrival), rows[0] if rows else {})
    return {column: own[column] for column in _PERSON if own.get(column)}


def _record(acting: Acting, token: str, row: Mapping[str, object], message: Mapping[str, object]) -> Recorded:
    """Append one movement with what was typed as its original message, and answer anew for whom it is about."""
    feed, now = feed_of(acting), clock.now()
    name = f"{feed}/{token}"
    if find_record(name) is None:
        body = json.dumps({"record": name, **message}, ensure_ascii=False, sort_keys=True).encode()
        digest = keep_message(body, feed, _MEDIA, now)
        values = {**row, "movement_id": token, "feed": feed, "recorded_at": now}
        new = NewRecord("movement", values, digest)
        (appended,) = append_records([new], batch_id=uuid4(), actor=acting.actor, received_at=now)
        answer_and_follow([appended.subject_id], "records", [name], acting=acting)
    person = person_of(get_record(name))
    return Recorded(name, person, bool(list_restricted([person])) and not acting.may("open_restricted"))


def person_of(record: StoredRecord) -> str:
    """Give the person that holds a record.

    Raises:
        RegisterError: ``record-unanswered``.
    """
    person = members_of([record.subject_id]).get(record.name)
    if person is None:
        raise RegisterError(
            "record-unanswered",
            f"no answer was worked out for the record `{record.name}`. Allowed are records that stand on file. "
            "Next: open the record and see whether it was retracted or set apart.",
        )
    return person


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    return {name: _as_text(value) for name, value in row.items() if value not in (None, "")}


def _as_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
