"""What the person asked with our replies, their receipts, and to whom answers were told; nobody who works here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from sojourn.errors import RegisterError
from sojourn.register.components.days import long_day
from sojourn.register.components.words import DEPARTURE_BASES
from sojourn.register.door.models import Disclosure
from sojourn.register.requests import words
from sojourn.register.requests.models import DepartureReceipt
from sojourn.register.requests.own import list_own_requests
from sojourn.register.requests.receipts import read_receipt
from sojourn.register.requests.texts import ASKED, REPLY, read_text
from sojourn.register.store.persons import ids_ever


@dataclass(frozen=True)
class RequestTaken:
    """One thing that the person asked or told us, with the reply; the codes are those of the log."""

    reference: str
    kind: str
    topic: str
    state: str
    outcome: str
    stay_id: str
    received_at: datetime
    answer_by: date | None
    decided_at: datetime | None
    departs_on: date | None
    text: str
    reply: str
    records: tuple[str, ...]


@dataclass(frozen=True)
class ReceiptTaken:
    """One receipt of a departure; ``note`` is the signed text and ``code`` checks it, both empty once forgotten."""

    reference: str
    stay_id: str
    departed_on: date | None
    between: tuple[date, ...]
    basis: str
    made_at: datetime
    code: str
    note: str


@dataclass(frozen=True)
class DisclosureTaken:
    """One answer that was told to somebody: to whom, on which legal basis, what for, and what was said."""

    stay_id: str
    recipient: str
    legal_basis: str
    purpose: str
    told_at: datetime
    text: str


def list_requests_taken(person_id: str) -> list[RequestTaken]:
    """List what the person asked or told us, the last first."""
    return [
        RequestTaken(
            reference=each.reference,
            kind=each.kind,
            topic=each.topic,
            state=each.state,
            outcome=each.outcome,
            stay_id=each.stay_id,
            received_at=each.received_at,
            answer_by=each.last_day,
            decided_at=each.decided_at,
            departs_on=each.departs_on,
            text=read_text(each, ASKED),
            reply=read_text(each, REPLY),
            records=tuple(each.records),
        )
        for each in list_own_requests(person_id)
    ]


def list_receipts_taken(person_id: str) -> list[ReceiptTaken]:
    """List the receipts of the person's departures, the last first."""
    kept = DepartureReceipt.objects.filter(person_id__in=ids_ever(person_id)).order_by("-made_at", "reference")
    return [_receipt(each) for each in kept]


def list_disclosures_taken(person_id: str) -> list[DisclosureTaken]:
    """List to whom answers about the person were told, the last first."""
    told = Disclosure.objects.filter(person_id__in=ids_ever(person_id)).order_by("-confirmed_at", "-pk")
    return [
        DisclosureTaken(each.stay_id, each.recipient, each.legal_basis, each.purpose, each.confirmed_at, each.text)
        for each in told
        if each.confirmed_at is not None
    ]


def request_rows(found: Iterable[RequestTaken]) -> list[list[str]]:
    """Say requests as rows of the paper: when, what, in the person's words, and the reply."""
    return [
        [
            long_day(each.received_at),
            " · ".join(filter(None, [str(words.KINDS[each.kind]), words.topic_words(each.kind, each.topic),
                                     str(words.STATES[each.state]), each.reference])),
            each.text or (long_day(each.departs_on) if each.departs_on else ""),
            " · ".join(filter(None, [words.outcome_words(each.kind, each.outcome), each.reply])),
        ]
        for each in found
    ]  # fmt: skip


def receipt_rows(found: Iterable[ReceiptTaken]) -> list[list[str]]:
    """Say receipts as rows of the paper."""
    return [
        [long_day(each.made_at), each.reference, each.code, f"{_when(each)}. {DEPARTURE_BASES[each.basis]}"]
        for each in found
    ]


def disclosure_rows(found: Iterable[DisclosureTaken]) -> list[list[str]]:
    """Say disclosures as rows of the paper."""
    return [
        [long_day(each.told_at), each.recipient, f"{each.legal_basis} · {each.purpose}", each.text] for each in found
    ]


def _when(receipt: ReceiptTaken) -> str:
    if receipt.departed_on is not None or not receipt.between:
        return long_day(receipt.departed_on) if receipt.departed_on else ""
    first, last = receipt.between[0], receipt.between[-1]
    return gettext("between %(first)s and %(last)s") % {"first": long_day(first), "last": long_day(last)}


def _receipt(kept: DepartureReceipt) -> ReceiptTaken:
    code, note = "", ""
    if kept.sealed is not None:
        try:
            read = read_receipt(kept)
            code, note = read.code, read.note
        except RegisterError:  # it is no longer genuine: what is on file goes along, and nothing that vouches for it
            code, note = "", ""
    return ReceiptTaken(
        reference=kept.reference,
        stay_id=kept.stay_id,
        departed_on=kept.departed_on,
        between=tuple(kept.between or ()),
        basis=kept.basis,
        made_at=kept.made_at,
        code=code,
        note=note,
    )
