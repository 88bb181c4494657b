"""Invented people with values that occur nowhere else, put into the store as records and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import uuid4

SURNAME, NUMBER = "Quarrowby", "ZQ7731904"
AT = datetime(2027, 1, 5, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Invented:
    """One invented person with one stay, and the values by which a page is known to show them."""

    person_id: str
    stay_id: str
    record: str
    subject_id: object
    markers: tuple[str, ...]


def change_answer(whom: Invented, state: str, restricted: bool = False) -> None:
    """Append another version of the answer for the person's stay."""
    from sojourn.register.store.answers import NewAnswer, append_answers

    day = date(2027, 1, 5)
    body = {
        "stay_id": whom.stay_id, "person_id": whom.person_id, "arrival_id": whom.record, "arrived_on": day,
        "departure_basis": "none", "state": state, "certainty": "confirmed", "authorised_until": date(2027, 7, 4),
        "departure_id": None, "departed_on": None, "left_between": None, "unknown_code": None, "days_over_min": None,
        "days_over_max": None, "reasons": [], "questions": [], "next_change_on": None, "as_of": day, "known_at": AT,
        "law": "us", "law_version": "1", "engine_version": "1",
    }  # fmt: skip
    cause = {"why": "records", "names": [whom.record]}
    append_answers(
        [
            NewAnswer(
                whom.stay_id, whom.person_id, state, body, [], [], {}, day, AT, cause,
                day, restricted=restricted,
            )
        ]
    )  # fmt: skip


def invent(number: int, state: str, restricted: bool) -> Invented:
    """Put an invented person into the store: one arrival, one answer."""
    name, document = f"{SURNAME}{'abcdefghij'[number]}", f"{NUMBER}{number}"
    from sojourn.register.store.persons import NewMembership, append_memberships, set_current_persons
    from sojourn.register.store.records import NewRecord, append_records

    movement = {
        "movement_id": f"door-{number}", "feed": "post:JFK", "kind": "inspection", "direction": "arrival",
        "outcome": "admitted", "occurred_at": AT, "local_date": AT.date(), "port": "JFK", "surname": name,
        "given_names": "Ilse", "birth_date": "1988-02-11", "sex": "F", "nationality": "NLD", "document_type": "P",
        "document_number": document, "document_issuer": "NLD", "admitted_class": "B2",
        "admitted_until": date(2027, 7, 4), "recorded_at": AT,
    }  # fmt: skip
    (appended,) = append_records([NewRecord("movement", movement)], batch_id=uuid4(), actor="service", received_at=AT)
    record = f"post:JFK/door-{number}"
    digest = sha256(record.encode()).hexdigest()[:20]
    whom = Invented(f"p{digest}", f"s{digest}", record, appended.subject_id, (name, document))
    append_memberships([NewMembership(record, appended.subject_id, whom.person_id, "own", None)], AT)
    set_current_persons([appended.subject_id], [(whom.person_id, appended.subject_id)])
    change_answer(whom, state, restricted)
    return whom
