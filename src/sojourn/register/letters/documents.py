"""Documents: checked, sealed under a key of their own, listed in their case, handed out again. Each look is logged."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.models import Case
from sojourn.register.cases.opening import get_case
from sojourn.register.cases.reading import person_of
from sojourn.register.door.acting import Acting, PurposeNeeded, Restricted
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_open
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.answers import receive_answer
from sojourn.register.letters.content_check import ENDINGS, check_content
from sojourn.register.letters.models import Document, DocumentBody
from sojourn.register.store.sealing import new_key, seal, seal_key, unseal, unseal_key

LETTER, PROOF, ANSWER, EVIDENCE, COURT, MAIL = "letter", "proof", "answer", "evidence", "court", "mail"
#: What an uploaded document may be said to be.
UPLOADED = (PROOF, ANSWER, EVIDENCE, COURT)
_NAME_LENGTH = 120


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it: its name, the media type that they named, and the content."""

    name: str
    declared: str
    content: bytes


@dataclass(frozen=True)
class OpenedDocument:
    """A document with its content; ``name`` is safe as the name of a file."""

    document: Document
    name: str
    content: bytes


@dataclass(frozen=True)
class ListedDocument:
    """A document as a list shows it; no name where it was erased."""

    document: Document
    name: str


@action(Verb.DOCUMENT_KEPT, "keep_documents")
def upload_document(acting: Acting, case_id: str, sent: Sent, about: str, received_on: date) -> Done[Document]:
    """Keep a document in a case; the same one again is kept once.

    Raises:
        RegisterError: ``case-missing``, ``document-about``, ``document-day`` and those of ``check_content``.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    case = get_case(case_id)
    person = person_of(case)
    require_open(acting, person)
    if about not in UPLOADED:
        allowed = ", ".join(f"`{each}`" for each in UPLOADED)
        raise RegisterError(
            "document-about",
            f"a document is not kept as `{about[:40]}`. Allowed: {allowed}. Next: say what it is.",
        )
    document = keep_document(acting, sent, about, received_on, case)
    if about == ANSWER:  # however it came, it has to be weighed
        receive_answer(acting, case, document, received_on, None)
    return Done(document, (person,), {"case": case_id, "document": document.pk})


def keep_document(acting: Acting, sent: Sent, about: str, received_on: date, case: Case | None) -> Document:
    """Check a document and keep it sealed; the caller is an action.

    Raises:
        RegisterError: ``document-day`` and those of ``check_content``.
    """
    media = check_content(sent.content, sent.declared)
    if received_on > clock.today():
        raise RegisterError(
            "document-day",
            f"{received_on} lies ahead. Allowed is the day on which the document reached us. Next: correct the day.",
        )
    digest = digest_of(sent.content)
    kept = Document.objects.filter(case=case, digest=digest).first() if case else None
    if kept is not None:
        if not DocumentBody.objects.filter(document=kept).exists():  # it was erased, and sent again
            seal_body(kept, sent.name, sent.content)
        return kept
    document = Document.objects.create(
        digest=digest,
        person_id=person_of(case) if case else "",
        case=case,
        about=about,
        media=media,
        size=len(sent.content),
        received_on=received_on,
        kept_at=clock.now(),
        kept_by=acting.actor,
    )
    seal_body(document, sent.name, sent.content)
    return document


def seal_body(document: Document, name: str, content: bytes) -> None:
    """Seal the name and the content of a document under a key of its own."""
    key, about = new_key(), _about(document)
    header = json.dumps({"name": name[:_NAME_LENGTH]}, ensure_ascii=False).encode()
    told = len(header).to_bytes(4) + header + content
    DocumentBody.objects.create(document=document, key=seal_key(key, about), sealed=seal(key, told, about))


def read_body(document: Document) -> tuple[str, bytes]:
    """Give the name and the content of a document.

    Raises:
        RegisterError: ``document-gone``: it was erased; ``sealed-unreadable``.
    """
    body = DocumentBody.objects.filter(document=document).first()
    if body is None:
        raise RegisterError(
            "document-gone",
            "what this document said was erased with the person. Allowed are documents that are on file. "
            "Next: ask whoever sent it.",
        )
    about = _about(document)
    told = unseal(unseal_key(bytes(body.key), about), bytes(body.sealed), about)
    length = int.from_bytes(told[:4])
    return str(json.loads(told[4 : 4 + length])["name"]), told[4 + length :]


@action(Verb.DOCUMENT_OPENED, "see_cases")
def open_document(acting: Acting, document_id: int) -> Done[OpenedDocument]:
    """Open a document of a case.

    Numbers can be guessed. So whoever may not open a document is answered as if there were none: neither whose it is
    nor that there is one can be learned by trying.

    Raises:
        RegisterError: ``document-missing``, ``document-gone``.
    """
    document = Document.objects.filter(pk=document_id, case__isnull=False).select_related("case").first()
    if document is None or document.case is None:
        raise _missing()
    person = person_of(document.case)
    try:
        require_open(acting, person)
    except (PurposeNeeded, Restricted):
        raise _missing() from None
    _, content = read_body(document)
    opened = OpenedDocument(document, file_name(document), content)
    return Done(opened, (person,), {"case": document.case.case_id, "document": document.pk})


@action(Verb.DOCUMENT_OPENED, "see_cases")
def open_documents(acting: Acting, case_id: str) -> Done[list[ListedDocument]]:
    """Open the list of a case's documents, the one received last first.

    Raises:
        RegisterError: ``case-missing``.
        PurposeNeeded, Restricted: where it is not one's own work.
    """
    case = get_case(case_id)
    person = person_of(case)
    require_open(acting, person)
    found = Document.objects.filter(case=case).order_by("-received_on", "-pk")
    listed = [ListedDocument(each, _name_of(each)) for each in found]
    return Done(listed, (person,), {"case": case_id, "documents": len(listed)})


def file_name(document: Document) -> str:
    """Give the name under which a document is handed out: ours, so that none can lead astray."""
    return f"document-{document.pk}.{ENDINGS[document.media]}"


def digest_of(content: bytes) -> str:
    """Give the keyed SHA-256 of a content: a short text could else be guessed from a plain one."""
    return hmac.digest(settings.CONFIGURATION.index_key, b"document\n" + content, "sha256").hex()


def _missing() -> RegisterError:
    return RegisterError(
        "document-missing",
        "there is no document of this number in a case. Allowed are the documents that a case lists. "
        "Next: open the case and choose one.",
    )


def _name_of(document: Document) -> str:
    if not DocumentBody.objects.filter(document=document).exists():
        return ""
    return read_body(document)[0]


def _about(document: Document) -> bytes:
    return b"document\n" + document.pk.to_bytes(8) + document.digest.encode()
