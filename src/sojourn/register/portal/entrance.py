"""Coming in: a code, the number of a document and a birth date, and one answer for every cause of failure."""

from __future__ import annotations

import hmac
import re
import time
from dataclasses import dataclass
from datetime import datetime

from sojourn.register import clock
from sojourn.register.door.acting import PERSON, Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.events import NewEvent, write_events
from sojourn.register.door.verbs import Verb
from sojourn.register.portal.codes import OpenCode, digest_of, find_code
from sojourn.register.portal.models import PortalCode
from sojourn.register.portal.throttling import Counted, count_try, forgive
from sojourn.register.store.blind import blind, number_key
from sojourn.register.store.person_keys import plain_number
from sojourn.register.store.statements import select

#: Seconds that an answer takes, whatever it is: who measures them learns nothing.
ANSWER_SECONDS = 0.6
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
#: Nobody: what is looked at where no code was found, so that the same is done in every case.
_NOBODY = "p" + "0" * 20
_NUMBERS = """
SELECT DISTINCT b.digest FROM store_blind b JOIN store_current_person p USING (subject_id)
WHERE p.person_id = %s AND b.kind = 'number'
"""


@dataclass(frozen=True)
class Typed:
    """What was typed at the entrance, and from where; kept nowhere."""

    code: str
    number: str
    birth_date: str
    address: str


@dataclass(frozen=True)
class Tried:
    """What came of a try: the code that opened, or until when no other is looked at, or neither."""

    opened: OpenCode | None = None
    closed_until: datetime | None = None


def come_in(typed: Typed) -> Tried:
    """Look at a try; wrong code, document or birth date, an ended code and a closed record give the same answer."""
    began = time.monotonic()
    counted = count_try(typed.code, typed.address)
    if counted.until is not None:
        tried = Tried(closed_until=counted.until)
    else:
        opened = _checked(typed)
        if opened is None:
            _tell_closed(typed, counted)
            tried = Tried()
        else:
            forgive(counted)
            open_own(PERSON, opened)
            tried = Tried(opened)
    spent = time.monotonic() - began
    time.sleep(max(0.0, ANSWER_SECONDS - spent))
    return tried


@action(Verb.OWN_RECORD_OPENED, "see_own")
def open_own(acting: Acting, opened: OpenCode) -> Done[None]:
    """Note that the person, or who acts for them, came in; once a session."""
    return Done(None, (opened.person_id,), {"code": opened.code_id, "given_how": opened.given_how})


def _checked(typed: Typed) -> OpenCode | None:
    """Check all three, each in every case."""
    found = find_code(typed.code)
    person_id = found.person_id if found else _NOBODY
    has_number, was_born = _has_number(person_id, typed.number), _was_born(person_id, typed.birth_date)
    return found if has_number and was_born else None


def _has_number(person_id: str, number: str) -> bool:
    """Say whether a document of this number is on record, by keyed digests compared in constant time."""
    plain = plain_number(number) or ""
    asked = number_key(plain, None).digest
    same = [hmac.compare_digest(bytes(digest), asked) for (digest,) in select(_NUMBERS, [person_id])]
    return bool(plain) and any(same)


def _was_born(person_id: str, typed: str) -> bool:
    """Say whether this birth date is on record: whole, or what of it is on record where only a part is known."""
    from sojourn.register.records.person_file import get_person

    if not _DATE.fullmatch(typed):
        typed = ""
    known = [str(record.values.get("birth_date") or "") for record in get_person(person_id).records.values()]
    same = [hmac.compare_digest(_digest(date), _digest(typed[: len(date)])) for date in known if _DATE.fullmatch(date)]
    return bool(typed) and any(same)


def _digest(text: str) -> bytes:
    return blind("name", f"born\n{text}").digest


def _tell_closed(typed: Typed, counted: Counted) -> None:
    """Write down that wrong tries closed the entrance; about the person where the code is one that was given."""
    if not counted.closed:
        return
    person_id = PortalCode.objects.filter(digest=digest_of(typed.code)).values_list("person_id", flat=True).first()
    subject = person_id if person_id and "code" in counted.closed else ""
    about: dict[str, object] = {"closed": list(counted.closed)}
    write_events([NewEvent(clock.now(), Verb.OWN_RECORD_LOCKED, PERSON.actor, "", "", subject, about)])
