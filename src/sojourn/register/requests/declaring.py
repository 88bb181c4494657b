"""A declared departure: a record of the feed `declared`, beside the answer and never against it; it can be taken back.

The engine gives it its meaning (``design.md``): alone it ends no stay; it can only turn a question into "the person
says so", for the days of the pack, and then counts as if it had never been made.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from sojourn.errors import RegisterError
from sojourn.law.procedure.own_word import FEED
from sojourn.register import clock
from sojourn.register.answering.recompute import answer_and_follow
from sojourn.register.cases.law_of_case import law_now
from sojourn.register.desk.recording import new_token, who_on_file
from sojourn.register.door.acting import PERSON, Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_unrestricted
from sojourn.register.door.restricted import closed_among
from sojourn.register.door.verbs import Verb
from sojourn.register.requests.events import write_event
from sojourn.register.requests.held import is_held
from sojourn.register.requests.models import Kind, Request, State
from sojourn.register.requests.own import get_own
from sojourn.register.requests.stays import OpenStay, find_open_stay
from sojourn.register.requests.texts import DETAILS, keep_text, read_details
from sojourn.register.requests.words import MODES
from sojourn.register.store.messages import keep_message
from sojourn.register.store.persons import ids_ever
from sojourn.register.store.records import NewRecord, append_records, find_record
from sojourn.register.store.statements import run

PERMISSION = "ask_own"
#: How far ahead a departure may be declared: a ticket, not a plan.
MOST_AHEAD = timedelta(days=90)
#: So many declarations of one stay are taken: each waits for its days, and a stay waits for ever in no other way.
MOST_OF_A_STAY = 3
_MEDIA = "application/json"


@dataclass(frozen=True)
class Declared:
    """A departure as the person tells it.

    Attributes:
        stay_id: which stay ends with it. day: when they left, or will leave.
        port, mode: from where and by what; both may be empty.
        language, given_how, token: as with every request.
    """

    stay_id: str
    day: date
    token: str
    port: str = ""
    mode: str = ""
    language: str = "en"
    given_how: str = ""


def days_waiting() -> int:
    """Give the days for which a declared departure turns a question into `unknown (declared)`, by the law pack."""
    rule = law_now().find("declared")
    version = rule.on(clock.today()) if rule else None
    return int(version.values["days"]) if version else 0


def require_may_declare(person_id: str, stay_id: str, day: date) -> OpenStay:
    """Give the stay that a departure on a day would be about; says why not, where it cannot be declared.

    Raises:
        RegisterError: ``declaration-held``, ``declaration-no-stay``, ``declaration-day``, ``declaration-again``.
        Restricted: the record is closed to this door.
    """
    require_unrestricted(PERSON, person_id)
    if is_held(person_id):
        raise RegisterError(
            "declaration-held",
            "a departure cannot be declared for somebody who is in custody. Allowed is declaring for oneself, when "
            "free to leave. Next: speak to your lawyer or to the duty desk.",
        )
    stay = find_open_stay(person_id, stay_id)
    if stay is None:
        raise RegisterError(
            "declaration-no-stay",
            "there is no open stay to which this departure belongs. Allowed are stays without a departure on record. "
            "Next: if the record is wrong, ask for a correction.",
        )
    _require_day(stay, day)
    _require_first(person_id, stay_id)
    return stay


@action(Verb.DEPARTURE_DECLARED, PERMISSION)
def declare(acting: Acting, person_id: str, declared: Declared) -> Done[Request]:
    """Declare a departure: put on record at once, or on its day where that lies ahead.

    Raises:
        RegisterError: as ``require_may_declare``; ``declaration-day``: the mode or the port cannot be read.
        Restricted: the record is closed to this door.
    """
    known = Request.objects.filter(token=declared.token).first()
    if known is not None and known.person_id == person_id:
        return Done(known, (person_id,), {"request": known.reference})
    require_may_declare(person_id, declared.stay_id, declared.day)
    request = Request.objects.create(
        reference=f"Q-{new_token()}",
        kind=Kind.DECLARATION,
        person_id=person_id,
        stay_id=declared.stay_id,
        given_how=declared.given_how,
        language=declared.language,
        received_at=clock.now(),
        state=State.AHEAD,
        departs_on=declared.day,
        token=declared.token,
    )
    told = {"port": declared.port.strip().upper(), "mode": declared.mode if declared.mode in MODES else ""}
    keep_text(request, DETAILS, json.dumps(told))
    write_event(acting, request, "received", {"kind": request.kind, "day": declared.day.isoformat()})
    if declared.day <= clock.today():
        put_on_file(acting, request)
    about = {"request": request.reference, "record": request.record, "day": declared.day.isoformat()}
    return Done(request, (person_id,), about)


@action(Verb.DECLARATION_WITHDRAWN, PERMISSION)
def withdraw(acting: Acting, person_id: str, reference: str) -> Done[Request]:
    """Take a declared departure back: one that is on record is retracted, and counts as if never made.

    Raises:
        RegisterError: ``request-missing``, ``declaration-withdrawn``.
    """
    require_unrestricted(acting, person_id)
    request = get_own(person_id, reference, locked=True)
    if request.kind != Kind.DECLARATION or request.state not in (State.AHEAD, State.ON_FILE):
        raise RegisterError(
            "declaration-withdrawn",
            "this is no declared departure that stands. Allowed are declarations that were not taken back. "
            "Next: go back to what you have sent.",
        )
    if request.record:
        _retract(request)
    _end(acting, request, "withdrawn", {"record": request.record})
    return Done(request, (person_id,), {"request": reference, "record": request.record})


def put_on_file(acting: Acting, request: Request) -> None:
    """Put a declared departure on record as the person tells it, and answer anew; the caller is an action."""
    assert request.departs_on is not None, "a declaration has a day"
    own = request.reference.partition("-")[2]
    told = read_details(request)
    row = {
        **who_on_file(request.person_id),
        "movement_id": own,
        "feed": FEED,
        "kind": "declared",
        "direction": "departure",
        "local_date": request.departs_on,
        "port": told.get("port") or None,
        "mode": told.get("mode") or None,
    }
    request.record, request.state = f"{FEED}/{own}", State.ON_FILE
    request.save(update_fields=["record", "state"])
    _append(row, request)
    write_event(acting, request, "on_file", {"record": request.record})


def lapse(acting: Acting, request: Request, why: str) -> None:
    """Note that a declaration made ahead was not put on record on its day, and why, as a code."""
    _end(acting, request, "lapsed", {"why": why})


def why_not(request: Request) -> str:
    """Say, as a code, why a declaration cannot be put on record on its day; empty: nothing stands against it."""
    if closed_among([request.person_id]):
        return "restricted"
    if is_held(request.person_id):
        return "held"
    return "" if find_open_stay(request.person_id, request.stay_id) else "ended"


def _retract(request: Request) -> None:
    record = find_record(request.record)
    if record is None or record.erased:
        return
    kept = {name: record.values[name] for name in record.values if name not in ("sequence", "raw")}
    _append(
        {**kept, "movement_id": f"{record.values['movement_id']}-back", "corrects": request.record, "retracted": True},
        request,
    )


def _append(row: dict[str, object], request: Request) -> None:
    now, name = clock.now(), f"{FEED}/{row['movement_id']}"
    body = json.dumps({"record": name, "request": request.reference, "retracted": bool(row.get("retracted"))}).encode()
    digest = keep_message(body, FEED, _MEDIA, now)
    new = NewRecord("movement", {**row, "recorded_at": now}, digest)
    (appended,) = append_records([new], batch_id=uuid4(), actor="person", received_at=now)
    answer_and_follow([appended.subject_id], "records", [name])


def _end(acting: Acting, request: Request, kind: str, about: dict[str, object]) -> None:
    request.state = State.WITHDRAWN
    request.save(update_fields=["state"])
    write_event(acting, request, kind, about)


def _require_day(stay: OpenStay, day: date) -> None:
    today, days = clock.today(), days_waiting()
    if day > today + MOST_AHEAD or day < stay.arrived_on:
        raise RegisterError(
            "declaration-day",
            f"a departure on {day} does not belong to the stay that began on {stay.arrived_on}. Allowed are days from "
            f"then until {today + MOST_AHEAD}. Next: correct the day.",
        )
    if day + timedelta(days=days) < today:
        raise RegisterError(
            "declaration-day",
            f"{day} lies longer back than the {days} days for which a declaration alone counts, so it would change "
            "nothing. Allowed are later days. Next: ask for a correction, and send what shows that you left.",
        )


def _require_first(person_id: str, stay_id: str) -> None:
    run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"declaration of {stay_id}"])  # one of two tabs waits
    made = Request.objects.filter(person_id__in=ids_ever(person_id), stay_id=stay_id, kind=Kind.DECLARATION)
    if made.filter(state__in=(State.AHEAD, State.ON_FILE)).exists():
        raise RegisterError(
            "declaration-again",
            "a departure from this stay is declared already. Allowed is one at a time. Next: take the earlier one "
            "back first, or send what shows that you left.",
        )
    if made.count() >= MOST_OF_A_STAY:
        raise RegisterError(
            "declaration-again",
            f"{MOST_OF_A_STAY} departures from this stay were declared and taken back; no more are taken. Next: ask "
            "for a correction, and send what shows when you left.",
        )
