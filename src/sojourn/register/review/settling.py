"""What settles a question, recorded in the feed of the office: a crossing attested by an officer, or a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.verbs import Verb
from sojourn.register.review.models import Question
from sojourn.tables import FACTS, MOVEMENTS

ON_FILE = "on_file"
CROSSING = "crossing"
WHO = (
    "surname",
    "given_names",
    "birth_date",
    "sex",
    "nationality",
    "document_type",
    "document_number",
    "document_issuer",
)


@dataclass(frozen=True)
class Settler:
    """A kind of record that can settle a question: its words, the permission it takes, and what has to be given."""

    text: Promise
    permission: str
    needs: tuple[str, ...]


SETTLERS: dict[str, Settler] = {
    ON_FILE: Settler(_("A record that came in meanwhile"), "review_questions", ()),
    CROSSING: Settler(_("A crossing, proved by documents that I examined"), "attest", ("day_from", "shown")),
    "extension": Settler(_("An extension of the stay"), "record_fact", ("day_to", "reference")),
    "application": Settler(
        _("An application that was filed in time"), "record_fact", ("day_from", "benefit", "reference")
    ),
    "programme": Settler(
        _("A programme of study, exchange or work"), "record_fact", ("day_from", "status", "reference")
    ),
    "residence": Settler(_("A right to reside"), "record_fact", ("day_from", "reference")),
}

SHOWN: dict[str, Promise] = {
    "passport_stamp": _("A stamp of another country in the passport"),
    "boarding_pass": _("A boarding pass or a ticket that was used"),
    "foreign_record": _("A record of another country's authority"),
    "other_proof": _("Another document, kept in the file"),
}


@dataclass(frozen=True)
class Given:
    """What a reviewer gives to record what settles a question."""

    settler: str
    day_from: date | None = None
    day_to: date | None = None
    reference: str = ""
    benefit: str = ""
    status: str = ""
    shown: str = ""


def settlers_for(acting: Acting) -> dict[str, Settler]:
    """Give the kinds of record that somebody may use."""
    return {code: each for code, each in SETTLERS.items() if acting.may(each.permission)}


def record(acting: Acting, question: Question, who: Mapping[str, object], given: Given) -> list[str]:
    """Record what settles a question, and work the answer out anew; gives the names of the records made.

    Raises:
        RegisterError: ``settler-incomplete``.
        Refused: recording takes another role.
    """
    if given.settler == ON_FILE:
        return []
    missing = [name for name in SETTLERS[given.settler].needs if not getattr(given, name)]
    if missing:
        raise RegisterError(
            "settler-incomplete",
            f"to record this, {', '.join(f'`{name}`' for name in missing)} is needed too. Next: fill it in.",
        )
    if given.settler == CROSSING:
        return attest_crossing(acting, question, who, given)
    return record_fact(acting, question, who, given)


@action(Verb.ATTESTED, "attest")
def attest_crossing(acting: Acting, question: Question, who: Mapping[str, object], given: Given) -> Done[list[str]]:
    """Record the crossing that was missing, on documents that the officer examined."""
    arrival = question.code == Question.Code.ORPHAN_DEPARTURE
    values = _values(MOVEMENTS, who) | {
        "movement_id": f"q{question.pk}",
        "feed": _feed(acting),
        "kind": "attested",
        "direction": "arrival" if arrival else "departure",
        "local_date": given.day_from,
        "verified": "document",
        "admitted_class": (given.status or None) if arrival else None,
        "admitted_until": given.day_to if arrival else None,
        "recorded_at": clock.now(),
    }
    return _take_in(acting, question, "movement", values, {"shown": given.shown})


@action(Verb.FACT_RECORDED, "record_fact")
def record_fact(acting: Acting, question: Question, who: Mapping[str, object], given: Given) -> Done[list[str]]:
    """Record the fact that explains the stay."""
    filed = given.settler == "application" and given.day_from
    values = _values(FACTS, who) | {
        "fact_id": f"q{question.pk}",
        "feed": _feed(acting),
        "kind": given.settler,
        "recorded_at": clock.now(),
        "filed_at": datetime.combine(given.day_from, time(12), UTC) if filed and given.day_from else None,
        "valid_from": None if filed else given.day_from,
        "valid_to": given.day_to,
        "reference": given.reference or None,
        "benefit": given.benefit or None,
        "class": given.status or None,
    }
    return _take_in(acting, question, "fact", values, {"kind": given.settler})


def _values(columns: tuple[object, ...], who: Mapping[str, object]) -> dict[str, object]:
    names = [str(getattr(column, "name")) for column in columns]  # noqa: B009 - both tables' columns
    return {name: who.get(name) if name in WHO else None for name in names}


def _feed(acting: Acting) -> str:
    return f"review:{acting.office or 'central'}"


def _take_in(
    acting: Acting, question: Question, source: str, values: dict[str, object], about: dict[str, object]
) -> Done[list[str]]:
    from sojourn.register.answering.recompute import answer_and_follow
    from sojourn.register.store.records import NewRecord, append_records

    new = NewRecord("movement" if source == "movement" else "fact", values)
    taken = append_records([new], batch_id=uuid4(), actor=acting.actor, received_at=clock.now())
    answer_and_follow({each.subject_id for each in taken}, "records", [each.name for each in taken], acting)
    names = [each.name for each in taken]
    return Done(names, (question.person_id,), {"question": question.pk, "records": names, **about})
