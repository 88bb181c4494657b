"""A small world in which somebody asks: a person with one stay, their records, and what staff do with what was asked.

The register is imported inside the functions: Django is set up when the first of them is called.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from sojourn.errors import SojournError

if TYPE_CHECKING:
    from sojourn.register.requests.models import Request

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
#: The smallest files of each kind that are taken.
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 20 + b"\xff\xd9"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
_TOKENS = count(1)


@dataclass(frozen=True)
class Somebody:
    """Somebody on file: their id, their stay, what names them, their arrival's record."""

    person_id: str
    stay_id: str
    who: Mapping[str, object]
    arrival: str


def token() -> str:
    """Give another token of a form."""
    return f"TKN{next(_TOKENS):09d}"


def somebody(word: str = "ada", *, back: int = 300, until: int = 20) -> Somebody:
    """Put somebody on file who arrived ``back`` days ago, authorised until ``until`` days ago (negative: ahead)."""
    from sojourn.register.store.models import CurrentAnswer

    who = {
        "surname": f"ASKER{word.upper()}", "given_names": "KIM", "birth_date": "1985-06-07", "sex": "X",
        "nationality": "NLD", "document_type": "P", "document_number": f"Q{word.upper()}77031",
        "document_issuer": "NLD",
    }  # fmt: skip
    came = TODAY - timedelta(days=back)
    row = {
        "movement_id": f"{word}-1", "feed": "post:JFK", "kind": "inspection", "direction": "arrival",
        "outcome": "admitted", "local_date": came, "port": "JFK", "mode": "air", "admitted_class": "B2",
        "verified": "document", "admitted_until": TODAY - timedelta(days=until),
        "recorded_at": datetime(came.year, came.month, came.day, 13, tzinfo=UTC),
    }  # fmt: skip
    name, person = take_in("movement", {**who, **row})
    stay = CurrentAnswer.objects.filter(person_id=person).values_list("stay_id", flat=True).get()
    return Somebody(person, stay, who, name)


def leave(made: Somebody, day: date, **more: Any) -> str:
    """Take in a departure of somebody by an inspection at the border; gives the record's name."""
    row = {
        "movement_id": uuid4().hex[:8], "feed": "post:JFK", "kind": "inspection", "direction": "departure",
        "local_date": day, "port": "JFK", "mode": "air", **more,
    }  # fmt: skip
    return take_in("movement", {**made.who, **row})[0]


def tell(made: Somebody, kind: str, **values: Any) -> str:
    """Take in a fact about somebody; gives the record's name."""
    row = {"fact_id": uuid4().hex[:8], "feed": "court:TEST", "kind": kind, **values}
    return take_in("fact", {**made.who, **row})[0]


def take_in(source: str, row: Mapping[str, object]) -> tuple[str, str]:
    """Append a row and answer anew; gives the record's name and the person's id."""
    from sojourn.register import clock
    from sojourn.register.answering.recompute import answer_and_follow
    from sojourn.register.store.months import ensure_months
    from sojourn.register.store.persons import members_of
    from sojourn.register.store.records import NewRecord, append_records

    now = clock.now()
    ensure_months([now])
    new = NewRecord(source, {"recorded_at": now, **row})  # type: ignore[arg-type]  # one of the two words
    (taken,) = append_records([new], batch_id=uuid4(), actor=f"feed:{row['feed']}", received_at=now)
    answer_and_follow([taken.subject_id], "records", [taken.name])
    return taken.name, members_of([taken.subject_id])[taken.name]


def ask(made: Somebody, kind: str = "correction", **more: Any) -> Request:
    """Let somebody ask for something."""
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.receiving import Asked, receive

    topics = {"correction": "departure_missing", "complaint": "delay"}
    given = {"text": "I left on 3 November with the evening flight.", "topic": topics.get(kind, ""), "token": token()}
    return receive(PERSON, made.person_id, Asked(kind=kind, **{**given, **more}))


def declare(made: Somebody, day: date, **more: Any) -> Request:
    """Let somebody declare a departure."""
    from sojourn.register.door.acting import PERSON
    from sojourn.register.requests.declaring import Declared
    from sojourn.register.requests.declaring import declare as do

    return do(PERSON, made.person_id, Declared(made.stay_id, day, token(), **more))


def answer_of(made: Somebody) -> tuple[str, str | None]:
    """Give the state and the code of the current answer for somebody's stay."""
    from sojourn.register.store.models import CurrentAnswer

    return CurrentAnswer.objects.values_list("state", "unknown_code").get(stay_id=made.stay_id)


def refused(code: str, what: Callable[[], object]) -> SojournError:
    """Expect a refusal by its code; gives it."""
    with pytest.raises(SojournError) as caught:
        what()
    assert caught.value.code == code
    return caught.value
