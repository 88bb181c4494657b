"""How a letter was served: each try with its proof, on the person and on counsel; each becomes a `service` fact,
but of letters without effect in law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.models import Event
from sojourn.register.cases.recording import record_fact
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.contacts import find_contact, find_counsel
from sojourn.register.letters.documents import PROOF, Sent, keep_document
from sojourn.register.letters.file_told import rows_of
from sojourn.register.letters.models import Attempt, Document, Letter
from sojourn.register.letters.opening import get_letter, person_of_letter
from sojourn.register.letters.texts import AUTOMATIC, DECISION
from sojourn.register.store.records import find_record

IN_PERSON, POST, COUNSEL, ELECTRONIC, ON_FILE = "in_person", "post", "counsel", "electronic", "on_file"
METHODS = (IN_PERSON, POST, COUNSEL, ELECTRONIC, ON_FILE)
DELIVERED, FAILED, REFUSED = "delivered", "failed", "refused"
OUTCOMES = (DELIVERED, FAILED, REFUSED)
PERSON = "person"
#: What a step puts on file and a decision letter tells the person of.
_SERVED_ACTS = ("order", "charge_issued")
#: Who brought the letter.
BY = ("officer", "postal_service", "mailbox", "courier")


@dataclass(frozen=True)
class Served:
    """One try to serve a letter.

    Attributes:
        method: ``counsel`` is service on the representative, every other one is on the person.
        outcome: of a letter put on file it is ``failed``: it did not reach the person.
        at: when it happened. by: who brought it, of ``BY``.
        proof: the receipt, the postal slip or the certificate; needed where it was delivered or refused.
        token: the id of the fact to be; a form that is sent twice records once.
    """

    method: str
    outcome: str
    at: datetime
    by: str
    token: str
    proof: Sent | None = None


@action(Verb.LETTER_SERVED, "record_procedure")
def record_service(acting: Acting, reference: str, served: Served) -> Done[Attempt]:
    """Record how a letter was served, and put it on file as a fact about the person.

    Raises:
        RegisterError: ``letter-missing``, ``letter-served-how``, ``letter-served-when``, ``letter-proof``,
            ``letter-no-counsel``, those of ``check_content`` and of ``record_fact``.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    letter = get_letter(reference)
    person = person_of_letter(letter)
    require_open(acting, person)
    known = Attempt.objects.filter(token=served.token).first()
    if known is not None:
        return Done(known, (person,), {"letter": reference})
    contact = _require_sound(letter, person, served)
    proof = _proof(acting, letter, served)
    record = _put_on_file(acting, letter, person, served, proof)
    attempt = Attempt.objects.create(
        letter=letter,
        whom=COUNSEL if served.method == COUNSEL else PERSON,
        method=served.method,
        outcome=served.outcome,
        served_at=served.at,
        served_by=served.by,
        contact=contact,
        proof=proof,
        record=record,
        token=served.token,
        recorded_at=clock.now(),
        recorded_by=acting.actor,
    )
    about = {"letter": reference, "method": served.method, "outcome": served.outcome, "record": record}
    return Done(attempt, (person,), about)


def _put_on_file(acting: Acting, letter: Letter, person: str, served: Served, proof: Document | None) -> str:
    """Put the try on file as a fact; of a reminder and an enquiry none, for they have no effect in law."""
    if letter.kind in AUTOMATIC:
        return ""
    digest = proof.digest if proof else ""
    return record_fact(acting, person, "service", _fact(letter, served), served.token, digest)


def _fact(letter: Letter, served: Served) -> dict[str, object]:
    """Give the columns of the `service` fact; the address is not among them."""
    return {
        "reference": _served_reference(letter),
        "type": served.method,
        "outcome": served.outcome,
        "notified_at": served.at,
        "served_by": served.by,
    }


def _served_reference(letter: Letter) -> str:
    """Give what was served: of the letter that tells of an order or a charge the number of that act, else its own.

    So the time to appeal begins when the order reached the person, whatever paper brought it.
    """
    if letter.kind != DECISION or not letter.step:
        return letter.reference
    event = Event.objects.filter(case_id=letter.case_id, kind="step", step=letter.step).order_by("-id").first()
    for name in event.records if event else []:
        record = find_record(name)
        if record is not None and record.values.get("kind") in _SERVED_ACTS and record.values.get("reference"):
            return str(record.values["reference"])
    return letter.reference


def _require_sound(letter: Letter, person: str, served: Served) -> str:
    """Check one try, and give the fact whose address was used."""
    if served.method not in METHODS or served.outcome not in OUTCOMES or served.by not in BY:
        raise RegisterError(
            "letter-served-how",
            f"this is no way to serve a letter. Allowed are the methods {', '.join(METHODS)}, the outcomes "
            f"{', '.join(OUTCOMES)}, and {', '.join(BY)}. Next: choose one of each.",
        )
    if served.method == ON_FILE and served.outcome != FAILED:
        raise RegisterError(
            "letter-served-how",
            "a letter that is put on file reached nobody: it starts no clock and supports no determination. Allowed is "
            "`failed`. Next: record it so, and try again at another address.",
        )
    if served.at > clock.now() or clock.day_of(served.at) < clock.day_of(letter.made_at):
        raise RegisterError(
            "letter-served-when",
            "a letter is served after it was made and not in the future. Allowed are times between the two. "
            "Next: correct the day and the time.",
        )
    if served.outcome in (DELIVERED, REFUSED) and served.proof is None:
        raise RegisterError(
            "letter-proof",
            "what was delivered or refused is recorded with its proof. Allowed is the receipt, the postal slip or the "
            "certificate, as a PDF, a picture or a text. Next: add it.",
        )
    return _address_used(letter, person, served)


def _address_used(letter: Letter, person: str, served: Served) -> str:
    rows, day = rows_of(person), clock.day_of(served.at)
    if served.method != COUNSEL:
        contact = find_contact(rows, day)
        return contact.record if contact else letter.contact
    counsel = find_counsel(rows, day)
    if counsel is None:
        raise RegisterError(
            "letter-no-counsel",
            "no representation of the person is on file for that day. Allowed is service on a representative who is on "
            "file. Next: record the representation first.",
        )
    return counsel.record


def _proof(acting: Acting, letter: Letter, served: Served) -> Document | None:
    if served.proof is None:
        return None
    document = keep_document(acting, served.proof, PROOF, clock.day_of(served.at), letter.case)
    if not document.person_id:
        document.person_id = letter.person_id
        document.save(update_fields=["person_id"])
    return document
