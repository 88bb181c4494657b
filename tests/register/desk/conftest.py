"""What the tests of the desk share: zones of invented documents, and records of invented people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from sojourn.register.store.records import NewRecord

#: The specimen of ICAO Doc 9303-4, Utopia.
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
#: The specimen of ICAO Doc 9303-5.
CARD = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"


@pytest.fixture
def passport() -> str:
    """Give the zone of a passport."""
    return PASSPORT


@pytest.fixture
def card() -> str:
    """Give the zone of a card."""
    return CARD


#: The time at which the tests of the desk play: noon in New York.
NOON = datetime(2026, 7, 22, 16, tzinfo=UTC)


@dataclass(frozen=True)
class People:
    """Invented people on file, by their ids.

    Amina may stay; Grace has a passport of the same number from another country; of Hana no departure is on file and
    her last day has passed; Sara is restricted; Ahmed's name is in Arabic; Anna holds the passport of the specimen.
    """

    amina: str
    grace: str
    hana: str
    sara: str
    ahmed: str
    anna: str


@pytest.fixture(scope="module")
def people(django_ready: object) -> Iterator[People]:
    """Give people who are answered in one go and gone after the module; each test rolls back what it adds."""
    from django.db import transaction

    from sojourn.register import clock
    from sojourn.register.store.months import ensure_months
    from tests.register.desk.desk_log import forget_earlier

    with transaction.atomic():
        ensure_months([NOON, NOON + timedelta(days=60)])
        forget_earlier()
        with clock.set_to(NOON):
            yield append_people()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    """Let the clock stand at noon."""
    from sojourn.register import clock

    with clock.set_to(NOON):
        yield


def append_people() -> People:
    """Append the records of the people, answer for all at once, and give their ids."""
    from sojourn.register.answering.recompute import answer_subjects
    from sojourn.register.store.persons import members_of
    from sojourn.register.store.records import append_records

    long_ago = {"local_date": date(2025, 9, 1), "admitted_until": date(2026, 2, 28)}
    rows = [
        arrival("amina", references=["i94:12345678901"]),
        arrival("grace", surname="Otieno", given_names="Grace", birth_date="1984-02-03", document_issuer="KEN"),
        arrival("hana", surname="Bekele", given_names="Hana", document_number="EP0000777", **long_ago),
        arrival("sara", given_names="Sara", document_number="EP0000888"),
        arrival("ahmed", surname="محمد", given_names="أحمد", document_number="A12345678", document_issuer="EGY"),
        arrival("anna", surname="Eriksson", given_names="Anna", document_number="L898902C3", document_issuer="UTO"),
        restriction("EP0000888"),
    ]
    done = append_records(rows, batch_id=uuid4(), actor="service", received_at=NOON)
    subjects = [each.subject_id for each in done]
    answer_subjects(subjects, "records", [each.name for each in done])
    whose = members_of(subjects)
    return People(**{name: whose[f"post:EWR/{name}"] for name in People.__dataclass_fields__})


def arrival(name: str, **changed: object) -> NewRecord:
    """Make an arrival at a border post."""
    from sojourn.register.store.records import NewRecord

    values: dict[str, object] = {
        "movement_id": name, "feed": "post:EWR", "kind": "inspection", "direction": "arrival", "outcome": "admitted",
        "verified": "document", "local_date": date(2026, 6, 1), "port": "EWR", "mode": "air",
        "surname": "Tesfaye", "given_names": "Amina", "birth_date": "1990-09-14", "sex": "F", "nationality": "ETH",
        "document_type": "P", "document_number": "EP1182736", "document_issuer": "ETH",
        "admitted_class": "B-2", "admitted_until": date(2026, 8, 31),
        "recorded_at": datetime(2026, 6, 1, 15, tzinfo=UTC),
        **changed,
    }  # fmt: skip
    return NewRecord("movement", values)


def restriction(number: str) -> NewRecord:
    """Make a fact that makes the holder of a passport restricted."""
    from sojourn.register.store.records import NewRecord

    values: dict[str, object] = {
        "fact_id": f"r-{number}", "feed": "agency:BEN", "kind": "protection", "type": "special_caseload",
        "valid_from": date(2026, 6, 2), "document_type": "P", "document_number": number, "document_issuer": "ETH",
        "restricted": True, "recorded_at": datetime(2026, 6, 2, 15, tzinfo=UTC),
    }  # fmt: skip
    return NewRecord("fact", values)
