"""The departure receipt: signed, without a name, and checked by its reference and check code on a public page.

The check code follows from the reference by a key of this register, so it is kept nowhere and can be printed again.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.proof.note import ProofError, open_note, sign_note
from sojourn.proof.signing import PublicKey
from sojourn.register import clock
from sojourn.register.desk.recording import new_token, who_on_file
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_unrestricted
from sojourn.register.door.verbs import Verb
from sojourn.register.log.keys import trusted_keys
from sojourn.register.records.stay_version import StayVersion
from sojourn.register.requests.models import DepartureReceipt
from sojourn.register.requests.stays import find_version_of, has_departure
from sojourn.register.signing import signing_key
from sojourn.register.store.persons import resolve_person
from sojourn.register.store.records import find_record
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key

HEAD = "Sojourn: receipt of a departure"
#: No letter that is taken for another one, as in codes of the door.
_LETTERS = "23456789ACDEFGHJKMNPQRTVWXY"
_CODE_LENGTH = 10
#: How many characters of a document's number the paper shows: enough to hold it beside the document, no more.
_SHOWN = 3
#: The words of the signed text, by how the departure is known; the text is the same in every language.
BASES = {
    "inspection": "an officer at the border saw the person leave",
    "manifest": "a carrier reported the person on board",
    "neighbour": "the other country recorded the entry",
    "consular": "a consulate saw the person abroad",
    "stamp": "a stamp in a passport",
    "attested": "an officer examined and accepted the person's documents",
    "returned": "a later arrival proves that the person had left",
    "none": "no record of a kind that is listed",
}


@dataclass(frozen=True)
class Receipt:
    """A receipt with what the paper says.

    Attributes:
        code: the check code. note: the signed text; key: the public key that checks it, as its owner prints it.
        departed_on, between: the day, or the days between which it lies.
        basis: how it is known. document: issuer and last characters of the document.
        recorded_at: when the record of the departure reached the register.
    """

    reference: str
    code: str
    note: str
    key: str
    departed_on: date | None
    between: tuple[date, date] | None
    basis: str
    document: str
    recorded_at: datetime | None
    made_at: datetime


@action(Verb.DEPARTURE_RECEIPT_GIVEN, "see_own")
def give_receipt(acting: Acting, person_id: str, stay_id: str) -> Done[Receipt]:
    """Give the receipt of the departure that is on record for one of a person's own stays; the same one again.

    Raises:
        RegisterError: ``receipt-missing``: the stay is not theirs, or no departure is on record.
        Restricted: the record is closed to this door.
    """
    require_unrestricted(acting, person_id)
    version = find_version_of(person_id, stay_id)
    if version is None or not has_departure(version):
        raise _missing()
    known = DepartureReceipt.objects.filter(stay_id=stay_id, person_id=person_id, sealed__isnull=False)
    same = next((each for each in known.order_by("-made_at") if still_says(each, version)), None)
    kept = same or _made(acting, person_id, version)
    return Done(read_receipt(kept), (person_id,), {"receipt": kept.reference, "stay": stay_id})


@action(Verb.DEPARTURE_RECEIPT_GIVEN, "see_own")
def open_receipt(acting: Acting, person_id: str, reference: str) -> Done[Receipt]:
    """Open one of a person's own receipts again.

    Raises:
        RegisterError: ``receipt-missing``: there is none, it is somebody else's, or it was erased.
        Restricted: the record is closed to this door.
    """
    require_unrestricted(acting, person_id)
    found = DepartureReceipt.objects.filter(pk=reference, sealed__isnull=False).first()
    if found is None or (found.person_id != person_id and resolve_person(found.person_id) != person_id):
        raise _missing()
    return Done(read_receipt(found), (person_id,), {"receipt": reference})


def check_code(reference: str) -> str:
    """Give the check code that stands on the paper of a reference."""
    told = hmac.digest(settings.CONFIGURATION.index_key, b"departure receipt\n" + reference.encode(), hashlib.sha256)
    number = int.from_bytes(told)
    letters = []
    for _each in range(_CODE_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[place])
    return "".join(letters)


def still_says(receipt: DepartureReceipt, version: StayVersion | None) -> bool:
    """Say whether the records still say what a receipt says."""
    if version is None:
        return False
    answer = version.answer
    between = list(answer["left_between"]) if answer["left_between"] else None
    said = (receipt.departed_on, receipt.between, receipt.basis)
    return said == (answer["departed_on"], between, answer["departure_basis"] or "none")


def read_receipt(kept: DepartureReceipt) -> Receipt:
    """Give what the paper of a receipt says; its signature is checked on the way, by the key that counted then.

    Raises:
        RegisterError: ``receipt-not-genuine``: the text does not open, no key of this register signed it, or the row
            beside it says something else.
    """
    about = _about(kept.reference)
    try:
        note = unseal(unseal_key(bytes(kept.key or b""), about), bytes(kept.sealed or b""), about).decode()
        text, public = _opened(note)
    except (RegisterError, ProofError) as error:
        raise _not_genuine() from error
    said = dict(line.partition(": ")[::2] for line in text.splitlines()[1:])
    if (said.get("reference"), said.get("departure")) != (kept.reference, _departure(kept)):
        raise _not_genuine()
    return Receipt(
        reference=kept.reference,
        code=check_code(kept.reference),
        note=note,
        key=f"{public.name} {public.raw.hex()}",
        departed_on=kept.departed_on,
        between=(kept.between[0], kept.between[1]) if kept.between else None,
        basis=kept.basis,
        document=said.get("document", ""),
        recorded_at=kept.recorded_at,
        made_at=kept.made_at,
    )


def _opened(note: str) -> tuple[str, PublicKey]:
    """Give the text of a note and which of the keys that this register ever had signed it.

    Raises:
        ProofError: none did.
    """
    keys = trusted_keys()
    open_note(note, keys)
    for key in keys:
        try:
            return open_note(note, [key])[0], key
        except ProofError:
            continue
    raise _not_genuine()


def _made(acting: Acting, person_id: str, version: StayVersion) -> DepartureReceipt:
    answer, reference, now = version.answer, f"T-{new_token()}", clock.now()
    record = find_record(str(answer["departure_id"])) if answer["departure_id"] else None
    between = list(answer["left_between"]) if answer["left_between"] else None
    kept = DepartureReceipt(
        reference=reference,
        person_id=person_id,
        stay_id=version.stay_id,
        record=record.name if record else "",
        departed_on=answer["departed_on"],
        between=between,
        basis=answer["departure_basis"] or "none",
        recorded_at=record.recorded_at if record else None,
        made_at=now,
        made_by=acting.actor,
    )
    key, about = new_key(), _about(reference)
    kept.key = seal_key(key, about)
    kept.sealed = seal(key, sign_note(_text(kept, _document(person_id)), signing_key()).encode(), about)
    kept.save()
    return kept


def _text(kept: DepartureReceipt, document: str) -> str:
    """Write the text that is signed; every line ends, and none holds a name or a whole number."""
    lines = [
        HEAD,
        f"reference: {kept.reference}",
        f"departure: {_departure(kept)}",
        f"known by: {BASES[kept.basis]}",
        f"on record since: {kept.recorded_at.isoformat(timespec='seconds') if kept.recorded_at else 'not told'}",
        f"document: {document or 'not told'}",
        f"made: {kept.made_at.isoformat(timespec='seconds')}",
    ]
    return "".join(f"{line}\n" for line in lines)


def _departure(kept: DepartureReceipt) -> str:
    days = [kept.departed_on] if kept.departed_on else list(kept.between or [])
    return " to ".join(str(day) for day in days)


def _document(person_id: str) -> str:
    """Give the issuer of the person's document and the end of its number, as the paper shows them."""
    who = who_on_file(person_id)
    number = "".join(letter for letter in str(who.get("document_number") or "") if letter.isalnum())
    return f"{who.get('document_issuer') or ''} ...{number[-_SHOWN:]}".strip() if number else ""


def _about(reference: str) -> bytes:
    return b"departure receipt\n" + reference.encode()


def _missing() -> RegisterError:
    return RegisterError(
        "receipt-missing",
        "no departure is on record for this stay, or the receipt is not of your own record. Allowed is a receipt of a "
        "departure that is on record. Next: if you have left, send what shows it, or declare the departure.",
    )


def _not_genuine() -> RegisterError:
    return RegisterError(
        "receipt-not-genuine",
        "this receipt is not as the register signed it: somebody changed what is kept of it. Allowed is a receipt that "
        "a key of this register signed. Next: tell the office that gave it, and ask for a new one.",
    )
