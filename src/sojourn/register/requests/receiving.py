"""Taking in what a person asks: a reference and a clock at once, the words sealed, the documents checked and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sojourn.errors import RegisterError
from sojourn.register import clock
from sojourn.register.cases.models import Case
from sojourn.register.desk.recording import new_token
from sojourn.register.door.acting import Acting
from sojourn.register.door.actions import Done, action
from sojourn.register.door.purposes import require_unrestricted
from sojourn.register.door.verbs import Verb
from sojourn.register.letters.answers import receive_answer
from sojourn.register.letters.content_check import JPEG, MB, PDF, PNG, TEXT, check_content
from sojourn.register.letters.documents import ANSWER, EVIDENCE, Sent, keep_document
from sojourn.register.letters.models import Document, Letter
from sojourn.register.requests import models
from sojourn.register.requests.deadlines import deadline_from
from sojourn.register.requests.events import write_event
from sojourn.register.requests.models import Kind, Request, State
from sojourn.register.requests.routing import route
from sojourn.register.requests.targets import Target, find_target
from sojourn.register.requests.texts import ASKED, keep_text
from sojourn.register.requests.words import TOPICS

PERMISSION = "ask_own"
#: Files of one request, and the bytes of each; photographs of an old phone are smaller.
MOST_FILES, MOST_BYTES = 5, 10 * MB
MOST_WORDS = 4_000
#: So many requests of one person are taken in a day; nobody needs more, and a stolen code could make many.
MOST_A_DAY = 20
#: The kinds of file that are taken at the person's door.
TAKEN = (PDF, PNG, JPEG)


@dataclass(frozen=True)
class Asked:
    """What a person sends.

    Attributes:
        kind, topic: what they want; topic is a code of ``words.TOPICS``, empty for an answer.
        text: in their words. files: what proves it.
        target: of an answer what it answers (``targets.Target.code``).
        stay_id: which of their stays it is about; empty: none in particular.
        complained_of: of a complaint the office; empty: they do not know.
        language, given_how: of their session. token: a form that is sent twice asks once.
    """

    kind: str
    text: str
    token: str
    topic: str = ""
    files: tuple[Sent, ...] = ()
    target: str = ""
    stay_id: str = ""
    complained_of: str = ""
    language: str = "en"
    given_how: str = ""


@action(Verb.REQUEST_MADE, PERMISSION)
def receive(acting: Acting, person_id: str, asked: Asked) -> Done[Request]:
    """Take a request in; it decides nothing.

    Raises:
        RegisterError: ``request-incomplete``, ``request-files``, ``request-too-many``, ``request-target-missing``, and
            those of ``check_content``.
        Restricted: the record is closed to this door.
    """
    require_unrestricted(acting, person_id)
    known = Request.objects.filter(token=asked.token).first()
    if known is not None and known.person_id == person_id:
        return Done(known, (person_id,), {"request": known.reference})
    _require_whole(asked)
    _require_few(person_id)
    target = find_target(person_id, asked.target) if asked.kind == Kind.ANSWER else None
    request = _made(person_id, asked, target)
    documents = keep_evidence(acting, request, asked.files)
    keep_text(request, ASKED, asked.text.strip())
    if target is not None and target.case is not None:
        _put_into_case(acting, request, target.case, asked, target.letter)
    about = {"kind": request.kind, "topic": request.topic, "documents": [each.pk for each in documents]}
    write_event(acting, request, "received", about)
    route(acting, request)
    return Done(request, (person_id,), {"request": request.reference, "kind": request.kind, "case": request.case_id})


@action(Verb.REQUEST_MADE, PERMISSION)
def add_evidence(acting: Acting, person_id: str, reference: str, files: tuple[Sent, ...]) -> Done[Request]:
    """Add documents to a request that is still open.

    Raises:
        RegisterError: ``request-missing``, ``request-decided``, ``request-files`` and those of ``check_content``.
    """
    from sojourn.register.requests.own import get_own

    require_unrestricted(acting, person_id)
    request = get_own(person_id, reference, locked=True)
    if request.state not in models.OPEN_STATES:
        raise RegisterError(
            "request-decided",
            "this request was answered or taken back. Allowed are requests that are open. Next: make a new one.",
        )
    if not files:
        raise _files("no file was chosen")
    documents = keep_evidence(acting, request, files)
    write_event(acting, request, "evidence", {"documents": [each.pk for each in documents]})
    return Done(request, (person_id,), {"request": reference, "documents": len(documents)})


def keep_evidence(acting: Acting, request: Request, files: Sequence[Sent]) -> list[Document]:
    """Check files and keep them with a request; in its case too, where it is about one.

    Raises:
        RegisterError: ``request-files`` and those of ``check_content``.
    """
    if len(files) + request.evidence.count() > MOST_FILES:
        raise _files(f"more than {MOST_FILES} files belong to it")
    kept = []
    for each in files:
        if len(each.content) > MOST_BYTES:
            raise _files(f"a file has more than {MOST_BYTES // MB} MB")
        if check_content(each.content, each.declared) not in TAKEN:
            raise _files("a file is no PDF, PNG or JPEG")
        document = keep_document(acting, each, EVIDENCE, clock.today(), request.case)
        if not document.person_id:  # it hangs on no case: it is erased with the person all the same
            document.person_id = request.person_id
            document.save(update_fields=["person_id"])
        models.Evidence.objects.get_or_create(request=request, document=document)
        kept.append(document)
    return kept


def _made(person_id: str, asked: Asked, target: Target | None) -> Request:
    now, reference = clock.now(), f"Q-{new_token()}"
    due = deadline_from(reference, now)
    return Request.objects.create(
        reference=reference,
        kind=asked.kind,
        topic=asked.topic,
        person_id=person_id,
        stay_id=target.stay_id if target else asked.stay_id,
        case=target.case if target else None,
        letter=target.letter.reference if target and target.letter else "",
        question=target.question if target else None,
        given_how=asked.given_how,
        language=asked.language,
        received_at=now,
        due_at=due.ends_at,
        last_day=due.last_day,
        rule_id=due.rule_id,
        rule_version=due.rule_version,
        complained_of=asked.complained_of,
        state=State.WAITING,
        token=asked.token,
    )


def _put_into_case(acting: Acting, request: Request, case: Case, asked: Asked, letter: Letter | None) -> None:
    """Put the person's words into the case as their answer: from now on an officer has to weigh it."""
    words = Sent(f"{request.reference}.txt", TEXT, asked.text.strip().encode())
    document = keep_document(acting, words, ANSWER, clock.today(), case)
    receive_answer(acting, case, document, clock.today(), letter)


