"""Mail that comes in and is not matched yet: kept with its day of receipt, matched by a reference, never by a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.models import Case
from sojourn.register.cases.reading import person_of
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.answers import receive_answer
from sojourn.register.letters.documents import (
    ANSWER,
    EVIDENCE,
    MAIL,
    OpenedDocument,
    Sent,
    file_name,
    keep_document,
    read_body,
)
from sojourn.register.letters.models import Document, Letter, Mail
from sojourn.register.letters.references import read_reference

#: Pieces of mail that the queue shows at once.
MOST = 50


@dataclass(frozen=True)
class Matched:
    """Whose mail it is: the reference of a letter or the number of a case, and whether the person answers with it."""

    reference: str
    is_answer: bool


@action(Verb.MAIL_KEPT, "keep_documents")
def keep_mail(acting: Acting, sent: Sent, received_on: date) -> Done[Mail]:
    """Keep mail that came in, in the queue of one's own office.

    Raises:
        RegisterError: ``no-office`` and those of ``keep_document``.
    """
    office = _office(acting)
    document = keep_document(acting, sent, MAIL, received_on, None)
    mail = Mail.objects.create(document=document, office=office, received_on=received_on)
    return Done(mail, (), {"mail": mail.pk, "received_on": received_on.isoformat()})


@action(Verb.DOCUMENT_OPENED, "keep_documents")
def open_queue(acting: Acting) -> Done[list[Mail]]:
    """Open the queue of one's own office, what waits longest first; it names nobody.

    Raises:
        RegisterError: ``no-office``.
    """
    waiting = Mail.objects.filter(office=_office(acting), matched_at__isnull=True).select_related("document")
    found = list(waiting.order_by("received_on", "pk")[:MOST])
    return Done(found, (), {"queue": len(found)})


@action(Verb.DOCUMENT_OPENED, "keep_documents")
def open_mail(acting: Acting, mail_id: int) -> Done[OpenedDocument]:
    """Open a piece of mail that waits in one's own office.

    Raises:
        RegisterError: ``mail-missing``, ``document-gone``, ``no-office``.
    """
    document = get_mail(acting, mail_id).document
    _, content = read_body(document)
    return Done(OpenedDocument(document, file_name(document), content), (), {"mail": mail_id})


@action(Verb.MAIL_MATCHED, "keep_documents")
def match_mail(acting: Acting, mail_id: int, matched: Matched) -> Done[Case]:
    """Say whose mail it is. An answer counts from the day on which it reached us, not from today.

    Raises:
        RegisterError: ``mail-missing``, ``mail-reference``, ``document-twice``, ``no-office``.
        PurposeNeeded, Restricted: where the case is not one's own work.
    """
    mail = get_mail(acting, mail_id, locked=True)
    case, letter = _find(matched.reference)
    person = person_of(case)
    require_open(acting, person)
    document = mail.document
    if Document.objects.filter(case=case, digest=document.digest).exists():
        raise RegisterError(
            "document-twice",
            "this document is in the case already. Allowed is each document once. Next: open the case's documents.",
        )
    document.case, document.person_id = case, person
    document.about = ANSWER if matched.is_answer else EVIDENCE
    document.save(update_fields=["case", "person_id", "about"])
    mail.case, mail.matched_at, mail.matched_by = case, clock.now(), acting.actor
    mail.save(update_fields=["case", "matched_at", "matched_by"])
    if matched.is_answer:
        receive_answer(acting, case, document, mail.received_on, letter)
    about = {"mail": mail_id, "case": case.case_id, "document": document.pk, "answer": matched.is_answer}
    return Done(case, (person,), about)


def get_mail(acting: Acting, mail_id: int, *, locked: bool = False) -> Mail:
    """Get a piece of mail that waits in one's own office.

    Raises:
        RegisterError: ``mail-missing``, ``no-office``.
    """
    rows = Mail.objects.select_for_update(of=("self",)) if locked else Mail.objects
    waiting = rows.filter(pk=mail_id, office=_office(acting), matched_at__isnull=True)
    found = waiting.select_related("document").first()
    if found is None:
        raise RegisterError(
            "mail-missing",
            "no such mail waits in your office. Allowed is mail that your office keeps and that is not matched. "
            "Next: go back to the queue.",
        )
    return found


def _find(reference: str) -> tuple[Case, Letter | None]:
    text = reference.strip()
    letter = Letter.objects.filter(reference=read_reference(text)).select_related("case").first()
    if letter is not None and letter.case is not None:
        return letter.case, letter
    case = Case.objects.filter(case_id=text.lower()).first() if letter is None else _case_of(letter)
    if case is None:
        raise RegisterError(
            "mail-reference",
            "no case has this reference. Allowed are the reference of a letter and the number of a case. "
            "Next: look for it on the paper; if there is none, write back and ask for it.",
        )
    return case, letter


def _case_of(letter: Letter) -> Case | None:
    """A reminder or an enquiry has no case; where one was begun about the stay since, mail to it goes there."""
    same = Case.objects.filter(stay_id=letter.stay_id).exclude(stay_id="")
    return same.order_by("-opened_at").first()


def _office(acting: Acting) -> str:
    if not acting.office:
        raise RegisterError(
            "no-office",
            "you belong to no office, and mail is kept by the office that it came to. Allowed are officers of an "
            "office. Next: ask an administrator to give you one.",
        )
    return acting.office
