"""Opening a message with its original, saying that one has read it, and saying which case it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sojourn.errors import RegisterError
from sojourn.evidence.fact_kinds import always_carried, fact_kinds
from sojourn.register import clock
from sojourn.register.cases.following import locked, look_again
from sojourn.register.cases.models import Case
from sojourn.register.cases.opening import get_case
from sojourn.register.cases.reading import person_of
from sojourn.register.cases.recording import record_fact
from sojourn.register.court.inbox import PERMISSION, is_mine, is_supervisor
from sojourn.register.court.models import Level, Message
from sojourn.register.court.who import named_for
from sojourn.register.door.acting import Acting, PurposeNeeded, Restricted
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open, require_unrestricted
from sojourn.register.door.verbs import Verb
from sojourn.register.records.message_part import find_part, find_position
from sojourn.register.review.who import user_of
from sojourn.register.store.messages import read_message
from sojourn.register.store.records import StoredRecord, get_record
from sojourn.register.store.statements import select

_OPENED = """
SELECT EXISTS (SELECT FROM door_event WHERE actor = %s AND verb = %s AND at >= %s AND (about->>'message')::bigint = %s)
"""
#: Columns of a fact that belong to the record in which they came.
_OF_RECORD = frozenset({"restricted"})


@dataclass(frozen=True)
class OpenedMessage:
    """A message as its page shows it.

    Attributes:
        record: the fact that came in it. part: its part of the original message; none where that is not on file or
            cannot be told from other people's.
        mine: whoever opened it answers for it.
        joined: the fact is on the file of the case's person, by a reference, a document or a decision on records.
    """

    message: Message
    record: StoredRecord
    part: str | None
    mine: bool
    joined: bool


@action(Verb.COURT_MESSAGE_OPENED, PERMISSION)
def open_message(acting: Acting, message_id: int) -> Done[OpenedMessage]:
    """Open a message with what came in it: one's own without more, another's with a purpose; each look is logged.

    Numbers can be guessed. So whoever may not open a message is answered as if there were none: neither whose it is nor
    that there is one can be learned by trying.

    Raises:
        RegisterError: ``court-message-missing``.
    """
    message = get_message(message_id)
    mine = is_mine(acting, message)
    _require_look(acting, message, mine=mine)
    record = get_record(message.record)
    joined = message.case is not None and message.person_id == person_of(message.case)
    opened = OpenedMessage(message, record, _part_of(record), mine, joined)
    return Done(opened, _subjects(message), {"message": message.pk, "record": message.record})


@action(Verb.COURT_MESSAGE_ACKNOWLEDGED, PERMISSION)
def acknowledge(acting: Acting, message_id: int) -> Done[Message]:
    """Say that one has read a message; its timer ends, and the gate of its case is looked at anew.

    Raises:
        RegisterError: ``court-message-missing``, ``court-message-read``, ``court-message-not-yours``,
            ``court-message-unopened``.
    """
    message = get_message(message_id, locked=True)
    _require_unread(message)
    _require_mine(acting, message)
    _require_opened(acting, message)
    message.acknowledged_by_id, message.acknowledged_at = user_of(acting), clock.now()
    message.escalate_at = None
    message.save()
    if message.case_id is not None:
        look_again(locked([message.case_id]))
    return Done(message, _subjects(message), {"message": message.pk, "record": message.record})


@action(Verb.MAIL_MATCHED, "assign_cases")
def match(acting: Acting, message_id: int, case_id: str) -> Done[Message]:
    """Say which case a message belongs to that fits none, with the source open; it is then the officer's of that case.

    What stops or changes something is put on the file of the case's person at once, under the office's name, so that
    it counts after it has been read. An adverse fact is not: it joins by a reference, a document or a reviewer.

    Raises:
        RegisterError: ``court-message-missing``, ``court-message-read``, ``court-message-unopened``,
            ``court-message-matched``, ``case-missing``.
        PurposeNeeded, Restricted: as with every look at the person of the case.
    """
    message = get_message(message_id, locked=True)
    _require_unread(message)
    _require_opened(acting, message)
    if message.case_id is not None:
        raise RegisterError(
            "court-message-matched",
            "this message belongs to a case already. Allowed are messages that fit none. "
            "Next: open the case; records of two people are parted in match review.",
        )
    case = get_case(case_id)
    person = person_of(case)
    require_open(acting, person)
    message.case, message.matched_by_id, message.matched_at = case, user_of(acting), clock.now()
    message.restricted = message.restricted or case.restricted
    message.named_id = named_for(case, clock.today(), restricted=message.restricted)
    if message.named_id is not None and message.level == Level.SUPERVISORS:
        message.level = Level.NAMED
    message.save()
    _put_on_file(acting, message, person)
    look_again(locked([case.case_id]))
    return Done(message, (person,), {"message": message.pk, "case": case.case_id, "entered": message.entered_as})


def get_message(message_id: int, *, locked: bool = False) -> Message:
    """Get a message by its number.

    Raises:
        RegisterError: ``court-message-missing``.
    """
    messages = Message.objects.select_for_update(of=("self",)) if locked else Message.objects
    found = messages.select_related("case", "named", "acknowledged_by").filter(pk=message_id).first()
    if found is None:
        raise _missing()
    return found


def _missing() -> RegisterError:
    return RegisterError(
        "court-message-missing",
        "there is no message of this number. Allowed are the messages of the court inbox. Next: open the inbox.",
    )


def _require_look(acting: Acting, message: Message, *, mine: bool) -> None:
    """A message that one answers for is one's own work; another's is opened with a purpose for its person."""
    if message.restricted and not acting.may("open_restricted"):
        raise _missing()
    person = message.person_id or (person_of(message.case) if message.case else "")
    if not person:
        if not is_supervisor(acting):
            raise _missing()
        return  # a record that nobody holds: the supervisors find out whose it is
    try:
        if mine:
            require_unrestricted(acting, person)
        else:
            require_open(acting, person)
    except (PurposeNeeded, Restricted):
        raise _missing() from None


def _require_unread(message: Message) -> None:
    if message.acknowledged_at is not None:
        raise RegisterError(
            "court-message-read",
            "somebody has acknowledged this message already. Allowed are messages that nobody has read. "
            "Next: open it and see who did.",
        )


def _require_mine(acting: Acting, message: Message) -> None:
    if not is_mine(acting, message):
        raise RegisterError(
            "court-message-not-yours",
            "this message is for somebody else. Allowed are whoever has the case, whoever stands in for them, and the "
            "supervisors of the office. Next: tell one of them.",
        )


def _require_opened(acting: Acting, message: Message) -> None:
    asked = [acting.actor, Verb.COURT_MESSAGE_OPENED.value, message.received_at, message.pk]
    ((opened,),) = select(_OPENED, asked)
    if not opened:
        raise RegisterError(
            "court-message-unopened",
            "the log does not show that you opened this message. Allowed is whoever has. Next: open it and read it.",
        )


def _put_on_file(acting: Acting, message: Message, person: str) -> None:
    if message.person_id == person or fact_kinds()[message.kind].about == "adverse":
        return
    record = get_record(message.record)
    digest = record.message_digest.hex() if record.message_digest else ""
    said = _said(message.kind, record.values)
    message.entered_as = record_fact(acting, person, message.kind, said, f"court-{message.pk}", digest)
    message.save()


def _said(kind: str, values: Mapping[str, object]) -> dict[str, object]:
    """Take what a fact says; whose it is stays with the record in which it came."""
    known = fact_kinds()[kind]
    columns = {*always_carried(), *known.carries, *(name for group in known.requires for name in group)} - _OF_RECORD
    return {column: values[column] for column in sorted(columns) if values.get(column) not in (None, "")}


def _part_of(record: StoredRecord) -> str | None:
    if record.message_digest is None:
        return None
    try:
        body = read_message(record.message_digest)
    except RegisterError:
        return None  # deleted with a person, or never kept: the page says so
    marks = [str(record.values.get("document_number") or "")]
    return find_part(body, record.name.partition("/")[2], marks, find_position(record.values))


def _subjects(message: Message) -> tuple[str, ...]:
    case: Case | None = message.case
    return (message.person_id,) if message.person_id else (case.person_id,) if case else ()