def _require_whole(asked: Asked) -> None:
    """Refuse a request that does not say what it is about."""
    missing = []
    if asked.kind not in (Kind.ANSWER, Kind.CORRECTION, Kind.COMPLAINT):
        missing.append("what kind of request it is")
    topics = TOPICS.get(asked.kind, {})
    if topics and asked.topic not in topics:
        missing.append("what it is about")
    if not 0 < len(asked.text.strip()) <= MOST_WORDS:
        missing.append(f"what you want to tell us, in up to {MOST_WORDS:,} characters")
    if missing:
        raise RegisterError(
            "request-incomplete",
            f"something is missing: {'; '.join(missing)}. Allowed is a request that says all of it. "
            "Next: complete it and send it again.",
        )


def _require_few(person_id: str) -> None:
    since = clock.now() - timedelta(days=1)
    if Request.objects.filter(person_id=person_id, received_at__gt=since).count() >= MOST_A_DAY:
        raise RegisterError(
            "request-too-many",
            f"{MOST_A_DAY} requests came in about this record within a day; no more are taken today. Next: come back "
            "tomorrow, or go to a desk.",
        )


def _files(what: str) -> RegisterError:
    return RegisterError(
        "request-files",
        f"the files cannot be kept: {what}. Allowed are up to {MOST_FILES} files of PDF, PNG or JPEG with up to "
        f"{MOST_BYTES // MB} MB each. Next: choose them again.",
    )
